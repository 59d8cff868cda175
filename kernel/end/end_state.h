/*
 * Who reports the end of a failed run, and how far that is. Pure: kernel/end/panic.c and
 * kernel/end/finish.c do what is decided here.
 *
 * One CPU reports: the first that fails, as Linux's panic_cpu. Nothing stops it, whatever it
 * interrupts itself with: its NMIs are ignored, and what fails in the middle of its report (a
 * machine check, a fault on a broken screen, a double fault) enters the report again from the
 * top. All other CPUs stop.
 *
 * A report that is entered again may fail again, at the same place or anywhere, so each step
 * may be begun a limited number of times only: what fails is left out in the end, and what
 * comes after it is reached. Verdict and end line are said again each time, because the last
 * ones count (docs/log.md).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The steps of an end, in this order. */
enum end_step {
    END_REASON,  /* what failed, a line; each failure has its own */
    END_DETAILS, /* registers and backtrace */
    END_LOSSES,  /* CPUs that were lost before */
    END_VERDICT,
    END_LINE,
    END_SCREEN,
    END_POWER,   /* what the option `end` asks for; after it the CPU only halts */
    END_STEPS,
};

struct end_state {
    uint32_t owner; /* 1 + index of the CPU that reports; 0: the run has not failed */
    uint32_t entries;
    uint8_t begun[END_STEPS];
};

enum end_role {
    END_REPORTS, /* this CPU is the first */
    END_AGAIN,   /* this CPU reports already, and has failed in the middle of it */
    END_STOPS,   /* another CPU reports, or this one has failed END_ENTRIES_MAX times */
};
enum { END_ENTRIES_MAX = 32 };

/* A CPU cannot go on, or finds that the run cannot. */
enum end_role end_enter(struct end_state *state, unsigned cpu);

/* True if the step may be begun once more, and counts that. */
bool end_begin(struct end_state *state, enum end_step step);

/* What an NMI is to the CPU that it interrupts. */
enum end_nmi {
    END_NMI_USUAL,   /* the run has not failed: whoever asked for it is to get it */
    END_NMI_IGNORED, /* this CPU reports */
    END_NMI_STOPS,   /* another one does: this CPU halts for good */
};
enum end_nmi end_nmi(const struct end_state *state, unsigned cpu);

/* Whether this CPU reports. */
bool end_is_here(const struct end_state *state, unsigned cpu);
