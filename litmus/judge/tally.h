/*
 * The counts of a trial at each setting, and its first tears. An engine fills them in;
 * judge and report read them.
 */
#pragma once

#include <stdint.h>

#include "litmus/variants/entries.h"

enum { SETTINGS_MAX = 24, TEARS_KEPT = 4, NOT_YET = 0xFFFFFFFF };

/* The reader's way through a table. */
enum sweep {
    SWEEP_OPPOSED,  /* from the end, while writers go from the start: they meet once a
                    * batch */
    SWEEP_CHASE,    /* always at the writer's slot: they meet at every entry */
    SWEEP_SHUFFLED, /* up and down the table: each read is in another cache line */
    SWEEP_HOT,      /* opposed, and all CPUs work at the first entries of the table, as
                    * many as change per flush: one or two cache lines. In regions, which
                    * have no such lines, as SWEEP_CHASE */
    SWEEPS,
};
const char *sweep_name(enum sweep sweep);

/* The largest window and the largest gap, of a plan and of the options alike: what a log
 * names can be asked for again. */
enum { DELAY_MAX = 32768 };
_Static_assert(DELAY_MAX <= UINT16_MAX, "fits in struct setting");

/* The widths of the race windows. */
struct setting {
    uint16_t window; /* delay units (spin_delay) between a reader's accesses */
    uint16_t gap;    /* delay units between a writer's two stores */
    uint16_t batch;  /* entries changed per flush */
    uint16_t sweep;  /* enum sweep */
};

struct tally {
    uint64_t reading[READINGS]; /* how often each kind of reading was got */
    uint64_t retries;           /* reads that started over (paced readers only) */
    uint64_t passes;            /* sections with interrupts off */
    uint64_t pending;           /* of those: ended with the shootdown vector pending */
    uint64_t flushes;           /* shootdowns of the writers */
    uint64_t waits;             /* of those: an ack was missing at the first look */
    uint64_t pinned;            /* frames not taken because of a reader's reference */
    uint64_t programs;          /* runs of a writer's program */
    uint64_t elapsed_us;        /* 32 bits would be 71 minutes, and a trial may take a
                                 * day */
    uint32_t first_tear_us;     /* since the start of the trial, or NOT_YET */
};

/* One torn read. */
struct tear {
    struct setting setting;
    unsigned slot;
    uint32_t low, high;
    enum reading reading;
    struct held held; /* generations that the slot can have held */
    pte_t held_first, held_last;
    unsigned reader_cpu, writer_cpu;
    uint32_t at_us; /* since the start of the trial; at most NOT_YET - 1 */
};

struct tallies {
    uint64_t total_us; /* from the trial's start to its end */
    unsigned settings;
    struct setting setting[SETTINGS_MAX];
    struct tally tally[SETTINGS_MAX];
    unsigned tears_kept;
    struct tear tear[TEARS_KEPT];
};

/* Adds `one` to `sum`; first_tear_us becomes the earlier one. */
void tally_add(struct tally *sum, const struct tally *one);
/* The sum over all settings; first_tear_us is the earliest. */
void tally_sum(const struct tallies *tallies, struct tally *sum);
uint64_t tally_torn(const struct tally *tally);
static inline uint64_t tally_accepted(const struct tally *tally)
{
    return tally->reading[READ_INTACT] + tally_torn(tally);
}
/* All reads, of present entries and others. */
uint64_t tally_reads(const struct tally *tally);
/* The count per second; 0 if no time has passed. */
uint64_t tally_per_second(uint64_t count, uint64_t elapsed_us);
uint64_t tally_tears_per_second(const struct tally *tally);
/* Whole milliseconds, for the log. */
uint32_t tally_ms(uint64_t us);
/* The setting with most tears per second, or -1 if it never tore. */
int tally_best(const struct tallies *tallies);
