/*
 * Channel 2 of the 8254 timer, polled: its output is port 0x61 bit 5, so that it needs
 * neither interrupts nor channel 0, and a board without a timer hangs nothing (Intel 8254
 * data sheet; PC/AT port 0x61). One user at a time; there is no lock. Also channel 0,
 * whose output is IRQ 0, as a latched count and for single shots.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { PIT_HZ = 1193182 };

/* Opens the gate with the speaker off, and writes the first byte of a one-shot count
 * (mode 0). */
void pit_prepare(uint16_t ticks);

/* Writes the second byte: the count begins. The output is now low, and goes high one tick
 * after `ticks` more. If pit_expired() is true at once, there is no timer (-M
 * pc,pit=off). Before this call it means nothing: QEMU still shows the previous count's
 * output. */
void pit_start(uint16_t ticks);

/* Whether the output is high: the count has ended. */
bool pit_expired(void);

/* Lets the channel run continuously, 65536 ticks (54.9 ms) a turn, and reads the count,
 * which goes down. */
void pit_run_freely(void);
uint16_t pit_count(void);

/*
 * Channel 0 as a counter, for machines that do not show the output of channel 2 (microvm
 * has no port 0x61): once from 65535 down, for 54.9 ms, whatever used it before. Not
 * together with its shots.
 */
enum { PIT_COUNT_TICKS = 65535, PIT_OVER = -1, PIT_NOT_COUNTING = -2 };
void pit_start_count(void);
/* Ticks since then; PIT_OVER once it has ended; PIT_NOT_COUNTING if there is no working
 * 8254. */
int pit_counted(void);

/*
 * Channel 0: prepare once. A shot makes the output go low now, and high one tick after
 * PIT_SHOT_TICKS(byte) more; if pit_shot_over() is true at once, there is no timer. Both
 * halves of the count are the same byte, so that an NMI between the two writes may start
 * its own shot: the last byte counts, whichever is taken for the first.
 */
#define PIT_SHOT_TICKS(byte) ((byte) << 8 | (byte))
void pit_prepare_shots(void);
void pit_shot(uint8_t byte);
bool pit_shot_over(void);
