/*
 * Starts application processors: INIT, SIPI, SIPI with the long timings of MP specification
 * 1.4, appendix B.4, which every processor since the Pentium accepts; one CPU at a time, every
 * wait limited, and the door shut on one that comes late.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/cpu/cpu.h"
#include "arch/smp/trampoline.h"
#include "lib/line.h"

struct smp_start {
    const void *code;    /* the trampoline's code and its length in bytes */
    size_t code_size;
    uint32_t page;       /* physical address of the trampoline page, below 1 MiB */
    void *writable;      /* the same page through a read-write mapping */
    uint32_t cr3;
    uint32_t cr4;        /* what paging needs: PAE, and PSE where there is PSE */
    bool has_efer;       /* MSR 0xc0000080 is there: it is written whole ... */
    bool nx;             /* ... with NXE or 0 */
    bool apic_base;      /* the CPUs have an IA32_APIC_BASE (arch/irq/apic.h) */
    void (*entry_c)(struct cpu *cpu); /* runs on the AP, never returns */
};

/*
 * Points the BIOS's warm reset vector (40:67) at the trampoline page, for processors older
 * than the P6 that take INIT as a reset (MP 1.4, B.4). Paging must be off: page 0 is not
 * mapped later.
 */
void smp_set_warm_reset_vector(uint32_t page);
/* Copies the trampoline, door closed, and tells the BIOS to use the vector. Once, before the
 * first CPU is started: one that comes late may be running in the page. */
void smp_prepare(const struct smp_start *start);
/* Withdraws the warm reset. The trampoline stays, door closed, for late CPUs. */
void smp_finish(void);

/*
 * Starts one CPU (state CPU_OFF, stacks set). True if it took the door and reached
 * CPU_ONLINE within the limits (two tries of 1 s); else its state is CPU_DEAD, what is known of
 * the reason is in cpu->refusal, and has been said.
 */
bool smp_start_cpu(const struct smp_start *start, struct cpu *cpu, struct line_sink *sink);
