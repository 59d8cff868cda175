/*
 * Page sizes looked up in NMIs, during all other trials. While a trial of the stress or
 * the probe engine runs, the boot processor's local APIC timer ticks. At each tick the
 * boot processor sends an NMI to other CPUs that take part, and lets one of them send an
 * NMI back. The handler on each CPU looks up the size of some pages in the tables that
 * this CPU uses: perf_get_pgtable_size() (mm/page_size.h), whatever code the NMI
 * interrupted.
 *
 * The right answer is known: the interrupted instruction and the stack lie in pages of 4
 * KiB, page 0 is not mapped, and trials never map a 2 MiB page in the kernel's own
 * tables. A wrong size fails the trial in which it appeared. Tables that no CR3 reaches
 * have a trial of their own (litmus/stress/workload_nmi.c).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/line.h"
#include "litmus/nmi/place.h"

/* Installs the handlers (once) and sets the rate in ticks per second; 0: no sampling. Nor
 * is there any without page tables of the kernel's own (native) or without a local APIC
 * timer. All functions run on the boot processor unless they say otherwise. */
void sampler_init(uint32_t per_second);

/* Around a trial. `during`: NMIs are sent in it. sampler_end() returns false if a size
 * was wrong, with the details in `reason`. */
void sampler_begin(bool during);
bool sampler_end(char *reason, size_t size);

/* Logs a line about the last trial, if it had NMIs; and one about all trials. */
void sampler_report_trial(struct line_sink *sink, const char *name);
void sampler_report(struct line_sink *sink);
