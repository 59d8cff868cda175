/*
 * Around a trial of any engine: the kernel's own mappings must be the same after it, and
 * nothing made-up be left in them (litmus/engine/map_integrity.h). What a trial maps at addresses that
 * it has reserved itself may stay.
 */
#pragma once

#include <stddef.h>

#include "litmus/judge/judge.h"
#include "litmus/engine/map_integrity.h"

/* What the last check found counts as what is there now: who changes the mappings between two
 * trials spoils the next one. */
void integrity_start(void);
/* If something is wrong, the result becomes an ERROR. */
void integrity_check(struct result *result);

/* The same for whoever keeps the state himself: what it is, with leaves below `end`; and what
 * is wrong by now, "" if nothing is. */
void integrity_look(uintptr_t end, struct map_state *state);
void integrity_compare(const struct map_state *before, char *wrong, size_t size);
