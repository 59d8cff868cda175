/*
 * Interrupts between threads: arch/irq/apic.h and the entry of traps, by doorbell and signal.
 *
 * How faithful: a request waits in a word of the target's (the IRR). While the target has
 * interrupts off it stays there, and the target finds it when it switches them on:
 * exactly what a local APIC does, and nothing disturbs the section meanwhile. While the
 * target has interrupts on, it is interrupted by a signal, between any two of its
 * instructions, as by an IPI. A sleeping target is woken. An NMI is a signal that does
 * not ask. What differs is the time: a signal takes microseconds, an IPI a fraction of
 * one, so it is sent only if the target keeps interrupts on for a moment; and the
 * operating system may suspend any thread anywhere, which only widens windows.
 */
#pragma once

/* The vectors that can be requested, one bit of a word each. */
enum { VECTOR_FIRST = 0xE0 };

/* From here on faults, single steps and interrupts reach arch/cpu/traps.c. Once. */
void interrupts_init(void);
