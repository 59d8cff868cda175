/*
 * The facts about each CPU: identity, microcode, errata, memory caching. A result about
 * memory means little without them; the log reports differences between CPUs.
 */
#pragma once

#include <stdint.h>

#include "arch/cpu/cpu.h"
#include "arch/cpu/cpu_identity.h"

/* Sets the errata limits (arch/cpu/errata.h) that the kernel keeps to on every CPU. Call
 * it first. */
void cpu_facts_keep_to(uint32_t limits);
/* Allocates the facts of a CPU; panics if memory is short. */
void cpu_facts_prepare(unsigned cpu);
/* On the CPU itself, with its APIC on: collects the facts, works around errata, enables
 * machine checks. The boot processor also logs its errata. */
void cpu_facts_take(struct cpu *self);
/* All zero for a CPU that never came. */
const struct cpu_identity *cpu_facts_identity(unsigned cpu);
/* Logs one line for each group of CPUs that are alike: vendor, signature, microcode,
 * features, errata, APIC version and ids. Then logs local APICs that firmware left in
 * another mode than the boot processor's or under another id than the hardware's, how
 * memory is cached, and a warning for each CPU whose caching differs from the boot
 * processor's. */
void cpu_facts_describe(void);
