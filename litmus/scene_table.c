/*
 * Detached tables: page tables full of made-up entries that no CR3 reaches, one a writer. The
 * reader walks them with interrupts off, as a process would walk its own; the writers change
 * them in batches under the table's lock, through the real shootdown, whose targets are the
 * CPUs that read (a process's mm_cpumask).
 *
 * Reader and writer sweep in opposite directions: they meet in the middle of a batch, which
 * found ten times the tears of equal or random directions (measured).
 */
#include "litmus/scene.h"

#include "arch/apic.h"
#include "arch/cpu.h"
#include "arch/instructions.h"
#include "arch/traps.h"
#include "lib/string.h"
#include "litmus/stepped.h"
#include "mm/frames.h"
#include "mm/kernel_map.h"
#include "mm/tlb.h"

/* Looking into the APIC costs an exit to the hypervisor: not on every pass. */
enum { PASSES_PER_PENDING_LOOK = 4 };
/* A window of this size halves the section. */
enum { FULL_SECTION_PACE = 16 };
/* How many slots a chasing reader goes ahead, and how many turns of an empty loop later than
 * its look it reads; both at most this minus 1. */
enum { CHASE_LEADS = 4, CHASE_PHASES = 16 };
/* A writer's rests, in units of spin_delay(). */
enum { SHORT_REST = 256, LONGEST_REST = 100000 };

static bool prepare(struct stress *stress)
{
    for (unsigned i = 0; i < stress->writers; i++) {
        struct writer *writer = &stress->writer[i];
        uint64_t frame = frame_alloc(FRAME_LOW);
        if (frame == NO_FRAME)
            return false;
        writer->table = memset((void *)(uintptr_t)frame, 0, PAGE_SIZE);
        writer->address = vmap_reserve(SLOTS_MAX);
    }
    return true;
}

static void clean(struct stress *stress)
{
    for (unsigned i = 0; i < stress->writers; i++) {
        if (stress->writer[i].table)
            frame_free((uintptr_t)stress->writer[i].table);
        stress->writer[i].table = NULL;
    }
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

/* ---- the writers ---- */

static pte_t value_for(const struct writer *writer, unsigned slot, enum step_value value)
{
    enum low_words lows = writer->stress->trial->lows;
    switch (value) {
    case VALUE_NEXT:
    case VALUE_SAME:
        return entry_encode(slot, writer->generation, lows);
    case VALUE_SWAP:
        return entry_encode_swap(slot, writer->generation, lows);
    case VALUE_NONE:
        break;
    }
    return (pte_t){ .pte = 0 };
}

static void store_range(struct writer *writer, const struct step *step, unsigned first,
                        unsigned end, uint32_t gap)
{
    struct pace pace = { gap, 0 };
    for (unsigned slot = first; slot < end; slot++) {
        pte_t pte = value_for(writer, slot, step->value);
        WRITE_ONCE(writer->at, slot);
        if (gap)
            step->store->paced(&writer->table[slot], pte, &pace);
        else
            step->store->plain(&writer->table[slot], pte);
    }
}

/* A new generation begins before its first word is stored. */
static void begin_generation(struct writer *writer)
{
    writer->generation = (writer->generation + 1) & (GENERATIONS - 1);
    WRITE_ONCE(writer->started, writer->generation);
}

static void flush_step(struct writer *writer, enum step_kind kind, unsigned first,
                       unsigned end)
{
    const struct cpumask *readers = &writer->stress->readers;
    struct tlb_range range = { writer->address + first * PAGE_SIZE,
                               writer->address + end * PAGE_SIZE };
    uint32_t waits = tlb_counts(writer->cpu)->waits;

    if (kind == STEP_FLUSH)
        flush_tlb_range(readers, range.start, range.end);
    else if (kind == STEP_FLUSH_BEGIN)
        flush_tlb_begin(readers, range);
    else
        flush_tlb_wait();
    writer->flushes += kind != STEP_FLUSH_WAIT;
    writer->waits += tlb_counts(writer->cpu)->waits - waits;
}

static void run_program(struct writer *writer, unsigned first, unsigned end, uint32_t gap)
{
    for (const struct step *step = writer->stress->trial->program; step->kind != STEP_END;
         step++) {
        if (step->kind == STEP_STORE)
            store_range(writer, step, first, end, gap);
        else
            flush_step(writer, step->kind, first, end);
    }
    writer->programs++;
}

/* Whether any step makes a new generation: a program that only restores must not pretend. */
static bool makes_generations(const struct step *step)
{
    for (; step->kind != STEP_END; step++)
        if (step->kind == STEP_STORE &&
            (step->value == VALUE_NEXT || step->value == VALUE_SWAP))
            return true;
    return false;
}

static void fill(struct writer *writer)
{
    begin_generation(writer);
    for (unsigned slot = 0; slot < writer->stress->slots; slot++)
        store_set.plain(&writer->table[slot], value_for(writer, slot, VALUE_NEXT));
}

/*
 * Entries must be present long enough to be read, and not so regularly that the reader falls
 * into step. So a writer rests between two rounds: now and then not at all, sometimes for a
 * moment, mostly until the reader has begun one or two more sections.
 */
static void rest(struct writer *writer)
{
    const struct stress *stress = writer->stress;
    uint32_t kind = random_below(&writer->random, 4);
    uint32_t begun = READ_ONCE(stress->sections);

    if (kind <= 1) {
        spin_delay(random_below(&writer->random, kind ? SHORT_REST : 1));
        return;
    }
    for (unsigned i = 0; i < LONGEST_REST && !READ_ONCE(stress->stop) &&
                         READ_ONCE(stress->sections) - begun < kind - 1;
         i++)
        spin_delay(1);
    spin_delay(random_below(&writer->random, SHORT_REST));
}

/* Runs the program over the table, a batch at a time. False if it was stopped half-way. */
static bool run_batches(struct writer *writer, const struct setting *setting)
{
    const struct stress *stress = writer->stress;
    unsigned batch = stress->trial->whole_program_per_slot ? 1 : setting->batch;

    for (unsigned first = 0; first < stress->slots; first += batch) {
        unsigned end = first + batch < stress->slots ? first + batch : stress->slots;
        if (READ_ONCE(stress->stop))
            return false;
        run_program(writer, first, end, setting->gap);
    }
    return true;
}

static void write_pass(struct writer *writer, const struct setting *setting)
{
    bool generations = makes_generations(writer->stress->trial->program);
    uint32_t before = writer->generation;

    spin_lock(&writer->lock);
    if (!writer->generation)
        fill(writer);
    else if (generations)
        begin_generation(writer);
    /* Only after a whole pass does every slot hold the new generation. */
    if (run_batches(writer, setting) && generations && before)
        WRITE_ONCE(writer->retired, before);
    spin_unlock(&writer->lock);
    rest(writer);
}

const struct scene scene_table = { prepare, read_pass, write_pass, clean };
