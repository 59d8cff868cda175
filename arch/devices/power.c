#include "arch/devices/power.h"

#include <stddef.h>

#include "arch/cpu/instructions.h"
#include "arch/devices/uart.h"
#include "arch/time/clock.h"

enum {
    QEMU_EXIT_PORT = 0xF4,
    QEMU_PM_CONTROL = 0x604,   /* PM1a control of the pc and q35 machines */
    BOCHS_PM_CONTROL = 0xB004, /* and of QEMU before 1.x */
    BOCHS_SHUTDOWN_PORT = 0x8900,
    RESET_CONTROL = 0xCF9,
    PCI_ADDRESS = 0xCF8,
    PCI_DATA = 0xCFC,
    KEYBOARD_COMMAND = 0x64,
};

#define PM_SLEEP_ENABLE 0x2000 /* SLP_EN with SLP_TYP 0, which is S5 in both emulators */
#define RESET_SYSTEM 0x02      /* 0xCF9: selects a hard reset ... */
#define RESET_NOW 0x06         /* ... and happens on the rise of bit 2 */
#define KEYBOARD_INPUT_FULL 0x02
#define KEYBOARD_PULSE_RESET 0xFE
#define KEYBOARD_ABSENT 0xFF
#define PCI_ENABLE (1u << 31)

enum {
    STEP_WAIT_US = 100 * 1000,
    RESET_EDGE_US = 50,
    KEYBOARD_WAIT_US = 50 * 1000,
};

/* Returns why it could not be tried, or NULL. */
typedef const char *(*step_function)(const struct power_means *means);

struct step {
    const char *name;
    step_function take;
};

static const char *qemu_exit(const struct power_means *means)
{
    outb(QEMU_EXIT_PORT, (uint8_t)(POWER_EXIT_BASE + means->exit_code));
    return NULL;
}

/* Stops in Bochs' debugger, whose script then quits with status 0: for a success only. */
static const char *bochs_magic_break(const struct power_means *means)
{
    if (means->exit_code != 0)
        return "is for a success only";
    __asm__ __volatile__("xchgw %%bx, %%bx" ::: "memory");
    return NULL;
}

static const char *bochs_shutdown(const struct power_means *means)
{
    static const char word[] = "Shutdown";

    (void)means;
    for (size_t i = 0; word[i] != '\0'; i++)
        outb(BOCHS_SHUTDOWN_PORT, (uint8_t)word[i]);
    return NULL;
}

static const char *qemu_sleep(const struct power_means *means)
{
    (void)means;
    outw(QEMU_PM_CONTROL, PM_SLEEP_ENABLE);
    return NULL;
}

static const char *bochs_sleep(const struct power_means *means)
{
    (void)means;
    outw(BOCHS_PM_CONTROL, PM_SLEEP_ENABLE);
    return NULL;
}

/* The address holds device, function and offset of a register on bus 0, 16 bits each from
 * bit 32 down (ACPI 5.2.3.2). */
static void write_pci(uint64_t address, uint8_t value)
{
    uint32_t device = (uint32_t)(address >> 32) & 0x1F;
    uint32_t function = (uint32_t)(address >> 16) & 0x7;
    uint32_t offset = (uint32_t)address & 0xFF;

    outl(PCI_ADDRESS, PCI_ENABLE | device << 11 | function << 8 | (offset & ~3u));
    outb((uint16_t)(PCI_DATA + (offset & 3)), value);
}

static const char *reset_register(const struct power_means *means)
{
    if (!means->has_reset_register)
        return "the FADT names none";
    switch (means->reset_space) {
    case ACPI_SPACE_IO:
        if (means->reset_address > UINT16_MAX)
            return "its port is beyond 0xffff";
        outb((uint16_t)means->reset_address, means->reset_value);
        return NULL;
    case ACPI_SPACE_PCI:
        write_pci(means->reset_address, means->reset_value);
        return NULL;
    default:
        return "it is neither a port nor in PCI configuration space";
    }
}

static const char *reset_control(const struct power_means *means)
{
    (void)means;
    outb(RESET_CONTROL, RESET_SYSTEM);
    clock_delay_us(RESET_EDGE_US);
    outb(RESET_CONTROL, RESET_NOW);
    return NULL;
}

static const char *keyboard_controller(const struct power_means *means)
{
    struct deadline limit = deadline_in_us(KEYBOARD_WAIT_US);

    (void)means;
    if (inb(KEYBOARD_COMMAND) == KEYBOARD_ABSENT)
        return "there is none";
    while (inb(KEYBOARD_COMMAND) & KEYBOARD_INPUT_FULL)
        if (deadline_passed(&limit))
            return "it takes no commands";
    outb(KEYBOARD_COMMAND, KEYBOARD_PULSE_RESET);
    return NULL;
}

/* Without an IDT an exception cannot be delivered, nor can the double fault it
 * becomes. */
static const char *triple_fault(const struct power_means *means)
{
    struct __attribute__((packed)) {
        uint16_t limit;
        uint32_t base;
    } no_idt = { 0, 0 };

    (void)means;
    __asm__ __volatile__("lidt %0; int3" ::"m"(no_idt) : "memory");
    return NULL;
}

static const struct step emulator_steps[] = {
    { "isa-debug-exit", qemu_exit },
    { "magic break", bochs_magic_break },
    { "Bochs' shutdown port", bochs_shutdown },
    { NULL, NULL },
};

static const struct step off_steps[] = {
    { "PM1a control at 0x604", qemu_sleep },
    { "PM1a control at 0xb004", bochs_sleep },
    { NULL, NULL },
};

static const struct step reboot_steps[] = {
    { "reset register", reset_register },
    { "port 0xcf9", reset_control },
    { "keyboard controller", keyboard_controller },
    { "triple fault", triple_fault },
    { NULL, NULL },
};

static const struct step hold_steps[] = { { NULL, NULL } };

static const struct {
    const char *name;
    const struct step *steps;
} ladders[] = {
    [POWER_HOLD] = { "hold", hold_steps },
    [POWER_REBOOT] = { "reboot", reboot_steps },
    [POWER_OFF] = { "power off", off_steps },
    [POWER_EMULATOR] = { "leave the emulator", emulator_steps },
};

static _Noreturn void hold(void)
{
    for (;;) { /* an NMI or SMI wakes it */
        local_irq_disable();
        halt();
    }
}

_Noreturn void power_end(enum power_action action, const struct power_means *means,
                         struct line_sink *sink)
{
    local_irq_disable();
    if ((unsigned)action >= ARRAY_SIZE(ladders))
        hold();
    for (const struct step *step = ladders[action].steps; step->name != NULL; step++) {
        uart_drain();
        const char *refused = step->take(means);
        if (refused == NULL)
            clock_delay_us(STEP_WAIT_US);
        line(sink, "end: %s: %s: %s", ladders[action].name, step->name,
             refused != NULL ? refused : "had no effect");
    }
    if (action != POWER_HOLD)
        line(sink, "end: %s did not work: holding", ladders[action].name);
    hold();
}
