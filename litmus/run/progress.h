/*
 * How far a run is, kept by the session while it goes on, for whoever shows it to people
 * (litmus/run/progress_sums.h).
 */
#pragma once

#include "litmus/run/progress_sums.h"

/* Before the first round: what is to be run. `results` is looked at until the end. */
void progress_start(const struct result *results, unsigned count, uint32_t time_ms);
/* A round begins; `number`: which one, 0 where there is only one. */
void progress_begin_round(unsigned number);
/* Result number `at` is being worked at, and has its status. */
void progress_begin(unsigned at);
void progress_end(unsigned at);
/* All results of the round are what it found, for the last time. */
void progress_end_round(void);

/* How the run stands now: on the CPU that runs it, and after it. */
void progress_now(struct progress *progress);
