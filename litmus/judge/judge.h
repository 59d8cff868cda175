/*
 * From counts to an answer. Pure; also compiled on the host.
 *
 * A control must have torn. A positive must not have, and its silence must mean
 * something: the mechanism was seen at work, and at some setting at which a control tore,
 * the positive read so often that the control's rate would have given EXPECTED_TEARS
 * tears.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/compiler.h"
#include "litmus/judge/enumeration.h"
#include "litmus/judge/tally.h"
#include "litmus/trials/trial.h"

/* VERDICT_REASON_SIZE: it follows "# verdict INCONCLUSIVE" in a line of the log and, wrapped,
 * fits the screen (kernel/screen/verdict_page.h). */
enum { RESULTS_MAX = 160, REASON_SIZE = 300, VERDICT_REASON_SIZE = 376, EXPECTED_TEARS = 5, PROBE_OUTCOMES = 6 };

/* From harmless to severe. */
enum status {
    STATUS_OK,
    STATUS_SKIP,       /* the machine lacks something */
    STATUS_SILENT,     /* a control that should have torn, and did not */
    STATUS_UNPROVEN,   /* a positive without the evidence it needs */
    STATUS_ERROR,      /* lohilo itself failed */
    STATUS_NOT_OK,     /* the subject failed */
};

struct measurement;

/* A head that every engine fills in, and a part of the engine's own. */
struct result {
    const struct trial *trial;
    enum engine_id engine;
    enum status status;
    /* Skipped for something without which the question does not arise here: no MMX, no
     * MMX reader. It takes nothing from the verdict. */
    bool not_applicable;
    /* Skipped because there is no second CPU: the interleave engine can stand in. */
    bool no_second_cpu;
    /* Skipped because the run was stopped before. */
    bool not_run;
    /* A positive without evidence: none of its controls was among the trials that ran. */
    bool no_control_ran;
    char reason[REASON_SIZE]; /* of anything but STATUS_OK */
    /* Readings that the interleave and the stress engine counted. The others only set how
     * long the trial took. */
    struct tallies tallies;

    /* `engine` says which of these counts. */
    union {
        struct interleave_result interleave;
        struct {
            uint64_t outcomes[PROBE_OUTCOMES]; /* how often each was seen */
        } probe;
        struct {
            const struct measurement *measurement; /* lasts until the next benchmark */
        } bench;
    };
};

/* Makes it a skipped one. */
void result_skip(struct result *result, const char *why, ...) __printf_like(2, 3);

/* What of the evidence that the trial asks for was not seen, of EVIDENCE_...; 0: all
 * was. */
uint32_t evidence_missing(const struct trial *trial, const struct tally *sum);

/* Judges a trial that ran to its end: sets status and reason. A positive is held against
 * its controls among the first `count` of `results`. */
void judge(struct result *result, const struct result *results, unsigned count);

/* The setting at which the control vouches best for the positive, or -1 where none gives
 * EXPECTED_TEARS. *expected: how many tears the control's rate would have given there. */
int best_match(const struct result *positive, const struct result *control,
               uint64_t *expected);

enum verdict { VERDICT_HOLDS, VERDICT_VIOLATED, VERDICT_INCONCLUSIVE, VERDICT_ERROR };

struct summary {
    unsigned ok, skipped, silent, unproven, errors, failed;
    unsigned positives_ok, controls_ok;
    unsigned measured; /* of those ok: benchmarks */
    unsigned not_applicable, no_second_cpu, not_run; /* of those skipped */
    unsigned open; /* of those skipped: that leave a question open */
    unsigned interleaved;                   /* positives and controls that were ok */
    enum verdict verdict;
    char reason[VERDICT_REASON_SIZE]; /* why, naming trials, and what to do */
    unsigned outside; /* its first so many characters are about what happened outside of trials */
};

void summarize(const struct result *results, unsigned count, struct summary *summary);
/* Something went wrong outside of any trial: ERROR, unless there is worse; something keeps
 * the run from vouching for the machine: not HOLDS. Both say why. */
void summary_error(struct summary *summary, const char *why);
void summary_doubt(struct summary *summary, const char *why);
/* Belongs to the reason, and leaves the verdict as it is. */
void summary_note(struct summary *summary, const char *what);
const char *verdict_name(enum verdict verdict);
