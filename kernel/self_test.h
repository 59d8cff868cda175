/* Failures on purpose (option test=...), to see that each is noticed and reported. */
#pragma once

#include "kernel/options.h"

/* Does what the option says; for OPTION_TEST_NONE nothing. The others do not return, unless
 * what they provoke went unnoticed. */
void self_test(enum option_test test);
