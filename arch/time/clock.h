/*
 * Time: microseconds since clock_start(), short delays, and the deadline that every wait
 * in lohilo has. The source is the TSC if its rate is known, else a polled counter of the
 * board.
 *
 * Before clock_start() everything works from port 0x80 alone: an `out` to it takes about
 * a microsecond.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/line.h"

struct clock_setup {
    bool has_tsc;            /* CPUID.1:EDX.TSC */
    bool hypervisor;         /* CPUID.1:ECX bit 31 */
    uint16_t pm_timer_port;  /* FADT PM_TMR_BLK, 0 if unknown */
    uint64_t hpet_address;   /* of its registers, below 4 GiB; 0 if there is none */
    uint32_t max_cpuid_leaf; /* CPUID.0:EAX */
};

/*
 * Calibrates, on one CPU with interrupts and paging off, in 8 ms windows: up to
 * CLOCK_MAX_RUNS until two agree. That takes 16 ms as a rule, 80 ms if every reference
 * has to be tried, and half a second for a PIT that starts and never ends. Always leaves
 * a clock. In order: PIT (checked against the PM timer), PM timer, HPET, channel 0 of the
 * PIT, Hyper-V's reference counter, a hypervisor's CPUID leaves, CPUID, port 0x80. Logs
 * each rejected source, with the reason and the figures. Deadlines made before this call
 * are invalid after it.
 */
void clock_start(const struct clock_setup *setup, struct line_sink *sink);

/* Logs one line: the source, its rate, and how certain it is. */
void clock_describe(struct line_sink *sink);

/*
 * The mark of results whose figures depend on an uncertain clock, or NULL: "guess": by
 * port 0x80, assumed too fast, so that times are too short, up to a hundredfold;
 * "polled": a counter that loses time between polls; "median": a TSC whose calibration
 * windows did not agree, on a busy host.
 */
const char *clock_mark(void);

/*
 * Microseconds since clock_start(). Never goes back on one CPU. Two CPUs' TSCs may
 * differ; on a CPU whose TSC is behind that of the CPU that started the clock, it reads 0
 * until it has caught up. Without a TSC all CPUs share one count, which loses time if no
 * CPU calls this, or waits for a deadline, for longer than a turn of the counter
 * (clock_describe() logs its length).
 */
uint64_t clock_us(void);

bool clock_has_tsc(void);
uint32_t clock_tsc_khz(void); /* 0 without a usable one */

/* Waits at least this long by the clock. */
void clock_delay_us(uint32_t us);

/*
 * The end of a wait. Only for the CPU that made it. A poll counter also ends it, at a
 * hundred times the expected length, so that a stopped clock hangs no wait. A guessed
 * rate (port 0x80) is rather too high (clock_at_most()): a longer wait only costs time,
 * and code that compares clock_us() waits as long.
 */
struct deadline {
    uint64_t start, span; /* in ticks of the clock's source */
    uint64_t polls_left;
};

struct deadline deadline_in_us(uint64_t us);

/* Once true, it stays true. */
bool deadline_passed(struct deadline *deadline);
