/*
 * The serial port that carries the log: an 8250 or any of its successors, polled. One
 * port, one user at a time: callers on several CPUs bring their own lock.
 *
 * Every wait is limited by a number of polls, not by time: a paused virtual machine does
 * not poll meanwhile. A port that once does not accept a character within the limit is
 * dead for good, and later writes to it cost nothing.
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

/* The ports worth trying, best first, without duplicates: `chosen` (0: no choice), the
 * possible serial ports in the BIOS data area at 0x400, COM1. A port in PCI's range
 * counts only if the equipment word at 0x410 has as many ports as are listed. Returns the
 * number. Pure. */
unsigned uart_candidates(const struct physical_view *memory, uint16_t chosen,
                         uint16_t ports[UART_CANDIDATES]);

/* Whether the port can run at this speed: a whole divisor of 115200, from 1200 up. */
bool uart_baud_valid(uint32_t baud);

/* Sets the port to 8 data bits, no parity, one stop bit, FIFO on if it works (16550A),
 * after a character that is still being sent. Returns false, and leaves no port open, if
 * there is no UART (line status 0xFF; neither a scratch register nor loopback) or the
 * speed is not valid. */
bool uart_open(uint16_t port, uint32_t baud);

/* The open port, 0 for none. Stays the same when the port dies. */
uint16_t uart_port(void);
uint32_t uart_baud(void);
bool uart_alive(void);

/* An output of the log (kernel/log/log_stream.h). No context: NULL. Sends bytes unchanged
 * (the log itself ends its lines with CR LF), and adds each to *sent. */
void uart_write(void *context, const char *bytes, size_t length, uint32_t *sent);

/* Waits until all output has left, at most a FIFO's worth: a reset or power-off loses
 * what is still inside. */
void uart_drain(void);

/* A received byte, or -1 for none or for a damaged one. Never waits. */
int uart_read(void);

/* Logs one line: port, speed, kind, and whether it died. */
void uart_describe(struct line_sink *sink);
