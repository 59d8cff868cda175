#include "litmus/stress/table_writer.h"

#include "arch/cpu/instructions.h"
#include "lib/string.h"
#include "litmus/stress/nmi_flush.h"
#include "mm/tlb.h"

unsigned table_slots(const struct stress *stress)
{
    const struct setting *setting = &stress->setting;
    bool hot = setting->sweep == SWEEP_HOT && stress->slots > setting->batch;
    return hot ? setting->batch : stress->slots;
}

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

/* Units of delay in one step of a program, at most, over all its slots. With more, a
 * batch of 512 slots takes seconds, and a reader gives up on its writer. */
enum { GAP_UNITS_MAX = 65536 };
_Static_assert((int)DELAY_MAX <= (int)GAP_UNITS_MAX, "the first slot has every gap");

/* The first slots have the gap: all of them, but for wide gaps. Once the reader has
 * stopped, nobody needs it. */
static void store_range(struct writer *writer, const struct step *step, bool if_none,
                        unsigned first, unsigned end, uint32_t gap)
{
    unsigned without = first + (gap ? GAP_UNITS_MAX / gap : 0); /* from here on */
    struct pace pace = { gap, 0 };

    for (unsigned slot = first; slot < end; slot++) {
        pte_t pte = value_for(writer, slot, step->value);
        if (if_none && READ_ONCE(writer->table[slot].pte_low))
            continue;
        WRITE_ONCE(writer->at, slot);
        if (slot < without && !READ_ONCE(writer->stress->stop))
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

/* Sends a shootdown and does not wait for it. If the last one is still on its way, it
 * counts, as for a CPU that finds its request already queued. */
static void flush_without_wait(struct writer *writer, struct tlb_range range)
{
    if (!flush_tlb_done())
        return;
    flush_tlb_begin(&writer->stress->readers, range);
    writer->flushes++;
    writer->waits += !flush_tlb_done();
}

static void flush_and_wait(struct writer *writer, struct tlb_range range)
{
    const struct stress *stress = writer->stress;
    uint32_t waits = tlb_counts(writer->cpu)->waits;

    writer->flushes++;
    if (stress->trial->flush_by_nmi) {
        writer->waits += nmi_flush(&stress->readers, range);
        return;
    }
    flush_tlb_range(&stress->readers, range.start, range.end);
    writer->waits += tlb_counts(writer->cpu)->waits - waits;
}

/* A step that stores nothing. */
static void other_step(struct writer *writer, enum step_kind kind, struct tlb_range range)
{
    switch (kind) {
    case STEP_FLUSH:
        writer_calls_third(writer);
        flush_and_wait(writer, range);
        writer_jitter(&writer->random);
        break;
    case STEP_FLUSH_BEGIN:
        flush_without_wait(writer, range);
        break;
    case STEP_LOCK:
        spin_lock(&writer->lock);
        break;
    case STEP_UNLOCK:
        spin_unlock(&writer->lock);
        break;
    case STEP_FLUSH_WAIT: /* at the end of the round: table_write_pass() */
    case STEP_IF_NONE:    /* run_program() */
    case STEP_STORE:
    case STEP_ACT: /* not in STEPS_ON_TABLE, like the next one */
    case STEP_SYNC:
    case STEP_END:
        break;
    }
}

/* The steps of a program that are done. */
enum part { PART_STORES = 1, PART_FLUSHES = 2, PART_ALL = 3 };

/* Does the steps of a program for the slots from `first` to before `end`: each step for
 * all slots in turn. */
static void run_program(struct writer *writer, const struct step *step, enum part part,
                        unsigned first, unsigned end, uint32_t gap)
{
    bool if_none = false; /* until the lock is released: only in empty slots */
    struct tlb_range range = { writer->address + first * PAGE_SIZE,
                               writer->address + end * PAGE_SIZE };

    for (; step->kind != STEP_END; step++) {
        if (step->kind == STEP_STORE && part & PART_STORES)
            store_range(writer, step, if_none, first, end, gap);
        if (step->kind != STEP_STORE && part & PART_FLUSHES)
            other_step(writer, step->kind, range);
        if_none = step->kind == STEP_IF_NONE || (if_none && step->kind != STEP_UNLOCK);
    }
    writer->programs += part & PART_STORES;
}

static bool has_step(const struct step *step, enum step_kind kind)
{
    for (; step->kind != STEP_END; step++)
        if (step->kind == kind)
            return true;
    return false;
}

/* Whether any step makes a new generation. A program that only restores entries makes
 * none. */
static bool makes_generations(const struct step *step)
{
    for (; step->kind != STEP_END; step++)
        if (step->kind == STEP_STORE &&
            (step->value == VALUE_NEXT || step->value == VALUE_SWAP))
            return true;
    return false;
}

enum readers { NO_READERS, READERS };

/* Entries of one generation differ from slot to slot by the same amount. */
static __always_inline void fill_slots(struct writer *writer, unsigned first,
                                       unsigned end, enum readers readers)
{
    pte_t pte = value_for(writer, first, VALUE_NEXT);
    pte_t next = value_for(writer, first + 1, VALUE_NEXT);
    uint32_t low_step = next.pte_low - pte.pte_low,
             high_step = next.pte_high - pte.pte_high;

    for (unsigned slot = first; slot < end; slot++) {
        if (readers == READERS)
            store_set.plain(&writer->table[slot], pte);
        else
            writer->table[slot] = pte;
        pte.pte_low += low_step;
        pte.pte_high += high_step;
    }
}

/* Only once: generations begin again at 0 after GENERATIONS passes. Then there are
 * entries, and a store in two halves would tear them. */
static __always_inline void fill(struct writer *writer, enum readers readers)
{
    writer->filled = true;
    begin_generation(writer);
    fill_slots(writer, 0, table_slots(writer->stress), readers);
}

void table_fill(struct writer *writer)
{
    fill(writer, NO_READERS);
}

void table_settle(struct writer *writer)
{
    const struct stress *stress = writer->stress;
    unsigned used = table_slots(stress);

    if (stress->trial->starts_absent)
        memset(&writer->table[used], 0, (stress->slots - used) * sizeof(pte_t));
    else if (writer->filled)
        fill_slots(writer, used, stress->slots, NO_READERS);
}

static void run_batch(struct writer *writer, unsigned first, unsigned end, uint32_t gap)
{
    const struct trial *trial = writer->stress->trial;

    if (!trial->whole_program_per_slot) {
        run_program(writer, trial->program, PART_ALL, first, end, gap);
        return;
    }
    for (unsigned slot = first; slot < end; slot++)
        run_program(writer, trial->program,
                    trial->flush_per_batch ? PART_STORES : PART_ALL, slot, slot + 1, gap);
    if (trial->flush_per_batch)
        run_program(writer, trial->program, PART_FLUSHES, first, end, gap);
}

/* Runs the program over the table, a batch at a time. False if the engine stopped it
 * half-way. */
static bool run_batches(struct writer *writer, const struct setting *setting)
{
    const struct stress *stress = writer->stress;
    unsigned slots = table_slots(stress);

    for (unsigned first = 0; first < slots; first += setting->batch) {
        unsigned end = first + setting->batch < slots ? first + setting->batch : slots;
        if (READ_ONCE(stress->stop))
            return false;
        run_batch(writer, first, end, setting->gap);
    }
    return true;
}

/* In one cache line a pass is short. As many entries change between two pauses as in a
 * pass over a whole table. */
static bool rests_now(struct writer *writer, const struct setting *setting)
{
    if (setting->sweep != SWEEP_HOT)
        return true;
    writer->hot_slots += table_slots(writer->stress);
    if (writer->hot_slots < SLOTS_MAX)
        return false;
    writer->hot_slots = 0;
    return true;
}

void table_write_pass(struct writer *writer, const struct setting *setting)
{
    const struct step *program = writer->stress->trial->program;
    bool generations = makes_generations(program);
    bool lock = !has_step(program, STEP_LOCK);

    if (lock)
        spin_lock(&writer->lock);
    if (!writer->filled && !writer->stress->trial->starts_absent)
        fill(writer, READERS);
    uint32_t before = writer->generation;
    if (generations)
        begin_generation(writer);
    /* Every slot has the new generation only after a whole pass. */
    if (run_batches(writer, setting) && generations)
        WRITE_ONCE(writer->retired, before);
    if (has_step(program, STEP_FLUSH_BEGIN))
        flush_tlb_wait();
    if (lock)
        spin_unlock(&writer->lock);
    if (rests_now(writer, setting))
        writer_pause(writer);
}

/* A third CPU goes through the pages and faults where an entry has gone. It does so
 * sooner or later, so that entries are absent for very different times. */
void table_third_pass(struct writer *writer, const struct setting *setting)
{
    const struct stress *stress = writer->stress;

    writer_jitter(&writer->third_random);
    for (unsigned slot = 0; slot < table_slots(stress); slot++)
        run_program(writer, stress->trial->third, PART_ALL, slot, slot + 1, setting->gap);
}
