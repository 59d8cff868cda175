/*
 * Memory (mm/frames.h, mm/kernel_map.h, litmus/engine/map_integrity.h): frames are pages
 * of the process. There are no frames above 4 GiB and no page tables of our own;
 * litmus/run/requirements.c leaves out the trials that need them.
 */
#include "arch/smp/spinlock.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "litmus/engine/map_integrity.h"
#include "mm/frames.h"
#include "mm/kernel_map.h"
#include "native/linux.h"

enum { FRAMES = 4096 };

static struct spinlock lock = SPINLOCK("frames");
static uint8_t *arena;
static uint8_t in_use[FRAMES];

static uint64_t take_frame(void)
{
    if (!arena)
        arena = linux_memory(FRAMES * PAGE_SIZE);
    for (unsigned i = 0; arena && i < FRAMES; i++)
        if (!in_use[i]) {
            in_use[i] = 1;
            return (uintptr_t)arena + i * PAGE_SIZE;
        }
    return NO_FRAME;
}

uint64_t frame_alloc(enum frame_zone zone)
{
    if (zone != FRAME_LOW)
        return NO_FRAME;
    spin_lock(&lock);
    uint64_t frame = take_frame();
    spin_unlock(&lock);
    return frame;
}

void frame_free(uint64_t frame)
{
    uint64_t index = (frame - (uintptr_t)arena) >> PAGE_SHIFT;
    spin_lock(&lock);
    ASSERT(index < FRAMES && in_use[index]);
    in_use[index] = 0;
    spin_unlock(&lock);
}

unsigned frames_free(enum frame_zone zone)
{
    unsigned count = 0;
    for (unsigned i = 0; zone == FRAME_LOW && i < FRAMES; i++)
        count += !in_use[i];
    return count;
}

/* Only a real machine can map 2 MiB. */
uint64_t frame_alloc_at_2m(void)
{
    return NO_FRAME;
}

void *frame_alloc_zeroed(const char *what)
{
    uint64_t frame = frame_alloc(FRAME_LOW);
    if (frame == NO_FRAME)
        panic("no memory for %s", what);
    return memset((void *)(uintptr_t)frame, 0, PAGE_SIZE);
}

static uintptr_t vmap_next = VMAP_START;

/* Addresses for entries that nothing walks. */
uintptr_t vmap_reserve(unsigned pages)
{
    uintptr_t start = vmap_next;
    vmap_next += (pages + 1) * PAGE_SIZE;
    if (vmap_next > VMAP_END || vmap_next < start)
        vmap_next = VMAP_START;
    return start;
}

uintptr_t vmap_end(void)
{
    return vmap_next;
}

void *vmap_alloc(unsigned pages, const char *what)
{
    void *start = linux_memory(pages * PAGE_SIZE);
    if (!start)
        panic("no memory for %s", what);
    return start;
}

void *vmap(uint64_t physical, unsigned pages, uint64_t bits)
{
    (void)bits;
    (void)physical;
    return vmap_alloc(pages, "a mapping");
}

const pgd_t *kernel_pgd(void)
{
    return NULL;
}

const struct mm_struct *kernel_mm(void)
{
    panic("a process has no page tables of its own");
}

pte_t *kernel_pte(uintptr_t address)
{
    panic("a process has no entry for 0x%x", (unsigned)address);
}

uint64_t kernel_data_bits(void)
{
    return PTE_P;
}

uint32_t kernel_cr3(void)
{
    return 0;
}

void kernel_map_enable_features(void)
{
}

struct paging_features kernel_paging_features(void)
{
    return (struct paging_features){ 0 };
}

/* No tables, so no leaves. */
void map_look(unsigned physical_bits, uintptr_t end, struct map_state *state)
{
    (void)physical_bits;
    *state = (struct map_state){ .end = end };
}
