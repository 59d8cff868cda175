/*
 * CPU identification: CPUID turned into plain fields (SDM vol. 2, CPUID; AMD publication
 * 25481). Collecting needs the CPU; decoding is pure. boot/cpu_gate.S has checked before
 * any C runs that CPUID exists.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/cpu/instructions.h"

/* The output of CPUID, leaf by leaf. A missing leaf reads as zeroes. */
enum { CPUID_DUMP_MAX = 16 };

struct cpuid_leaf {
    uint32_t leaf, subleaf;
    struct cpuid_registers registers;
};

struct cpuid_dump {
    unsigned count;
    struct cpuid_leaf leaves[CPUID_DUMP_MAX];
};

/* Collects every leaf that cpu_identity_from() uses, within the CPU's own limits: beyond
 * them an Intel CPU returns another leaf's contents. */
void cpuid_collect(struct cpuid_dump *dump);

/* The features that lohilo uses; a field's name is its name in the log. */
struct cpu_features {
    bool pse, tsc, msr, pae, mce, cx8, apic, mtrr, pge, cmov, pse36, mmx, fxsr, sse2, htt;
    bool x2apic, hypervisor;
    bool nx, longmode, invariant_tsc;
};

struct cpu_identity {
    char vendor[13]; /* "GenuineIntel"; '?' for bytes that are not printable ASCII */
    char brand[49];  /* "" if the CPU has none */
    char hypervisor_vendor[13]; /* leaf 0x40000000; "" without a hypervisor bit */
    uint32_t signature;         /* CPUID.1:EAX */
    unsigned family, model, stepping;
    uint32_t max_leaf;
    uint32_t max_extended_leaf; /* 0 if there are none */
    struct cpu_features features;
    unsigned physical_bits; /* width of a physical address, see below */
    /* The APIC id from the hardware. Firmware may have written another one into the local
     * APIC, which then counts for IPIs (arch/irq/apic.h). 32 bits from leaf 0xB, or 8
     * from leaf 1, or 0 if CPUID does not have it. */
    uint32_t initial_apic_id;
    unsigned initial_apic_id_bits;
    /* Not silicon. Set here for QEMU's TCG, which identifies itself; Bochs does not, so a
     * caller with other evidence (a debug port and no hypervisor bit) may set it. */
    bool emulated;
};

/*
 * Extended leaves exist only if leaf 0x80000000 returns 0x80000000..0x8000FFFF: CPUs
 * without them return anything.
 *
 * Physical address bits: leaf 0x80000008 if it returns 32 to 52; but 36 for a Pentium 4
 * 0F33 or 0F34, whose leaf is wrong (Linux, early_init_intel()). Without that leaf the
 * SDM says 36 for a CPU with PAE, but QEMU's qemu32 has 32 and faults beyond: so 36 only
 * with PSE36 as well, and not on a Pentium M, whose bus has 32 address lines. Without PAE
 * always 32. This is an upper bound: memory beyond 4 GiB still needs one guarded access
 * before use.
 */
void cpu_identity_from(const struct cpuid_dump *dump, struct cpu_identity *identity);

/* Whether a local APIC's id is consistent with the initial APIC id in CPUID. */
bool cpu_identity_agrees_with(const struct cpu_identity *identity, uint32_t apic_id);

/* The log line of a CPU, cut to `size` bytes with the NUL; returns its full length. */
size_t cpu_identity_line(const struct cpu_identity *identity, char *buffer, size_t size);
