/*
 * Interrupts without a handler. They are counted as spurious, and acknowledged if the
 * local APIC or an 8259 holds them in service.
 */
#pragma once

/* Sets the hook of arch/cpu/traps.h. */
void stray_init(void);
