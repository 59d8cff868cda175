#include "kernel/end/self_test.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic.h"
#include "arch/time/clock.h"
#include "arch/time/timeouts.h"
#include "kernel/log/log.h"
#include "kernel/screen/console.h"
#include "kernel/smp/kill.h"
#include "lib/panic.h"
#include "mm/gup.h"
#include "mm/kernel_map.h"
#include "mm/page_size.h"
#include "mm/tlb.h"

static void fail_panic(void)
{
    panic("requested by the option test=panic");
}

/* Every write to the screen faults, also in this panic's own report. */
static void fail_panic_blind(void)
{
    uintptr_t nowhere = 0x10;
    __asm__("" : "+r"(nowhere));
    console_move_screen((void *)nowhere);
    panic("requested by the option test=panic-blind");
}

static void fail_page_fault(void)
{
    uintptr_t nowhere = 0x10;
    __asm__("" : "+r"(nowhere));
    *(volatile uint32_t *)nowhere = 1;
}

/* The CPU that writes the log, also in this panic's own report, takes an NMI with each
 * byte. */
static void write_nmis(void *context, const char *bytes, size_t length, uint32_t *sent)
{
    (void)context, (void)bytes;
    for (; length; length--, ++*sent)
        apic_send(this_cpu()->apic_id, ICR_NMI | ICR_ASSERT);
}

static void fail_panic_nmis(void)
{
    log_add_output(write_nmis, NULL);
    panic("requested by the option test=panic-nmis");
}

static void raise_machine_check(void)
{
    __asm__ __volatile__("int $18");
}

static void raise_double_fault(void)
{
    __asm__ __volatile__("movl $16, %esp; push $0");
}

/* Every second line of the panic fails in another way, and so does the report of that
 * failure. */
static void write_faults(void *context, const char *bytes, size_t length, uint32_t *sent)
{
    static unsigned lines;

    (void)context, (void)bytes, (void)length, (void)sent;
    switch (++lines) {
    case 3:
        fail_page_fault();
        break;
    case 5:
        raise_machine_check();
        break;
    case 7:
    case 9:
        raise_double_fault();
        break;
    }
}

static void fail_panic_faults(void)
{
    log_add_output(write_faults, NULL);
    panic("requested by the option test=panic-faults");
}

static void fail_triple_fault(void)
{
    static const struct {
        uint16_t limit;
        uint32_t base;
    } __attribute__((packed)) empty = { 0, 0 };
    __asm__ __volatile__("lidt %0; int3" ::"m"(empty));
}

static void fail_hang(void)
{
    local_irq_disable();
    for (;;)
        halt();
}

static __noinline uint32_t dive(volatile uint32_t *above)
{
    volatile uint32_t here[64];
    here[0] = *above;
    return here[0] ? 1 : dive(here) + here[0];
}

static void fail_stack_overflow(void)
{
    volatile uint32_t zero = 0;
    dive(&zero);
}

static void fail_irqs_on_walk(void)
{
    struct gup_walk walk;
    local_irq_enable();
    gup_walk(kernel_mm(), VMAP_START, &walk);
}

static void fail_irqs_on_size(void)
{
    local_irq_enable();
    perf_get_pgtable_size(kernel_mm(), VMAP_START);
}

static void fail_shootdown_irqs_off(void)
{
    local_irq_disable();
    flush_tlb_page(&cpu_online_mask, VMAP_START);
}

enum { VECTOR_STRAY = 0xE0 };

/* One unhandled interrupt, and one that reports a local APIC error. The log mentions
 * both, and the run goes on. */
static void stray_interrupts(void)
{
    struct deadline limit = deadline_in_us(STRAY_INTERRUPT_LIMIT_US);

    log_line("# test: two stray interrupts for this CPU");
    apic_send(this_cpu()->apic_id, ICR_FIXED | ICR_ASSERT | VECTOR_STRAY);
    apic_send(this_cpu()->apic_id, ICR_FIXED | ICR_ASSERT | VECTOR_APIC_ERROR);
    while (!READ_ONCE(this_cpu()->spurious_count) && !deadline_passed(&limit))
        cpu_relax();
}

void self_test_early(enum option_test test)
{
    if (test != OPTION_TEST_HANG_EARLY)
        return;
    log_line("# test: failing on purpose");
    fail_hang();
}

void self_test(enum option_test test, const struct environment *environment)
{
    static void (*const failures[])(void) = {
        [OPTION_TEST_NONE] = NULL,
        [OPTION_TEST_PANIC] = fail_panic,
        [OPTION_TEST_PANIC_BLIND] = fail_panic_blind,
        [OPTION_TEST_PANIC_NMIS] = fail_panic_nmis,
        [OPTION_TEST_PANIC_FAULTS] = fail_panic_faults,
        [OPTION_TEST_TRIPLE_FAULT] = fail_triple_fault,
        [OPTION_TEST_HANG] = fail_hang,
        [OPTION_TEST_PAGE_FAULT] = fail_page_fault,
        [OPTION_TEST_STACK_OVERFLOW] = fail_stack_overflow,
        [OPTION_TEST_IRQS_ON_WALK] = fail_irqs_on_walk,
        [OPTION_TEST_IRQS_ON_SIZE] = fail_irqs_on_size,
        [OPTION_TEST_SHOOTDOWN_IRQS_OFF] = fail_shootdown_irqs_off,
    };
    if (kill_is_asked(test)) {
        kill_later(test, environment);
        return;
    }
    if (test == OPTION_TEST_STRAY_IRQS) {
        stray_interrupts();
        return;
    }
    if (test >= ARRAY_SIZE(failures) || !failures[test])
        return;
    log_line("# test: failing on purpose");
    failures[test]();
    panic("the failure that the option test requested went unnoticed");
}
