#include "mm/kernel_map.h"

#include "arch/cpu/instructions.h"
#include "arch/cpu/paging_registers.h"
#include "arch/smp/spinlock.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/frames.h"
#include "mm/pgtable.h"

extern const char kernel_text_start[], kernel_text_end[], kernel_rodata_end[],
    kernel_end[], boot_stack_guard[];

static pgd_t pgd[PTRS_PER_PGD] __attribute__((aligned(32)));
static struct mm_struct mm = { .pgd = pgd };
static struct paging_features features;
static uintptr_t vmap_next = VMAP_START;
static struct spinlock lock = SPINLOCK("kernel map");

static uint64_t nx_bit(void)
{
    return features.nx ? PTE_NX : 0;
}

static uint64_t global_bit(void)
{
    return features.pge ? PTE_G : 0;
}

uint64_t kernel_data_bits(void)
{
    return PTE_P | PTE_RW | PTE_A | PTE_D | nx_bit();
}

static pmd_t *pmd_of(uintptr_t address)
{
    pmd_t *directory = (pmd_t *)(uintptr_t)(pgd[pgd_index(address)].pgd & PTE_FRAME_MASK);
    return &directory[pmd_index(address)];
}

static pte_t *pte_of(uintptr_t address)
{
    pmd_t *pmdp = pmd_of(address);
    if (!pmd_present(*pmdp)) {
        void *table = frame_alloc_zeroed("a page table");
        set_pmd(pmdp, make_pmd((uintptr_t)table, PTE_P | PTE_RW | PTE_A));
    }
    ASSERT(!pmd_leaf(*pmdp));
    return (pte_t *)(uintptr_t)pmd_physical(*pmdp) + pte_index(address);
}

/* The access rights of one low page. The first row that covers it applies. */
static uint64_t low_page_bits(uintptr_t address, uint32_t trampoline)
{
    const struct {
        uintptr_t start, end;
        uint64_t bits;
    } rights[] = {
        { 0, PAGE_SIZE, 0 },
        { trampoline, trampoline + PAGE_SIZE, PTE_P },
        { (uintptr_t)kernel_text_start, (uintptr_t)kernel_text_end, PTE_P },
        { (uintptr_t)kernel_text_end, (uintptr_t)kernel_rodata_end, PTE_P | nx_bit() },
        { (uintptr_t)boot_stack_guard, (uintptr_t)boot_stack_guard + PAGE_SIZE, 0 },
    };
    for (unsigned i = 0; i < ARRAY_SIZE(rights); i++)
        if (address >= rights[i].start && address < rights[i].end)
            return rights[i].bits;
    return kernel_data_bits();
}

static bool needs_small_pages(uintptr_t address, uint32_t trampoline)
{
    uintptr_t end = address + PMD_SIZE;
    return address == 0 || (trampoline >= address && trampoline < end) ||
           ((uintptr_t)kernel_text_start < end && address < (uintptr_t)kernel_end);
}

static void map_low_page(uintptr_t address, uint32_t trampoline)
{
    uint64_t bits = low_page_bits(address, trampoline);
    pte_t *ptep;

    if (!bits)
        return;
    ptep = pte_of(address);
    if (!pte_present(*ptep))
        set_pte(ptep, make_pte(address, bits | PTE_A | PTE_D | global_bit()));
}

static void map_low_range(uint64_t start, uint64_t end, uint32_t trampoline)
{
    if (end > LOW_MEMORY_END)
        end = LOW_MEMORY_END;
    while (start < end) {
        uintptr_t address = (uintptr_t)start;
        if (features.large && address % PMD_SIZE == 0 && end - start >= PMD_SIZE &&
            !needs_small_pages(address, trampoline)) {
            set_pmd(pmd_of(address),
                    make_pmd(address, kernel_data_bits() | PMD_PSE | global_bit()));
            start += PMD_SIZE;
        } else {
            map_low_page(address, trampoline);
            start += PAGE_SIZE;
        }
    }
}

void kernel_map_init(const struct memory_map *map, uint32_t trampoline,
                     struct paging_features wanted)
{
    features = wanted;
    mm.refs = frame_refs();
    for (unsigned i = 0; i < PTRS_PER_PGD; i++)
        pgd[i].pgd = (uintptr_t)frame_alloc_zeroed("a page directory") | PTE_P;
    for (unsigned i = 0; i < map->count; i++)
        if (map->range[i].type == MEMORY_USABLE)
            map_low_range(map->range[i].start, map->range[i].end, trampoline);
    map_low_range((uintptr_t)kernel_text_start, (uintptr_t)kernel_end, trampoline);
    map_low_range(trampoline, trampoline + PAGE_SIZE, trampoline);
}

void kernel_map_enable_features(void)
{
    if (features.pge)
        write_cr4(read_cr4() | CR4_PGE);
}

enum paging_answer kernel_map_enable(void)
{
    const struct paging_request request = { kernel_cr3(), features.nx, features.pse };
    enum paging_answer answer = paging_on(&paging_registers, &request);

    if (answer != PAGING_IS_ON)
        return answer;
    uint64_t efer;
    features.efer = paging_registers.read_efer(&efer);
    features.pse = read_cr4() & CR4_PSE;
    kernel_map_enable_features();
    return answer;
}

uint32_t kernel_cr3(void)
{
    return (uintptr_t)pgd;
}

const pgd_t *kernel_pgd(void)
{
    return pgd;
}

const struct mm_struct *kernel_mm(void)
{
    return &mm;
}

struct paging_features kernel_paging_features(void)
{
    return features;
}

uintptr_t vmap_reserve(unsigned pages)
{
    uint32_t flags = spin_lock_irqsave(&lock);
    uintptr_t address = vmap_next;
    uintptr_t bytes = (pages + 1) * PAGE_SIZE;
    bool fits = pages < (VMAP_END - VMAP_START) / PAGE_SIZE &&
                bytes <= VMAP_END - vmap_next;
    if (fits)
        vmap_next += bytes;
    spin_unlock_irqrestore(&lock, flags);
    if (!fits)
        panic("no addresses left for %u pages in the vmap area", pages);
    return address;
}

uintptr_t vmap_end(void)
{
    return READ_ONCE(vmap_next);
}

pte_t *kernel_pte(uintptr_t address)
{
    ASSERT(address >= VMAP_START && address < VMAP_END);
    uint32_t flags = spin_lock_irqsave(&lock);
    pte_t *ptep = pte_of(address);
    spin_unlock_irqrestore(&lock, flags);
    return ptep;
}

void *vmap(uint64_t physical, unsigned pages, uint64_t bits)
{
    uintptr_t start = vmap_reserve(pages);
    for (unsigned i = 0; i < pages; i++)
        set_pte(kernel_pte(start + i * PAGE_SIZE),
                make_pte(physical + (uint64_t)i * PAGE_SIZE,
                         bits | PTE_P | PTE_A | PTE_D | nx_bit()));
    return (void *)start;
}

void *vmap_alloc(unsigned pages, const char *what)
{
    uintptr_t start = vmap_reserve(pages);
    for (unsigned i = 0; i < pages; i++)
        set_pte(kernel_pte(start + i * PAGE_SIZE),
                make_pte((uintptr_t)frame_alloc_zeroed(what), kernel_data_bits()));
    return (void *)start;
}
