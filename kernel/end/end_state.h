/*
 * Which CPU reports the end of a failed run, and how far the report is. Pure:
 * kernel/end/panic.c and kernel/end/finish.c carry out the decisions made here.
 *
 * The first CPU that fails reports, as with Linux's panic_cpu. All other CPUs stop.
 * Nothing stops the reporter: it ignores NMIs, and a failure in the middle of the report
 * (a machine check, a fault on a broken screen, a double fault) enters the report again
 * from the top.
 *
 * The repeated report may fail again, at the same place or elsewhere. Each step may
 * therefore begin only a limited number of times: a failing step is skipped in the end,
 * and the steps after it are reached. Verdict and end line are repeated each time,
 * because the last ones count (docs/log.md).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The steps of the end of a run, in order. */
enum end_step {
    END_REASON,  /* what failed, one line; each failure has its own */
    END_DETAILS, /* registers and backtrace */
    END_LOSSES,  /* CPUs that failed before */
    END_VERDICT,
    END_LINE,
    END_SCREEN,
    END_POWER, /* the action of the option `end`; afterwards the CPU only halts */
    END_STEPS,
};

struct end_state {
    uint32_t owner; /* 1 + index of the CPU that reports; 0: the run has not failed */
    uint32_t entries;
    uint8_t begun[END_STEPS];
};

enum end_role {
    END_REPORTS, /* this CPU is the first */
    END_AGAIN,   /* this CPU already reports and failed in the middle of it */
    END_STOPS,   /* another CPU reports, or this one failed END_ENTRIES_MAX times */
};
enum { END_ENTRIES_MAX = 32 };

/* Called when a CPU, or the whole run, cannot go on. */
enum end_role end_enter(struct end_state *state, unsigned cpu);

/* Returns true if the step may begin once more, and counts it. */
bool end_begin(struct end_state *state, enum end_step step);

/* What an NMI means to the CPU that it interrupts. */
enum end_nmi {
    END_NMI_USUAL,   /* the run has not failed: pass the NMI to its usual handlers */
    END_NMI_IGNORED, /* this CPU reports */
    END_NMI_STOPS,   /* another CPU reports: this CPU halts for good */
};
enum end_nmi end_nmi(const struct end_state *state, unsigned cpu);

/* Returns true if this CPU reports. */
bool end_is_here(const struct end_state *state, unsigned cpu);
