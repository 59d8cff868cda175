/*
 * kernel/end/panic.c and the code that ends a run: finish.c, the log, the reports,
 * arch/irq/nmi.c and arch/smp/cpu_failure.c. If one of these fails, a failed run does not
 * end, or its log is wrong. (Seen: on a busy host one panic in four hung in the middle of
 * its report.)
 *
 * The trap flag steps through every way to finish a run. After each instruction comes an
 * NMI, a machine check or another CPU's panic. Its report runs to its end; then the test
 * restores everything for the next instruction.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- the machine: four CPUs, of which one at a time runs ---- */

#define this_cpu ring0_this_cpu
#define cpu_index ring0_cpu_index
#include "arch/cpu/cpu.h"
#undef this_cpu
#undef cpu_index
#define local_irq_disable ring0_local_irq_disable
#define local_irq_save ring0_local_irq_save
#define local_irq_restore ring0_local_irq_restore
#define write_eflags ring0_write_eflags
#define halt ring0_halt
#define read_cr0 ring0_read_cr0
#define read_cr2 ring0_read_cr2
#define read_cr3 ring0_read_cr3
#define read_cr4 ring0_read_cr4
#define continue_on_stack ring0_continue_on_stack
#include "arch/cpu/instructions.h"
#undef local_irq_disable
#undef local_irq_save
#undef local_irq_restore
#undef write_eflags
#undef halt
#undef read_cr0
#undef read_cr2
#undef read_cr3
#undef read_cr4
#undef continue_on_stack

#include "arch/cpu/machine_check.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "arch/irq/nmi.h"
#include "arch/time/clock.h"
#include "kernel/log/log.h"
#include "kernel/screen/console.h"
#include "kernel/screen/display.h"
#include "kernel/screen/input.h"
#include "kernel/smp/watchdog.h"
#include "lib/cksum.h"
#include "lib/format.h"
#include "lib/panic.h"
#include "lib/text.h"
#include "tests/host/fixture_whole.h"

enum {
    CPUS = 4,
    OUTPUTS = 2,
    CAPTURE = 6 * 1024,
    STEPPED_BYTES = 3,
    LONG_LINE = 40,
    STEPS_MAX = 2000 * 1000
};
#define TRAP_FLAG 0x100ul

static struct {
    struct cpu cpu[CPUS];
    struct machine_check check[CPUS];
    bool halted[CPUS];
    bool left; /* power_end() was reached */
    char captured[OUTPUTS][CAPTURE];
} machine;
struct cpumask cpu_online_mask;
static unsigned acting;     /* the running CPU */
static sigjmp_buf *on_halt; /* where the test continues when that CPU halts */

static struct cpu *this_cpu(void)
{
    return &machine.cpu[acting];
}

static unsigned cpu_index(void)
{
    return acting;
}

unsigned cpu_count(void)
{
    return CPUS;
}

struct cpu *cpu_by_index(unsigned index)
{
    return &machine.cpu[index];
}

static __attribute__((noinline)) bool set_trap_flag(bool on)
{
    unsigned long flags;

    __asm__ __volatile__("pushf; popq %0" : "=r"(flags)::"memory");
    unsigned long wanted = on ? flags | TRAP_FLAG : flags & ~TRAP_FLAG;
    __asm__ __volatile__("pushq %0; popf" ::"r"(wanted) : "memory", "cc");
    return flags & TRAP_FLAG;
}

static _Noreturn void halt(void)
{
    set_trap_flag(false);
    machine.halted[acting] = true;
    siglongjmp(*on_halt, 1);
}

static void local_irq_disable(void)
{
}

static uint32_t local_irq_save(void)
{
    return 0;
}

static void local_irq_restore(uint32_t flags)
{
    (void)flags;
}

static void write_eflags(uint32_t flags)
{
    (void)flags;
}

#define FAKE_REGISTER(name)                                                              \
    static uint32_t read_##name(void)                                                    \
    {                                                                                    \
        return 0x10;                                                                     \
    }
FAKE_REGISTER(cr0)
FAKE_REGISTER(cr2)
FAKE_REGISTER(cr3)
FAKE_REGISTER(cr4)

static _Noreturn void continue_on_stack(uintptr_t top, void (*function)(void))
{
    (void)top;
    function();
    __builtin_unreachable();
}

static trap_handler *nmi_trap, *machine_check_trap, *fatal;

void trap_set_handler(unsigned vector, trap_handler *handler)
{
    if (vector == TRAP_NMI)
        nmi_trap = handler;
    if (vector == TRAP_MACHINE_CHECK)
        machine_check_trap = handler;
}

void trap_set_fatal(trap_handler *handler)
{
    fatal = handler;
}

void traps_forget_switchers(void)
{
}

const char *trap_name(uint32_t vector)
{
    return vector == TRAP_DOUBLE_FAULT ? "double fault (8)" : "page fault (14)";
}

/* Its handler runs at once; a CPU that halted in one takes no other. */
static void nmi_on(unsigned cpu)
{
    struct trap_frame frame = { .vector = TRAP_NMI, .eip = 0x2000 };
    sigjmp_buf *volatile outer = on_halt;
    sigjmp_buf here;
    volatile unsigned before = acting;
    volatile bool stepped;

    if (machine.halted[cpu])
        return;
    stepped = set_trap_flag(false);
    acting = cpu;
    on_halt = &here;
    if (sigsetjmp(here, 0) == 0)
        nmi_trap(&frame);
    on_halt = outer;
    acting = before;
    set_trap_flag(stepped);
}

/* A wait for a CPU that does not run here finds that it hangs. */
static void relax(void);

bool apic_send(uint32_t destination, uint32_t icr)
{
    assert_true(icr & ICR_NMI);
    nmi_on(destination);
    return true;
}

/* An NMI that this CPU sends to itself may stop it. */
static void nmi_here(void)
{
    struct trap_frame frame = { .vector = TRAP_NMI, .eip = 0x2000 };
    nmi_trap(&frame);
}

static void machine_check_here(void)
{
    struct trap_frame frame = { .vector = TRAP_MACHINE_CHECK, .eip = 0x3000 };
    machine_check_trap(&frame);
}

static void fault_here(uint32_t vector)
{
    struct trap_frame frame = { .vector = vector, .error_code = 2, .eip = 0x1000 };
    fatal(&frame);
}

bool machine_check_collect(void)
{
    machine.check[acting].count++;
    return true;
}

void machine_check_over(void)
{
}

const struct machine_check *machine_check_of(unsigned cpu)
{
    return &machine.check[cpu];
}

void machine_check_say(unsigned cpu, struct line_sink *sink)
{
    (void)cpu, (void)sink;
}

struct deadline deadline_in_us(uint64_t us)
{
    (void)us;
    return (struct deadline){ 0 };
}

bool deadline_passed(struct deadline *deadline)
{
    (void)deadline;
    return true;
}

uint8_t nmi_board_reason(void)
{
    return 0;
}

uint32_t apic_error_status(void)
{
    return 0;
}

void apic_eoi(void)
{
}

void watchdog_stop(void)
{
}

void console_open_early(void)
{
}

static bool blind; /* every drawing on the screen faults */

void display_verdict(enum verdict verdict, const char *reason)
{
    (void)verdict, (void)reason;
    if (blind)
        fault_here(TRAP_PAGE_FAULT);
}

_Noreturn void input_poll_for_ever(const struct power_means *means)
{
    (void)means;
    abort();
}

_Noreturn void power_end(enum power_action action, const struct power_means *means,
                         struct line_sink *sink)
{
    (void)action, (void)means, (void)sink;
    machine.left = true;
    halt();
}

const uint8_t kernel_text_start[1], kernel_text_end[1];

/* ---- the stepped code; stateless code is not stepped ---- */

static size_t whole_format_list(char *out, size_t size, const char *fmt, va_list list)
{
    bool stepped = set_trap_flag(false);
    size_t length = format_list(out, size, fmt, list);

    set_trap_flag(stepped);
    return length;
}

static __printf_like(3, 4) size_t
    whole_format(char *out, size_t size, const char *fmt, ...)
{
    va_list list;

    va_start(list, fmt);
    size_t length = whole_format_list(out, size, fmt, list);
    va_end(list);
    return length;
}

/* Short lines are stepped byte by byte, long ones are not. */
static bool in_long_line;

static size_t whole_strnlen(const char *text, size_t limit)
{
    size_t length = strnlen(text, limit);

    in_long_line = length > LONG_LINE && set_trap_flag(false);
    return length;
}

static uint32_t whole_cksum_update(uint32_t crc, const void *bytes, size_t length)
{
    bool stepped = set_trap_flag(false) || in_long_line;

    crc = cksum_update(crc, bytes, length);
    in_long_line = false;
    set_trap_flag(stepped);
    return crc;
}

static void *whole_memcpy(void *dst, const void *src, size_t n)
{
    bool stepped = set_trap_flag(false);

    memcpy(dst, src, n);
    set_trap_flag(stepped);
    return dst;
}

#define format whole_format
#define format_list whole_format_list
#define cksum_update whole_cksum_update
#define memcpy whole_memcpy
#define strnlen whole_strnlen
#include "kernel/log/log_stream.c"
#include "lib/line.c"
#define count nmi_handlers
#include "arch/irq/nmi.c"
#undef count
#include "arch/smp/cpu_failure.c"
#define cpu_relax relax
#include "kernel/log/log.c"
#undef cpu_relax
#include "kernel/smp/trap_report.c"
#define report report_failure
#define reported reported_losses
#include "kernel/smp/failures.c"
#undef report
#undef reported
#include "kernel/end/finish.c"
#include "kernel/end/machine_check_trap.c"
#include "kernel/end/panic.c"
#include "kernel/smp/events.c"
#undef format
#undef format_list
#undef cksum_update
#undef memcpy
#undef strnlen

static void relax(void)
{
    emergency_waited = EMERGENCY_TRIES;
}

/* ---- the ways to finish ---- */

/* It is unknown whether a byte has left: an output interrupted between the two writes
 * writes it again, to the same place. Only its first and last bytes are stepped;
 * test_log.c has a panic after each. */
static void capture(void *context, const char *bytes, size_t length, uint32_t *sent)
{
    char *captured = context;
    bool stepped = false;

    for (size_t i = 0; i < length; i++) {
        if (i == STEPPED_BYTES)
            stepped = set_trap_flag(false);
        if (i + STEPPED_BYTES == length && stepped)
            set_trap_flag(true);
        captured[*sent] = bytes[i];
        WRITE_ONCE(*sent, *sent + 1);
    }
}

static void broken_screen(void *context, const char *bytes, size_t length, uint32_t *sent)
{
    (void)context, (void)bytes, (void)length, (void)sent;
    if (blind)
        fault_here(TRAP_PAGE_FAULT);
}

static void by_panic(void)
{
    panic("on purpose, %u", 42);
}

static void by_fault(void)
{
    fault_here(TRAP_PAGE_FAULT);
}

static void by_double_fault(void)
{
    fault_here(TRAP_DOUBLE_FAULT);
}

static void by_machine_check(void)
{
    machine_check_here();
}

static void by_watcher(void)
{
    cpu_give_up(0, "nothing moves");
}

static void by_watchdog_alone(void)
{
    cpu_give_up_self(&(struct trap_frame){ .eip = 0x1000 }, "nothing moves");
}

static void by_no_run(void)
{
    end_run(VERDICT_ERROR, "the options are not understood");
}

static void by_good_end(void)
{
    log_line("ok 1 - x");
    log_line("# verdict HOLDS all well");
    end_run_reported(VERDICT_HOLDS, "all well");
}

static void by_panic_after_loss(void)
{
    cpu_give_up(2, "no ack");
    panic("on purpose");
}

static const struct way {
    const char *name;
    unsigned cpu;
    void (*run)(void);
    bool parks; /* this CPU fails, and the run goes on */
    bool blind;
} ways[] = {
    { "panic", 0, by_panic, false, false },
    { "panic on another CPU", 1, by_panic, false, false },
    { "fault", 0, by_fault, false, false },
    { "fault on another CPU", 1, by_fault, true, false },
    { "double fault", 0, by_double_fault, false, false },
    { "double fault on another CPU", 1, by_double_fault, true, false },
    { "machine check", 0, by_machine_check, false, false },
    { "machine check on another CPU", 1, by_machine_check, true, false },
    { "the boot processor given up", 1, by_watcher, false, false },
    { "the boot processor gives itself up", 0, by_watchdog_alone, false, false },
    { "panic after a loss", 0, by_panic_after_loss, false, false },
    { "panic with a screen that faults", 0, by_panic, false, true },
    { "nothing was run", 0, by_no_run, false, false },
    { "a good end", 0, by_good_end, false, false },
};

static void set_up(const struct way *way)
{
    memset(&machine, 0, sizeof(machine));
    memset(&cpu_online_mask, 0, sizeof(cpu_online_mask));
    for (unsigned i = 0; i < CPUS; i++) {
        machine.cpu[i] = (struct cpu){ .index = i,
                                       .apic_id = i,
                                       .state = CPU_ONLINE,
                                       .phase = CPU_PHASE_WRITING,
                                       .takes_nmi = 1,
                                       .stack_bottom = 4096,
                                       .stack_top = 4096,
                                       .fault_stack_top = 4096 };
        cpumask_set(&cpu_online_mask, i);
    }
    memset(&stream, 0, sizeof(stream));
    memset(&state, 0, sizeof(state));
    memset(&first, 0, sizeof(first));
    memset(&again, 0, sizeof(again));
    memset(&stopped, 0, sizeof(stopped));
    memset(cpu_failures, 0, sizeof(cpu_failures));
    memset(reported_losses, 0, sizeof(reported_losses));
    memset(handlers, 0, sizeof(handlers));
    holder = emergency_owner = emergency_waited = nmi_handlers = 0;
    end_action = POWER_EMULATOR;
    blind = false;
    acting = 0;
    events_init();
    panic_init();
    machine_check_init();
    for (unsigned i = 0; i < OUTPUTS; i++)
        log_add_output(capture, machine.captured[i]);
    log_add_output(broken_screen, NULL);
    log_line("KTAP version 1");
    acting = way->cpu;
    blind = way->blind;
}

/* The state that a panic changes, restored for the next instruction. */
static const struct {
    void *place;
    size_t size;
} changes[] = {
    { &machine, sizeof(machine) },
    { &cpu_online_mask, sizeof(cpu_online_mask) },
    { &stream, offsetof(struct log_stream, early) + 2048 },
    { &state, sizeof(state) },
    { &first, sizeof(first) },
    { &again, sizeof(again) },
    { &reported, sizeof(reported) },
    { &stopped, sizeof(stopped) },
    { cpu_failures, CPUS * sizeof(cpu_failures[0]) },
    { reported_losses, CPUS },
    { &holder, sizeof(holder) },
    { &emergency_owner, sizeof(emergency_owner) },
    { &emergency_waited, sizeof(emergency_waited) },
    { &acting, sizeof(acting) },
    { &on_halt, sizeof(on_halt) },
};
static uint8_t kept[ARRAY_SIZE(changes)][sizeof(machine)];

static void keep(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++)
        memcpy(kept[i], changes[i].place, changes[i].size);
}

/* If nothing has changed since the last instruction, the result is the same too: a panic
 * never returns to the interrupted code. */
static bool changed(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++)
        if (memcmp(kept[i], changes[i].place, changes[i].size))
            return true;
    return false;
}

static void put_back(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++)
        memcpy(changes[i].place, kept[i], changes[i].size);
}

/* ---- after each instruction ---- */

static const struct way *way;
static unsigned steps, at, played;
static char problem[2048];

static bool lost(unsigned cpu)
{
    return cpu_failure_of(cpu) && cpu_failures[cpu].halted && machine.halted[cpu] &&
           !cpumask_test(&cpu_online_mask, cpu);
}

/* Either the run has ended, with verdict and end line on each output; or, if nothing more
 * is required, only the CPU has failed, and the other CPUs have its whole record. */
static void check_end(bool may_park)
{
    if (!machine.left) {
        if (!may_park || !lost(way->cpu))
            snprintf(problem, sizeof(problem), "it never ends");
        return;
    }
    for (unsigned i = 0; i < OUTPUTS && !problem[0]; i++) {
        const char *fault = log_fault(machine.captured[i], stream.outputs[i].sent, true);
        if (fault)
            snprintf(problem, sizeof(problem), "output %u: %s", i, fault);
    }
    if (!problem[0] && memcmp(machine.captured[0], machine.captured[1], CAPTURE))
        snprintf(problem, sizeof(problem), "the outputs differ");
    for (unsigned i = 0; i < CPUS && state.owner && !problem[0]; i++)
        if (!machine.halted[i] && !cpu_failures[i].halted)
            snprintf(problem, sizeof(problem), "cpu %u runs on", i);
}

static void (*interrupt)(void);

static void other_panics(void)
{
    acting = CPUS - 1;
    panic("another CPU's");
}

/* The later of two CPUs has only stopped. */
static void check_late_second(uint32_t owner, bool left)
{
    if (state.owner != owner || machine.left != left || !machine.halted[CPUS - 1])
        snprintf(problem, sizeof(problem), "two report");
}

static sigjmp_buf interrupted;
static bool stepping, second_stepping, twice;
static unsigned stride, second_at, second_steps;

/* The second failure comes anywhere in the report of the first. */
enum { SECOND_STEPS = 6000, SCATTER = 7919, SECOND_STRIDE = 1999 };

/* Before the run has failed, an application processor's machine check costs only that
 * CPU. */
static bool may_park_now(void)
{
    return way->parks || (way->cpu && !state.owner);
}

static void at_second_instruction(void)
{
    if (acting != way->cpu || second_steps++ != second_at)
        return;
    second_stepping = false;
    machine_check_here();
}

static void play_interrupted(void)
{
    static bool may_park, left;
    static uint32_t owner;

    if (at && stride == 1 && !changed())
        return;
    may_park = may_park_now();
    owner = state.owner;
    left = machine.left;

    keep();
    played++;
    stepping = false;
    on_halt = &interrupted;
    if (sigsetjmp(interrupted, 0) == 0) {
        if (twice) {
            second_steps = 0;
            second_at = 1 + at * SCATTER % SECOND_STEPS;
            second_stepping = true;
            set_trap_flag(true);
        }
        interrupt();
    }
    set_trap_flag(false);
    second_stepping = false;
    stepping = true;
    if (interrupt == other_panics && owner)
        check_late_second(owner, left);
    else
        check_end(may_park && interrupt != other_panics);
    put_back();
}

static void after_instruction(int signal)
{
    (void)signal;
    if (second_stepping) {
        at_second_instruction();
        return;
    }
    if (!stepping || acting != way->cpu || problem[0])
        return;
    at = steps++;
    if (interrupt == nmi_here)
        nmi_here();
    else if (at % stride == 0 && !(interrupt == other_panics && machine.halted[CPUS - 1]))
        play_interrupted();
}

static void run_way(void)
{
    static sigjmp_buf halted;
    struct sigaction action = { .sa_handler = after_instruction, .sa_flags = SA_NODEFER };

    sigaction(SIGTRAP, &action, NULL);
    set_up(way);
    steps = at = played = 0;
    on_halt = &halted;
    if (sigsetjmp(halted, 1) == 0) {
        stepping = interrupt != NULL;
        if (stepping)
            set_trap_flag(true);
        way->run();
    }
    set_trap_flag(false);
    stepping = false;
    if (!problem[0])
        check_end(way->parks);
}

static void run_all(void (*what)(void), unsigned every)
{
    interrupt = what;
    stride = every;
    for (way = ways; way < ways + ARRAY_SIZE(ways); way++) {
        problem[0] = '\0';
        run_way();
        if (problem[0])
            fail_msg("%s, instruction %u of at least %u: %s\n%s", way->name, at, steps,
                     problem, machine.captured[0]);
        assert_true(!what || steps > 100);
        assert_true(what != machine_check_here || twice ||
                    played > (way->parks ? 2 : 20));
        assert_true(steps < STEPS_MAX);
    }
}

static void test_undisturbed(void **unused)
{
    (void)unused;
    run_all(NULL, 1);
}

static void test_an_nmi_after_every_instruction(void **unused)
{
    (void)unused;
    run_all(nmi_here, 1);
}

static void test_a_machine_check_after_every_instruction(void **unused)
{
    (void)unused;
    run_all(machine_check_here, 1);
}

/* One of two CPUs reports, and the other stops, whatever it was doing: also in the middle
 * of a line, with the log's lock, which it never releases. */
static void test_another_cpu_panics_after_every_instruction(void **unused)
{
    (void)unused;
    run_all(other_panics, 1);
}

static void test_two_machine_checks(void **unused)
{
    (void)unused;
    twice = true;
    run_all(machine_check_here, SECOND_STRIDE);
    twice = false;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undisturbed),
        cmocka_unit_test(test_an_nmi_after_every_instruction),
        cmocka_unit_test(test_a_machine_check_after_every_instruction),
        cmocka_unit_test(test_another_cpu_panics_after_every_instruction),
        cmocka_unit_test(test_two_machine_checks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
