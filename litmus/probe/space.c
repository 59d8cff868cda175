#include "litmus/probe/space.h"

#include "arch/cpu/instructions.h"
#include "lib/string.h"
#include "litmus/probe/scratch.h"
#include "mm/frames.h"
#include "mm/pgtable.h"

enum { LAST = PTRS_PER_PGD - 1, OTHER = LAST - 1, WAYS = 2 };
enum { LARGE_WORD = 16 }; /* of the large page, past the entry at its start */

static pgd_t pdpt[PTRS_PER_PGD] __attribute__((aligned(32)));
static pgd_t pdpt_reserved[PTRS_PER_PGD] __attribute__((aligned(32)));
static pgd_t stored[PTRS_PER_PGD];
static pmd_t directory[WAYS][PTRS_PER_PMD] __attribute__((aligned(PAGE_SIZE)));
static pte_t table[WAYS][PTRS_PER_PTE] __attribute__((aligned(PAGE_SIZE)));

static uint64_t large; /* frame at a multiple of 2 MiB, or NO_FRAME */

static pmd_t *own_pmd(enum space_way way)
{
    return &directory[way][pmd_index(SPACE_PAGE)];
}

static void build_pdpt(pgd_t *pgd, enum space_way way)
{
    /* Copy P and the frame only: an emulator may have set other bits in the kernel's. */
    for (unsigned i = 0; i < PTRS_PER_PGD; i++)
        pgd[i].pgd = (kernel_pgd()[i].pgd & PTE_FRAME_MASK) | PTE_P;
    pgd[LAST].pgd = (uintptr_t)directory[way] | PTE_P;
}

bool space_has_large(void)
{
    if (large == NO_FRAME)
        large = frame_alloc_at_2m();
    return large != NO_FRAME;
}

/* If the CPU takes the page for a table, its first entry maps scratch frame 1. */
static void build_large(void)
{
    uint32_t *word = (uint32_t *)(uintptr_t)large;
    const pte_t entry = scratch_entry(1);

    memset(word, 0, PAGE_SIZE);
    memcpy(word, &entry, sizeof(entry));
    word[LARGE_WORD] = SCRATCH_TAG(0);
    *scratch_word(1, LARGE_WORD) = SCRATCH_TAG(1);
    directory[SPACE_FIRST][pmd_index(SPACE_LARGE)] =
        make_pmd(large, kernel_data_bits() | PMD_PSE);
}

void space_build(void)
{
    uint64_t last = kernel_pgd()[LAST].pgd & PTE_FRAME_MASK;
    const void *kernels = (const void *)(uintptr_t)last;

    memset(table, 0, sizeof(table));
    for (unsigned way = 0; way < WAYS; way++) {
        memcpy(directory[way], kernels, sizeof(directory[way]));
        table[way][pte_index(SPACE_PAGE)] = scratch_entry(way);
        *own_pmd(way) = make_pmd((uintptr_t)table[way], PTE_P | PTE_RW | PTE_A);
    }
    table[SPACE_SECOND][pte_index(SPACE_LATE)] = scratch_entry(3);
    if (large != NO_FRAME)
        build_large();
    build_pdpt(pdpt, SPACE_FIRST);
    memcpy(stored, pdpt, sizeof(stored));
}

void space_enter(void)
{
    write_cr3((uintptr_t)pdpt);
}

void space_leave(void)
{
    write_cr3(kernel_cr3());
}

void space_reload(void)
{
    write_cr3(read_cr3());
}

void space_set_pdpte(enum space_way way)
{
    /* The directories lie below 4 GiB: one store. */
    WRITE_ONCE(pdpt[LAST].pgd_low, (uint32_t)((uintptr_t)directory[way] | PTE_P));
    stored[LAST] = pdpt[LAST];
}

void space_set_pmd(enum space_way way)
{
    set_pmd_atomic(own_pmd(SPACE_FIRST),
                   make_pmd((uintptr_t)table[way], PTE_P | PTE_RW | PTE_A));
}

bool space_pdpt_untouched(void)
{
    barrier();
    return !memcmp(stored, pdpt, sizeof(stored));
}

struct fault space_try_reserved(unsigned bit)
{
    build_pdpt(pdpt_reserved, SPACE_SECOND);
    pdpt_reserved[OTHER].pgd |= 1ull << bit;
    barrier();
    return try_write_cr3((uintptr_t)pdpt_reserved);
}

bool space_inside(void)
{
    return read_cr3() == (uintptr_t)pdpt;
}

static enum space_answer read_word(const volatile uint32_t *address, uint32_t by_second)
{
    uint32_t word = 0;
    if (try_read32(address, &word).vector != NO_FAULT)
        return SPACE_FAULT;
    if (word == by_second)
        return SPACE_BY_SECOND;
    return word == SCRATCH_TAG(0) ? SPACE_BY_FIRST : SPACE_FOREIGN;
}

enum space_answer space_read(uintptr_t address)
{
    return read_word((const volatile uint32_t *)address,
                     SCRATCH_TAG(address == SPACE_PAGE ? 1u : 3u));
}

enum space_answer space_read_large(void)
{
    return read_word((const volatile uint32_t *)SPACE_LARGE + LARGE_WORD, SCRATCH_TAG(1));
}
