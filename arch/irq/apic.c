#include "arch/irq/apic.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/apic_base.h"
#include "arch/time/clock.h"
#include "arch/time/timeouts.h"
#include "lib/panic.h"

/* Register offsets in the memory-mapped page; x2APIC MSR = 0x800 + offset / 16. */
enum {
    APIC_ID = 0x20,
    APIC_VERSION = 0x30,
    APIC_TASK_PRIORITY = 0x80,
    APIC_EOI = 0xB0,
    APIC_LOGICAL_DESTINATION = 0xD0,
    APIC_DESTINATION_FORMAT = 0xE0,
    APIC_SPURIOUS = 0xF0,
    APIC_IN_SERVICE = 0x100,
    APIC_REQUEST = 0x200,
    APIC_ERROR_STATUS = 0x280,
    APIC_LVT_CMCI = 0x2F0,
    APIC_COMMAND_LOW = 0x300,
    APIC_COMMAND_HIGH = 0x310,
    APIC_LVT_TIMER = 0x320,
    APIC_LVT_THERMAL = 0x330,
    APIC_LVT_COUNTER = 0x340,
    APIC_LVT_LINT0 = 0x350,
    APIC_LVT_LINT1 = 0x360,
    APIC_LVT_ERROR = 0x370,
    APIC_TIMER_INITIAL = 0x380,
    APIC_TIMER_CURRENT = 0x390,
    APIC_TIMER_DIVIDE = 0x3E0,
};

#define X2APIC_MSR 0x800
#define SOFTWARE_ENABLED (1u << 8)
#define LVT_MASKED (1u << 16)
#define COMMAND_PENDING (1u << 12)
#define LVT_PERIODIC (1u << 17)
#define DIVIDE_BY_16 0x3

enum { COMMAND_BURST_POLLS = 1000, TIMER_WINDOW_MS = 10 };

static enum apic_mode mode;
static volatile uint8_t *page;
/* The boot processor's IA32_APIC_BASE: whether it exists, and its address field. */
static bool has_base;
static uint64_t base_address;

enum apic_mode apic_detect(bool present, bool has_base_msr, bool may_enable,
                           uint64_t *physical, struct line_sink *sink)
{
    mode = APIC_ABSENT;
    *physical = APIC_BASE_DEFAULT;
    if (has_base_msr)
        mode = apic_base_detect(present, may_enable, physical, sink);
    else if (present)
        mode = APIC_MEMORY;
    else
        line(sink, "apic: no local APIC (CPUID.1:EDX bit 9 is 0); one CPU only");
    has_base = has_base_msr && apic_base_readable();
    base_address = *physical;
    return mode;
}

enum apic_mode apic_mode(void)
{
    return mode;
}

void apic_set_base(volatile void *mapped)
{
    page = mapped;
}

static uint32_t apic_read(unsigned offset)
{
    if (mode == APIC_X2)
        return (uint32_t)rdmsr(X2APIC_MSR + offset / 16);
    return *(volatile uint32_t *)(page + offset);
}

static void apic_write(unsigned offset, uint32_t value)
{
    if (mode == APIC_X2) {
        wrmsr(X2APIC_MSR + offset / 16, value);
        return;
    }
    *(volatile uint32_t *)(page + offset) = value;
}

/* Reading back makes sure that the write has arrived, and avoids Pentium erratum 11AP
 * (of two writes in a row the first is lost). EOI and ICR do without, because they
 * are hot. */
static void apic_write_settled(unsigned offset, uint32_t value)
{
    apic_write(offset, value);
    if (mode == APIC_MEMORY)
        apic_read(APIC_ID);
}

static unsigned last_lvt(void)
{
    return apic_version() >> 16 & 0xFF;
}

bool apic_has_base(void)
{
    return has_base;
}

bool apic_join(uint64_t *found, uint64_t *now)
{
    *found = *now = 0;
    return !has_base || apic_base_join(mode, base_address, found, now);
}

void apic_enable(bool boot_processor)
{
    if (mode == APIC_ABSENT)
        return;
    if (mode == APIC_MEMORY) {
        apic_write_settled(APIC_DESTINATION_FORMAT, 0xFFFFFFFF);
        apic_write_settled(APIC_LOGICAL_DESTINATION, 0);
    }
    apic_write_settled(APIC_TASK_PRIORITY, 0);
    apic_write_settled(APIC_SPURIOUS, SOFTWARE_ENABLED | VECTOR_APIC_SPURIOUS);
    apic_write_settled(APIC_LVT_TIMER, LVT_MASKED);
    if (last_lvt() >= 4)
        apic_write_settled(APIC_LVT_COUNTER, LVT_MASKED);
    if (last_lvt() >= 5)
        apic_write_settled(APIC_LVT_THERMAL, LVT_MASKED);
    if (last_lvt() >= 6)
        apic_write_settled(APIC_LVT_CMCI, LVT_MASKED);
    apic_write_settled(APIC_LVT_LINT0, LVT_MASKED);
    apic_write_settled(APIC_LVT_LINT1, boot_processor ? ICR_NMI : LVT_MASKED);
    apic_write_settled(APIC_LVT_ERROR, VECTOR_APIC_ERROR);
    apic_error_status();
    this_cpu()->apic_errors = 0; /* errors from before lohilo */
    /* A vector that a boot loader left in service would block its class for ever. */
    for (unsigned i = 0; i < 256 && apic_read(APIC_IN_SERVICE + 0x70) != 0; i++)
        apic_eoi();
}

uint32_t apic_id(void)
{
    if (mode == APIC_ABSENT)
        return 0;
    return mode == APIC_X2 ? apic_read(APIC_ID) : apic_read(APIC_ID) >> 24;
}

uint32_t apic_version(void)
{
    return mode == APIC_ABSENT ? 0 : apic_read(APIC_VERSION);
}

void apic_eoi(void)
{
    if (mode != APIC_ABSENT)
        apic_write(APIC_EOI, 0);
}

static bool vector_bit(unsigned registers, unsigned vector)
{
    if (mode == APIC_ABSENT)
        return false;
    return apic_read(registers + vector / 32 * 0x10) >> (vector % 32) & 1;
}

bool apic_in_service(unsigned vector)
{
    return vector_bit(APIC_IN_SERVICE, vector);
}

bool apic_pending(unsigned vector)
{
    return vector_bit(APIC_REQUEST, vector);
}

static bool command_idle(void)
{
    for (unsigned i = 0; i < COMMAND_BURST_POLLS; i++) {
        if (!(apic_read(APIC_COMMAND_LOW) & COMMAND_PENDING))
            return true;
        cpu_relax();
    }
    struct deadline limit = deadline_in_us(APIC_COMMAND_LIMIT_US);
    while (apic_read(APIC_COMMAND_LOW) & COMMAND_PENDING) {
        if (deadline_passed(&limit))
            return false;
        cpu_relax();
    }
    return true;
}

/* WRMSR to the x2APIC is not serializing, but earlier stores must be visible before the
 * interrupt arrives (SDM vol. 3, 11.12.3). MFENCE alone does not order WRMSR; LFENCE
 * holds it back until MFENCE is complete (Linux, weak_wrmsr_fence()). Every CPU with an
 * x2APIC has both. */
static __noinline void send_x2(uint32_t destination, uint32_t icr)
{
    __asm__ __volatile__("mfence; lfence" ::: "memory");
    wrmsr(X2APIC_MSR + APIC_COMMAND_LOW / 16, (uint64_t)destination << 32 | icr);
}

bool apic_send(uint32_t destination, uint32_t icr)
{
    if (mode == APIC_ABSENT)
        return false;
    if (mode == APIC_X2) {
        send_x2(destination, icr);
        return true;
    }
    /* An interrupt handler that sends an IPI between the two halves would misdirect this
     * one. */
    uint32_t flags = local_irq_save();
    bool idle = command_idle();
    if (idle) {
        apic_write(APIC_COMMAND_HIGH, destination << 24);
        apic_write(APIC_COMMAND_LOW, icr);
    }
    local_irq_restore(flags);
    return idle;
}

uint32_t apic_error_status(void)
{
    if (mode == APIC_ABSENT)
        return 0;
    /* Must be written before it is read, except on the Pentium (3AP), whose highest LVT
     * entry is number 3 (Linux smpboot.c). */
    if (last_lvt() > 3)
        apic_write(APIC_ERROR_STATUS, 0);
    uint32_t status = apic_read(APIC_ERROR_STATUS);
    this_cpu()->apic_errors |= status;
    return status;
}

void apic_lint0_nmi(bool on)
{
    apic_write_settled(APIC_LVT_LINT0, on ? ICR_NMI : LVT_MASKED);
}

uint32_t apic_timer_calibrate(void)
{
    if (mode == APIC_ABSENT)
        return 0;
    apic_write_settled(APIC_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
    apic_write_settled(APIC_TIMER_DIVIDE, DIVIDE_BY_16);
    apic_write_settled(APIC_TIMER_INITIAL, UINT32_MAX);
    clock_delay_us(TIMER_WINDOW_MS * 1000);
    uint32_t counted = UINT32_MAX - apic_read(APIC_TIMER_CURRENT);
    apic_write_settled(APIC_TIMER_INITIAL, 0);
    return counted / TIMER_WINDOW_MS;
}

void apic_timer_start(unsigned vector, uint32_t ticks)
{
    apic_write_settled(APIC_TIMER_DIVIDE, DIVIDE_BY_16);
    apic_write_settled(APIC_LVT_TIMER, LVT_PERIODIC | vector);
    apic_write_settled(APIC_TIMER_INITIAL, ticks);
}

void apic_timer_stop(void)
{
    apic_write_settled(APIC_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
    apic_write_settled(APIC_TIMER_INITIAL, 0);
}
