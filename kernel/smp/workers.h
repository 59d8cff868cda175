/*
 * The crew: application processors that sleep until they are handed work, and the stage
 * (litmus/engine/environment.h) that the engines see of them. Idle CPUs halt; an IPI wakes them. One
 * that is called beforehand looks out for its job for a moment.
 */
#pragma once

#include "litmus/engine/environment.h"

/* Counts the CPUs that are online and fills the stage, which lasts: its number of workers
 * shrinks when one is lost. */
void workers_init(struct environment *environment);
/* What an AP does for the rest of its life. */
_Noreturn void worker_idle(void);
