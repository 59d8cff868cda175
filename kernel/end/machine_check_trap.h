/*
 * An uncorrected machine check ends the run if it hits the boot processor; another CPU
 * halts, and the run goes on without it (arch/smp/cpu_failure.h). Corrected ones are only
 * logged (kernel/smp/events.h).
 */
#pragma once

/* Installs the handler. */
void machine_check_init(void);
