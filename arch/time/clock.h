/*
 * Time: microseconds since clock_start(), short delays, and the deadline that every wait
 * in lohilo carries. The TSC where there is one and its rate could be found out; else a
 * counter of the board that is read by polling.
 *
 * Before clock_start() everything works, on port 0x80 alone: an `out` to it takes about a
 * microsecond.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/line.h"

struct clock_setup {
    bool has_tsc;            /* CPUID.1:EDX.TSC */
    bool hypervisor;         /* CPUID.1:ECX bit 31 */
    uint16_t pm_timer_port;  /* FADT PM_TMR_BLK, 0 where it is not known */
    uint64_t hpet_address;   /* of its registers, below 4 GiB; 0 where there is none */
    uint32_t max_cpuid_leaf; /* CPUID.0:EAX */
};

/*
 * Calibrates, on one CPU with interrupts and paging off, in 8 ms windows: up to
 * CLOCK_MAX_RUNS until two agree, so 16 ms as a rule, 80 ms where every reference has to be
 * tried, and half a second for a PIT that starts and never ends. Always leaves a clock. In order: PIT
 * (checked against the PM timer), PM timer, HPET, channel 0 of the PIT, Hyper-V's reference
 * counter, what a hypervisor tells, CPUID, port 0x80. Says one line for each source it
 * rejected, with the reason and the figures. A deadline made before this call is not to be
 * asked after it.
 */
void clock_start(const struct clock_setup *setup, struct line_sink *sink);

/* One line: the source, its rate, and how sure that is. */
void clock_describe(struct line_sink *sink);

/*
 * The word that marks each result whose figures depend on a clock that is not sure, or NULL:
 * "guess": by port 0x80, taken too fast, so that times are too short, up to a hundredfold;
 * "polled": a counter that loses time while nobody reads it; "median": a TSC whose
 * calibration windows did not agree, on a busy host.
 */
const char *clock_mark(void);

/*
 * Microseconds since clock_start(). Never goes back on one CPU; two CPUs' TSCs may
 * differ, and on one whose TSC is behind that of the CPU that started the clock it reads
 * 0 for as long. Without a TSC: all CPUs share one count, and it loses time where nobody
 * calls this, or waits for a deadline, for longer than a turn of the counter
 * (clock_describe() says how long).
 */
uint64_t clock_us(void);

bool clock_has_tsc(void);
uint32_t clock_tsc_khz(void); /* 0 without a usable one */

/* Waits at least this long by the clock. */
void clock_delay_us(uint32_t us);

/*
 * The end of a wait. Belongs to the CPU that made it. A poll counter ends it as well, at
 * a hundred times what the wait should take, so that a clock that stands still hangs
 * nobody. Where the rate is a guess (port 0x80) it is taken too high (clock_at_most()): a wait
 * too long only costs time, and whoever compares clock_us() waits as long.
 */
struct deadline {
    uint64_t start, span; /* in ticks of the clock's source */
    uint64_t polls_left;
};

struct deadline deadline_in_us(uint64_t us);

/* Stays true once it has been. */
bool deadline_passed(struct deadline *deadline);
