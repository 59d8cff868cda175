/*
 * What an engine is to those that run trials: a row of functions. The table of all engines is
 * litmus/run/engines.h; who runs trials knows nothing about a particular one.
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
    /* All results of the run. Those before the one that is being worked at have their status:
     * the controls of a positive are among them. */
    const struct result *results;
    unsigned count;
    /* Whether there is all that a result's trial needs; false: it is a skipped one then. */
    bool (*requirements_met)(struct result *result, const struct environment *environment);
};

struct engine {
    const struct trial *catalogue; /* trials that say in `engines` which engines run them */
    const unsigned *catalogue_size;
    /* Installs handlers. Called once, before the first trial. */
    void (*init)(void);
    /* The trial needs page tables in use: a process (native/) has none of its own. */
    bool (*needs_page_tables)(const struct trial *trial);
    /* The trial needs a trap flag that traps (litmus/interleave/stepping.h). NULL: none does. */
    bool (*is_stepped)(const struct trial *trial);
    /* Without such a trap flag a question stays open. False: there are other trials for it. */
    bool open_without_steps;
    /* What else the trial needs: makes the result a skipped one, and sets not_applicable or
     * no_second_cpu. NULL: nothing, or run() finds out. */
    void (*check_needs)(struct result *result, const struct environment *environment);
    /* This trial will be the next: CPUs may wake up meanwhile. NULL: nothing to do. */
    void (*wake_ahead)(const struct trial *trial, const struct environment *environment);
    /* Which steps the trial's program may have (litmus/trials/program.h). NULL: it has none. */
    uint32_t (*steps)(const struct trial *trial);
    /* Runs the result's trial and sets its status and reason. */
    void (*run)(struct result *result, const struct engine_run *run);
    /* Everything about one result, the KTAP line last. `results`: the first of the run. */
    void (*report)(struct line_sink *sink, unsigned number, const struct result *result,
                   const struct result *results, const struct litmus_options *options);
    /* What went wrong outside of a trial: the verdict must not be green. NULL where there is no
     * such function, or where it returns NULL. */
    const char *(*failure)(void);
    /* After the last trial. NULL: nothing. */
    void (*report_end)(struct line_sink *sink);
};
