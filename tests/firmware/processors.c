/*
 * Firmware that leaves local APICs in another state than reset does. Only an AP itself
 * can change its own: it is started, makes the change, and halts for good (ap_start.S).
 */
#include "arch/cpu/instructions.h"
#include "arch/cpu/msr.h"
#include "lib/compiler.h"
#include "lib/string.h"
#include "tests/firmware/ap_start.h"
#include "tests/firmware/breaker.h"

/* IA32_APIC_BASE and the registers in its page (SDM vol. 3, 11.4) */
#define APIC_BASE_ENABLED (1u << 11)
#define APIC_BASE_X2 (1u << 10)
#define APIC_BASE_ADDRESS 0xFFFFFFFFFF000ull
#define APIC_ID 0x20
#define APIC_ID_SHIFT 24
#define APIC_SPURIOUS 0xF0
#define APIC_SOFTWARE_ENABLED (1u << 8)
#define APIC_COMMAND_LOW 0x300
#define APIC_COMMAND_HIGH 0x310
#define COMMAND_INIT 0x4500u
#define COMMAND_STARTUP 0x4600u

/* A write to port 0x80 takes a microsecond on a board; in an emulator time does not
 * matter. */
enum {
    DELAY_PORT = 0x80,
    INIT_WRITES = 10000,
    ANSWER_WRITES = 2000000,
    AP_STACK_BYTES = 4096
};

struct change {
    const char *name;
    unsigned values;
    void (*make)(uint64_t value);
};

static struct {
    const struct change *change;
    uint64_t value;
    volatile uint32_t made;
} errand;

static volatile uint32_t *apic_register(unsigned offset)
{
    uint64_t base = rdmsr(MSR_APIC_BASE);

    if (!(base & APIC_BASE_ENABLED) || base & APIC_BASE_X2)
        give_up("a local APIC is not in xAPIC mode");
    return (volatile uint32_t *)(uintptr_t)((base & APIC_BASE_ADDRESS) + offset);
}

/* ---- changes, made by the CPU itself ---- */

static void take_id(uint64_t id)
{
    *apic_register(APIC_ID) = (uint32_t)id << APIC_ID_SHIFT;
}

static void switch_off(uint64_t unused)
{
    (void)unused;
    change_apic_base(APIC_BASE_ENABLED, 0);
}

static void take_x2apic(uint64_t unused)
{
    (void)unused;
    change_apic_base(0, APIC_BASE_X2);
}

static void take_address(uint64_t address)
{
    change_apic_base(APIC_BASE_ADDRESS, address);
}

static const struct change changes[] = {
    { "apid", 1, take_id },
    { "apoff", 0, switch_off },
    { "apx2", 0, take_x2apic },
    { "apat", 1, take_address },
};

/* ---- the choice of the CPU ---- */

static void delay(unsigned writes)
{
    for (unsigned i = 0; i < writes; i++)
        outb(DELAY_PORT, 0);
}

static void command(uint32_t apic_id, uint32_t what)
{
    *apic_register(APIC_COMMAND_HIGH) = apic_id << APIC_ID_SHIFT;
    *apic_register(APIC_COMMAND_LOW) = what;
}

static _Noreturn void ap_main(void)
{
    errand.change->make(errand.value);
    errand.made = 1;
    for (;;) {
        local_irq_disable();
        halt();
    }
}

static void prepare_page(uint8_t *page)
{
    static uint8_t stack[AP_STACK_BYTES] __attribute__((aligned(16)));
    const struct ap_start start = { (uintptr_t)(stack + sizeof(stack)),
                                    (uintptr_t)ap_main };

    memcpy(page, ap_start_code, AP_START_SIZE);
    memcpy(page + (ap_start_parameters - ap_start_code), &start, sizeof(start));
}

static void have_it_made(uint32_t apic_id)
{
    static uint8_t saved[AP_START_SIZE];
    uintptr_t address = AP_START_PAGE;
    __asm__("" : "+r"(address)); /* hides from the compiler that no array is there */
    uint8_t *page = (uint8_t *)address;

    memcpy(saved, page, sizeof(saved));
    prepare_page(page);
    errand.made = 0;
    *apic_register(APIC_SPURIOUS) |= APIC_SOFTWARE_ENABLED;
    command(apic_id, COMMAND_INIT);
    delay(INIT_WRITES);
    command(apic_id, COMMAND_STARTUP | AP_START_PAGE >> 12);
    for (unsigned i = 0; !errand.made; i++) {
        if (i == ANSWER_WRITES)
            give_up("no CPU with that APIC id came to change its local APIC");
        delay(1);
    }
    memcpy(page, saved, sizeof(saved));
}

bool processors_break(const struct step *step)
{
    const struct part *part = step->part;

    for (unsigned i = 0; i < ARRAY_SIZE(changes); i++) {
        if (!part_is(&part[0], changes[i].name) || step->count != changes[i].values + 2)
            continue;
        uint32_t apic_id = (uint32_t)part_value(&part[1]);
        errand.change = &changes[i];
        errand.value = changes[i].values ? part_value(&part[2]) : 0;
        if (apic_id == *apic_register(APIC_ID) >> APIC_ID_SHIFT)
            errand.change->make(errand.value);
        else
            have_it_made(apic_id);
        return true;
    }
    return false;
}
