/*
 * What the interleave engine has to say about a trial besides its tally, and how that
 * looks in the log (docs/interleaving.md). Pure; also compiled on the host.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/line.h"
#include "litmus/judge/enumeration.h"
#include "litmus/variants/entries.h"
#include "litmus/interleave/schedule.h"

/* One move of a schedule, as it is shown. */
struct trace_line {
    uint8_t thread;       /* enum thread */
    bool accesses;        /* watched memory: */
    bool write;
    const char *part;    /* of which this word: "low", "high" ... */
    bool irqs_off;       /* of the reader, after the move */
    bool asks;           /* then a writer asked for a shootdown */
    uint8_t length;      /* of the instruction, 0: none */
    uint8_t bytes[15];
    const char *function; /* NULL: not known */
    uint32_t offset;     /* into the function, or the address */
    pte_t entry;         /* after the move */
};

struct trace {
    struct schedule schedule;
    struct trace_line line[SCHEDULE_MOVES_MAX];
    bool over;           /* else the reader has no value yet */
    pte_t got;
    enum reading reading;
};

/* Lines that begin with "#   ". */
void report_enumeration(struct line_sink *sink, const struct enumeration *enumeration);
void report_trace(struct line_sink *sink, const char *name,
                    const struct trace *trace);

struct outcomes;
/* A histogram for each kind of low words, its states low and high in small integers
 * (litmus/interleave/outcomes.h) and counted in schedules. That of a positive's second
 * kind has "+alternating" behind the trial's name. */
void report_outcomes(struct line_sink *sink, const char *name, bool forbidden,
                     const struct outcomes *outcomes, unsigned count);
