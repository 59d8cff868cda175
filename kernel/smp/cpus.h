/* Brings up the CPUs: structures and stacks for each, tables on each, the APs' start. */
#pragma once

#include "kernel/boot_info.h"
#include "kernel/machine.h"
#include "kernel/options/options.h"
#include "litmus/engine/environment.h"

/* The boot processor's own structure and descriptors; the very first thing. */
void cpus_init_boot(void);
/* Paging is on: maps the local APIC, sets up the boot processor's, and takes the facts about
 * that. */
void cpus_set_up_boot(const struct machine *machine);
/* Starts what the machine has, up to options->cpus, and says who came. */
void cpus_start(const struct machine *machine, const struct boot_info *boot,
                const struct options *options);
/* Those that were called and did not come, and those that could not be called, in a few words;
 * NULL if all came. And those that were not wanted, by an option. */
const char *cpus_missing(void);
const char *cpus_unwanted(void);
/* Says whether the other CPUs' TSCs agree with this one's. */
void cpus_compare_tsc(const struct environment *environment);
