/* Deliberate failures (option test=...), to check that each is noticed and reported. */
#pragma once

#include "kernel/options/options.h"
#include "litmus/engine/environment.h"

/* For OPTION_TEST_HANG_EARLY, before the other CPUs are up. */
void self_test_early(enum option_test test);
/* Runs the test; does nothing for OPTION_TEST_NONE. The tests that kill a worker
 * (kernel/smp/kill.h) and stray-irqs return; the others do not. */
void self_test(enum option_test test, const struct environment *environment);
