/*
 * litmus/stress/table_writer.c. If one of these fails, a long run finds a torn entry that
 * its own writer made, and blames the machine for it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/stress/nmi_flush.h"
#include "litmus/stress/table_writer.h"

enum { SLOTS = 2, MORE_SLOTS = 20 };

static pte_t table[MORE_SLOTS];
static struct stress stress;
static unsigned over_present, unflushed, sets;
static bool flushed[MORE_SLOTS];
static unsigned rests, gaps, stop_at_gap; /* 0: never */

/* ---- variants that check where they store ---- */

static void set(pte_t *ptep, pte_t pte)
{
    sets++;
    over_present += pte_present(*ptep);
    unflushed += ptep->pte_low == 0 && !flushed[ptep - table];
    flushed[ptep - table] = false;
    *ptep = pte;
}

static void clear(pte_t *ptep, pte_t unused)
{
    (void)unused;
    ptep->pte = 0;
}

static void make_gap(void)
{
    if (++gaps == stop_at_gap)
        stress.stop = 1;
}

static void paced_set(pte_t *ptep, pte_t pte, const struct pace *pace)
{
    (void)pace;
    make_gap();
    set(ptep, pte);
}

static void paced_clear(pte_t *ptep, pte_t unused, const struct pace *pace)
{
    (void)pace;
    make_gap();
    clear(ptep, unused);
}

const struct store store_set = { "set", set, paced_set };
static const struct store store_clear_here = { "clear", clear, paced_clear };

static const struct step program[] = {
    { STEP_STORE, { &store_clear_here }, VALUE_NONE },
    { STEP_FLUSH, { NULL }, VALUE_NONE },
    { STEP_STORE, { &store_set }, VALUE_NEXT },
    { STEP_END, { NULL }, VALUE_NONE },
};
static const struct trial trial = { .id = "a trial",
                                    .program = program,
                                    .lows = LOWS_EQUAL };
static const struct trial trial_from_nothing = {
    .id = "another", .program = program, .lows = LOWS_EQUAL, .starts_absent = true
};
static const struct setting setting = { .batch = SLOTS };
enum { HOT_SLOTS = 8 };
static const struct setting hot = { .batch = HOT_SLOTS, .sweep = SWEEP_HOT };
static const struct setting two_lines = { .batch = 2 * HOT_SLOTS, .sweep = SWEEP_HOT };

/* ---- the rest of the engine, and the kernel ---- */

void flush_tlb_range(const struct cpumask *cpus, uintptr_t start, uintptr_t end)
{
    (void)cpus, (void)start, (void)end;
    memset(flushed, true, sizeof(flushed));
}

void flush_tlb_begin(const struct cpumask *cpus, struct tlb_range range)
{
    (void)cpus, (void)range;
}

void flush_tlb_wait(void)
{
}

bool flush_tlb_done(void)
{
    return true;
}

const struct tlb_counts *tlb_counts(unsigned cpu)
{
    static const struct tlb_counts none;
    (void)cpu;
    return &none;
}

bool nmi_flush(const struct cpumask *cpus, struct tlb_range range)
{
    (void)cpus, (void)range;
    return false;
}

void spin_lock(struct spinlock *lock)
{
    assert_int_equal(lock->held, 0);
    lock->held = 1;
}

void writer_pause(struct writer *writer)
{
    (void)writer;
    rests++;
}

void writer_jitter(struct random *random)
{
    (void)random;
}

void writer_calls_third(struct writer *writer)
{
    (void)writer;
}

/* ---- the tests ---- */

static int set_up(void **state)
{
    (void)state;
    memset(table, 0, sizeof(table));
    memset(&stress, 0, sizeof(stress));
    memset(flushed, true, sizeof(flushed));
    over_present = unflushed = sets = rests = gaps = stop_at_gap = 0;
    stress.trial = &trial;
    stress.slots = SLOTS;
    stress.writer[0].stress = &stress;
    stress.writer[0].table = table;
    return 0;
}

static struct held held_now(void)
{
    const struct writer *writer = &stress.writer[0];
    return (struct held){ writer->retired + 1, writer->started };
}

/* More passes than generations: the writer never stores an entry over a present one or
 * without a flush, and every entry is valid. */
static void test_generations_come_round(void **state)
{
    (void)state;
    for (uint32_t pass = 0; pass < GENERATIONS + 4; pass++) {
        table_write_pass(&stress.writer[0], &setting);
        if (pass > 2 && pass < GENERATIONS - 4)
            continue;
        for (unsigned slot = 0; slot < SLOTS; slot++)
            assert_int_equal(entry_judge(table[slot], slot, trial.lows, held_now()),
                             READ_INTACT);
    }
    assert_int_equal(over_present, 0);
    assert_int_equal(unflushed, 0);
}

/* A reader that is already at the table must not see halves of the first entries. */
static void test_first_entries(void **state)
{
    (void)state;
    table_write_pass(&stress.writer[0], &setting);
    assert_int_equal(sets, 2 * SLOTS); /* this generation's and the next's */
}

/* The writer does not fill a table again that was filled before the readers came. */
static void test_filled_beforehand(void **state)
{
    (void)state;
    table_fill(&stress.writer[0]);
    for (unsigned slot = 0; slot < SLOTS; slot++)
        assert_int_equal(entry_judge(table[slot], slot, trial.lows, held_now()),
                         READ_INTACT);
    uint32_t generation = stress.writer[0].generation;
    table_write_pass(&stress.writer[0], &setting);
    assert_int_equal(sets, SLOTS);
    assert_int_equal(stress.writer[0].generation, generation + 1);
    assert_int_equal(over_present, 0);
}

/* A generation is certainly gone when a whole pass has replaced it, and not before. */
static void test_retired(void **state)
{
    (void)state;
    table_write_pass(&stress.writer[0], &setting);
    table_write_pass(&stress.writer[0], &setting);
    struct held before = held_now();
    assert_int_equal(before.first, before.last);
    stress.stop = 1;
    table_write_pass(&stress.writer[0], &setting);
    assert_int_equal(held_now().first, before.first);
    assert_int_equal(held_now().last, before.last + 1);
    for (unsigned slot = 0; slot < SLOTS; slot++)
        assert_int_equal(entry_judge(table[slot], slot, trial.lows, held_now()),
                         READ_INTACT);
}

/* ---- one cache line ---- */

static void write_passes(const struct setting *in_force, unsigned passes)
{
    stress.setting = *in_force;
    while (passes--)
        table_write_pass(&stress.writer[0], in_force);
    table_settle(&stress.writer[0]);
}

static void assert_slots_read(unsigned first, unsigned end, enum reading wanted)
{
    for (unsigned slot = first; slot < end; slot++)
        assert_int_equal(entry_judge(table[slot], slot, trial.lows, held_now()), wanted);
}

/* Unused entries look older than they are: without table_settle() a reader of the whole
 * table in the next time slice would call them stale. */
static void test_whole_table_after_one_line(void **state)
{
    (void)state;
    stress.slots = MORE_SLOTS;
    write_passes(&setting, 2);
    stress.setting = hot;
    for (unsigned pass = 0; pass < 3; pass++)
        table_write_pass(&stress.writer[0], &hot);
    assert_slots_read(0, HOT_SLOTS, READ_INTACT);
    assert_slots_read(HOT_SLOTS, MORE_SLOTS, READ_STALE);
    table_settle(&stress.writer[0]);
    assert_slots_read(0, MORE_SLOTS, READ_INTACT);
    write_passes(&setting, 1);
    assert_slots_read(0, MORE_SLOTS, READ_INTACT);
}

static void test_begun_at_one_line(void **state)
{
    (void)state;
    stress.slots = MORE_SLOTS;
    write_passes(&hot, 0); /* the time slice was over before the writer came */
    assert_slots_read(0, MORE_SLOTS, READ_ABSENT);
    write_passes(&hot, 1);
    assert_slots_read(0, MORE_SLOTS, READ_INTACT);
}

/* Entries that another CPU maps do not exist before that. */
static void test_one_line_of_a_table_of_nothing(void **state)
{
    (void)state;
    stress.trial = &trial_from_nothing;
    stress.slots = MORE_SLOTS;
    write_passes(&setting, 2);
    write_passes(&hot, 2);
    assert_slots_read(0, HOT_SLOTS, READ_INTACT);
    assert_slots_read(HOT_SLOTS, MORE_SLOTS, READ_ABSENT);
}

/* A table may be smaller than a line. */
static void test_less_than_one_line(void **state)
{
    (void)state;
    write_passes(&hot, 3);
    assert_slots_read(0, SLOTS, READ_INTACT);
    for (unsigned slot = SLOTS; slot < MORE_SLOTS; slot++)
        assert_int_equal(table[slot].pte, 0);
}

/* A pass over one line is short: pauses after every pass would take most of the time. */
static void test_rests(void **state)
{
    (void)state;
    stress.slots = MORE_SLOTS;
    write_passes(&setting, 10);
    assert_int_equal(rests, 10);
    write_passes(&hot, SLOTS_MAX);
    assert_int_equal(rests, 10 + HOT_SLOTS);
    write_passes(&two_lines, SLOTS_MAX);
    assert_int_equal(rests, 10 + HOT_SLOTS + 2 * HOT_SLOTS);
}

/* ---- wide gaps ---- */

static unsigned gaps_in_a_pass(uint16_t gap)
{
    const struct setting wide = { .batch = MORE_SLOTS, .gap = gap };

    stress.slots = MORE_SLOTS;
    table_write_pass(&stress.writer[0], &wide); /* the first entries come without */
    gaps = 0;
    table_write_pass(&stress.writer[0], &wide);
    return gaps;
}

/* A pass of seconds is longer than a reader waits for its writer: then a gap that the
 * options allow ends the run with a lost CPU. */
static void test_wide_gaps_are_few(void **state)
{
    (void)state;
    assert_int_equal(gaps_in_a_pass(128), 2 * MORE_SLOTS);
    assert_int_equal(gaps_in_a_pass(8192), 2 * 8);
    assert_int_equal(gaps_in_a_pass(DELAY_MAX), 2 * 2);
}

static void test_no_gap_once_the_reader_stopped(void **state)
{
    (void)state;
    assert_int_equal(gaps_in_a_pass(4), 2 * MORE_SLOTS);
    stop_at_gap = 3;
    assert_int_equal(gaps_in_a_pass(4), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_whole_table_after_one_line, set_up),
        cmocka_unit_test_setup(test_begun_at_one_line, set_up),
        cmocka_unit_test_setup(test_one_line_of_a_table_of_nothing, set_up),
        cmocka_unit_test_setup(test_less_than_one_line, set_up),
        cmocka_unit_test_setup(test_rests, set_up),
        cmocka_unit_test_setup(test_wide_gaps_are_few, set_up),
        cmocka_unit_test_setup(test_no_gap_once_the_reader_stopped, set_up),
        cmocka_unit_test_setup(test_generations_come_round, set_up),
        cmocka_unit_test_setup(test_first_entries, set_up),
        cmocka_unit_test_setup(test_filled_beforehand, set_up),
        cmocka_unit_test_setup(test_retired, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
