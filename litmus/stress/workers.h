/*
 * What other CPUs do in a turn of the stress engine, until stress->stop: work for a stage's
 * workers (litmus/engine/environment.h). The pauses that writers make are declared in
 * litmus/stress/workload.h, for the workloads.
 */
#pragma once

/* Round after round of the workload. Argument: the struct writer. */
void write_until_stopped(void *writer);
/* The third CPU's work, beside that writer. */
void write_third_until_stopped(void *writer);
/* Section after section. Argument: the struct more_reader. */
void read_until_stopped(void *reader);

/* Wakes a CPU that sleeps in one of these. */
void worker_wake(unsigned cpu);
