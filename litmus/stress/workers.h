/*
 * The work of the other CPUs in a time slice of the stress engine, until stress->stop:
 * jobs for an environment's workers (litmus/engine/environment.h).
 * litmus/stress/workload.h declares the writers' pauses, for the workloads.
 */
#pragma once

/* Writes round after round of the workload. Argument: the struct writer. */
void write_until_stopped(void *writer);
/* The third CPU's work beside that writer. */
void write_third_until_stopped(void *writer);
/* Reads section after section. Argument: the struct more_reader. */
void read_until_stopped(void *reader);

/* Wakes a CPU that sleeps in one of these. */
void worker_wake(unsigned cpu);
