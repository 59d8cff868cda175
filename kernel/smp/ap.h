/*
 * The first steps of an application processor in C, on its own stack, paging on (arch/smp/smp.h,
 * entry_c). Neither returns.
 */
#pragma once

#include "arch/cpu/cpu.h"

/* Comes in, or says in self->refusal why not. */
void ap_entry(struct cpu *self);
/* For the option test=ap-starting: can be reached by NMI, and hangs. */
void ap_hang(struct cpu *self);
