/* The writers' half of the scene of detached tables (litmus/stress/scene_table.c). */
#pragma once

#include "litmus/stress/scene.h"

/* One round over the writer's table, a batch at a time. */
void table_write_pass(struct writer *writer, const struct setting *setting);
/* The same for the third CPU of a trial: its program, on the same table. */
void table_third_pass(struct writer *writer, const struct setting *setting);
