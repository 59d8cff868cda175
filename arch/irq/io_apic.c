#include "arch/irq/io_apic.h"

#include <stddef.h>

/* Two windows: register number and register contents (82093AA, 3.1). */
enum { SELECT = 0x00, WINDOW = 0x10 };
/* Registers: version, and two per input (3.2). */
enum { VERSION = 0x01, REDIRECTION = 0x10, INPUTS_MAX = 240 };

#define REDIRECTION_NMI (4u << 8) /* edge, active high, physical destination */
#define REDIRECTION_MASKED (1u << 16)
#define DESTINATION_SHIFT 24 /* of the high half */

static volatile uint8_t *base;

void io_apic_set_base(volatile void *registers)
{
    base = registers;
}

static uint32_t io_apic_read(unsigned number)
{
    *(volatile uint32_t *)(base + SELECT) = number;
    return *(volatile uint32_t *)(base + WINDOW);
}

static void io_apic_write(unsigned number, uint32_t value)
{
    *(volatile uint32_t *)(base + SELECT) = number;
    *(volatile uint32_t *)(base + WINDOW) = value;
}

unsigned io_apic_inputs(void)
{
    if (base == NULL)
        return 0;
    /* Without an I/O APIC the version reads as all ones or all zeros. */
    uint32_t version = io_apic_read(VERSION);
    unsigned inputs = (version >> 16 & 0xFF) + 1;
    return version == 0 || inputs > INPUTS_MAX ? 0 : inputs;
}

void io_apic_mask(unsigned input)
{
    io_apic_write(REDIRECTION + 2 * input, REDIRECTION_MASKED);
}

unsigned io_apic_mask_all(void)
{
    unsigned open = 0;

    for (unsigned input = 0, inputs = io_apic_inputs(); input < inputs; input++) {
        if (io_apic_read(REDIRECTION + 2 * input) & REDIRECTION_MASKED)
            continue;
        io_apic_mask(input);
        open++;
    }
    return open;
}

void io_apic_nmi(unsigned input, uint32_t apic_id)
{
    io_apic_mask(input);
    io_apic_write(REDIRECTION + 2 * input + 1, apic_id << DESTINATION_SHIFT);
    io_apic_write(REDIRECTION + 2 * input, REDIRECTION_NMI);
}
