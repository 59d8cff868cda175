/*
 * Detached tables: page tables full of synthetic entries that no CR3 reaches, one for
 * each writer. The reader walks them with interrupts off, as a walker would walk a
 * process's. The writers change them in batches under the table's lock, through the real
 * shootdown, whose targets are the CPUs that read (a process's mm_cpumask).
 *
 * The reader's way decides how often it meets a writer (docs/stress.md): against its
 * direction, close behind it, in long strides, or both in one cache line, which then
 * moves between the two CPUs all the time.
 */
#include "litmus/stress/workload.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "lib/string.h"
#include "litmus/stress/stepped.h"
#include "litmus/stress/table_writer.h"
#include "mm/frames.h"
#include "mm/kernel_map.h"

/* A look into the APIC costs an exit to the hypervisor, so not every pass looks. */
enum { PASSES_PER_PENDING_LOOK = 4 };
/* A window of this size halves the section. */
enum { FULL_SECTION_WINDOW = 16 };
/* At a trial's start that many sections have at most that many reads. */
enum { SHORT_SECTIONS = 32, SHORT_SECTION = 8 };
/* A chasing reader goes that many slots ahead, and reads that many passes of an empty
 * loop after its look; both are at most this minus 1. */
enum { CHASE_LEADS = 4, CHASE_PHASES = 16 };

/* A table and, behind it, the counts of its entries (clear_count() in
 * litmus/variants/variants.h). Made when first needed, and kept: addresses are never
 * given back. */
enum { TABLE_PAGES = 2 };
static struct {
    pte_t *entries;
    uintptr_t address; /* the frame that the first entry would map */
} tables[WRITERS_MAX];

static bool make_table(unsigned i)
{
    if (tables[i].entries)
        return true;
    if (frames_free(FRAME_LOW) < 2 * TABLE_PAGES)
        return false;
    tables[i].entries = vmap_alloc(TABLE_PAGES, "a trial's table"); /* zeroed */
    tables[i].address = vmap_reserve(SLOTS_MAX);
    return true;
}

static bool prepare(struct stress *stress)
{
    for (unsigned i = 0; i < stress->writers; i++) {
        if (!make_table(i))
            return false;
        stress->writer[i].table = tables[i].entries;
        stress->writer[i].address = tables[i].address;
    }
    /* The first writer may still be asleep, so this CPU fills its table. */
    if (!stress->trial->starts_absent)
        table_fill(&stress->writer[0]);
    return true;
}

/* Leaves the tables empty for the next trial. */
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
    static struct spinlock lock = SPINLOCK("tears");
    spin_lock(&lock); /* of several readers */
    stress_tear(stress, &tear);
    spin_unlock(&lock);
}

/* The form of the reader's function, the same for a whole pass. */
enum how { PLAIN, PACED, STEPPED };

static __always_inline pte_t read_entry(enum how how, const struct reader *reader,
                                        const pte_t *ptep, struct pace *pace)
{
    switch (how) {
    case PACED:
        return reader->paced(ptep, pace);
    case STEPPED:
        return stepped_read(reader, ptep, pace);
    case PLAIN:
        break;
    }
    return reader->plain(ptep);
}

/* The part of a table that one section reads: slots from `first` to before `end`. */
struct section {
    unsigned first, end;
};

/* A value and its slot. */
struct catch
{
    pte_t pte;
    unsigned slot;
};

/* One sweep over one section. The values are judged after the sweep, because the loop
 * must hit a window of nanoseconds and so only reads. */
static __always_inline void sweep_opposed(enum how how, const struct reader *reader,
                                          const struct writer *writer,
                                          struct section section, struct catch *got,
                                          struct pace *pace)
{
    const pte_t *table = writer->table;
    for (unsigned slot = section.end; slot-- > section.first; got++) {
        got->pte = read_entry(how, reader, &table[slot], pace);
        got->slot = slot;
    }
}

/* Up and down the section in long strides: each read is in another cache line than the
 * one before. The stride is prime, so that every slot comes once. */
enum { STRIDE = 193 };
static __always_inline void sweep_shuffled(enum how how, const struct reader *reader,
                                           const struct writer *writer,
                                           struct section section, struct catch *got,
                                           struct pace *pace)
{
    unsigned length = section.end - section.first;
    unsigned stride = STRIDE % length ? STRIDE % length : 1, at = 0;

    for (const struct catch *end = got + length; got < end; got++) {
        got->slot = section.first + at;
        got->pte = read_entry(how, reader, &writer->table[got->slot], pace);
        at += stride;
        at -= at >= length ? length : 0;
    }
}

/*
 * As many reads, all at the writer's current place or a little ahead, so that the read
 * begins before the change. The distance and the delay after the look differ each time,
 * so that reads meet every phase of the writer's work.
 */
static __always_inline void sweep_chase(enum how how, const struct reader *reader,
                                        const struct writer *writer, unsigned slots,
                                        unsigned reads, struct catch *got,
                                        struct pace *pace)
{
    for (unsigned i = reads; i-- > 0; got++) {
        unsigned slot = READ_ONCE(writer->at) + i % CHASE_LEADS;
        for (unsigned turns = i / CHASE_LEADS % CHASE_PHASES; turns; turns--)
            barrier();
        if (slot >= slots)
            slot = slots - 1;
        got->pte = read_entry(how, reader, &writer->table[slot], pace);
        got->slot = slot;
    }
}

static __always_inline void sweep_as(enum how how, const struct stress *stress,
                                     const struct writer *writer, struct section section,
                                     struct catch *got, struct pace *pace)
{
    const struct reader *reader = stress->trial->reader;

    if (stress->setting.sweep == SWEEP_CHASE)
        sweep_chase(how, reader, writer, stress->slots, section.end - section.first, got,
                    pace);
    else if (stress->setting.sweep == SWEEP_SHUFFLED)
        sweep_shuffled(how, reader, writer, section, got, pace);
    else
        sweep_opposed(how, reader, writer, section, got, pace);
}

/* One loop for each form of reader, so that nothing is decided between two reads. */
static void sweep(const struct stress *stress, const struct writer *writer,
                  struct section section, struct catch *got, struct pace *pace)
{
    if (!pace->units)
        sweep_as(PLAIN, stress, writer, section, got, pace);
    else if (stress->trial->reader->paced)
        sweep_as(PACED, stress, writer, section, got, pace);
    else
        sweep_as(STEPPED, stress, writer, section, got, pace);
}

/*
 * A slot's entry in one generation, for comparing. Entries of a generation differ from
 * slot to slot by the same amount.
 */
struct expected {
    uint32_t low, low_step, high, high_step;
};

static struct expected expect(const struct stress *stress, uint32_t generation)
{
    pte_t first = decode_held(stress, 0, generation);
    pte_t second = decode_held(stress, 1, generation);
    return (struct expected){ first.pte_low, second.pte_low - first.pte_low,
                              first.pte_high, second.pte_high - first.pte_high };
}

static __always_inline bool as_expected(const struct expected *expected,
                                        const struct catch *got)
{
    return got->pte.pte_low == expected->low + got->slot * expected->low_step &&
           got->pte.pte_high == expected->high + got->slot * expected->high_step;
}

/* Most values are the slot's entry of the first or the last possible generation, or
 * empty: comparing is enough for them. The others are judged. */
static void judge(struct stress *stress, struct tally *tally, const struct writer *writer,
                  const struct catch *got, unsigned count, struct held held)
{
    const struct expected last = expect(stress, held.last);
    const struct expected first = expect(stress, held.first);
    enum low_words lows = stress->trial->lows;
    unsigned absent = 0, intact = 0;

    for (const struct catch *end = got + count; got < end; got++) {
        if (as_expected(&last, got) || as_expected(&first, got)) {
            intact++;
            continue;
        }
        if (!(got->pte.pte_low | got->pte.pte_high)) {
            absent++;
            continue;
        }
        enum reading reading = entry_judge(got->pte, got->slot, lows, held);
        tally->reading[reading]++;
        if (unlikely(reading_wrong(reading)))
            report_tear(stress, writer, got->slot, got->pte, reading, held);
    }
    tally->reading[READ_INTACT] += intact;
    tally->reading[READ_ABSENT] += absent;
}

/* Values are judged at a section's end. The first sections are short, so that a trial's
 * first tears show early. */
static bool in_a_hurry(const struct stress *stress)
{
    return stress->sections < SHORT_SECTIONS;
}

/*
 * With interrupts off for long, few flushes complete and few entries change. So the wider
 * the window, the shorter the section. Sections follow each other from the table's end to
 * its start; then comes the next writer's table.
 */
static struct section next_section(const struct stress *stress, unsigned *table,
                                   unsigned *cursor)
{
    unsigned length = SLOTS_MAX * FULL_SECTION_WINDOW /
                      (FULL_SECTION_WINDOW + stress->setting.window);
    length += !length;
    if (in_a_hurry(stress) && length > SHORT_SECTION)
        length = SHORT_SECTION;
    unsigned end = *cursor ? *cursor : table_slots(stress);
    unsigned first = end > length ? end - length : 0;

    if (!*cursor)
        *table = (*table + 1) % stress->active;
    *cursor = first;
    return (struct section){ first, end };
}

/* Reads one section of one table. `look`: at its end, checks whether a shootdown is
 * pending. */
static void read_section(struct stress *stress, struct tally *tally,
                         const struct writer *writer, struct section section,
                         struct catch *got, bool look)
{
    struct pace pace = { stress->setting.window, 0 };
    struct held held;

    if (!stress->trial->irqs_on)
        local_irq_disable();
    held.first = READ_ONCE(writer->retired) + 1;
    sweep(stress, writer, section, got, &pace);
    held.last = READ_ONCE(writer->started);
    bool pending = look && apic_pending(VECTOR_TLB_SHOOTDOWN);
    local_irq_enable();

    judge(stress, tally, writer, got, section.end - section.first, held);
    tally->retries += pace.retries;
    tally->passes++;
    tally->pending += pending;
}

static void read_pass(struct stress *stress, unsigned pass)
{
    static struct catch got[SLOTS_MAX];
    struct section section = next_section(stress, &stress->table, &stress->cursor);

    WRITE_ONCE(stress->sections, stress->sections + 1);
    read_section(stress, stress->tally, &stress->writer[stress->table], section, got,
                 pass % PASSES_PER_PENDING_LOOK == 0);
}

static void read_more(struct more_reader *reader)
{
    static struct catch got[MORE_READERS_MAX][SLOTS_MAX];
    struct stress *stress = reader->stress;
    struct section section = next_section(stress, &reader->table, &reader->cursor);

    read_section(stress, &reader->tally, &stress->writer[reader->table], section,
                 got[reader->number], false);
}

static void settle(struct stress *stress)
{
    for (unsigned w = 0; w < stress->active; w++)
        table_settle(&stress->writer[w]);
}

const struct workload workload_table = {
    .steps = STEPS_ON_TABLE,
    .prepare = prepare,
    .read_pass = read_pass,
    .read_more = read_more,
    .write_pass = table_write_pass,
    .third_pass = table_third_pass,
    .settle = settle,
    .clean = clean,
    .alone = true,
};
