/*
 * Interrupts between threads: implements arch/irq/apic.h and the entry of traps with a
 * request word and signals.
 *
 * How faithful: a request waits in a word of the target's (the IRR). While the target has
 * interrupts off, the request stays there, and the target finds it when it turns them on:
 * a local APIC does exactly that, and nothing disturbs the section meanwhile. While the
 * target has interrupts on, a signal interrupts it between any two of its instructions,
 * as an IPI does. A sleeping target is woken. An NMI is a signal that ignores the flag.
 * The time differs: a signal takes microseconds, an IPI a fraction of one, so a signal is
 * sent only if the target keeps interrupts on for a moment. The operating system may also
 * suspend any thread anywhere, which only widens windows.
 */
#pragma once

/* The vectors that can be requested, one bit of a word each. */
enum { VECTOR_FIRST = 0xE0 };

/* From here on faults, single steps and interrupts reach arch/cpu/traps.c. Call it
 * once. */
void interrupts_init(void);
