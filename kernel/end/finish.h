/*
 * The end of every run: verdict line, end line of the log, verdict on the screen, and the
 * action of the option `end`. Each step may begin a limited number of times
 * (kernel/end/end_state.h), so a step that fails and ends the run again is skipped in the
 * end.
 */
#pragma once

#include "arch/devices/power.h"
#include "kernel/end/end_state.h"
#include "litmus/judge/judge.h"

/* Sets the action at the end; the default is to hold. */
void finish_set(enum power_action action, const struct power_means *means);

/* The state of the end, for code that reports a failure. */
struct end_state *finish_state(void);

/* Ends a run that did not reach its summary: logs the verdict with the reason first. */
_Noreturn void end_run(enum verdict verdict, const char *reason);
/* Ends a run whose verdict line is already in the log. */
_Noreturn void end_run_reported(enum verdict verdict, const char *reason);
