/*
 * The end of a run, wherever it comes from: verdict line, end line of the log, verdict on the
 * screen, and what the option `end` asks for. Each step is begun a limited number of times
 * (kernel/end/end_state.h): one that fails, so that the run ends once more in the middle of it, is
 * left out in the end.
 */
#pragma once

#include "arch/devices/power.h"
#include "kernel/end/end_state.h"
#include "litmus/judge/judge.h"

/* What to do at the end; until it is called: hold. */
void finish_set(enum power_action action, const struct power_means *means);

/* How far it is, for whoever reports a failure. */
struct end_state *finish_state(void);

/* Ends the run of one that did not get as far as a summary: says the verdict with the reason
 * first. */
_Noreturn void end_run(enum verdict verdict, const char *reason);
/* Ends the run whose verdict line has been printed. */
_Noreturn void end_run_reported(enum verdict verdict, const char *reason);
