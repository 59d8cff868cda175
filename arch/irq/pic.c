#include "arch/irq/pic.h"

#include <stdint.h>

#include "arch/cpu/instructions.h"

enum {
    MASTER_COMMAND = 0x20,
    MASTER_DATA = 0x21,
    SLAVE_COMMAND = 0xA0,
    SLAVE_DATA = 0xA1,
    PORT_DELAY = 0x80,
    IMCR_SELECT = 0x22,
    IMCR_DATA = 0x23,
    CASCADE_IRQ = 2,
    LINES = 8, /* of one 8259 */
};

/* Initialization and operation command words (8259A data sheet) */
#define ICW1_EDGE_CASCADE_ICW4 0x11
#define ICW4_8086 0x01
#define OCW2_END 0x20
#define OCW2_END_OF_IRQ_0 0x60
#define OCW3_READ_IN_SERVICE 0x0B
#define OCW3_POLL 0x0C /* the next read acknowledges ("Poll Command") */
#define MASK_ALL 0xFF
#define MASK_ALL_BUT_TIMER 0xFE
#define IRQ_7_IN_SERVICE 0x80
#define IMCR_REGISTER 0x70
#define IMCR_SYMMETRIC 0x01

/* An ISA 8259 needs a short delay between two writes. */
static void command(uint16_t port, uint8_t value)
{
    outb(port, value);
    outb(PORT_DELAY, 0);
}

void pic_remap_and_mask(void)
{
    command(MASTER_COMMAND, ICW1_EDGE_CASCADE_ICW4);
    command(SLAVE_COMMAND, ICW1_EDGE_CASCADE_ICW4);
    command(MASTER_DATA, PIC_FIRST_VECTOR);
    command(SLAVE_DATA, PIC_FIRST_VECTOR + LINES);
    command(MASTER_DATA, 1 << CASCADE_IRQ);
    command(SLAVE_DATA, CASCADE_IRQ);
    command(MASTER_DATA, ICW4_8086);
    command(SLAVE_DATA, ICW4_8086);
    command(MASTER_DATA, MASK_ALL);
    command(SLAVE_DATA, MASK_ALL);
}

static bool irq_7_in_service(uint16_t port)
{
    outb(port, OCW3_READ_IN_SERVICE);
    return inb(port) & IRQ_7_IN_SERVICE;
}

bool pic_spurious(unsigned vector)
{
    if (vector == PIC_FIRST_VECTOR + LINES - 1)
        return !irq_7_in_service(MASTER_COMMAND);
    if (vector != PIC_FIRST_VECTOR + PIC_VECTORS - 1 || irq_7_in_service(SLAVE_COMMAND))
        return false;
    outb(MASTER_COMMAND, OCW2_END); /* the master did see a real request: the cascade */
    return true;
}

void pic_end(unsigned vector)
{
    if (vector >= PIC_FIRST_VECTOR + LINES)
        outb(SLAVE_COMMAND, OCW2_END);
    outb(MASTER_COMMAND, OCW2_END);
}

void pic_open_timer(void)
{
    command(MASTER_DATA, MASK_ALL_BUT_TIMER);
}

void pic_acknowledge_timer(void)
{
    outb(MASTER_COMMAND, OCW3_POLL);
    (void)inb(MASTER_COMMAND);
    outb(MASTER_COMMAND, OCW2_END_OF_IRQ_0);
}

void pic_imcr_symmetric(void)
{
    outb(IMCR_SELECT, IMCR_REGISTER);
    outb(IMCR_DATA, inb(IMCR_DATA) | IMCR_SYMMETRIC);
}
