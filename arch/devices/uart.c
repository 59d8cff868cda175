#include "arch/devices/uart.h"

#include "arch/cpu/instructions.h"
#include "arch/firmware/firmware.h"
#include "lib/string.h"

/* Registers, as offsets from the port (National Semiconductor PC16550D data sheet, table
 * II) */
enum {
    DATA = 0,             /* receive and transmit; divisor low under DLAB */
    INTERRUPT_ENABLE = 1, /* divisor high under DLAB */
    FIFO_CONTROL = 2,     /* written */
    INTERRUPT_ID = 2,     /* read */
    LINE_CONTROL = 3,
    MODEM_CONTROL = 4,
    LINE_STATUS = 5,
    SCRATCH = 7, /* not in an 8250 */
};

#define FIFO_ON_AND_CLEARED 0x07
#define ID_FIFO_WORKS 0xC0 /* 16550A; the 16550's FIFO is broken and shows 0x80 */
#define LINE_8N1 0x03
#define LINE_DLAB 0x80
#define MODEM_DTR_RTS 0x03
#define MODEM_LOOPBACK 0x1E /* loop, OUT2, OUT1, RTS */
#define STATUS_RECEIVED 0x01
#define STATUS_BAD 0x1E /* overrun, parity, framing, break: noise, or a cable pulled */
#define STATUS_HOLDING_EMPTY 0x20
#define STATUS_ALL_EMPTY 0x40
#define STATUS_ABSENT 0xFF

enum {
    UART_CLOCK_BAUD = 115200,
    LOWEST_BAUD = 1200,
    FIFO_DEPTH = 16,
    BITS_PER_BYTE = 10, /* start, eight, stop */
    /* No machine polls a port faster than that, and it is the least number of polls
     * before giving up. At 115200 baud 16 characters take 1.4 ms; a port on the ISA bus
     * is read once a microsecond, so a dead one costs 0.2 s, once. */
    POLLS_PER_US = 20,
    LEAST_POLLS = 200 * 1000,
};

/* The BIOS data area: four ports, and their number in the equipment word. */
enum { BDA_SERIAL_PORTS = 0x400, BDA_SERIAL_MOST = 4, BDA_EQUIPMENT = 0x410 };
#define EQUIPMENT_SERIAL(word) ((word) >> 9 & 7)

static struct {
    uint16_t port;
    bool alive;
    uint8_t depth; /* characters that fit once the holding register is empty */
    uint32_t baud;
    uint32_t poll_limit;
} uart;

/* Elsewhere a stray write can do harm (0x1F0 is a disk): below the range of PCI only the
 * four classic ports are allowed, in it only ports that a BIOS has counted. */
static bool can_be_serial(uint16_t port, bool counted)
{
    static const uint16_t classic[] = { UART_COM1, 0x2F8, 0x3E8, 0x2E8 };

    for (unsigned i = 0; i < ARRAY_SIZE(classic); i++)
        if (port == classic[i])
            return true;
    return counted && port >= 0x1000 && port % 8 == 0;
}

/* UEFI has no BIOS data area: random bytes there are unlikely to be consistent. */
static bool bios_counted(const struct physical_view *memory,
                         const uint16_t listed[BDA_SERIAL_MOST])
{
    uint16_t equipment = 0;
    unsigned count = 0;

    firmware_read(memory, BDA_EQUIPMENT, &equipment, sizeof(equipment));
    for (unsigned i = 0; i < BDA_SERIAL_MOST; i++)
        count += listed[i] != 0;
    return count == EQUIPMENT_SERIAL(equipment);
}

static unsigned add_port(uint16_t *ports, unsigned count, uint16_t port)
{
    for (unsigned i = 0; i < count; i++)
        if (ports[i] == port)
            return count;
    ports[count] = port;
    return count + 1;
}

unsigned uart_candidates(const struct physical_view *memory, uint16_t chosen,
                         uint16_t ports[UART_CANDIDATES])
{
    uint16_t listed[BDA_SERIAL_MOST] = { 0 };
    unsigned count = 0;

    if (chosen != 0)
        count = add_port(ports, count, chosen);
    firmware_read(memory, BDA_SERIAL_PORTS, listed, sizeof(listed));
    bool counted = bios_counted(memory, listed);
    for (unsigned i = 0; i < BDA_SERIAL_MOST; i++)
        if (can_be_serial(listed[i], counted))
            count = add_port(ports, count, listed[i]);
    return add_port(ports, count, UART_COM1);
}

bool uart_baud_valid(uint32_t baud)
{
    return baud >= LOWEST_BAUD && baud <= UART_CLOCK_BAUD && UART_CLOCK_BAUD % baud == 0;
}

static uint8_t read_register(unsigned offset)
{
    return inb((uint16_t)(uart.port + offset));
}

static void write_register(unsigned offset, uint8_t value)
{
    outb((uint16_t)(uart.port + offset), value);
}

/* Waits for any of the bits in the line status. */
static bool wait_for(uint8_t bits)
{
    for (uint32_t i = 0; i < uart.poll_limit; i++)
        if (read_register(LINE_STATUS) & bits)
            return true;
    return false;
}

/* A floating bus may return the last value written, hence the read in between. */
static bool scratch_keeps(uint8_t value)
{
    write_register(SCRATCH, value);
    (void)read_register(LINE_STATUS);
    return read_register(SCRATCH) == value;
}

static bool loopback_returns(uint8_t value)
{
    write_register(MODEM_CONTROL, MODEM_LOOPBACK);
    write_register(DATA, value);
    return wait_for(STATUS_RECEIVED) && read_register(DATA) == value;
}

static void set_line(uint32_t baud)
{
    uint32_t divisor = UART_CLOCK_BAUD / baud;

    write_register(INTERRUPT_ENABLE, 0);
    write_register(LINE_CONTROL, LINE_DLAB);
    write_register(DATA, divisor & 0xFF);
    write_register(INTERRUPT_ENABLE, (uint8_t)(divisor >> 8));
    write_register(LINE_CONTROL, LINE_8N1);
    write_register(FIFO_CONTROL, FIFO_ON_AND_CLEARED);
}

static bool answers(void)
{
    return (scratch_keeps(0x5A) && scratch_keeps(0xA5)) ||
           (loopback_returns(0xAE) && loopback_returns(0x51));
}

static void choose_depth(void)
{
    if ((read_register(INTERRUPT_ID) & ID_FIFO_WORKS) == ID_FIFO_WORKS) {
        uart.depth = FIFO_DEPTH;
        return;
    }
    write_register(FIFO_CONTROL, 0);
    uart.depth = 1;
}

bool uart_open(uint16_t port, uint32_t baud)
{
    uart.port = 0;
    uart.alive = false;
    if (port == 0 || !uart_baud_valid(baud))
        return false;

    uint32_t us = FIFO_DEPTH * BITS_PER_BYTE * 1000000u / baud;
    uart.port = port;
    uart.baud = baud;
    uart.poll_limit = us * POLLS_PER_US;
    if (uart.poll_limit < LEAST_POLLS)
        uart.poll_limit = LEAST_POLLS;
    if (read_register(LINE_STATUS) == STATUS_ABSENT) {
        uart.port = 0;
        return false;
    }
    (void)wait_for(STATUS_ALL_EMPTY); /* the boot loader's last bytes */
    set_line(baud);
    if (!answers()) {
        uart.port = 0;
        return false;
    }
    choose_depth();
    write_register(MODEM_CONTROL, MODEM_DTR_RTS);
    uart.alive = true;
    return true;
}

uint16_t uart_port(void)
{
    return uart.port;
}

uint32_t uart_baud(void)
{
    return uart.baud;
}

bool uart_alive(void)
{
    return uart.alive;
}

void uart_write(void *context, const char *bytes, size_t length, uint32_t *sent)
{
    (void)context;
    while (length > 0 && uart.alive) {
        if (!wait_for(STATUS_HOLDING_EMPTY)) {
            uart.alive = false;
            return;
        }
        for (unsigned i = 0; i < uart.depth && length > 0; i++, length--) {
            write_register(DATA, (uint8_t)*bytes++);
            WRITE_ONCE(*sent, *sent + 1);
        }
    }
}

void uart_drain(void)
{
    if (uart.alive && !wait_for(STATUS_ALL_EMPTY))
        uart.alive = false;
}

int uart_read(void)
{
    if (!uart.alive)
        return -1;
    uint8_t status = read_register(LINE_STATUS);
    if (status == STATUS_ABSENT || !(status & STATUS_RECEIVED))
        return -1;
    uint8_t byte = read_register(DATA);
    return status & STATUS_BAD ? -1 : byte;
}

void uart_describe(struct line_sink *sink)
{
    if (uart.port == 0)
        line(sink, "serial: none");
    else
        line(sink, "serial: port 0x%x, %u baud, %s%s", uart.port, uart.baud,
             uart.depth > 1 ? "16550A" : "no FIFO",
             uart.alive ? "" : ", dead: it stopped taking characters");
}
