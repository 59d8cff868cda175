/* The scene of page sizes asked in NMIs (litmus/stress/scene_nmi.c). */
#pragma once

/* Installs its NMI handler. Once. */
void nmi_sizes_init(void);
