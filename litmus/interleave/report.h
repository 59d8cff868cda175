/*
 * The interleave engine's report on a trial besides its tally, as lines of the log
 * (docs/interleaving.md). Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/line.h"
#include "litmus/interleave/schedule.h"
#include "litmus/judge/enumeration.h"
#include "litmus/variants/entries.h"

/* One step of a schedule, as the log shows it. */
struct trace_line {
    uint8_t thread; /* enum thread */
    bool accesses;  /* the step accesses watched memory: */
    bool write;
    const char *part; /* the accessed word: "low", "high" ... */
    bool irqs_off;    /* the reader's interrupts are off after the step */
    bool asks;        /* then a writer requested a shootdown */
    uint8_t length;   /* of the instruction, 0: none */
    uint8_t bytes[15];
    const char *function; /* NULL: not known */
    uint32_t offset;      /* into the function, or the address */
    pte_t entry;          /* after the step */
};

struct trace {
    struct schedule schedule;
    struct trace_line line[SCHEDULE_MOVES_MAX];
    bool over; /* else the reader has no value yet */
    pte_t got;
    enum reading reading;
};

/* Lines that begin with "#   ". */
void report_enumeration(struct line_sink *sink, const struct enumeration *enumeration);
void report_trace(struct line_sink *sink, const char *name, const struct trace *trace);

struct outcomes;
/* Writes a histogram for each kind of low words. Its states are low and high as small
 * integers (litmus/interleave/outcomes.h), its counts are schedules. The histogram of a
 * positive's second kind has "+alternating" after the trial's name. */
void report_outcomes(struct line_sink *sink, const char *name, bool forbidden,
                     const struct outcomes *outcomes, unsigned count);
