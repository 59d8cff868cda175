/* The writers' half of the workload of detached tables (litmus/stress/workload_table.c). */
#pragma once

#include "litmus/stress/workload.h"

/* How many slots of each table are in use, from 0 on: at a setting with SWEEP_HOT as many as its
 * batch has; a line of the cache has 64 bytes, 8 entries (32 bytes, before the Pentium 4). */
unsigned table_slots(const struct stress *stress);

/* While nobody reads: puts entries of the first generation into all slots that are in use. A
 * writer whose table is empty does it itself, before its first round. */
void table_fill(struct writer *writer);
/* One round over the writer's table, a batch at a time. */
void table_write_pass(struct writer *writer, const struct setting *setting);
/* The same for the third CPU of a trial: its program, on the same table. */
void table_third_pass(struct writer *writer, const struct setting *setting);
/* While nobody reads or writes: brings the slots that were not in use to where those are that
 * were, so that all may be used again. */
void table_settle(struct writer *writer);
