/*
 * The serial port that carries the log: an 8250 or any of its successors, polled. One
 * port, one user at a time: whoever writes from several CPUs brings the lock.
 *
 * Every wait is bounded by a number of polls, not by time: a virtual machine that was
 * paused in the middle has not polled in the meantime. A port that once does not take a
 * character within the limit is dead for good, and writing to it costs nothing from then
 * on.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/firmware/physical_view.h"
#include "lib/line.h"

enum {
    UART_COM1 = 0x3F8,
    UART_DEFAULT_BAUD = 115200,
    UART_CANDIDATES = 6,
};

/* The ports worth trying, best first, none twice: `chosen` (0: nobody chose), what the
 * BIOS data area lists at 0x400 and a serial port can have, COM1. One of PCI's ports counts
 * only if the equipment word at 0x410 says that there are as many as are listed. Returns
 * how many. Pure. */
unsigned uart_candidates(const struct physical_view *memory, uint16_t chosen,
                         uint16_t ports[UART_CANDIDATES]);

/* Whether the port can run at this speed: a whole divisor of 115200, from 1200 up. */
bool uart_baud_valid(uint32_t baud);

/* Sets the port to 8 data bits, no parity, one stop bit, FIFO on where there is one that
 * works (16550A), after a character that may still be on its way out has left. Returns
 * false, and leaves no port open, where no UART answers there (line status 0xFF; neither
 * a scratch register nor loopback) or the speed is not valid. */
bool uart_open(uint16_t port, uint32_t baud);

/* The open port, 0 for none. Stays the same when the port dies. */
uint16_t uart_port(void);
uint32_t uart_baud(void);
bool uart_alive(void);

/* An output of the log (kernel/log/log_stream.h). No context: NULL. Bytes go out as they are (the
 * log ends its lines with CR LF itself), and *sent grows with each. */
void uart_write(void *context, const char *bytes, size_t length, uint32_t *sent);

/* Waits until all that was written has left, a FIFO's worth at the most: what is still
 * inside when the machine is reset or switched off is lost. */
void uart_drain(void);

/* A received byte, or -1 for none, or for one that did not arrive well. Never waits. */
int uart_read(void);

/* One line: port, speed, kind, and whether it died. */
void uart_describe(struct line_sink *sink);
