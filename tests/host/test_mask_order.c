/*
 * litmus/stress/scene_join.c with a writer that its host puts aside in the middle of a pass. If
 * this fails, a busy host makes a machine that keeps its promises VIOLATED.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arch/clock.h"
#include "arch/cpu.h"
#include "arch/instructions.h"

/* The CPU of whoever asks, and interrupts, in software. */
static unsigned fake_cpu_index(void)
{
    return 0;
}
static void fake_irq(void)
{
}
static void fake_mb(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
#define cpu_index fake_cpu_index
#define local_irq_disable fake_irq
#define local_irq_enable fake_irq
#define smp_mb fake_mb
#include "litmus/stress/scene_join.c"
#undef cpu_index
#undef local_irq_disable
#undef local_irq_enable
#undef smp_mb

enum { STALL_AT = 5 }; /* the round in which the writer is put aside */

static struct stress stress;
static struct tallies tallies;
static uint32_t stalled, go_on, written; /* of the writer, in its first pass */
static unsigned tears, reads_in_pass;

static void await(const uint32_t *what)
{
    while (!READ_ONCE(*what))
        cpu_relax();
}

/* ---- what the scene calls ---- */

void set_pte(pte_t *ptep, pte_t pte)
{
    *(volatile uint64_t *)&ptep->pte = pte.pte;
}

void pte_clear(pte_t *ptep)
{
    *(volatile uint64_t *)&ptep->pte = 0;
}

/* The reader's: in its first pass it lets the writer get ahead; at the beginning of the next
 * the host lets the writer go on. */
pte_t ptep_get_lockless(const pte_t *ptep)
{
    if (reads_in_pass++ == 0 && pass_open == 1)
        await(&stalled);
    if (reads_in_pass == 1 && pass_open == 2) {
        WRITE_ONCE(go_on, 1);
        await(&written);
    }
    return (pte_t){ .pte = *(const volatile uint64_t *)&ptep->pte };
}

/* The writer's, once a round. */
struct cpumask tlb_targets(const struct cpumask *users)
{
    static unsigned looks;
    if (looks++ == STALL_AT) {
        WRITE_ONCE(stalled, 1);
        await(&go_on);
    }
    return (struct cpumask){ { READ_ONCE(users->word[0]) } };
}

struct deadline deadline_in_us(uint64_t us)
{
    (void)us;
    return (struct deadline){ 0 };
}

/* A writer that does not come is not waited for. */
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
    while (!READ_ONCE(pass_open))
        cpu_relax();
    scene_join.write_pass(argument, &setting);
    WRITE_ONCE(written, 1);
    return NULL;
}

static void read_pass_number(unsigned number)
{
    reads_in_pass = 0;
    scene_join.read_pass(&stress, number);
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
    assert_true(scene_join.prepare(&stress));
    assert_int_equal(pthread_create(&writer, NULL, write_once, &stress.writer[0]), 0);
    read_pass_number(0);
    read_pass_number(1);
    assert_int_equal(pthread_join(writer, NULL), 0);
    assert_int_equal(tears, 0);
    assert_int_equal(tally_reads(stress.tally), 0); /* nothing was met, nothing is said */
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_writer_that_was_put_aside) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
