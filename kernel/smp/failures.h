/*
 * The log of CPUs that were lost (arch/smp/cpu_failure.h): named, with what they did last, where, and
 * their registers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Says all that is known of each CPU that was lost since the last call. */
void cpu_failures_report(void);

/* What cpu_failures_report() has not said yet, in a few words, for the reason of a result or
 * verdict: "lost CPU 2 (APIC id 2): no ack of a shootdown, writing, EIP 0x00104a31"; ""
 * if there is none. True if there is. */
bool cpu_failures_new(char *text, size_t size);

/* Whether a lost CPU has not been parked: it may still be doing something. */
bool cpu_failures_not_stopped(void);
