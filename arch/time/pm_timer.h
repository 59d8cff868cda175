/*
 * The ACPI power management timer: counts up at 3.579545 MHz and wraps every 4.69 s (ACPI
 * 6.5, 4.8.2.1). Its port is in the FADT (PM_TMR_BLK). Only 24 bits are used even if the
 * FADT offers 32: the upper ones are zero on some boards that claim them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
    PM_TIMER_HZ = 3579545,
    PM_TIMER_MASK = 0xFFFFFF,
};

/* The count, 24 bits. The PIIX4 and some of its successors do not latch it, so a read may
 * meet a carry half-way (Linux, acpi_pm_read_verified()): three reads in order, a bounded
 * number of tries. */
uint32_t pm_timer_read(uint16_t port);

/* Ticks from `from` to `to`, less than one turn apart. */
static inline uint32_t pm_timer_elapsed(uint32_t from, uint32_t to)
{
    return (to - from) & PM_TIMER_MASK;
}

/* Whether a counter is at this port: it changes within a bounded number of reads, and
 * does not jump by more than a read can take. A missing port always reads the same. */
bool pm_timer_moves(uint16_t port);
