/* Matches names with a pattern from the user. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Whether the pattern (`length` bytes, no NUL needed) matches the whole name. `*` matches
 * any bytes, including none and '/'; `?` matches one byte; others match themselves. At
 * most length * strlen(name) steps, whatever the pattern. */
bool glob_match(const char *pattern, size_t length, const char *name);
