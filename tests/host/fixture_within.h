/*
 * cmocka's assert_in_range() under a name that every version has: cmocka 2 calls it deprecated,
 * which -Werror makes an error, and cmocka 1 lacks what it has in its place.
 */
#pragma once

#include <stdint.h>

/* For cmocka tests: fails, with the figures, unless least <= value <= most. */
#define assert_within(value, least, most)                                                \
    do {                                                                                 \
        uintmax_t within_value = (uintmax_t)(value);                                     \
        uintmax_t within_least = (uintmax_t)(least), within_most = (uintmax_t)(most);    \
        if (within_value < within_least || within_value > within_most)                   \
            fail_msg("%s is %ju, not within %ju to %ju", #value, within_value,           \
                     within_least, within_most);                                         \
    } while (0)
