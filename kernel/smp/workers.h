/*
 * The workers: application processors that sleep until they get work, and the environment
 * (litmus/engine/environment.h) through which the engines use them. Idle CPUs halt; an
 * IPI wakes them. A CPU that is called in advance polls for its job for a moment.
 */
#pragma once

#include "litmus/engine/environment.h"

/* Counts the online CPUs and fills the environment, which stays valid; its number of
 * workers shrinks when one fails. */
void workers_init(struct environment *environment);
/* The main loop of an AP. */
_Noreturn void worker_idle(void);
