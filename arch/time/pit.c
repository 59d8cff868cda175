#include "arch/time/pit.h"

#include "arch/cpu/instructions.h"

enum {
    PORT_CHANNEL_0 = 0x40,
    PORT_CHANNEL_2 = 0x42,
    PORT_COMMAND = 0x43,
    PORT_B = 0x61, /* the PC/AT's "system control port B" */
};

/* Command byte (8254 data sheet, "Control Word Format") */
#define COMMAND_CHANNEL_0 0x00
#define COMMAND_CHANNEL_2 0x80
#define COMMAND_LATCH 0x00
#define COMMAND_LOW_THEN_HIGH 0x30
#define COMMAND_ONE_SHOT 0x00       /* mode 0: low until the count has ended */
#define COMMAND_RATE_GENERATOR 0x04 /* mode 2; mode 3 would count in twos */

/* "Read-Back Command": latch the status of channel 0, or its status and its count. The
 * status has the output in bit 7, "count not loaded yet" in bit 6, and the command byte's
 * mode below. */
#define READ_BACK_STATUS_0 0xE2
#define READ_BACK_BOTH_0 0xC2
#define STATUS_OUT 0x80
#define STATUS_NOT_LOADED 0x40
#define STATUS_COMMAND 0x3F

#define PORT_B_GATE_2 0x01
#define PORT_B_SPEAKER 0x02
#define PORT_B_WRITABLE 0x0F /* the others are status, or acknowledge on a PS/2 */
#define PORT_B_OUT_2 0x20

static void open_gate(void)
{
    uint8_t kept = inb(PORT_B) & PORT_B_WRITABLE & ~PORT_B_SPEAKER;
    outb(PORT_B, kept | PORT_B_GATE_2);
}

void pit_prepare(uint16_t ticks)
{
    open_gate();
    outb(PORT_COMMAND, COMMAND_CHANNEL_2 | COMMAND_LOW_THEN_HIGH | COMMAND_ONE_SHOT);
    outb(PORT_CHANNEL_2, ticks & 0xFF);
}

void pit_start(uint16_t ticks)
{
    outb(PORT_CHANNEL_2, ticks >> 8);
}

bool pit_expired(void)
{
    return inb(PORT_B) & PORT_B_OUT_2;
}

void pit_run_freely(void)
{
    open_gate();
    outb(PORT_COMMAND,
         COMMAND_CHANNEL_2 | COMMAND_LOW_THEN_HIGH | COMMAND_RATE_GENERATOR);
    outb(PORT_CHANNEL_2, 0); /* 0 counts as 65536 */
    outb(PORT_CHANNEL_2, 0);
}

uint16_t pit_count(void)
{
    outb(PORT_COMMAND, COMMAND_CHANNEL_2 | COMMAND_LATCH);
    uint8_t low = inb(PORT_CHANNEL_2);
    uint8_t high = inb(PORT_CHANNEL_2);
    return (uint16_t)(high << 8 | low);
}

void pit_start_count(void)
{
    outb(PORT_COMMAND, COMMAND_CHANNEL_0 | COMMAND_LOW_THEN_HIGH | COMMAND_ONE_SHOT);
    outb(PORT_CHANNEL_0, PIT_COUNT_TICKS & 0xFF);
    outb(PORT_CHANNEL_0, PIT_COUNT_TICKS >> 8);
}

int pit_counted(void)
{
    outb(PORT_COMMAND, READ_BACK_BOTH_0);
    uint8_t status = inb(PORT_CHANNEL_0);
    uint8_t low = inb(PORT_CHANNEL_0);
    uint8_t high = inb(PORT_CHANNEL_0);

    if ((status & STATUS_COMMAND) != (COMMAND_LOW_THEN_HIGH | COMMAND_ONE_SHOT))
        return PIT_NOT_COUNTING;
    if (status & STATUS_NOT_LOADED)
        return 0;
    return status & STATUS_OUT ? PIT_OVER : PIT_COUNT_TICKS - (high << 8 | low);
}

void pit_prepare_shots(void)
{
    outb(PORT_COMMAND, COMMAND_CHANNEL_0 | COMMAND_LOW_THEN_HIGH | COMMAND_ONE_SHOT);
}

void pit_shot(uint8_t byte)
{
    outb(PORT_CHANNEL_0, byte);
    outb(PORT_CHANNEL_0, byte);
}

bool pit_shot_over(void)
{
    outb(PORT_COMMAND, READ_BACK_STATUS_0);
    return inb(PORT_CHANNEL_0) & STATUS_OUT;
}
