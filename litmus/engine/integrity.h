/*
 * The integrity check around each trial: the kernel's own mappings must be the same after
 * it, without any synthetic entry in them (litmus/engine/map_integrity.h). Mappings at
 * addresses that the trial reserved itself may stay.
 */
#pragma once

#include <stddef.h>

#include "litmus/engine/map_integrity.h"
#include "litmus/judge/judge.h"

/* The last check is the baseline; a change between trials fails the next one. */
void integrity_start(void);
/* Makes the result an ERROR if the mappings changed. */
void integrity_check(struct result *result);

/* The same for a caller that keeps the state: the state now, with leaves below `end`; and
 * what has changed since, "" if nothing has. */
void integrity_look(uintptr_t end, struct map_state *state);
void integrity_compare(const struct map_state *before, char *wrong, size_t size);
