/*
 * The progress of a run. The session keeps it up to date, and the status screen shows it
 * (litmus/run/progress_sums.h).
 */
#pragma once

#include "litmus/run/progress_sums.h"

/* Before the first round: the results of the run, which must last until its end. */
void progress_start(const struct result *results, unsigned count, uint32_t time_ms);
/* A round begins. `number` is 0 if there is only one round. */
void progress_begin_round(unsigned number);
/* The trial of result number `at` begins; and it has its status. */
void progress_begin(unsigned at);
void progress_end(unsigned at);
/* The round is over; its results are still those that it found. */
void progress_end_round(void);

/* The progress now. Call it on the CPU that runs the trials, or after the run. */
void progress_now(struct progress *progress);
