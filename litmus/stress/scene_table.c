/*
 * Detached tables: page tables full of made-up entries that no CR3 reaches, one a writer. The
 * reader walks them with interrupts off, as a process would walk its own; the writers change
 * them in batches under the table's lock, through the real shootdown, whose targets are the
 * CPUs that read (a process's mm_cpumask).
 *
 * Reader and writer sweep in opposite directions: they meet in the middle of a batch, which
 * found ten times the tears of equal or random directions (measured).
 */
#include "litmus/stress/scene.h"

#include "arch/apic.h"
#include "arch/cpu.h"
#include "arch/instructions.h"
#include "arch/traps.h"
#include "lib/string.h"
#include "litmus/stress/stepped.h"
#include "litmus/stress/table_writer.h"
#include "mm/frames.h"
#include "mm/kernel_map.h"

/* Looking into the APIC costs an exit to the hypervisor: not on every pass. */
enum { PASSES_PER_PENDING_LOOK = 4 };
/* A window of this size halves the section. */
enum { FULL_SECTION_PACE = 16 };
/* How many slots a chasing reader goes ahead, and how many turns of an empty loop later than
 * its look it reads; both at most this minus 1. */
enum { CHASE_LEADS = 4, CHASE_PHASES = 16 };

/* A table and, behind it, the counts of its entries (clear_count() in litmus/legs/legs.h). Made when
 * first needed and kept: addresses are never given back. */
enum { TABLE_PAGES = 2 };
static struct {
    pte_t *entries;
    uintptr_t address; /* what the entries would map */
} tables[WRITERS_MAX];

static bool make_table(unsigned i)
{
    if (tables[i].entries)
        return true;
    if (frames_free(FRAME_LOW) < 2 * TABLE_PAGES)
        return false;
    tables[i].entries = vmap_alloc(TABLE_PAGES, "a trial's table");
    tables[i].address = vmap_reserve(SLOTS_MAX);
    return true;
}

static bool prepare(struct stress *stress)
{
    for (unsigned i = 0; i < stress->writers; i++) {
        if (!make_table(i))
            return false;
        memset(tables[i].entries, 0, TABLE_PAGES * PAGE_SIZE);
        stress->writer[i].table = tables[i].entries;
        stress->writer[i].address = tables[i].address;
    }
    return true;
}

static void clean(struct stress *stress)
{
    for (unsigned i = 0; i < stress->writers; i++)
        memset(tables[i].entries, 0, TABLE_PAGES * PAGE_SIZE);
}

/* ---- the reader ---- */

static pte_t decode_held(const struct stress *stress, unsigned slot, uint32_t generation)
{
    return entry_encode(slot, generation, stress->trial->lows);
}

static __noinline void report_tear(struct stress *stress, const struct writer *writer,
                                   unsigned slot, pte_t pte, enum reading reading,
                                   struct held held)
{
    struct tear tear = {
        .setting = stress->setting,
        .slot = slot,
        .low = pte.pte_low,
        .high = pte.pte_high,
        .reading = reading,
        .held = held,
        .held_first = decode_held(stress, slot, held.first),
        .held_last = decode_held(stress, slot, held.last),
        .reader_cpu = cpu_index(),
        .writer_cpu = writer->cpu,
    };
    stress_tear(stress, &tear);
}

static __always_inline pte_t read_entry(const struct reader *reader, const pte_t *ptep,
                                        struct pace *pace)
{
    if (!pace->pauses)
        return reader->plain(ptep);
    return reader->paced ? reader->paced(ptep, pace) : stepped_read(reader, ptep, pace);
}

/* The part of a table that is read in one go: slots from `first` to before `end`. */
struct section {
    unsigned first, end;
};

/* What was read where. */
struct catch {
    pte_t pte;
    unsigned slot;
};

/* One sweep over one section. The pairs are judged after the sweep, so that the loop that
 * must hit a window of nanoseconds does nothing but read. */
static void sweep_opposed(const struct reader *reader, const struct writer *writer,
                          struct section section, struct catch *got, struct pace *pace)
{
    for (unsigned slot = section.end; slot-- > section.first; got++) {
        got->pte = read_entry(reader, &writer->table[slot], pace);
        got->slot = slot;
    }
}

/*
 * As many reads, all of them where the writer is just now or is about to be: some slots ahead
 * of it, so that the read begins before the change, and a little after the look at where it
 * is, both by other amounts each time, so that every phase of the writer's work is met.
 */
static void sweep_chase(const struct reader *reader, const struct writer *writer,
                        unsigned slots, struct section section, struct catch *got, struct pace *pace)
{
    for (unsigned i = section.end - section.first; i-- > 0; got++) {
        unsigned slot = READ_ONCE(writer->at) + i % CHASE_LEADS;
        for (unsigned turns = i / CHASE_LEADS % CHASE_PHASES; turns; turns--)
            barrier();
        if (slot >= slots)
            slot = slots - 1;
        got->pte = read_entry(reader, &writer->table[slot], pace);
        got->slot = slot;
    }
}

static void judge(struct stress *stress, const struct writer *writer, const struct catch *got,
                  unsigned count, struct held held)
{
    enum low_words lows = stress->trial->lows;
    for (const struct catch *end = got + count; got < end; got++) {
        enum reading reading = entry_judge(got->pte, got->slot, lows, held);
        stress->tally->reading[reading]++;
        if (unlikely(reading_torn(reading)))
            report_tear(stress, writer, got->slot, got->pte, reading, held);
    }
}

/*
 * With interrupts off for long, few flushes complete and few entries change: the wider the
 * window, the shorter the section. Sections follow each other from the table's end to its
 * start, and only then comes the next writer's table.
 */
static struct section next_section(struct stress *stress)
{
    unsigned length = SLOTS_MAX * FULL_SECTION_PACE / (FULL_SECTION_PACE + stress->setting.pace);
    length += !length;
    unsigned end = stress->cursor ? stress->cursor : stress->slots;
    unsigned first = end > length ? end - length : 0;

    if (!stress->cursor)
        stress->table = (stress->table + 1) % stress->active;
    stress->cursor = first;
    return (struct section){ first, end };
}

static void read_pass(struct stress *stress, unsigned pass)
{
    static struct catch got[SLOTS_MAX];
    const struct reader *reader = stress->trial->reader;
    struct section section = next_section(stress);
    const struct writer *writer = &stress->writer[stress->table];
    struct pace pace = { stress->setting.pace, 0 };
    struct held held;

    WRITE_ONCE(stress->sections, stress->sections + 1);
    if (!stress->trial->irqs_on)
        local_irq_disable();
    held.first = READ_ONCE(writer->retired) + 1;
    if (stress->setting.sweep == SWEEP_CHASE)
        sweep_chase(reader, writer, stress->slots, section, got, &pace);
    else
        sweep_opposed(reader, writer, section, got, &pace);
    held.last = READ_ONCE(writer->started);
    bool pending = pass % PASSES_PER_PENDING_LOOK == 0 && apic_pending(VECTOR_TLB_SHOOTDOWN);
    local_irq_enable();

    judge(stress, writer, got, section.end - section.first, held);
    stress->tally->retries += pace.retries;
    stress->tally->passes++;
    stress->tally->pending += pending;
}

const struct scene scene_table = {
    .prepare = prepare,
    .read_pass = read_pass,
    .write_pass = table_write_pass,
    .third_pass = table_third_pass,
    .clean = clean,
};
