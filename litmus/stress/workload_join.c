/*
 * A CPU joins the users of some tables while another removes an entry from them: the one
 * place at which x86 itself reorders (store buffering: docs/mask-order.md). The reader's
 * CPU joins the set and then reads the entry; the writer clears the entry and then reads
 * the set. Forbidden: the reader has the old entry, and the writer has not seen the
 * reader in the set. No shootdown would then reach the reader.
 *
 * A pass has many rounds, each with an entry and a set of its own. The two CPUs meet
 * before each round, because the window is as short as the time of a store in its buffer.
 * Each CPU has the word that it reads in its own cache, and the word that it stores in
 * the other's cache: that delays the store and not the read. The trial sends no
 * interrupts; it only asks which CPUs would get one.
 */
#include "litmus/stress/workload.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/time/clock.h"
#include "arch/time/timeouts.h"
#include "lib/string.h"
#include "mm/pgtable.h"
#include "mm/pgtable_steps.h"
#include "mm/tlb.h"

enum {
    READER = 0, /* the boot processor */
    ROUNDS = 256,
    LINE_BYTES = 64,
    /* Polls before a CPU counts as missing: its host runs another one. */
    MEET_POLLS = 20000,
    PHASES = 16,
};

struct round {
    pte_t entry __attribute__((aligned(LINE_BYTES)));
    struct cpumask users __attribute__((aligned(LINE_BYTES)));
};

/*
 * Each CPU's progress, in steps that are counted on from pass to pass: a step when it is
 * ready for a round, and one when it has finished all. A host may suspend a writer, which
 * then returns after the reader has gone on: it is behind, and must not seem to be in the
 * same pass.
 */
struct meeting_point {
    uint32_t at;
} __attribute__((aligned(LINE_BYTES)));
enum { STEPS = ROUNDS + 1 };

static struct round rounds[ROUNDS];
static struct meeting_point reader_at, writer_at;
static uint32_t pass_open; /* the reader's pass, numbered; the writer follows */

/* The values that each has read; judged after the pass, for rounds in which both met. */
static pte_t got[ROUNDS];
static bool met[ROUNDS];
static enum look { NOT_LOOKED, READER_MISSING, READER_FOUND } look[ROUNDS];

static uint32_t step_of(uint32_t pass, unsigned round)
{
    return pass * STEPS + round;
}

static bool has_come(const struct meeting_point *point, uint32_t step)
{
    return (int32_t)(READ_ONCE(point->at) - step) >= 0;
}

/* Waits until the other CPU is at that step too. False if it does not come soon. */
static bool meet(struct meeting_point *mine, const struct meeting_point *other,
                 uint32_t step)
{
    WRITE_ONCE(mine->at, step);
    for (unsigned i = 0; i < MEET_POLLS; i++)
        if (has_come(other, step))
            return true;
    return false;
}

/* The delay of one CPU against the other: none, or some passes of an empty loop. */
static void jitter(unsigned round, unsigned pauses)
{
    for (unsigned turns = round % PHASES * pauses; turns; turns--)
        barrier();
}

/* tlb_targets() without its barrier, as in Linux before 71b3c126e611. */
static __always_inline struct cpumask targets_at_once(const struct cpumask *users)
{
    struct cpumask targets;
    for (unsigned w = 0; w < CPUMASK_WORDS; w++)
        targets.word[w] = READ_ONCE(users->word[w]);
    return targets;
}

static bool prepare(struct stress *stress)
{
    memset(rounds, 0, sizeof(rounds));
    stress->cursor = 0;
    WRITE_ONCE(reader_at.at, 0);
    WRITE_ONCE(writer_at.at, 0);
    WRITE_ONCE(pass_open, 0);
    return true;
}

static void clean(struct stress *stress)
{
    (void)stress;
    memset(rounds, 0, sizeof(rounds));
}

/* ---- the reader: joins ---- */

static void set_out(const struct stress *stress)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        memset(&rounds[i].users, 0, sizeof(rounds[i].users));
        set_pte(&rounds[i].entry, entry_encode(i, stress->tally->passes, LOWS_EQUAL));
    }
}

static void join_and_read(const struct setting *setting, uint32_t pass)
{
    memset(met, 0, sizeof(met));
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct round *round = &rounds[i];
        (void)READ_ONCE(round->entry.pte_low);
        met[i] = meet(&reader_at, &writer_at, step_of(pass, i));
        if (!met[i])
            break;
        jitter(i, setting->window);
        tlb_join(&round->users);
        got[i] = ptep_get_lockless(&round->entry);
    }
}

static bool writer_done(uint32_t pass)
{
    struct deadline limit = deadline_in_us(JOIN_STOP_LIMIT_US);
    while (!has_come(&writer_at, step_of(pass, ROUNDS)))
        if (deadline_passed(&limit))
            return false;
    return true;
}

static __noinline void report_skipped(struct stress *stress, unsigned round)
{
    struct tear tear = {
        .setting = stress->setting,
        .slot = round,
        .low = got[round].pte_low,
        .high = got[round].pte_high,
        .reading = READ_STALE,
        .held = { stress->tally->passes, stress->tally->passes },
        .held_first = entry_encode(round, stress->tally->passes, LOWS_EQUAL),
        .reader_cpu = cpu_index(),
        .writer_cpu = stress->writer[0].cpu,
    };
    stress_tear(stress, &tear);
}

static void judge(struct stress *stress)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        enum reading reading = !pte_present(got[i])      ? READ_ABSENT
                               : look[i] == READER_FOUND ? READ_INTACT
                                                         : READ_STALE;
        if (!met[i] || look[i] == NOT_LOOKED)
            continue;
        stress->tally->reading[reading]++;
        if (unlikely(reading == READ_STALE))
            report_skipped(stress, i);
    }
}

static void read_pass(struct stress *stress, unsigned number)
{
    uint32_t pass = pass_open + 1;
    (void)number;
    set_out(stress);
    smp_mb();
    WRITE_ONCE(pass_open, pass);
    local_irq_disable();
    join_and_read(&stress->setting, pass);
    WRITE_ONCE(reader_at.at, step_of(pass, ROUNDS));
    local_irq_enable();
    if (writer_done(pass))
        judge(stress);
    stress->tally->passes++;
}

/* ---- the writer: clears, and reads the set ---- */

/*
 * Only the barrier in question stands between the store and the load: no call, no return,
 * no page boundary (ON_ONE_PAGE). In QEMU each of these is an indirect jump, which looks
 * up the next code; in QEMU 11 no store was seen to wait longer than that
 * (docs/mask-order.md). So the kernel's own functions are compiled in here, in both
 * variants.
 *
 * The writer does not wait a second time for a reader that did not come: its host runs
 * something else.
 */
#define ON_ONE_PAGE __noinline __attribute__((aligned(512)))
static __always_inline void clear_and_look(const struct setting *setting, uint32_t pass,
                                           bool ordered)
{
    unsigned i = 0;
    for (; i < ROUNDS; i++) {
        struct round *round = &rounds[i];
        (void)cpumask_test(&round->users, READER);
        if (!meet(&writer_at, &reader_at, step_of(pass, i)))
            break;
        jitter(i / PHASES, setting->gap);
        clear_steps(&round->entry.words, NULL);
        struct cpumask targets = ordered ? tlb_targets(&round->users)
                                         : targets_at_once(&round->users);
        look[i] = cpumask_test(&targets, READER) ? READER_FOUND : READER_MISSING;
    }
    for (; i < ROUNDS; i++)
        look[i] = NOT_LOOKED;
}

static ON_ONE_PAGE void clear_and_look_ordered(const struct setting *setting,
                                               uint32_t pass)
{
    clear_and_look(setting, pass, true);
}

static ON_ONE_PAGE void clear_and_look_unordered(const struct setting *setting,
                                                 uint32_t pass)
{
    clear_and_look(setting, pass, false);
}

static void write_pass(struct writer *writer, const struct setting *setting)
{
    uint32_t open = READ_ONCE(pass_open);

    if (open == writer->generation)
        return;
    writer->generation = open;
    if (writer->stress->trial->join.unordered)
        clear_and_look_unordered(setting, open);
    else
        clear_and_look_ordered(setting, open);
    smp_mb();
    WRITE_ONCE(writer_at.at, step_of(open, ROUNDS));
    writer->programs++;
}

const struct workload workload_join = {
    .prepare = prepare,
    .read_pass = read_pass,
    .write_pass = write_pass,
    .clean = clean,
    .one_writer = true,
};
