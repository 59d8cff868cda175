/* The writers' half of the workload of detached tables
 * (litmus/stress/workload_table.c). */
#pragma once

#include "litmus/stress/workload.h"

/* The number of slots in use in each table, from 0 on: at a setting with SWEEP_HOT as
 * many as its batch has. A cache line has 64 bytes, 8 entries (32 bytes before the
 * Pentium 4). */
unsigned table_slots(const struct stress *stress);

/* Stores entries of the first generation in all slots in use, while no reader runs. A
 * writer whose table is empty does it itself before its first round. */
void table_fill(struct writer *writer);
/* Does one round over the writer's table, a batch at a time. */
void table_write_pass(struct writer *writer, const struct setting *setting);
/* The same for the third CPU of a trial: its program, on the same table. */
void table_third_pass(struct writer *writer, const struct setting *setting);
/* Brings the unused slots to the generation of the used ones, so that all may be used
 * again. No reader or writer may run. */
void table_settle(struct writer *writer);
