#include "litmus/stress/region_writer.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "litmus/stress/nmi_flush.h"
#include "mm/table_free.h"
#include "mm/tlb.h"

/* While a batch waits for an interrupt, its regions have nothing to read. So a batch is
 * never all regions. */
enum { BATCH_MAX = REGIONS / 2 };

/* No addresses: no TLB has these spaces; only the interrupt matters. */
#define NOTHING ((struct tlb_range){ 0, 0 })

static struct cpumask all_but(const struct cpumask *spared)
{
    struct cpumask mask = cpu_online_mask;
    for (unsigned w = 0; w < CPUMASK_WORDS; w++)
        mask.word[w] &= ~spared->word[w];
    return mask;
}

/* Returns whether an ack was missing at the first look. */
static bool interrupt(struct writer *writer, enum step_kind kind)
{
    const struct stress *stress = writer->stress;
    uint32_t waits = tlb_counts(writer->cpu)->waits;

    if (stress->trial->flush_by_nmi)
        return nmi_flush(&stress->readers, NOTHING);
    if (kind == STEP_FLUSH) {
        flush_tlb_range(&stress->readers, NOTHING.start, NOTHING.end);
    } else if (stress->trial->flush_spares_reader) {
        struct cpumask others = all_but(&stress->readers);
        flush_tlb_range(&others, NOTHING.start, NOTHING.end);
    } else {
        tlb_remove_table_sync_one();
    }
    return tlb_counts(writer->cpu)->waits != waits;
}

static bool is_act(const struct step *step)
{
    return step->kind == STEP_ACT;
}

/* Does the acts from `step` on, up to the next other step, on one region. */
static void act_on(struct writer *writer, const struct step *step, unsigned slot,
                   uint32_t gap)
{
    struct address_space *address_space = writer->workload_data;

    WRITE_ONCE(writer->at, slot);
    address_space->writer_state[slot].generation = writer->generation;
    for (; is_act(step); step++) {
        step->act->run(&address_space->region[slot], &address_space->writer_state[slot]);
        spin_delay(gap);
    }
}

/* The acts between two interrupts of the program are done for one region of the batch
 * after the other, so that they follow each other as closely as in real code. */
static void run_program(struct writer *writer, unsigned first, unsigned end, uint32_t gap)
{
    const struct step *step = writer->stress->trial->program;

    while (step->kind != STEP_END) {
        if (!is_act(step)) {
            writer->waits += interrupt(writer, step->kind);
            writer->flushes++;
            writer_jitter(&writer->random);
            step++;
            continue;
        }
        for (unsigned slot = first; slot < end; slot++)
            act_on(writer, step, slot, gap);
        while (is_act(step))
            step++;
    }
    writer->programs++;
}

/* False if the engine stopped it half-way. */
static bool run_batches(struct writer *writer, const struct setting *setting)
{
    const struct stress *stress = writer->stress;
    unsigned batch = setting->batch < BATCH_MAX ? setting->batch : BATCH_MAX;
    unsigned all = regions(stress);

    for (unsigned first = 0; first < all; first += batch) {
        if (READ_ONCE(stress->stop))
            return false;
        run_program(writer, first, first + batch < all ? first + batch : all,
                    setting->gap);
    }
    return true;
}

void region_write_pass(struct writer *writer, const struct setting *setting)
{
    struct address_space *address_space = writer->workload_data;
    uint32_t before = writer->generation;

    spin_lock(&writer->lock);
    writer->generation = (before + 1) & (GENERATIONS - 1);
    WRITE_ONCE(writer->started, writer->generation);
    /* Every region has the new generation only after a whole pass. */
    if (run_batches(writer, setting))
        WRITE_ONCE(writer->retired, before);
    spin_unlock(&writer->lock);
    for (unsigned i = 0; i < REGIONS; i++) {
        writer->pinned += address_space->writer_state[i].lost;
        address_space->writer_state[i].lost = 0;
    }
    writer_pause(writer);
}
