/* Brings up the CPUs: structures, stacks and tables for each, and the start of the
 * APs. */
#pragma once

#include "kernel/machine/boot_info.h"
#include "kernel/machine/machine.h"
#include "kernel/options/options.h"
#include "litmus/engine/environment.h"

/* The boot processor's own structure and descriptors. Call it before everything else. */
void cpus_init_boot(void);
/* With paging on: maps the local APIC, sets up the boot processor's, and collects its
 * facts. */
void cpus_set_up_boot(const struct machine *machine);
/* Starts the machine's CPUs, up to options->cpus, and logs which came. */
void cpus_start(const struct machine *machine, const struct boot_info *boot,
                const struct options *options);
/* In a few words: the CPUs that did not come or could not be started, NULL if all came;
 * and the CPUs left out by an option. */
const char *cpus_missing(void);
const char *cpus_unwanted(void);
/* Logs whether the other CPUs' TSCs agree with this one's. */
void cpus_compare_tsc(const struct environment *environment);
