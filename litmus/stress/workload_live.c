/*
 * Live mappings: pages of the kernel's own address space whose frames the writers
 * exchange. For the old frame, the writer clears the entry and does a shootdown; only
 * after the acks does it poison the frame and use it again. A CPU that reads poison
 * through the page's address has used a translation that should have been gone.
 *
 * Each frame is mapped a second time for its writer, at its alias, through which the
 * writer stores tags and poison. A frame's first word is its tag: slot and generation.
 */
#include "litmus/stress/workload.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/exception_table.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "mm/frames.h"
#include "mm/gup.h"
#include "mm/kernel_map.h"
#include "mm/pgtable.h"
#include "mm/tlb.h"

enum { LIVE_SLOTS = 32, LIVE_FRAMES = 2 * LIVE_SLOTS };
#define TAG_POISON 0xDEADF00Du
/* A tag: slot, then generation. */
#define TAG(slot, generation) ((generation) << 5 | (slot))
#define TAG_SLOT(tag) ((tag) & (LIVE_SLOTS - 1))
#define TAG_GENERATION(tag) ((tag) >> 5)
#define TAG_GENERATIONS (1u << 27)

/* Reserved when first needed, and kept: addresses are never given back. */
struct live {
    uint64_t frame[LIVE_FRAMES]; /* each slot has two: see frame_of() */
    uintptr_t alias;             /* of frame 0; the others follow */
    uintptr_t address;           /* of the first slot's page */
    /* The first old frame that this writer read, for settle(). */
    struct tear seen;
    bool has_seen;
};
static struct live lives[WRITERS_MAX];

static volatile uint32_t *tag_of(const struct live *live, unsigned frame)
{
    return (volatile uint32_t *)(live->alias + frame * PAGE_SIZE);
}

/* A slot's generations alternate between its two frames. */
static unsigned frame_of(unsigned slot, uint32_t generation)
{
    return slot + LIVE_SLOTS * (generation & 1);
}

/* Frames above 4 GiB if there are any: their entries use the high word. */
static uint64_t any_frame(void)
{
    uint64_t frame = frame_alloc(FRAME_HIGH);
    return frame != NO_FRAME ? frame : frame_alloc(FRAME_LOW);
}

static bool prepare_writer(struct writer *writer, struct live *live)
{
    if (!live->alias) {
        live->alias = vmap_reserve(LIVE_FRAMES);
        live->address = vmap_reserve(LIVE_SLOTS);
    }
    live->has_seen = false;
    writer->workload_data = live;
    writer->address = live->address;
    for (unsigned i = 0; i < LIVE_FRAMES; i++) {
        live->frame[i] = any_frame();
        if (live->frame[i] == NO_FRAME)
            return false;
        set_pte(kernel_pte(live->alias + i * PAGE_SIZE),
                make_pte(live->frame[i], kernel_data_bits()));
        *tag_of(live, i) = TAG_POISON;
    }
    writer->table = kernel_pte(writer->address);
    return true;
}

static bool prepare(struct stress *stress)
{
    for (unsigned i = 0; i < stress->writers; i++)
        if (!prepare_writer(&stress->writer[i], &lives[i]))
            return false;
    return true;
}

static void clean(struct stress *stress)
{
    for (unsigned w = 0; w < stress->writers; w++) {
        struct writer *writer = &stress->writer[w];
        struct live *live = &lives[w];
        for (unsigned i = 0; i < LIVE_SLOTS && writer->table; i++)
            pte_clear(kernel_pte(writer->address + i * PAGE_SIZE));
        for (unsigned i = 0; i < LIVE_FRAMES && live->alias; i++)
            pte_clear(kernel_pte(live->alias + i * PAGE_SIZE));
        flush_tlb_all(&cpu_online_mask);
        for (unsigned i = 0; i < LIVE_FRAMES; i++) {
            if (live->frame[i] != NO_FRAME)
                frame_free(live->frame[i]);
            live->frame[i] = NO_FRAME;
        }
    }
}

/* ---- reading ---- */

static enum reading judge_tag(uint32_t tag, unsigned slot, struct held held)
{
    if (tag == TAG_POISON)
        return READ_STALE;
    if (TAG_SLOT(tag) != slot)
        return READ_FOREIGN;
    uint32_t age = (TAG_GENERATION(tag) - held.first) & (TAG_GENERATIONS - 1);
    uint32_t span = (held.last - held.first) & (TAG_GENERATIONS - 1);
    return age <= span ? READ_INTACT : READ_STALE;
}

/* The frame whose tag was read is the one that the tables named. Another frame can
 * replace it only after a shootdown, which cannot finish while interrupts are off. */
static bool same_frame(const struct writer *writer, unsigned slot, uint32_t tag,
                       const struct gup_walk *walk)
{
    const struct live *live = writer->workload_data;
    return live->frame[frame_of(slot, TAG_GENERATION(tag))] == pte_physical(walk->leaf);
}

/* Reads a page through its address, whatever the walk returned. The question is whether
 * this CPU's TLB still has a translation that the tables no longer have. */
static enum reading read_page(const struct writer *writer, unsigned slot, uint32_t *tag)
{
    uintptr_t address = writer->address + slot * PAGE_SIZE;
    struct held held = { READ_ONCE(writer->retired) + 1, 0 };
    struct gup_walk walk;

    bool pinned = gup_fast(kernel_mm(), address, &walk) == GUP_PINNED;
    struct fault fault = try_read32((const volatile void *)address, tag);
    held.last = READ_ONCE(writer->started);
    if (pinned)
        gup_put(kernel_mm(), &walk);
    if (fault.vector != NO_FAULT)
        return READ_ABSENT;
    enum reading reading = judge_tag(*tag, slot, held);
    if (reading == READ_INTACT && pinned && !same_frame(writer, slot, *tag, &walk))
        return READ_FOREIGN;
    return reading;
}

/* Judges the page that the calling CPU has just read. */
static __noinline struct tear stale(const struct stress *stress,
                                    const struct writer *writer, unsigned slot,
                                    uint32_t tag, enum reading reading)
{
    return (struct tear){
        .setting = stress->setting,
        .slot = slot,
        .low = tag,
        .reading = reading,
        .held = { READ_ONCE(writer->retired) + 1, READ_ONCE(writer->started) },
        .reader_cpu = cpu_index(),
        .writer_cpu = writer->cpu,
    };
}

static void read_pass(struct stress *stress, unsigned pass)
{
    const struct writer *writer = &stress->writer[pass % stress->active];
    struct tally *tally = stress->tally;

    WRITE_ONCE(stress->sections, stress->sections + 1);
    local_irq_disable();
    for (unsigned slot = LIVE_SLOTS; slot-- > 0;) {
        uint32_t tag = 0;
        enum reading reading = read_page(writer, slot, &tag);
        tally->reading[reading]++;
        if (likely(!reading_wrong(reading)))
            continue;
        struct tear tear = stale(stress, writer, slot, tag, reading);
        stress_tear(stress, &tear);
    }
    tally->pending += apic_pending(VECTOR_TLB_SHOOTDOWN);
    local_irq_enable();
    tally->passes++;
}

/* ---- writing ---- */

/* Each writer reads a neighbour's pages too, so that several CPUs hold translations. */
static void read_neighbour(struct writer *writer)
{
    struct stress *stress = writer->stress;
    const struct writer *other = &stress->writer[(writer->number + 1) % stress->active];
    struct live *live = writer->workload_data;
    uint32_t flags = local_irq_save();
    for (unsigned slot = 0; slot < LIVE_SLOTS; slot++) {
        uint32_t tag = 0;
        enum reading reading = read_page(other, slot, &tag);
        if (likely(!reading_wrong(reading)))
            continue;
        writer->stale++;
        if (!live->has_seen)
            live->seen = stale(stress, other, slot, tag, reading);
        live->has_seen = true;
    }
    local_irq_restore(flags);
}

/* The engine counts the old frames that writers read; the first of each writer is kept as
 * a tear. */
static void settle(struct stress *stress)
{
    for (unsigned w = 0; w < stress->writers; w++) {
        if (lives[w].has_seen)
            stress_tear(stress, &lives[w].seen);
        lives[w].has_seen = false;
    }
}

static void take_away(struct writer *writer, unsigned first, unsigned end)
{
    for (unsigned slot = first; slot < end; slot++)
        ptep_get_and_clear(&writer->table[slot]);
    struct tlb_range range = { writer->address + first * PAGE_SIZE,
                               writer->address + end * PAGE_SIZE };
    if (!writer->stress->trial->live.shootdown) {
        flush_tlb_local(range);
        return;
    }
    uint32_t waits = tlb_counts(writer->cpu)->waits;
    flush_tlb_range(&writer->stress->users, range.start, range.end);
    writer->flushes++;
    writer->waits += tlb_counts(writer->cpu)->waits - waits;
}

static void put_back(struct writer *writer, const struct live *live, unsigned slot)
{
    unsigned frame = frame_of(slot, writer->generation);
    *tag_of(live, frame) = TAG(slot, writer->generation);
    set_pte(&writer->table[slot], make_pte(live->frame[frame], kernel_data_bits()));
}

static void write_pass(struct writer *writer, const struct setting *setting)
{
    const struct live *live = writer->workload_data;
    unsigned batch = setting->batch < LIVE_SLOTS ? setting->batch : LIVE_SLOTS;

    spin_lock(&writer->lock);
    uint32_t before = writer->generation++;
    WRITE_ONCE(writer->started, writer->generation & (TAG_GENERATIONS - 1));
    for (unsigned first = 0; first < LIVE_SLOTS; first += batch) {
        unsigned end = first + batch < LIVE_SLOTS ? first + batch : LIVE_SLOTS;
        take_away(writer, first, end);
        for (unsigned slot = first; slot < end; slot++)
            *tag_of(live, frame_of(slot, before)) = TAG_POISON;
        spin_delay(setting->gap);
        for (unsigned slot = first; slot < end; slot++)
            put_back(writer, live, slot);
    }
    /* Every slot has the new generation now. */
    WRITE_ONCE(writer->retired, before & (TAG_GENERATIONS - 1));
    writer->programs++;
    spin_unlock(&writer->lock);
    read_neighbour(writer);
    writer_pause(writer);
}

const struct workload workload_live = {
    .prepare = prepare,
    .read_pass = read_pass,
    .write_pass = write_pass,
    .settle = settle,
    .clean = clean,
    .kernel_tables = true,
    .writers_are_users = true,
};
