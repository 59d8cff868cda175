#include "litmus/interleave/trace.h"

#include "lib/string.h"
#include "litmus/interleave/watched.h"
#include "mm/gup.h"
#include "mm/pgtable.h"

/* The longest distance of an instruction from the start of its function. */
enum { FUNCTION_BYTES = 1024 };

struct nearest {
    uintptr_t eip, start;
    const char *name;
};

static void consider(struct nearest *nearest, uintptr_t start, const char *name)
{
    if (start > nearest->eip || nearest->eip - start >= FUNCTION_BYTES ||
        (nearest->name && start <= nearest->start))
        return;
    nearest->start = start;
    nearest->name = name;
}

static void consider_steps(struct nearest *nearest, const struct step *program)
{
    for (; program && program->kind != STEP_END; program++)
        if (program->kind == STEP_STORE)
            consider(nearest, (uintptr_t)program->store->plain, program->store->name);
        else if (program->kind == STEP_ACT)
            consider(nearest, (uintptr_t)program->act->run, program->act->name);
}

/* Finds the function of an instruction: one of mm/, or one of the trial's variants. */
static void name_function(const struct trial *trial, uintptr_t eip,
                          struct trace_line *row)
{
    struct nearest nearest = { eip, 0, NULL };

    consider(&nearest, (uintptr_t)reader_thread, "reader_thread");
    consider(&nearest, (uintptr_t)writer_thread, "writer_thread");
    if (trial->reader)
        consider(&nearest, (uintptr_t)trial->reader->plain, trial->reader->name);
    if (trial->walker)
        consider(&nearest, (uintptr_t)trial->walker->plain, trial->walker->name);
    if (trial->fixture->none)
        consider(&nearest, (uintptr_t)trial->fixture->none, "none");
    consider_steps(&nearest, trial->program);
    consider_steps(&nearest, trial->third);
    consider(&nearest, (uintptr_t)set_pte, "set_pte");
    consider(&nearest, (uintptr_t)set_pte_atomic, "set_pte_atomic");
    consider(&nearest, (uintptr_t)pte_clear, "pte_clear");
    consider(&nearest, (uintptr_t)ptep_get_and_clear, "ptep_get_and_clear");
    consider(&nearest, (uintptr_t)ptep_get_lockless, "ptep_get_lockless");
    consider(&nearest, (uintptr_t)set_pmd, "set_pmd");
    consider(&nearest, (uintptr_t)pmd_clear, "pmd_clear");
    consider(&nearest, (uintptr_t)pmdp_get_lockless, "pmdp_get_lockless");
    consider(&nearest, (uintptr_t)pmdp_get_and_clear, "pmdp_get_and_clear");
    consider(&nearest, (uintptr_t)gup_walk, "gup_walk");
    consider(&nearest, (uintptr_t)region_use, "region_use");
    row->function = nearest.name;
    row->offset = (uint32_t)(eip - nearest.start);
}

/* The fixture's word at which an access begins, or the first word. */
static const struct fixture_word *word_at(const struct fixture *fixture, uint32_t offset)
{
    for (unsigned i = 0; i < fixture->words; i++)
        if (fixture->word[i].offset == offset)
            return &fixture->word[i];
    return fixture->word;
}

static pte_t look_at(const struct fixture_word *word)
{
    const uint32_t *shown = watched_word(word->shown);
    return word->alone ? (pte_t){ { shown[0], 0 } } : (pte_t){ { shown[0], shown[1] } };
}

static void write_down(const struct trial *trial, enum thread thread,
                       const struct step_record *record, struct trace_line *row)
{
    const struct fixture_word *word =
        word_at(trial->fixture, record->accesses ? record->access.offset : 0);

    *row = (struct trace_line){
        .thread = thread,
        .accesses = record->accesses,
        .write = record->access.write,
        .irqs_off = live.reader_irqs_off,
        .asks = record->asks,
        .part = word->name,
        .entry = look_at(word),
    };
    if (!record->eip)
        return;
    name_function(trial, record->eip, row);
    row->length = record->length < sizeof(row->bytes) ? (uint8_t)record->length
                                                      : sizeof(row->bytes);
    memcpy(row->bytes, (const void *)record->eip, row->length);
}

static bool trace_move(const struct trial *trial, enum thread thread, struct trace *trace)
{
    struct step_record record = { 0 };

    if (!(model_enabled() >> thread & 1))
        return false;
    model_step(thread, &record);
    write_down(trial, thread, &record, &trace->line[trace->schedule.count]);
    trace->schedule.thread[trace->schedule.count++] = thread;
    return true;
}

static enum reading judge_end(void)
{
    struct snapshot end = { .live = live };

    model_save_words(end.word);
    return model_judge(&end);
}

bool trace_schedule(const struct variant *variant, const struct schedule *schedule,
                    struct trace *trace)
{
    const struct trial *trial = variant->trial;

    memset(trace, 0, sizeof(*trace));
    model_start();
    for (unsigned i = 0; i < schedule->count; i++)
        if (!trace_move(trial, schedule->thread[i], trace))
            return false;
    while (model_enabled() && trace->schedule.count < SCHEDULE_MOVES_MAX)
        trace_move(trial, (enum thread)__builtin_ctz(model_enabled()), trace);
    trace->over = live.thread_status[THREAD_READER] == THREAD_IS_DONE;
    trace->got = live.got;
    trace->reading = judge_end();
    return true;
}
