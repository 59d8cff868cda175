/*
 * An engine, as the code that runs trials sees it: a row of functions. The table of all
 * engines is in litmus/run/engines.h; the code that runs trials knows nothing about a
 * particular engine.
 */
#pragma once

#include "lib/line.h"
#include "litmus/engine/environment.h"
#include "litmus/judge/judge.h"
#include "litmus/trials/trial.h"

/* The run that a trial belongs to. */
struct engine_run {
    const struct environment *environment;
    const struct litmus_options *options;
    /* All results of the run. Those before the current one have their status, among them
     * the controls of a positive. */
    const struct result *results;
    unsigned count;
    /* Whether this machine has everything that the result's trial needs. If not, it marks
     * the result as skipped. */
    bool (*requirements_met)(struct result *result,
                             const struct environment *environment);
};

struct engine {
    const struct trial *catalogue; /* `engines` in a trial says which engines run it */
    const unsigned *catalogue_size;
    /* Installs handlers. Called once, before the first trial. */
    void (*init)(void);
    /* Whether the trial needs page tables of its own, which a process (native/) lacks. */
    bool (*needs_page_tables)(const struct trial *trial);
    /* Whether the trial needs a trap flag that traps (litmus/interleave/stepping.h).
     * NULL: no trial does. */
    bool (*is_stepped)(const struct trial *trial);
    /* True: without such a trap flag the trial's question stays open. False: other trials
     * answer it. */
    bool open_without_steps;
    /* Checks the trial's other needs: if one is missing, marks the result as skipped and
     * sets not_applicable or no_second_cpu. NULL: there are none, or run() checks
     * them. */
    void (*check_needs)(struct result *result, const struct environment *environment);
    /* Announces the next trial, so that its CPUs can wake up meanwhile. NULL: nothing to
     * do. */
    void (*wake_ahead)(const struct trial *trial, const struct environment *environment);
    /* The steps that the trial's program may have (litmus/trials/program.h). NULL: its
     * trials have no program. */
    uint32_t (*steps)(const struct trial *trial);
    /* Runs the result's trial and sets its status and reason. */
    void (*run)(struct result *result, const struct engine_run *run);
    /* Logs everything about one result, the KTAP line last. `results`: the first of the
     * run. */
    void (*report)(struct line_sink *sink, unsigned number, const struct result *result,
                   const struct result *results, const struct litmus_options *options);
    /* What went wrong outside of a trial, so that the verdict cannot be HOLDS. NULL if
     * there is no such function, or if it returns NULL. */
    const char *(*failure)(void);
    /* Logs what comes after the last trial. NULL: nothing. */
    void (*report_end)(struct line_sink *sink);
};
