/*
 * Small address spaces, one for each writer, that no CR3 reaches: a directory, page
 * tables that are removed and used for something else, frames that are taken from their
 * mapping (litmus/variants/region.h). The reader walks them with interrupts off, as
 * get_user_pages_fast() walks a process's. References outlast that section: the reader
 * uses the frame and gives it back when interrupts are on again.
 */
#include "litmus/stress/workload.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "lib/string.h"
#include "litmus/stress/region_writer.h"
#include "mm/frames.h"
#include "mm/kernel_map.h"

/* A space's pages: directory, tables, counts, owners. */
enum {
    TABLES = 1,
    COUNTS = TABLES + REGIONS * REGION_TABLES,
    COUNTED = REGIONS * PTRS_PER_PTE + 2 * REGIONS, /* 2 MiB pages, then small ones */
    COUNT_PAGES = (COUNTED * 4 + PAGE_SIZE - 1) / PAGE_SIZE,
    OWNERS = COUNTS + COUNT_PAGES,
    PAGES = OWNERS + 1,
    FIRST_GENERATION_HERE = 1,
};
/* Synthetic physical addresses: of the directory, with the other pages behind it; of the
 * first frame. */
#define DIRECTORY 0x00100000u
#define FRAMES 0x40000000u

enum {
    READS_MAX = 64,           /* reads in a section ... */
    FULL_SECTION_WINDOW = 16, /* ... of which a window of this size leaves half */
    CHASE_LEADS = 3,          /* slots ahead of the writer, and delay after the look: */
    CHASE_PHASES = 16,        /* both at most this minus 1 */
    SHUFFLE_STRIDE = 37,      /* odd, so that it reaches all slots of a power of two */
    PASSES_PER_PENDING_LOOK = 4,
};

static struct address_space address_spaces[WRITERS_MAX];

static uintptr_t page_at(const struct address_space *address_space, unsigned page)
{
    return address_space->start + page * PAGE_SIZE;
}

static void lay_out_region(struct address_space *address_space, unsigned i)
{
    uint64_t small = FRAMES + (uint64_t)REGIONS * PMD_SIZE + 2ull * i * PAGE_SIZE;

    address_space->region[i] = (struct region){
        .mm = { .pgd = address_space->pgd,
                .page_offset = address_space->start - DIRECTORY,
                .refs = &address_space->refs },
        .address = (uintptr_t)i << PMD_SHIFT | i << PAGE_SHIFT,
        .pmdp = (pmd_t *)page_at(address_space, 0) + i,
        .table = { (pte_t *)page_at(address_space, TABLES + i * REGION_TABLES),
                   (pte_t *)page_at(address_space, TABLES + i * REGION_TABLES + 1) },
        .frame = { small, small + PAGE_SIZE, FRAMES + (uint64_t)i * PMD_SIZE },
        .owner = (uint32_t *)page_at(address_space, OWNERS) + i * REGION_FRAMES,
        .slot = i,
        .reused_end = PTRS_PER_PTE,
    };
    address_space->writer_state[i] =
        (struct region_writer){ .generation = FIRST_GENERATION_HERE };
}

static bool make_address_space(struct address_space *address_space)
{
    if (!address_space->start && frames_free(FRAME_LOW) < 2 * PAGES)
        return false;
    if (!address_space->start)
        address_space->start = (uintptr_t)vmap_alloc(PAGES, "a trial's address space");
    memset((void *)address_space->start, 0, PAGES * PAGE_SIZE);
    address_space->pgd[0].pgd = DIRECTORY | PTE_P;
    address_space->refs = (struct page_refs){
        .count = (uint32_t *)page_at(address_space, COUNTS),
        .first = FRAMES >> PAGE_SHIFT,
        .frames = COUNTED,
    };
    for (unsigned i = 0; i < REGIONS; i++)
        lay_out_region(address_space, i);
    return true;
}

static bool prepare(struct stress *stress)
{
    for (unsigned w = 0; w < stress->writers; w++) {
        struct writer *writer = &stress->writer[w];
        struct address_space *address_space = &address_spaces[w];
        if (!make_address_space(address_space))
            return false;
        for (unsigned i = 0; i < REGIONS; i++)
            region_plant(&address_space->region[i], stress->trial->walker,
                         FIRST_GENERATION_HERE);
        writer->workload_data = address_space;
        writer->generation = writer->started = FIRST_GENERATION_HERE;
    }
    return true;
}

static void clean(struct stress *stress)
{
    for (unsigned w = 0; w < stress->writers; w++)
        if (address_spaces[w].start)
            memset((void *)address_spaces[w].start, 0, PAGES * PAGE_SIZE);
}

/* ---- the reader ---- */

/* A walk's result and its slot. */
struct finding {
    struct region_catch got;
    unsigned slot;
};

static __noinline void report_tear(struct stress *stress, const struct writer *writer,
                                   const struct finding *found, enum reading reading,
                                   struct held held)
{
    struct tear tear = {
        .setting = stress->setting,
        .slot = found->slot,
        .low = found->got.walk.leaf.pte_low,
        .high = found->got.walk.leaf.pte_high,
        .reading = reading,
        .held = held,
        .reader_cpu = cpu_index(),
        .writer_cpu = writer->cpu,
    };
    if (!stress->trial->walker->refers) {
        tear.held_first = entry_encode(found->slot, held.first, LOWS_ALTERNATE);
        tear.held_last = entry_encode(found->slot, held.last, LOWS_ALTERNATE);
    }
    stress_tear(stress, &tear);
}

/* From the last region to the first, while writers go the other way. */
static unsigned next_opposed(struct stress *stress)
{
    stress->cursor = stress->cursor ? stress->cursor - 1 : regions(stress) - 1;
    return stress->cursor;
}

/* Far from the last one; all regions in turn. */
static unsigned next_shuffled(const struct stress *stress, unsigned i)
{
    return (stress->cursor + i * SHUFFLE_STRIDE) % regions(stress);
}

/* At the writer's region or a little ahead, in every phase of its work. */
static unsigned next_chased(const struct stress *stress, const struct writer *writer,
                            unsigned i)
{
    unsigned slot = READ_ONCE(writer->at) + i % CHASE_LEADS;
    for (unsigned turns = i / CHASE_LEADS % CHASE_PHASES; turns; turns--)
        barrier();
    return slot < regions(stress) ? slot : regions(stress) - 1;
}

static void walk(struct stress *stress, const struct writer *writer,
                 struct finding *found, unsigned reads, struct pace *pace)
{
    const struct address_space *address_space = writer->workload_data;
    const struct walker *walker = stress->trial->walker;
    enum sweep sweep = stress->setting.sweep;

    for (unsigned i = 0; i < reads; i++) {
        found[i].slot = sweep == SWEEP_OPPOSED    ? next_opposed(stress)
                        : sweep == SWEEP_SHUFFLED ? next_shuffled(stress, i)
                                                  : next_chased(stress, writer, i);
        region_walk(walker, &address_space->region[found[i].slot], pace, &found[i].got);
    }
}

static void judge(struct stress *stress, const struct writer *writer,
                  const struct finding *found, unsigned reads, struct held held)
{
    for (unsigned i = 0; i < reads; i++) {
        enum reading reading =
            region_judge(stress->trial->walker, found[i].slot, &found[i].got, held);
        stress->tally->reading[reading]++;
        if (unlikely(reading_wrong(reading)))
            report_tear(stress, writer, &found[i], reading, held);
    }
}

static void read_pass(struct stress *stress, unsigned pass)
{
    static struct finding found[READS_MAX];
    unsigned reads = READS_MAX * FULL_SECTION_WINDOW /
                     (FULL_SECTION_WINDOW + stress->setting.window);
    const struct writer *writer;
    struct pace pace = { stress->setting.window, 0 };
    struct held held;

    reads = reads ? reads : 1;
    stress->table = (stress->table + 1) % stress->active;
    writer = &stress->writer[stress->table];
    WRITE_ONCE(stress->sections, stress->sections + 1);
    local_irq_disable();
    held.first = READ_ONCE(writer->retired) + 1;
    walk(stress, writer, found, reads, &pace);
    held.last = READ_ONCE(writer->started);
    bool pending = pass % PASSES_PER_PENDING_LOOK == 0 &&
                   apic_pending(VECTOR_TLB_SHOOTDOWN);
    local_irq_enable();

    for (unsigned i = 0; i < reads; i++)
        region_use(stress->trial->walker,
                   &((struct address_space *)writer->workload_data)
                        ->region[found[i].slot],
                   &found[i].got);
    judge(stress, writer, found, reads, held);
    stress->tally->retries += pace.retries;
    stress->tally->passes++;
    stress->tally->pending += pending;
}

/* No reader holds a reference now: each frame has only its owner's. */
static void settle(struct stress *stress)
{
    for (unsigned w = 0; w < stress->writers; w++)
        for (unsigned i = 0; i < REGIONS; i++) {
            struct finding nothing = { .slot = i };
            if (region_counts_right(&address_spaces[w].region[i]))
                continue;
            stress->tally->reading[READ_LOST_COUNT]++;
            report_tear(stress, &stress->writer[w], &nothing, READ_LOST_COUNT,
                        (struct held){ 0, 0 });
            region_plant(&address_spaces[w].region[i], stress->trial->walker,
                         stress->writer[w].generation);
        }
}

const struct workload workload_region = {
    .steps = STEPS_ON_REGION,
    .prepare = prepare,
    .read_pass = read_pass,
    .write_pass = region_write_pass,
    .settle = settle,
    .clean = clean,
};
