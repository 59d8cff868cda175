/*
 * litmus/stress/workload_join.c with a writer that its host suspends in the middle of a
 * pass. If this fails, a busy host makes a correct machine VIOLATED.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/time/clock.h"

/* The calling CPU, and interrupts, in software. */
static unsigned fake_cpu_index(void)
{
    return 0;
}
static void fake_irqs_off(void);
static void fake_irqs_on(void)
{
}
static void fake_mb(void);
#define cpu_index fake_cpu_index
#define local_irq_disable fake_irqs_off
#define local_irq_enable fake_irqs_on
#define smp_mb fake_mb
#include "litmus/stress/workload_join.c"
#undef cpu_index
#undef local_irq_disable
#undef local_irq_enable
#undef smp_mb

static __thread bool may_stall;       /* this thread is a writer that stalls once */
static struct writer *hurried_writer; /* runs its pass before the reader begins */

static struct stress stress;
static struct tallies tallies;
static uint32_t stalled, go_on, written; /* the writer's first pass */
static unsigned tears, reads_in_pass;

static void await(const uint32_t *what)
{
    while (!READ_ONCE(*what))
        cpu_relax();
}

/* ---- functions that the workload calls ---- */

void set_pte(pte_t *ptep, pte_t pte)
{
    *(volatile uint64_t *)&ptep->pte = pte.pte;
}

/* In the reader's first pass this lets the writer get into the middle of a round. */
pte_t ptep_get_lockless(const pte_t *ptep)
{
    if (reads_in_pass++ == 0 && pass_open == 1)
        await(&stalled);
    return (pte_t){ .pte = *(const volatile uint64_t *)&ptep->pte };
}

/* The writer calls this once a round, in tlb_targets(). */
static void fake_mb(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (may_stall) {
        may_stall = false;
        WRITE_ONCE(stalled, 1);
        await(&go_on);
    }
}

/* The reader calls this when its pass is open, before its first round. At the beginning
 * of the reader's second pass this resumes the writer, as its host would. */
static void fake_irqs_off(void)
{
    static const struct setting setting;
    if (pass_open == 2 && !hurried_writer) {
        WRITE_ONCE(go_on, 1);
        await(&written);
    }
    if (hurried_writer)
        workload_join.write_pass(hurried_writer, &setting);
}

struct deadline deadline_in_us(uint64_t us)
{
    (void)us;
    return (struct deadline){ 0 };
}

/* The reader does not wait for a missing writer. */
bool deadline_passed(struct deadline *deadline)
{
    (void)deadline;
    return true;
}

void stress_tear(struct stress *where, const struct tear *tear)
{
    (void)where, (void)tear;
    tears++;
}

/* ---- the test ---- */

static void *write_once(void *argument)
{
    static const struct setting setting;
    may_stall = true;
    while (!READ_ONCE(pass_open))
        cpu_relax();
    workload_join.write_pass(argument, &setting);
    WRITE_ONCE(written, 1);
    return NULL;
}

static void read_pass_number(unsigned number)
{
    reads_in_pass = 0;
    workload_join.read_pass(&stress, number);
}

static void test_writer_that_was_put_aside(void **state)
{
    static const struct trial trial;
    pthread_t writer;

    (void)state;
    stress.trial = &trial;
    stress.tallies = &tallies;
    stress.tally = &tallies.tally[0];
    stress.writer[0].stress = &stress;
    assert_true(workload_join.prepare(&stress));
    assert_int_equal(pthread_create(&writer, NULL, write_once, &stress.writer[0]), 0);
    read_pass_number(0);
    read_pass_number(1);
    assert_int_equal(pthread_join(writer, NULL), 0);
    assert_int_equal(tears, 0);
    assert_int_equal(tally_reads(stress.tally), 0); /* no overlap, no claim */
}

/* The writer finds no reader and leaves before the reader comes: its observations in
 * another pass prove nothing about this one. */
static void test_writer_that_left_early(void **state)
{
    static const struct trial trial;

    (void)state;
    stress = (struct stress){ .trial = &trial,
                              .tallies = &tallies,
                              .tally = &tallies.tally[0] };
    memset(&tallies, 0, sizeof(tallies));
    stress.writer[0] = (struct writer){ .stress = &stress };
    assert_true(workload_join.prepare(&stress));
    for (unsigned i = 0; i < ROUNDS; i++)
        look[i] = READER_MISSING;
    hurried_writer = &stress.writer[0];
    read_pass_number(2);
    hurried_writer = NULL;
    assert_int_equal(stress.writer[0].programs, 1);
    assert_int_equal(tears, 0);
    assert_int_equal(tally_reads(stress.tally), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writer_that_was_put_aside),
        cmocka_unit_test(test_writer_that_left_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
