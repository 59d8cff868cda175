/*
 * Who a CPU says it is: CPUID turned into plain fields (SDM vol. 2, CPUID; AMD
 * publication 25481). Collecting needs the CPU; making sense of it is pure. That there is
 * a CPUID at all has been seen to before any C runs.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/cpu/instructions.h"

/* What CPUID said, leaf by leaf. A leaf that is not here reads as zeroes. */
enum { CPUID_DUMP_MAX = 16 };

struct cpuid_leaf {
    uint32_t leaf, subleaf;
    struct cpuid_registers registers;
};

struct cpuid_dump {
    unsigned count;
    struct cpuid_leaf leaves[CPUID_DUMP_MAX];
};

/* Asks this CPU for all that cpu_identity_from() looks at, and for no leaf beyond what it
 * says it has: an Intel CPU answers those with another leaf's contents. */
void cpuid_collect(struct cpuid_dump *dump);

/* The features that lohilo looks at; the name in the log is the field's name. */
struct cpu_features {
    bool pse, tsc, msr, pae, mce, cx8, apic, mtrr, pge, cmov, pse36, mmx, fxsr, sse2, htt;
    bool x2apic, hypervisor;
    bool nx, longmode, invariant_tsc;
};

struct cpu_identity {
    char vendor[13];            /* "GenuineIntel"; what is not printable ASCII is '?' */
    char brand[49];             /* "" where the CPU has none */
    char hypervisor_vendor[13]; /* leaf 0x40000000; "" where none says that it is there */
    uint32_t signature;         /* CPUID.1:EAX */
    unsigned family, model, stepping;
    uint32_t max_leaf;
    uint32_t max_extended_leaf; /* 0 where there are none */
    struct cpu_features features;
    unsigned physical_bits;   /* width of a physical address, see below */
    /* The APIC id that the hardware gave it; firmware may have put another one into the local
     * APIC, by which it is reached (arch/irq/apic.h). 32 bits of it by leaf 0xB, else 8 by leaf 1,
     * or 0: CPUID does not tell. */
    uint32_t initial_apic_id;
    unsigned initial_apic_id_bits;
    /* No silicon behind it. Set here for QEMU's TCG, which says so; Bochs does not, and
     * whoever knows better (a debug port and no hypervisor bit) may set it. */
    bool emulated;
};

/*
 * Extended leaves count as there only if leaf 0x80000000 gives 0x80000000..0x8000FFFF:
 * CPUs that have none give anything.
 *
 * Physical address bits: leaf 0x80000008 where it gives 32 to 52; 36 for a Pentium 4 0F33
 * or 0F34, which give a wrong one (Linux, early_init_intel()). Without that leaf the SDM
 * says 36 for a CPU with PAE, but QEMU's qemu32 has 32 and faults beyond: so 36 only with
 * PSE36 as well, and not on a Pentium M, whose bus has 32 address lines. Without PAE
 * always 32. A bound from above: memory beyond 4 GiB still wants one guarded access
 * before use.
 */
void cpu_identity_from(const struct cpuid_dump *dump, struct cpu_identity *identity);

/* Whether a local APIC's id may be the initial one, as far as CPUID tells. */
bool cpu_identity_agrees_with(const struct cpu_identity *identity, uint32_t apic_id);

/* The log's line on a CPU, cut to `size` bytes with the NUL; returns its full length. */
size_t cpu_identity_line(const struct cpu_identity *identity, char *buffer, size_t size);
