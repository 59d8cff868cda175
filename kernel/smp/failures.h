/*
 * Logs the CPUs that failed (arch/smp/cpu_failure.h): what each did last, where, and its
 * registers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Logs all that is known of each CPU that failed since the last call. */
void cpu_failures_report(void);

/* The failures since the last cpu_failures_report(), in a few words, for the reason of a
 * result or verdict: "lost CPU 2 (APIC id 2): no ack of a shootdown, phase "writing",
 * EIP 0x00104a31"; "" if there are none. Returns true if there are any. */
bool cpu_failures_describe_new(char *text, size_t size);

/* Returns true if a failed CPU was not stopped: it may still be running. */
bool cpu_failures_not_stopped(void);
