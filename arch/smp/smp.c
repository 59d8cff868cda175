#include "arch/smp/smp.h"

#include "arch/cpu/instructions.h"
#include "arch/cpu/msr.h"
#include "arch/irq/apic.h"
#include "arch/smp/start_gate.h"
#include "arch/time/clock.h"
#include "arch/time/timeouts.h"
#include "lib/panic.h"
#include "lib/string.h"

enum {
    PAGE_BYTES = 4096,
    INIT_DELAY_US = 10000,
    STARTUP_DELAY_US = 300,
    STARTUP_SETTLE_US = 200,
    TRIES = 2,
};

/* CMOS shutdown code 0x0A: the BIOS jumps through 40:67 after a reset (MP 1.4, B.4). */
#define CMOS_INDEX 0x70
#define CMOS_DATA 0x71
#define CMOS_SHUTDOWN 0x0F
#define SHUTDOWN_JUMP 0x0A
#define WARM_RESET_VECTOR 0x467

static struct trampoline *parameters(const struct smp_start *start)
{
    return (struct trampoline *)((uint8_t *)start->writable + TRAMPOLINE_PARAMETERS);
}

static void set_shutdown_code(uint8_t code)
{
    outb(CMOS_INDEX, CMOS_SHUTDOWN);
    outb(CMOS_DATA, code);
}

void smp_set_warm_reset_vector(uint32_t page)
{
    uintptr_t address = WARM_RESET_VECTOR;
    /* Otherwise the compiler takes an address this low for an offset from a null
     * pointer. */
    __asm__("" : "+r"(address));
    /* Offset first, then segment. The address is odd, so byte stores. */
    volatile uint8_t *vector = (volatile uint8_t *)address;
    vector[0] = vector[1] = 0;
    vector[2] = (uint8_t)(page >> 4);
    vector[3] = (uint8_t)(page >> 12);
}

/* One gate, for NMIs: it leads to a HLT (a 32-bit interrupt gate: SDM vol. 3, 6.11). */
static void prepare_idt(struct trampoline *t, uint32_t page)
{
    enum { VECTOR_NMI = 2, INTERRUPT_GATE = 0x8E00 };
    uint32_t idt = page + TRAMPOLINE_IDT, halt = page + TRAMPOLINE_HALT;

    t->idt[VECTOR_NMI] = (uint64_t)((halt & 0xFFFF0000u) | INTERRUPT_GATE) << 32 |
                         (uint32_t)SELECTOR_CODE << 16 | (halt & 0xFFFF);
    t->idt_limit = sizeof(t->idt) - 1;
    t->idt_base_low = (uint16_t)idt;
    t->idt_base_high = (uint16_t)(idt >> 16);
}

void smp_prepare(const struct smp_start *start)
{
    struct trampoline *t = parameters(start);

    ASSERT(start->code_size <= TRAMPOLINE_PARAMETERS);
    ASSERT(start->page < 0x100000 && start->page % PAGE_BYTES == 0);
    memset(start->writable, 0xF4, PAGE_BYTES); /* HLT */
    memcpy(start->writable, start->code, start->code_size);
    memset(t, 0, sizeof(*t));
    uint32_t gdt = start->page + TRAMPOLINE_GDT;
    /* Accessed bits are set, so that no CPU stores into the descriptors. */
    t->gdt[1] = 0x00CF9B000000FFFFull;
    t->gdt[2] = 0x00CF93000000FFFFull;
    t->gdt_limit = sizeof(t->gdt) - 1;
    t->gdt_base_low = (uint16_t)gdt;
    t->gdt_base_high = (uint16_t)(gdt >> 16);
    t->entry32 = start->page + TRAMPOLINE_CODE32;
    t->entry32_selector = SELECTOR_CODE;
    prepare_idt(t, start->page);
    t->cr3 = start->cr3;
    /* Only what paging needs; the CPU enables other features once it has an IDT. */
    t->cr4 = start->cr4;
    t->efer = !start->has_efer ? TRAMPOLINE_NO_EFER : start->nx ? EFER_NXE : 0;
    t->entry_c = (uintptr_t)start->entry_c;
    t->has_base = start->apic_base;
    set_shutdown_code(SHUTDOWN_JUMP);
}

void smp_finish(void)
{
    set_shutdown_code(0);
}

/* Waits until the CPU is online, has failed at its first steps, or is late. */
static bool wait_online(struct cpu *cpu, uint32_t limit_us)
{
    struct deadline limit = deadline_in_us(limit_us);
    while (__atomic_load_n(&cpu->state, __ATOMIC_ACQUIRE) == CPU_STARTING) {
        if (deadline_passed(&limit))
            return false;
        cpu_relax();
    }
    return __atomic_load_n(&cpu->state, __ATOMIC_ACQUIRE) == CPU_ONLINE;
}

static uint32_t start_gate(struct trampoline *t)
{
    return __atomic_load_n(&t->start_gate, __ATOMIC_ACQUIRE);
}

static bool claimed(struct trampoline *t)
{
    return start_gate_passed(start_gate(t));
}

/* The CPU's own reason comes first, then the start gate's. */
static void find_reason(struct trampoline *t, struct cpu *cpu)
{
    if (!cpu->refusal[0])
        start_gate_reason(t, cpu->refusal, sizeof(cpu->refusal));
}

/* INIT assert, 10 ms, INIT deassert, then a startup, and a second one if the first had no
 * effect: silicon ignores a startup to a running CPU, Bochs reports it. */
static bool send_startup(const struct smp_start *start, const struct cpu *cpu)
{
    struct trampoline *t = parameters(start);

    if (!apic_send(cpu->apic_id, ICR_INIT | ICR_LEVEL | ICR_ASSERT))
        return false;
    clock_delay_us(INIT_DELAY_US);
    if (!apic_send(cpu->apic_id, ICR_INIT | ICR_LEVEL))
        return false;
    for (unsigned i = 0; i < 2 && !claimed(t); i++) {
        if (!apic_send(cpu->apic_id, ICR_STARTUP | start->page / PAGE_BYTES))
            return false;
        clock_delay_us(i ? STARTUP_SETTLE_US : STARTUP_DELAY_US);
    }
    return true;
}

/* Closes the start gate. False if the CPU has passed it in the meantime. */
static bool shut(struct trampoline *t, const struct cpu *cpu)
{
    uint32_t open = (uintptr_t)cpu;
    return __atomic_compare_exchange_n(&t->start_gate, &open, TRAMPOLINE_CLOSED, false,
                                       __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static bool try_start(const struct smp_start *start, struct cpu *cpu)
{
    struct trampoline *t = parameters(start);

    apic_error_status();
    t->apic_id = cpu->apic_id;
    t->others = 0;
    cpu->refusal[0] = 0; /* left by the first try */
    __atomic_store_n(&t->start_gate, (uintptr_t)cpu, __ATOMIC_SEQ_CST);
    if (send_startup(start, cpu) && wait_online(cpu, CPU_ONLINE_LIMIT_US)) {
        __atomic_store_n(&t->start_gate, TRAMPOLINE_CLOSED, __ATOMIC_SEQ_CST);
        return true;
    }
    /* A CPU that has passed the gate gets the same time again; it must not be started
     * twice. */
    return !shut(t, cpu) && wait_online(cpu, CPU_ONLINE_LIMIT_US);
}

bool smp_start_cpu(const struct smp_start *start, struct cpu *cpu, struct line_sink *sink)
{
    cpu->state = CPU_STARTING;
    cpu->phase = CPU_PHASE_CALLED;
    for (unsigned try = 1; try <= TRIES; try++) {
        if (try_start(start, cpu))
            return true;
        find_reason(parameters(start), cpu);
        line(sink,
             "cpu %u: APIC id %u did not start, try %u of %u (start gate %s%s%s, ESR "
             "0x%x)",
             cpu->index, cpu->apic_id, try, TRIES,
             claimed(parameters(start)) ? "passed" : "not reached",
             cpu->refusal[0] ? "; " : "", cpu->refusal, apic_error_status());
        if (claimed(parameters(start)))
            break;
    }
    /* The CPU may come up at this moment; it checks its state too. */
    uint32_t starting = CPU_STARTING;
    return !__atomic_compare_exchange_n(&cpu->state, &starting, CPU_DEAD, false,
                                        __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST) &&
           starting == CPU_ONLINE;
}
