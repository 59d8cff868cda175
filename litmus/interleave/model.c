#include "litmus/interleave/model.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "litmus/interleave/stepping.h"
#include "litmus/interleave/watched.h"
#include "litmus/judge/judge.h"
#include "litmus/variants/wide.h"

/* The limit of instructions between two steps. A thread that exceeds it is lost. */
enum { QUIET_MAX = 10000 };

static struct context contexts[CONTEXTS];
static struct thread_argument arguments[CONTEXTS];
static struct operation programs[CONTEXTS][OPERATIONS_MAX];
static struct access accesses[CONTEXTS]; /* the next access of each */

static struct variant chosen;
static enum model_steps moves;

void model_init(void)
{
    static bool done;

    if (done)
        return;
    done = true;
    contexts_init();
    for (unsigned i = 0; i < CONTEXTS; i++)
        context_create(&contexts[i]);
    watched_init();
}

const char *model_cannot_step(void)
{
    static char why[REASON_SIZE];
    static bool tried, can;

    model_init();
    if (!tried)
        can = stepping_try(&contexts[THREAD_READER], why, sizeof(why));
    tried = true;
    return can ? NULL : why;
}

/* ---- the choice of a trial ---- */

static void unroll_program(enum thread thread, const struct step *program)
{
    static const struct step nothing = { STEP_END, { NULL }, VALUE_NONE };
    unsigned rounds = chosen.trial->rounds ? chosen.trial->rounds : INTERLEAVE_ROUNDS;

    program_unroll(programs[thread], program ? program : &nothing, rounds,
                   (struct program_entry){ INTERLEAVE_SLOT, chosen.lows });
    arguments[thread] = (struct thread_argument){
        .trial = chosen.trial,
        .thread = thread,
        .unrolled = programs[thread],
    };
}

const struct trial *model_trial(void)
{
    return chosen.trial;
}

static void map_fixture(bool present)
{
    watched_map(chosen.trial->fixture->pages, present);
}

void model_choose(const struct variant *variant, enum model_steps kind)
{
    chosen = *variant;
    moves = kind;
    arguments[THREAD_READER] = (struct thread_argument){ .trial = chosen.trial };
    unroll_program(THREAD_WRITER, chosen.trial->program);
    unroll_program(THREAD_THIRD, chosen.trial->third);
    map_fixture(moves == STEP_BY_INSTRUCTIONS);
}

void model_end(void)
{
    watched_map(WATCHED_PAGES, false);
}

enum reading model_judge(const struct snapshot *end)
{
    return chosen.trial->fixture->judge(&chosen, end);
}

void model_save_words(uint32_t word[FIXTURE_WORDS_MAX])
{
    const struct fixture *fixture = chosen.trial->fixture;
    for (unsigned i = 0; i < fixture->words; i++)
        word[i] = *watched_word(fixture->word[i].offset);
}

void model_load_words(const uint32_t word[FIXTURE_WORDS_MAX])
{
    const struct fixture *fixture = chosen.trial->fixture;
    for (unsigned i = 0; i < fixture->words; i++)
        *watched_word(fixture->word[i].offset) = word[i];
}

bool model_straight(void)
{
    for (unsigned i = THREAD_WRITER; i <= THREAD_THIRD; i++)
        if (program_has(programs[i], STEP_FLUSH) || program_has(programs[i], STEP_SYNC) ||
            program_has(programs[i], STEP_FLUSH_WAIT) ||
            program_has(programs[i], STEP_LOCK))
            return false;
    return true;
}

bool model_uses_wide(enum thread thread)
{
    return thread == THREAD_READER && chosen.trial->needs & (NEEDS_FPU | NEEDS_MMX);
}

struct context *model_context(enum thread thread)
{
    return &contexts[thread];
}

/* ---- instructions ---- */

/* Runs one instruction; false if it would access the watched memory while unmapped. */
static bool step(enum thread thread)
{
    if (!context_step(&contexts[thread], &accesses[thread]))
        return false;
    if (thread == THREAD_READER)
        live.reader_irqs_off = !(contexts[thread].frame->eflags & EFLAGS_IF);
    return true;
}

/* Whether CLI, STI or POPF is next: other threads may observe its effect. */
static bool before_irq_change(enum thread thread)
{
    uint8_t opcode = *(const uint8_t *)contexts[thread].frame->eip;
    return opcode == 0xFA || opcode == 0xFB || opcode == 0x9D;
}

/* These two end the thread's wait if its condition is met. */
static bool pass_ack(enum thread thread)
{
    if (live.thread_status[thread] != THREAD_IS_FOR_ACK || live.request != REQUEST_ACKED)
        return false;
    live.request = REQUEST_NONE;
    live.thread_status[thread] = THREAD_IS_BETWEEN;
    return true;
}

static bool take_lock(enum thread thread)
{
    if (live.thread_status[thread] != THREAD_IS_FOR_LOCK || live.locked)
        return false;
    live.locked = true;
    live.thread_status[thread] = THREAD_IS_BETWEEN;
    return true;
}

/* Whether the thread's next instruction is a step of its own, or it waits or is done. */
static bool at_step(enum thread thread)
{
    switch (live.thread_status[thread]) {
    case THREAD_IS_INSIDE:
        return moves == STEP_BY_INSTRUCTIONS || before_irq_change(thread);
    case THREAD_IS_BETWEEN:
        return before_irq_change(thread);
    }
    return true;
}

/* Runs to the next instruction that can begin a step. Only the waiting thread observes
 * the ack: with steps by accesses, the end of its wait belongs to the current step. */
static void advance(enum thread thread)
{
    for (unsigned quiet = 0; quiet < QUIET_MAX; quiet++) {
        if (moves == STEP_BY_ACCESSES)
            pass_ack(thread);
        if (at_step(thread) || !step(thread))
            return;
    }
    panic("interleave: the %s makes %u instructions without touching the entry, at 0x%x",
          thread_name(thread), (unsigned)QUIET_MAX, contexts[thread].frame->eip);
}

/* Counts a retry: the reader accesses the entry by the same or an earlier instruction. */
static void observe_reader(void)
{
    uint32_t eip = contexts[THREAD_READER].frame->eip;

    if (before_irq_change(THREAD_READER))
        return;
    if (eip <= live.read_at)
        live.retries++;
    live.read_at = eip;
}

/* ---- steps ---- */

static void note_access(enum thread thread, struct step_record *record)
{
    record->eip = contexts[thread].frame->eip;
    record->accesses = !before_irq_change(thread);
    record->access = accesses[thread];
}

static void move_instruction(enum thread thread, struct step_record *record)
{
    if (record)
        note_access(thread, record);
    if (moves == STEP_BY_ACCESSES && thread == THREAD_READER)
        observe_reader();
    if (moves == STEP_BY_ACCESSES)
        map_fixture(true);
    if (!step(thread))
        panic("interleave: a fault in a table that is mapped, at 0x%x",
              contexts[thread].frame->eip);
    if (moves == STEP_BY_ACCESSES)
        map_fixture(false);
    if (record)
        record->length = contexts[thread].frame->eip - record->eip;
}

static void move_context(enum thread thread, struct step_record *record)
{
    if (!take_lock(thread) && !pass_ack(thread))
        move_instruction(thread, record);
    advance(thread);
}

static void move_shootdown(void)
{
    live.request = REQUEST_ACKED;
    if (moves == STEP_BY_ACCESSES &&
        live.thread_status[THREAD_WRITER] == THREAD_IS_FOR_ACK)
        advance(THREAD_WRITER);
}

static void observe_flush(void)
{
    if (live.request != REQUEST_ASKED || !live.reader_irqs_off)
        return;
    live.seen |= SEEN_PENDING;
    if (live.thread_status[THREAD_WRITER] == THREAD_IS_FOR_ACK)
        live.seen |= SEEN_WAITED;
}

void model_step(enum thread thread, struct step_record *record)
{
    uint8_t asked = live.request;

    this_cpu()->heartbeats++; /* an enumeration checks no deadline */
    if (thread == THREAD_READER && !live.reader_begun) {
        live.reader_begun = true;
        live.held_first = live.retired + 1;
    }
    if (thread == THREAD_SHOOTDOWN)
        move_shootdown();
    else
        move_context(thread, record);
    if (moves == STEP_BY_ACCESSES)
        observe_flush();
    if (record)
        record->asks = asked != REQUEST_ASKED && live.request == REQUEST_ASKED;
}

void model_start(void)
{
    memset(&live, 0, sizeof(live));
    live.started = FIRST_GENERATION;
    if (!chosen.trial->third)
        live.thread_status[THREAD_THIRD] = THREAD_IS_DONE;
    chosen.trial->fixture->set_up(&chosen);
    if (model_uses_wide(THREAD_READER))
        wide_init();
    for (unsigned i = 0; i < CONTEXTS; i++)
        context_start(&contexts[i], i == THREAD_READER ? reader_thread : writer_thread,
                      &arguments[i]);
    for (unsigned i = 0; i < CONTEXTS; i++)
        advance(i);
}
