/*
 * arch/devices/uart.c on a model of a port. If one of these fails, a machine without a
 * serial port, or with a stuck one, hangs, or a working port gets no log.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/cpu/instructions.h"
#include "lib/compiler.h"
#include "tests/host/fixture_within.h"

enum { PORT = 0x3F8, SENT_MAX = 4096 };
enum {
    HOLDING_EMPTY = 0x20,
    ALL_EMPTY = 0x40,
    RECEIVED = 0x01,
    LOOP = 0x10,
    DLAB = 0x80
};

/* A UART by its data sheet, as far as lohilo uses it. */
static struct {
    bool absent;      /* a floating bus */
    bool has_scratch; /* an 8250 has none */
    bool has_fifo;
    bool stuck;     /* takes no more characters */
    unsigned takes; /* this many, then stuck; 0: any number */
    uint8_t scratch, line_control, modem_control, divisor_low, looped;
    bool loop_full;
    uint8_t error; /* bits of the line status that come with a received byte */
    const char *input;
    char sent[SENT_MAX];
    unsigned count, polls;
} model;

static uint8_t line_status(void)
{
    model.polls++;
    if (model.stuck)
        return 0;
    bool received = model.loop_full || (model.input && *model.input);
    return HOLDING_EMPTY | ALL_EMPTY | (received ? RECEIVED | model.error : 0);
}

static uint8_t receive(void)
{
    if (model.loop_full) {
        model.loop_full = false;
        return model.looped;
    }
    return model.input && *model.input ? (uint8_t)*model.input++ : 0;
}

static uint8_t fake_inb(uint16_t number)
{
    if (model.absent || number < PORT || number >= PORT + 8)
        return 0xFF;
    switch (number - PORT) {
    case 0:
        return receive();
    case 2:
        return model.has_fifo ? 0xC1 : 0x01;
    case 3:
        return model.line_control;
    case 5:
        return line_status();
    case 7:
        return model.has_scratch ? model.scratch : 0xFF;
    default:
        return 0;
    }
}

static void send(uint8_t value)
{
    if (model.modem_control & LOOP) {
        model.looped = value;
        model.loop_full = true;
        return;
    }
    assert_within(model.count, 0, SENT_MAX - 1);
    model.sent[model.count++] = (char)value;
    if (model.takes && model.count >= model.takes)
        model.stuck = true;
}

static void fake_outb(uint16_t number, uint8_t value)
{
    if (model.absent || number < PORT || number >= PORT + 8)
        return;
    switch (number - PORT) {
    case 0:
        if (model.line_control & DLAB)
            model.divisor_low = value;
        else
            send(value);
        break;
    case 3:
        model.line_control = value;
        break;
    case 4:
        model.modem_control = value;
        break;
    case 7:
        model.scratch = value;
        break;
    default:
        break;
    }
}

/* The file under test, with that model. Its public names are in the library as well. */
#define inb fake_inb
#define outb fake_outb
#define uart_candidates modelled_uart_candidates
#define uart_baud_valid modelled_uart_baud_valid
#define uart_open modelled_uart_open
#define uart_port modelled_uart_port
#define uart_baud modelled_uart_baud
#define uart_alive modelled_uart_alive
#define uart_write modelled_uart_write
#define uart_drain modelled_uart_drain
#define uart_read modelled_uart_read
#define uart_describe modelled_uart_describe
#include "arch/devices/uart.c"

static uint32_t sent;

static int set_up(void **state)
{
    (void)state;
    sent = 0;
    memset(&model, 0, sizeof(model));
    model.has_scratch = model.has_fifo = true;
    return 0;
}

static void test_a_good_port(void **state)
{
    (void)state;
    assert_true(uart_open(PORT, 9600));
    assert_int_equal(model.divisor_low, 12);
    assert_int_equal(model.line_control, 0x03);
    uart_write(NULL, "a line\r\n", 8, &sent);
    assert_int_equal(sent, 8);
    assert_memory_equal(model.sent, "a line\r\n", 8);
    assert_int_equal(model.count, 8);
    assert_true(uart_alive());
}

static void test_an_8250_shows_by_loopback(void **state)
{
    (void)state;
    model.has_scratch = model.has_fifo = false;
    assert_true(uart_open(PORT, 115200));
    assert_int_equal(model.count, 0); /* and nothing was sent */
    assert_false(model.modem_control & LOOP);
    uart_write(NULL, "x", 1, &sent);
    assert_int_equal(model.count, 1);
}

/* At once: a read of an absent register costs a microsecond. */
static void test_no_port_costs_nothing(void **state)
{
    (void)state;
    model.absent = true;
    assert_false(uart_open(PORT, 115200));
    assert_int_equal(model.polls, 0);
    uart_write(NULL, "x", 1, &sent);
    assert_int_equal(uart_read(), -1);
    assert_int_equal(uart_port(), 0);
    assert_false(uart_alive());
}

/* A device that is no UART: its registers keep nothing. */
static void test_a_port_that_is_no_uart(void **state)
{
    (void)state;
    model.has_scratch = false;
    model.stuck = true;
    assert_false(uart_open(PORT, 115200));
    assert_int_equal(uart_port(), 0);
}

/* Given up once, after a number of polls, and never polled again. */
static void test_a_port_that_gets_stuck(void **state)
{
    (void)state;
    assert_true(uart_open(PORT, 115200));
    model.takes = 20;
    for (unsigned i = 0; i < 10; i++)
        uart_write(NULL, "0123456789", 10, &sent);
    assert_false(uart_alive());
    assert_within(model.count, 20, 20 + 16);
    assert_int_equal(sent, model.count); /* bytes given up are not counted */
    unsigned polls = model.polls;
    assert_true(polls <= 400 * 1000);
    uart_write(NULL, "more", 4, &sent);
    uart_drain();
    assert_int_equal(model.polls, polls);
    assert_int_equal(uart_port(), PORT); /* it can be tried once more */
    model.stuck = false;
    model.takes = 0;
    assert_true(uart_open(PORT, uart_baud()));
    assert_true(uart_alive());
}

/* Noise on an open line must not look like keys. */
static void test_received_bytes(void **state)
{
    (void)state;
    assert_true(uart_open(PORT, 115200));
    assert_int_equal(uart_read(), -1);
    model.input = "qs";
    assert_int_equal(uart_read(), 'q');
    model.error = 0x08; /* framing */
    assert_int_equal(uart_read(), -1);
    assert_int_equal(uart_read(), -1); /* now it is gone */
    model.error = 0;
    assert_int_equal(uart_read(), -1);
    model.absent = true; /* unplugged */
    assert_int_equal(uart_read(), -1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_a_good_port, set_up),
        cmocka_unit_test_setup(test_an_8250_shows_by_loopback, set_up),
        cmocka_unit_test_setup(test_no_port_costs_nothing, set_up),
        cmocka_unit_test_setup(test_a_port_that_is_no_uart, set_up),
        cmocka_unit_test_setup(test_a_port_that_gets_stuck, set_up),
        cmocka_unit_test_setup(test_received_bytes, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
