/*
 * From counts to an answer. Pure; also compiled on the host.
 *
 * A control must have torn. A positive must not have torn, and its silence needs
 * evidence: the mechanism was at work, and at some setting at which a control tore, the
 * positive read so often that the control's rate would have given EXPECTED_TEARS tears.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/compiler.h"
#include "litmus/judge/enumeration.h"
#include "litmus/judge/tally.h"
#include "litmus/trials/trial.h"

/* VERDICT_REASON_SIZE: the reason fits a log line after "# verdict INCONCLUSIVE" and,
 * wrapped, the screen (kernel/screen/verdict_page.h). */
enum {
    RESULTS_MAX = 160,
    REASON_SIZE = 300,
    VERDICT_REASON_SIZE = 376,
    EXPECTED_TEARS = 5,
    PROBE_OUTCOMES = 6
};

/* From harmless to severe. */
enum status {
    STATUS_OK,
    STATUS_SKIP,     /* the machine lacks something */
    STATUS_SILENT,   /* a control that did not tear */
    STATUS_UNPROVEN, /* a positive without the evidence it needs */
    STATUS_ERROR,    /* lohilo itself failed */
    STATUS_NOT_OK,   /* the subject failed */
};

struct measurement;

/* A head that every engine fills in, and a part of the engine's own. */
struct result {
    const struct trial *trial;
    enum engine_id engine;
    enum status status;
    /* Skipped because the question cannot arise here: without MMX there is no MMX reader.
     * The verdict ignores it. */
    bool not_applicable;
    /* Skipped because there is no second CPU. The interleave engine can answer
     * instead. */
    bool no_second_cpu;
    /* Skipped because the user stopped the run before it. */
    bool not_run;
    /* A positive without evidence, because no control for it ran. */
    bool no_control_ran;
    char reason[REASON_SIZE]; /* of anything but STATUS_OK */
    /* Readings that the interleave and the stress engine counted. The others only set how
     * long the trial took. */
    struct tallies tallies;

    /* `engine` says which of these counts. */
    union {
        struct interleave_result interleave;
        struct {
            uint64_t outcomes[PROBE_OUTCOMES]; /* how often each came */
        } probe;
        struct {
            const struct measurement *measurement; /* lasts until the next benchmark */
        } bench;
    };
};

/* Marks the result as skipped. */
void result_skip(struct result *result, const char *why, ...) __printf_like(2, 3);

/* The evidence that the trial needs and lacks, as EVIDENCE_...; 0: none is missing. */
uint32_t evidence_missing(const struct trial *trial, const struct tally *sum);

/* Judges a trial that ran to its end: sets status and reason. A positive is compared with
 * its controls among the first `count` of `results`. */
void judge(struct result *result, const struct result *results, unsigned count);

/* The setting at which the control vouches best for the positive, or -1 if no setting
 * gives EXPECTED_TEARS. *expected: the tears that the control's rate would have given
 * there. */
int best_match(const struct result *positive, const struct result *control,
               uint64_t *expected);

enum verdict { VERDICT_HOLDS, VERDICT_VIOLATED, VERDICT_INCONCLUSIVE, VERDICT_ERROR };

struct summary {
    unsigned ok, skipped, silent, unproven, errors, failed;
    unsigned positives_ok, controls_ok;
    unsigned measured;                               /* of those ok: benchmarks */
    unsigned not_applicable, no_second_cpu, not_run; /* of those skipped */
    unsigned open;        /* of those skipped: they leave a question open */
    unsigned interleaved; /* positives and controls of that engine that were ok */
    enum verdict verdict;
    char reason[VERDICT_REASON_SIZE]; /* why, naming trials, and what to do */
    /* That many of its first characters are about events outside of trials. */
    unsigned outside;
};

void summarize(const struct result *results, unsigned count, struct summary *summary);
/* An error outside of trials makes the verdict ERROR unless it is more severe. A doubt,
 * because the run cannot vouch for the whole machine, makes it not HOLDS. Both add the
 * reason. */
void summary_error(struct summary *summary, const char *why);
void summary_doubt(struct summary *summary, const char *why);
/* Adds to the reason without changing the verdict. */
void summary_note(struct summary *summary, const char *what);
const char *verdict_name(enum verdict verdict);
