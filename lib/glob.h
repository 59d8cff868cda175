/* Matching of names by a pattern that a person typed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Whether the pattern (`length` bytes, no NUL needed) matches all of the name. `*` stands
 * for any bytes, none and '/' included, `?` for exactly one; all else for itself. At most
 * length * strlen(name) steps, whatever the pattern. */
bool glob_match(const char *pattern, size_t length, const char *name);
