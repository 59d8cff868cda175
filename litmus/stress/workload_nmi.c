/*
 * Page sizes looked up in NMIs. A writer changes an address space that no CR3 reaches,
 * generation after generation (litmus/stress/size_space.h). An NMI goes to a CPU that
 * takes part, the boot processor or the writer, whatever code it runs. Its handler looks
 * up the size at one address after the other (litmus/stress/nmi_sizes.h).
 */
#include "litmus/stress/workload.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "litmus/stress/nmi_sizes.h"
#include "litmus/stress/size_space.h"
#include "mm/tlb.h"

enum {
    FULL_SECTION_WINDOW = 16, /* a window of this size halves the section */
    WRITER_EVERY = 8,         /* one NMI of that many goes to a writer */
};

static bool prepare(struct stress *stress)
{
    for (unsigned i = 0; i < stress->writers; i++)
        stress->writer[i].retired = (uint32_t)-1; /* generation 0 is the empty space */
    return size_spaces_make(stress->writers);
}

static void clean(struct stress *stress)
{
    (void)stress;
    size_spaces_drop();
}

/* ---- the reader: sends the NMIs ---- */

/* Mostly the boot processor, so that no writer has to pause. A writer that is just
 * joining gets none yet: no shootdown would wait for it. */
static unsigned whom_to_ask(const struct stress *stress, unsigned pass)
{
    unsigned cpu = stress->writer[pass / WRITER_EVERY % stress->active].cpu;
    bool writer = pass % WRITER_EVERY == 0 && cpumask_test(&stress->users, cpu);
    return writer ? cpu : cpu_index();
}

static __noinline void report_wrong(struct stress *stress,
                                    const struct size_request *request)
{
    struct tear tear = {
        .setting = stress->setting,
        .slot = request->wrong_slot,
        .low = request->wrong_size,
        .reading = READ_FOREIGN,
        .held = request->held,
        .held_first = { .pte_low = size_space_size(request->held.first) },
        .held_last = { .pte_low = size_space_size(request->held.last) },
        .reader_cpu = cpu_index(),
        .writer_cpu = request->writer->cpu,
    };
    stress_tear(stress, &tear);
}

static void count(struct stress *stress, const struct size_request *request)
{
    struct tally *tally = stress->tally;
    tally->reading[READ_INTACT] += request->right;
    tally->reading[READ_FOREIGN] += request->wrong;
    tally->retries += request->pace.retries;
    tally->pending += request->pending;
    tally->passes++;
    if (request->wrong)
        report_wrong(stress, request);
}

static void read_pass(struct stress *stress, unsigned pass)
{
    static struct size_request request;
    /* At least one if the window is wide. */
    unsigned length = SLOTS_MAX * FULL_SECTION_WINDOW /
                          (FULL_SECTION_WINDOW + stress->setting.window) +
                      1;
    unsigned end = stress->cursor ? stress->cursor : stress->slots;

    if (!stress->cursor)
        stress->table = (stress->table + 1) % stress->active;
    stress->cursor = end > length ? end - length : 0;
    request = (struct size_request){
        .stress = stress,
        .writer = &stress->writer[stress->table],
        .first = stress->cursor,
        .end = end,
        .pace = { stress->setting.window, 0 },
    };
    WRITE_ONCE(stress->sections, stress->sections + 1);
    nmi_sizes_ask(whom_to_ask(stress, pass), &request);
    count(stress, &request);
}

/* ---- the writer ---- */

static void flush(struct writer *writer, unsigned first, unsigned end)
{
    uint32_t waits = tlb_counts(writer->cpu)->waits;
    flush_tlb_range(&writer->stress->users, size_space_address(first),
                    size_space_address(end));
    writer->flushes++;
    writer->waits += tlb_counts(writer->cpu)->waits - waits;
    /* The others have just left their NMI: wait until they may be in the next. */
    writer_jitter(&writer->random);
}

static void write_batch(struct writer *writer, unsigned first, unsigned end, uint32_t gap)
{
    const struct pace pace = { gap, 0 };

    for (unsigned slot = first; slot < end; slot++) {
        WRITE_ONCE(writer->at, slot);
        size_space_take(writer->number, slot, writer->generation, &pace);
    }
    if (size_space_must_flush(writer->generation))
        flush(writer, first, end);
    for (unsigned slot = first; slot < end; slot++) {
        WRITE_ONCE(writer->at, slot);
        size_space_put(writer->number, slot, writer->generation, &pace);
    }
}

static void write_pass(struct writer *writer, const struct setting *setting)
{
    const struct stress *stress = writer->stress;

    WRITE_ONCE(writer->started, ++writer->generation);
    for (unsigned first = 0; first < stress->slots; first += setting->batch) {
        unsigned end = first + setting->batch;
        write_batch(writer, first, end < stress->slots ? end : stress->slots,
                    setting->gap);
    }
    /* Every address has the new size. */
    WRITE_ONCE(writer->retired, writer->generation - 1);
    writer_pause(writer);
}

const struct workload workload_nmi = {
    .prepare = prepare,
    .read_pass = read_pass,
    .write_pass = write_pass,
    .clean = clean,
    .one_writer = true,
    .writers_are_users = true,
};
