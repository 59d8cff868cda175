/*
 * What each CPU finds out about itself: identity, microcode, errata, how it caches memory. A
 * result about memory means little without it; and where two CPUs differ, it is said.
 */
#pragma once

#include <stdint.h>

#include "arch/cpu/cpu.h"
#include "arch/cpu/cpu_identity.h"

/* Limits of errata (arch/cpu/errata.h) that the kernel keeps to, on every CPU. First of all. */
void cpu_facts_keep_to(uint32_t limits);
/* Makes room for what a CPU will find out; panics where there is no memory. */
void cpu_facts_prepare(unsigned cpu);
/* On the CPU itself, whose APIC is on: finds it out, works around its errata, switches its
 * machine checks on. The boot processor says what errata it has. */
void cpu_facts_take(struct cpu *self);
/* All zero for a CPU that never came. */
const struct cpu_identity *cpu_facts_identity(unsigned cpu);
/* One line for each group of CPUs that are alike: vendor, signature, microcode, features,
 * errata, APIC version and ids. Then local APICs that firmware left in another mode than the
 * boot processor's or under another id than the hardware's; and how memory is cached, and a warning for each CPU that
 * differs in that from the boot processor. */
void cpu_facts_describe(void);
