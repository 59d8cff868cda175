/*
 * A PAE page-table entry and its bits (SDM vol. 3, 4.4, tables 4-8 to 4-11), as in
 * Linux's arch/x86/include/asm/pgtable-3level_types.h: 64 bits, which a 32-bit kernel
 * accesses as two words.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE (1u << PAGE_SHIFT)
#define PMD_SHIFT 21
#define PMD_SIZE (1u << PMD_SHIFT)
#define PGDIR_SHIFT 30
#define PTRS_PER_PTE 512
#define PTRS_PER_PMD 512
#define PTRS_PER_PGD 4

/* An entry of any level as the protocol sees it: two words and their order. */
struct entry_words {
    uint32_t low, high;
} __attribute__((aligned(8)));

typedef union {
    struct {
        uint32_t pte_low, pte_high;
    };
    struct entry_words words;
    uint64_t pte;
} __attribute__((aligned(8))) pte_t;

typedef union {
    struct {
        uint32_t pmd_low, pmd_high;
    };
    struct entry_words words;
    uint64_t pmd;
} __attribute__((aligned(8))) pmd_t;

/* An entry of the page-directory-pointer table; the CPU caches all four in registers. */
typedef union {
    struct {
        uint32_t pgd_low, pgd_high;
    };
    struct entry_words words;
    uint64_t pgd;
} __attribute__((aligned(8))) pgd_t;

#define PTE_P (1ull << 0)
#define PTE_RW (1ull << 1)
#define PTE_US (1ull << 2)
#define PTE_PWT (1ull << 3)
#define PTE_PCD (1ull << 4)
#define PTE_A (1ull << 5)
#define PTE_D (1ull << 6)
#define PMD_PSE (1ull << 7) /* in a PMD: a 2 MiB page */
#define PTE_G (1ull << 8)
#define PTE_NX (1ull << 63)

/* Bits 12..51; those above the CPU's physical address width must be zero. */
#define PTE_FRAME_MASK 0x000FFFFFFFFFF000ull

static inline bool pte_present(pte_t pte)
{
    return pte.pte_low & PTE_P;
}

static inline bool pmd_present(pmd_t pmd)
{
    return pmd.pmd_low & PTE_P;
}

static inline bool pmd_leaf(pmd_t pmd)
{
    return pmd.pmd_low & PMD_PSE;
}

static inline pte_t make_pte(uint64_t physical, uint64_t bits)
{
    return (pte_t){ .pte = physical | bits };
}

static inline pmd_t make_pmd(uint64_t physical, uint64_t bits)
{
    return (pmd_t){ .pmd = physical | bits };
}

/* Built from the two words: 64-bit code that has read them one by one would otherwise
 * store both and load them as one, and that load has to wait for the two stores. */
static inline uint64_t entry_physical(struct entry_words words)
{
    return ((uint64_t)words.high << 32 | words.low) & PTE_FRAME_MASK;
}

static inline uint64_t pte_physical(pte_t pte)
{
    return entry_physical(pte.words);
}

static inline uint64_t pmd_physical(pmd_t pmd)
{
    return entry_physical(pmd.words);
}

static inline unsigned pgd_index(uintptr_t address)
{
    return address >> PGDIR_SHIFT;
}

static inline unsigned pmd_index(uintptr_t address)
{
    return address >> PMD_SHIFT & (PTRS_PER_PMD - 1);
}

static inline unsigned pte_index(uintptr_t address)
{
    return address >> PAGE_SHIFT & (PTRS_PER_PTE - 1);
}
