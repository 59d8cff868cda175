/*
 * arch/smp/failure_record.h. If one of these fails, a CPU that faults while an NMI is on
 * its way halts half-way: other CPUs wait for it for ever, or the log shows another place
 * than that of the fault. (Seen: one boot in two hundred hung.)
 *
 * The trap flag steps a CPU through its own end, and an NMI comes after each instruction
 * in turn.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "arch/smp/failure_record.h"

enum { SELF = 33, FAULT_EIP = 0x1000, NMI_EIP = 0x2000, STEPS_MAX = 100000 };
#define TRAP_FLAG 0x100ul

static const char fault[] = "page fault (14)", silent[] = "no ack of a shootdown";
static const struct cpu_failure_place fault_place = { .frame = { .eip = FAULT_EIP },
                                                      .cr2 = 0x10 };
static const struct cpu_failure_place nmi_place = { .frame = { .eip = NMI_EIP } };

static struct cpu_failure cpu_failure;
static struct cpu cpu;
static struct cpumask online;

/* ---- stepping ---- */

static sigjmp_buf halted;
static unsigned steps, nmi_at;
static bool given_up_first; /* another CPU gives this one up just before the NMI */

static void nmi(void)
{
    if (given_up_first)
        cpu_failure_take_out(&cpu_failure, &cpu, &online, silent);
    if (cpu_failure_nmi(&cpu_failure, &cpu, &nmi_place))
        siglongjmp(halted, 1);
}

static void after_instruction(int signal)
{
    (void)signal;
    if (steps++ == nmi_at)
        nmi();
}

static __attribute__((noinline)) void step_from_here(unsigned long flag)
{
    __asm__ __volatile__("pushf; orq %0, (%%rsp); popf" ::"r"(flag) : "memory", "cc");
}

static __attribute__((noinline)) void run_on(void)
{
    __asm__ __volatile__("pushf; andq %0, (%%rsp); popf" ::"r"(~TRAP_FLAG)
                         : "memory", "cc");
}

static void set_up(void)
{
    struct sigaction action = { .sa_handler = after_instruction };

    sigaction(SIGTRAP, &action, NULL);
    cpu_failure = (struct cpu_failure){ 0 };
    cpu = (struct cpu){ .index = SELF, .state = CPU_ONLINE, .phase = CPU_PHASE_WRITING };
    online = (struct cpumask){ { 0 } };
    cpumask_set(&online, 0);
    cpumask_set(&online, SELF);
    steps = 0;
}

/* Returns true if the NMI came before the end. */
static bool end_with_nmi_after(unsigned at)
{
    set_up();
    nmi_at = at;
    if (sigsetjmp(halted, 1))
        return true;
    step_from_here(TRAP_FLAG);
    cpu_failure_end_itself(&cpu_failure, &cpu, &online, fault, &fault_place);
    run_on();
    return steps > at;
}

static void assert_all_is_known(void)
{
    assert_true(cpu_failure_is_known(&cpu_failure, &cpu));
    assert_false(cpumask_test(&online, SELF));
    assert_true(cpumask_test(&online, 0));
    assert_int_equal(cpu.state, CPU_LOST);
    assert_string_equal(cpu_failure.phase, "writing");
    assert_int_equal(cpu_failure.halted, 1);
}

static void test_nmi_after_every_instruction(void **state)
{
    unsigned at = 0;

    (void)state;
    given_up_first = false;
    while (end_with_nmi_after(at)) {
        assert_all_is_known();
        assert_ptr_equal(cpu_failure.why, fault);
        assert_int_equal(cpu_failure.place.frame.eip, FAULT_EIP);
        assert_true(++at < STEPS_MAX);
    }
    assert_all_is_known();
    /* It was stepped: no compiler needs fewer instructions for this. */
    assert_true(at > 20);
}

/* Another CPU may give it up at that very moment. Then it halts where the NMI finds it,
 * unless it has recorded its own place, and the two records do not mix. */
static void test_given_up_after_every_instruction(void **state)
{
    unsigned at = 0, at_fault = 0;

    (void)state;
    given_up_first = true;
    while (end_with_nmi_after(at)) {
        assert_all_is_known();
        assert_true(cpu_failure.why == fault || cpu_failure.why == silent);
        if (cpu_failure.place.frame.eip == FAULT_EIP) {
            assert_int_equal(cpu_failure.place.cr2, 0x10);
            at_fault++;
        } else {
            assert_int_equal(cpu_failure.place.frame.eip, NMI_EIP);
            assert_int_equal(cpu_failure.place.cr2, 0);
        }
        assert_true(++at < STEPS_MAX);
    }
    assert_true(at_fault > 0);
    assert_true(at_fault < at);
}

/* ---- without an NMI in between ---- */

static void test_the_first_says_why(void **state)
{
    (void)state;
    set_up();
    assert_false(cpu_failure_is_known(&cpu_failure, &cpu));
    assert_true(cpu_failure_take_out(&cpu_failure, &cpu, &online, silent));
    cpu.phase = CPU_PHASE_IDLE;
    assert_false(cpu_failure_take_out(&cpu_failure, &cpu, &online, fault));
    assert_ptr_equal(cpu_failure.why, silent);
    assert_string_equal(cpu_failure.phase, "writing");
    assert_true(cpu_failure_is_known(&cpu_failure, &cpu));
}

/* A CPU that finds another CPU in the middle of giving up a third must be able to go on
 * at once. */
static void test_the_second_does_the_rest(void **state)
{
    (void)state;
    set_up();
    cpu_failure.why = silent;
    assert_false(cpu_failure_take_out(&cpu_failure, &cpu, &online, fault));
    assert_false(cpumask_test(&online, SELF));
    assert_int_equal(cpu.state, CPU_LOST);
}

static void test_an_nmi_that_is_not_for_it(void **state)
{
    (void)state;
    set_up();
    assert_false(cpu_failure_nmi(&cpu_failure, &cpu, &nmi_place));
    assert_int_equal(cpu_failure.halted, 0);
}

static void test_one_that_came_too_late(void **state)
{
    (void)state;
    set_up();
    cpu.state = CPU_DEAD;
    assert_true(cpu_failure_nmi(&cpu_failure, &cpu, &nmi_place));
    assert_int_equal(cpu_failure.place.frame.eip, NMI_EIP);
}

static void test_boot_processor(void **state)
{
    (void)state;
    set_up();
    cpu_failure_reports_itself(&cpu_failure, &cpu, silent, &fault_place);
    assert_true(cpu_failure_is_known(&cpu_failure, &cpu));
    assert_true(cpumask_test(&online, SELF));
    assert_false(cpu_failure_nmi(&cpu_failure, &cpu, &nmi_place));
    assert_int_equal(cpu_failure.place.frame.eip, FAULT_EIP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nmi_after_every_instruction),
        cmocka_unit_test(test_given_up_after_every_instruction),
        cmocka_unit_test(test_the_first_says_why),
        cmocka_unit_test(test_the_second_does_the_rest),
        cmocka_unit_test(test_an_nmi_that_is_not_for_it),
        cmocka_unit_test(test_one_that_came_too_late),
        cmocka_unit_test(test_boot_processor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
