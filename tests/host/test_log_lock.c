/*
 * kernel/log/log.c, with threads as CPUs. If one of these fails, lines of several CPUs
 * mix, or the message of a panic, and with it the verdict ERROR, never gets out.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "lib/panic.h"

/* This CPU, as log.c sees it. */
static __thread struct {
    uint32_t index;
    bool irqs_off;
} cpu;

static uint32_t fake_irq_save(void)
{
    uint32_t flags = cpu.irqs_off ? 0 : EFLAGS_IF;

    cpu.irqs_off = true;
    return flags;
}

static void fake_irq_restore(uint32_t flags)
{
    cpu.irqs_off = !(flags & EFLAGS_IF);
}

static unsigned fake_cpu_index(void)
{
    return cpu.index;
}

static _Noreturn void fake_panic(const char *format, ...)
{
    (void)format;
    abort();
}

struct cpumask cpu_online_mask;

static __thread unsigned looks; /* at a lock that another CPU holds */

static void fake_relax(void)
{
    looks++;
}

#define local_irq_save fake_irq_save
#define local_irq_restore fake_irq_restore
#define cpu_relax fake_relax
#define cpu_index fake_cpu_index
#define panic fake_panic
#include "kernel/log/log.c"

static char captured[1024 * 1024];
static size_t captured_length;
static uint32_t hang_on_cpu; /* CPU whose output never returns; 0: none */
static uint32_t hanging;

static void capture(void *context, const char *bytes, size_t length, uint32_t *sent)
{
    (void)context, (void)sent;
    assert_true(cpu.irqs_off);
    if (hang_on_cpu != 0 && hang_on_cpu == cpu.index) {
        __atomic_store_n(&hanging, 1, __ATOMIC_SEQ_CST);
        while (__atomic_load_n(&hanging, __ATOMIC_SEQ_CST))
            usleep(1000);
        pthread_exit(NULL); /* such a CPU is halted */
    }
    for (size_t i = 0; i < length; i++) /* slow, so that others could get in between */
        captured[captured_length++] = bytes[i];
    captured[captured_length] = '\0';
}

static int reset(void **state)
{
    (void)state;
    memset(&stream, 0, sizeof(stream));
    memset(&cpu, 0, sizeof(cpu));
    holder = emergency_owner = emergency_waited = 0;
    memset(&cpu_online_mask, 0xFF, sizeof(cpu_online_mask));
    captured_length = 0;
    captured[0] = '\0';
    hang_on_cpu = hanging = looks = 0;
    log_add_output(capture, NULL);
    return 0;
}

enum { THREADS = 4, LINES = 5000 };

static void *log_from(void *argument)
{
    cpu.index = (uint32_t)(uintptr_t)argument;
    for (unsigned int i = 0; i < LINES; i++)
        log_line("cpu %u line %u of %d.", (unsigned int)cpu.index, i, LINES);
    assert_false(cpu.irqs_off);
    return NULL;
}

static void test_lines_of_several_cpus_do_not_mix(void **state)
{
    unsigned int next[THREADS + 1] = { 0 }, from, number, lines = 0;
    pthread_t threads[THREADS];
    int length;

    (void)state;
    for (uintptr_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, log_from, (void *)(i + 1)), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (const char *at = captured; *at != '\0'; at += length) {
        length = 0;
        assert_int_equal(sscanf(at, "cpu %u line %u of 5000.%n", &from, &number, &length),
                         2);
        assert_true(length > 0 && from >= 1 && from <= THREADS);
        assert_int_equal(number, next[from]++); /* in the order of each CPU */
        assert_memory_equal(at + length, "\r\n", 2);
        length += 2;
        lines++;
    }
    assert_int_equal(lines, THREADS * LINES);
}

static void test_interrupts_are_as_they_were(void **state)
{
    (void)state;
    log_line("a");
    assert_false(cpu.irqs_off);
    cpu.irqs_off = true;
    log_line("b");
    assert_true(cpu.irqs_off);
    log_end();
    log_progress(0, "c");
    assert_true(cpu.irqs_off);
}

static void test_sinks_and_progress(void **state)
{
    (void)state;
    line(log_sink(), "ok 1 - %s", "x");
    line(log_comment_sink(), "cpus %d", 2);
    line(log_comment_sink(), "# cpus %d", 3);
    assert_string_equal(captured, "ok 1 - x\r\n# cpus 2\r\n# cpus 3\r\n");
    captured_length = 0;
    log_progress(1000000, "%d %%", 1);
    log_progress(3000000, "%d %%", 2);
    log_progress(3500000, "%d %%", 3);
    log_progress(4000000, "%d %%", 4);
    assert_string_equal(captured, "# progress 2 %\r\n# progress 4 %\r\n");
    captured_length = 0;
    log_end();
    assert_memory_equal(captured, "# end lines=5 cksum=", 20);
}

/* A long message with a prefix. */
static void test_prefixes_do_not_overrun_the_longest_line(void **state)
{
    char text[LINE_MAX_LENGTH + 1];

    (void)state;
    memset(text, 'x', LINE_MAX_LENGTH);
    text[LINE_MAX_LENGTH] = '\0';
    line(log_comment_sink(), "%s", text);
    assert_int_equal(captured_length, LINE_MAX_LENGTH + 2);
    captured_length = 0;
    log_progress(0, "%s", text);
    log_progress(2000000, "%s", text);
    assert_int_equal(captured_length, LINE_MAX_LENGTH + 2);
}

static void *hang_in_the_log(void *argument)
{
    (void)argument;
    cpu.index = 7;
    log_line("never finished");
    return NULL;
}

static void *log_on_another_cpu(void *argument)
{
    bool *mine = argument;

    cpu.index = 8;
    log_line("from a CPU that has not noticed the panic");
    *mine = log_emergency();
    return NULL;
}

/* A panic must not wait for ever for a CPU that died while it was logging. */
static void test_an_emergency_gets_past_a_dead_holder(void **state)
{
    pthread_t dead, other;
    bool other_has_it = true;

    (void)state;
    hang_on_cpu = 7;
    pthread_create(&dead, NULL, hang_in_the_log, NULL);
    while (!__atomic_load_n(&hanging, __ATOMIC_SEQ_CST))
        usleep(1000);

    cpu.index = 0; /* index 0, as of the boot processor, can be an owner, too */
    cpumask_clear(&cpu_online_mask, 7 - 1); /* another one */
    assert_true(log_emergency());
    assert_int_equal(looks, EMERGENCY_TRIES); /* the CPU might have gone on */
    log_resume();
    log_line("# panic: %d", 1);

    /* Another CPU neither mixes its lines in nor takes over the panic. */
    pthread_create(&other, NULL, log_on_another_cpu, &other_has_it);
    pthread_join(other, NULL);
    assert_false(other_has_it);

    log_end();
    assert_memory_equal(captured, "never finished\r\n# panic: 1\r\n# end lines=2 ", 42);
    assert_true(log_emergency());             /* again on this CPU: a nested panic */
    assert_int_equal(looks, EMERGENCY_TRIES); /* no second wait */
    log_line("# again");
    assert_string_equal(strstr(captured, "# again"), "# again\r\n");

    __atomic_store_n(&hanging, 0, __ATOMIC_SEQ_CST);
    pthread_join(dead, NULL);
}

/* A failed CPU never releases the lock. */
static void test_an_emergency_does_not_wait_for_a_lost_cpu(void **state)
{
    pthread_t dead;

    (void)state;
    hang_on_cpu = 7;
    pthread_create(&dead, NULL, hang_in_the_log, NULL);
    while (!__atomic_load_n(&hanging, __ATOMIC_SEQ_CST))
        usleep(1000);
    cpumask_clear(&cpu_online_mask, 7);
    looks = 0;
    assert_true(log_emergency());
    assert_int_equal(looks, 0);
    log_resume();
    assert_string_equal(captured, "never finished\r\n");
    __atomic_store_n(&hanging, 0, __ATOMIC_SEQ_CST);
    pthread_join(dead, NULL);
}

/* Code that fails inside the log, such as an output that faults, holds the lock itself:
 * in an emulator the wait took twelve seconds. */
static jmp_buf failed;

static void failing_write(void *context, const char *bytes, size_t length, uint32_t *sent)
{
    (void)context, (void)bytes, (void)length, (void)sent;
    longjmp(failed, 1);
}

static void test_an_emergency_does_not_wait_for_itself(void **state)
{
    (void)state;
    log_add_output(failing_write, NULL);
    looks = 0;
    if (setjmp(failed) == 0)
        log_line("ok 1");
    assert_true(log_emergency());
    assert_int_equal(looks, 0);
    for (volatile unsigned i = 0; i < LOG_FAILURES_MAX; i++)
        if (setjmp(failed) == 0)
            log_resume();
    log_line("# panic");
    assert_string_equal(captured, "ok 1\r\n# panic\r\n");
}

/* If no CPU holds the lock, nothing was interrupted, and the log can still be checked. */
static void test_an_emergency_without_need_adds_nothing(void **state)
{
    (void)state;
    log_line("ok 1");
    assert_true(log_emergency());
    log_resume();
    log_line("# panic");
    assert_string_equal(captured, "ok 1\r\n# panic\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_lines_of_several_cpus_do_not_mix, reset),
        cmocka_unit_test_setup(test_interrupts_are_as_they_were, reset),
        cmocka_unit_test_setup(test_sinks_and_progress, reset),
        cmocka_unit_test_setup(test_prefixes_do_not_overrun_the_longest_line, reset),
        cmocka_unit_test_setup(test_an_emergency_gets_past_a_dead_holder, reset),
        cmocka_unit_test_setup(test_an_emergency_does_not_wait_for_a_lost_cpu, reset),
        cmocka_unit_test_setup(test_an_emergency_does_not_wait_for_itself, reset),
        cmocka_unit_test_setup(test_an_emergency_without_need_adds_nothing, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
