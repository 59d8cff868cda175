/* Failures on purpose (option test=...), to see that each is noticed and reported. */
#pragma once

#include "kernel/options/options.h"
#include "litmus/engine/environment.h"

/* Before the other CPUs are up: for OPTION_TEST_HANG_EARLY. */
void self_test_early(enum option_test test);
/* Does what the option says; for OPTION_TEST_NONE nothing. Those that kill a CPU of the
 * stage (kernel/smp/kill.h), and stray-irqs, return; the others do not. */
void self_test(enum option_test test, const struct environment *environment);
