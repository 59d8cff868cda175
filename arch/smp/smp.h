/*
 * Starts application processors: INIT, SIPI, SIPI with the long timings of MP
 * specification 1.4, appendix B.4, which every processor since the Pentium accepts. One
 * CPU at a time; every wait has a limit. The start gate, a word in the trampoline page,
 * lets in only the CPU that is being started, and closes before a late one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/cpu/cpu.h"
#include "arch/smp/trampoline.h"
#include "lib/line.h"

struct smp_start {
    const void *code; /* the trampoline's code and its length in bytes */
    size_t code_size;
    uint32_t page;  /* physical address of the trampoline page, below 1 MiB */
    void *writable; /* the same page through a read-write mapping */
    uint32_t cr3;
    uint32_t cr4;   /* what paging needs: PAE, and PSE where supported */
    bool has_efer;  /* MSR 0xc0000080 exists: it is written whole ... */
    bool nx;        /* ... with NXE or 0 */
    bool apic_base; /* the CPUs have IA32_APIC_BASE (arch/irq/apic.h) */
    void (*entry_c)(struct cpu *cpu); /* runs on the AP, never returns */
};

/*
 * Points the BIOS's warm reset vector (40:67) at the trampoline page, for processors
 * older than the P6, which take INIT as a reset (MP 1.4, B.4). Paging must be off: page 0
 * is unmapped later.
 */
void smp_set_warm_reset_vector(uint32_t page);
/* Copies the trampoline with its start gate closed, and has the BIOS use the vector.
 * Once, before the first start: later a late CPU may be running in the page. */
void smp_prepare(const struct smp_start *start);
/* Withdraws the warm reset. The trampoline stays, with its start gate closed, for late
 * CPUs. */
void smp_finish(void);

/*
 * Starts one CPU (state CPU_OFF, stacks set). True if it passed the start gate and
 * reached CPU_ONLINE within the limits (two tries of 1 s). Otherwise its state is
 * CPU_DEAD, and the reason, as far as known, is in cpu->refusal and in the log.
 */
bool smp_start_cpu(const struct smp_start *start, struct cpu *cpu,
                   struct line_sink *sink);
