/*
 * The first steps of an application processor in C, on its own stack, paging on
 * (arch/smp/smp.h, entry_c). Neither function returns.
 */
#pragma once

#include "arch/cpu/cpu.h"

/* Joins the other CPUs, or records in self->refusal why it cannot. */
void ap_entry(struct cpu *self);
/* For the option test=ap-starting: takes NMIs, and hangs. */
void ap_hang(struct cpu *self);
