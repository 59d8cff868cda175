/*
 * Channel 2 of the 8254 timer, read by polling: its output is port 0x61 bit 5, so that it
 * needs neither interrupts nor channel 0, and a board without a timer cannot stop us
 * (Intel 8254 data sheet; PC/AT port 0x61). One user at a time: nothing here is locked.
 * And channel 0, whose output is IRQ 0, for a count that is latched and for single shots.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { PIT_HZ = 1193182 };

/* Opens the gate with the speaker off, and leaves the channel waiting for the second byte
 * of a one-shot count (mode 0). */
void pit_prepare(uint16_t ticks);

/* Writes that byte: the count begins. The output is now low, and goes high one tick after
 * `ticks` more. Where pit_expired() says high at once, there is no timer (-M pc,pit=off);
 * it is of no use to ask before this call, when QEMU still shows the output of the count
 * before. */
void pit_start(uint16_t ticks);

/* Whether the output is high: the count has ended. */
bool pit_expired(void);

/* Lets the channel run round and round, 65536 ticks (54.9 ms) a turn, and reads where it
 * is. The count goes down. */
void pit_run_freely(void);
uint16_t pit_count(void);

/*
 * Channel 0 as a counter, where nothing shows the output of channel 2 (microvm has no port 0x61):
 * once from 65535 down, for 54.9 ms, whatever used it before. Not together with its shots.
 */
enum { PIT_COUNT_TICKS = 65535, PIT_OVER = -1, PIT_NOT_COUNTING = -2 };
void pit_start_count(void);
/* Ticks since then; PIT_OVER once it has ended; PIT_NOT_COUNTING where what answers is not
 * an 8254 that does what it was told to. */
int pit_counted(void);

/*
 * Channel 0: prepare once. A shot makes the output go low now, and high one tick after
 * PIT_SHOT_TICKS(byte) more; where pit_shot_over() says high at once, there is no timer.
 * Both halves of the count are the same byte, so that an NMI may come in between them and
 * start a shot of its own: whichever is then taken for the first, the last one counts.
 */
#define PIT_SHOT_TICKS(byte) ((byte) << 8 | (byte))
void pit_prepare_shots(void);
void pit_shot(uint8_t byte);
bool pit_shot_over(void);
