/*
 * The pure half of arch/devices/uart.c. If one of these fails, the log goes to no port,
 * or the search for one writes into a device that is no serial port.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/devices/uart.h"
#include "lib/compiler.h"

/* The ports tried if the BIOS data area lists these four, with this count. */
static unsigned candidates_counted(uint16_t chosen, const uint16_t listed[4],
                                   unsigned count, uint16_t *ports)
{
    uint8_t bytes[0x12] = { 0 };
    struct physical_view memory = { bytes, 0x400, sizeof(bytes) };
    uint16_t equipment = (uint16_t)(0xC021u | count << 9);

    memcpy(bytes, listed, 4 * sizeof(*listed));
    memcpy(bytes + 0x10, &equipment, sizeof(equipment));
    return uart_candidates(&memory, chosen, ports);
}

static unsigned candidates(uint16_t chosen, const uint16_t listed[4], uint16_t *ports)
{
    unsigned count = 0;
    for (unsigned i = 0; i < 4; i++)
        count += listed[i] != 0;
    return candidates_counted(chosen, listed, count, ports);
}

static void test_order_and_no_port_twice(void **state)
{
    uint16_t ports[UART_CANDIDATES];

    (void)state;
    assert_int_equal(candidates(0, (const uint16_t[]){ 0x2F8, 0x3F8, 0, 0 }, ports), 2);
    assert_int_equal(ports[0], 0x2F8);
    assert_int_equal(ports[1], 0x3F8);
    assert_int_equal(candidates(0x3E8, (const uint16_t[]){ 0x3F8, 0x3E8, 0, 0 }, ports),
                     2);
    assert_int_equal(ports[0], 0x3E8);
    assert_int_equal(ports[1], 0x3F8);
    assert_int_equal(candidates(0, (const uint16_t[]){ 0, 0, 0, 0 }, ports),
                     1); /* UEFI */
    assert_int_equal(ports[0], 0x3F8);
}

/* All different, all sane: the array is exactly full. */
static void test_as_many_as_there_can_be(void **state)
{
    uint16_t ports[UART_CANDIDATES + 1] = { [UART_CANDIDATES] = 0xDEAD };

    (void)state;
    static const uint16_t listed[] = { 0x2F8, 0x3E8, 0x2E8, 0xD010 };
    assert_int_equal(candidates(0x5000, listed, ports), UART_CANDIDATES);
    assert_int_equal(ports[UART_CANDIDATES - 1], 0x3F8);
    assert_int_equal(ports[UART_CANDIDATES], 0xDEAD);
}

/* 0x1F0 is a disk, 0xCF8 the PCI bus: a scratch test there is a command. */
static void test_nonsense_in_the_bios_data_area(void **state)
{
    uint16_t ports[UART_CANDIDATES];

    (void)state;
    static const uint16_t listed[] = { 0x1F0, 0xCF8, 0xFFFF, 0x1003 };
    assert_int_equal(candidates(0, listed, ports), 1);
    assert_int_equal(ports[0], 0x3F8);
}

/* Data that UEFI leaves at 0x400 may look like a port, and be a PCI disk's: that word
 * alone does not justify a write. */
static void test_a_count_that_does_not_agree(void **state)
{
    static const uint16_t listed[] = { 0x3F8, 0xD010, 0, 0 };
    uint16_t ports[UART_CANDIDATES];

    (void)state;
    assert_int_equal(candidates_counted(0, listed, 2, ports), 2);
    assert_int_equal(ports[1], 0xD010);
    assert_int_equal(candidates_counted(0, listed, 1, ports), 1);
    assert_int_equal(candidates_counted(0, listed, 3, ports), 1);
    assert_int_equal(candidates_counted(0, listed, 0, ports), 1);
    assert_int_equal(ports[0], 0x3F8);
}

static void test_no_bios_data_area_at_all(void **state)
{
    struct physical_view nothing = { NULL, 0, 0 };
    uint16_t ports[UART_CANDIDATES];

    (void)state;
    assert_int_equal(uart_candidates(&nothing, 0, ports), 1);
    assert_int_equal(ports[0], 0x3F8);
}

static void test_speeds(void **state)
{
    static const uint32_t good[] = { 1200, 2400, 9600, 19200, 38400, 57600, 115200 };
    static const uint32_t bad[] = { 0, 1, 300, 110000, 115201, 230400, UINT32_MAX };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(good); i++)
        assert_true(uart_baud_valid(good[i]));
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        assert_false(uart_baud_valid(bad[i]));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_and_no_port_twice),
        cmocka_unit_test(test_as_many_as_there_can_be),
        cmocka_unit_test(test_nonsense_in_the_bios_data_area),
        cmocka_unit_test(test_a_count_that_does_not_agree),
        cmocka_unit_test(test_no_bios_data_area_at_all),
        cmocka_unit_test(test_speeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
