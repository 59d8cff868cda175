/*
 * Page sizes asked in NMIs during everything else. While a trial of the stress or the probe
 * engine runs, the boot processor's local APIC timer ticks, and at each tick it sends an NMI
 * to others that take part, and has one of them send it one. The handler of each asks for
 * the size of some pages in the tables that its CPU is just using: perf_get_pgtable_size()
 * (mm/page_size.h), whatever has been interrupted.
 *
 * What is right is known: the interrupted instruction and the stack lie in pages of 4 KiB,
 * page 0 is not mapped, and what the trials map and unmap in the kernel's own tables is
 * never a page of 2 MiB. A wrong size fails the trial during which it was got. What happens
 * in tables that no CR3 reaches is the question of a trial of its own
 * (litmus/stress/workload_nmi.c).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/cpu/traps.h"
#include "lib/line.h"

/* What an NMI has interrupted. */
enum place {
    PLACE_OTHER,
    PLACE_WALKER,    /* a lockless walk, interrupts off */
    PLACE_MUTATOR,   /* whoever changes entries */
    PLACE_SHOOTDOWN, /* mm/tlb.c, either side */
    PLACES,
};

/* Installs the handlers (once) and sets the rate, ticks a second; 0 for none. Without tables
 * of the kernel's own (native), or a local APIC timer, there are none either. On the boot
 * processor, as all of this but where it says something else. */
void sampler_init(uint32_t per_second);

/* Around a trial: NMIs are sent if `during` it. End: false if a size was wrong, with what
 * was wrong in `reason`. */
void sampler_begin(bool during);
bool sampler_end(char *reason, size_t size);

/* On every CPU: it takes part, and is doing this from here on, until it says something
 * else. A walker with interrupts on counts as PLACE_OTHER. */
void sampler_place(enum place place);
/* It takes part no more. */
void sampler_leave(void);

/* Counts where another NMI of lohilo's has landed; for its handler. */
void sampler_count(const struct trap_frame *frame);

/* A line about the last trial, if there were any; and one about all. */
void sampler_report_trial(struct line_sink *sink, const char *name);
void sampler_report(struct line_sink *sink);
