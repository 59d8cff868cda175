/*
 * cmocka's assert_in_range() under a name of our own. cmocka 2 deprecates it, which
 * -Werror makes an error, and cmocka 1 lacks the replacement.
 */
#pragma once

#include <stdint.h>

/* For cmocka tests: fails, with the values, unless least <= value <= most. */
#define assert_within(value, least, most)                                                \
    do {                                                                                 \
        uintmax_t within_value = (uintmax_t)(value);                                     \
        uintmax_t within_least = (uintmax_t)(least), within_most = (uintmax_t)(most);    \
        if (within_value < within_least || within_value > within_most)                   \
            fail_msg("%s is %ju, not within %ju to %ju", #value, within_value,           \
                     within_least, within_most);                                         \
    } while (0)
