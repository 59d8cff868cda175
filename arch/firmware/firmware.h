/*
 * What the parsers of firmware tables and boot information share: copying out of physical
 * memory, the places where a PC's firmware leaves its anchors, and a limit on how much a
 * broken table can make lohilo say.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/firmware/physical_view.h"
#include "lib/line.h"

/* Copies `size` bytes of physical memory to `out`. False, with `out` untouched, where any
 * of them cannot be read. Address 0 can: a caller to whom it means "none" asks first. */
bool firmware_read(const struct physical_view *memory, uint64_t address, void *out,
                   size_t size);

/* Physical addresses, `end` exclusive. */
struct firmware_area {
    uint32_t start, end;
};

/*
 * The first KiB of the extended BIOS data area, where its segment, the word at 0x40E, is
 * believable; else an empty area. UEFI leaves 0 there (measured), and some BIOS that has
 * none leaves rubbish. Says so where the word is neither 0 nor believable.
 */
struct firmware_area firmware_ebda(const struct physical_view *memory,
                                   struct line_sink *sink);

/*
 * The last KiB of base memory, whose size in KiB is the word at 0x413; empty where that
 * is not believable.
 */
struct firmware_area firmware_base_memory_end(const struct physical_view *memory,
                                              struct line_sink *sink);

/* The last KiB of the 640 K that a PC has at most, whatever the word at 0x413 says. */
extern const struct firmware_area FIRMWARE_LAST_OF_640K;

/* 0xE0000 to 1 MiB. The MP specification starts at 0xF0000; wider costs nothing. */
extern const struct firmware_area FIRMWARE_BIOS;

/*
 * The first address at or after area->start, in 16-byte steps, where `length` (at most 8)
 * bytes spell the signature, all of them inside the area and readable; 0 where there is
 * none (no area begins at 0: the interrupt vectors are there). To look on, call again with the area's start behind what was found.
 */
uint32_t firmware_scan(const struct physical_view *memory,
                       const struct firmware_area *area, const char *signature,
                       size_t length);

/*
 * Remarks about one table: the first COMPLAINTS_MAX of them are lines, the others are
 * counted, so that a table of thousands of bad entries does not fill the log.
 */
enum { COMPLAINTS_MAX = 8 };

struct complaints {
    struct line_sink *sink; /* may be NULL, as for line() */
    unsigned made;          /* start at 0 */
};

void complain(struct complaints *self, const char *format, ...) __printf_like(2, 3);

/* Says how many remarks about `subject` were counted and not shown, if any were. */
void complaints_end(const struct complaints *self, const char *subject);

/* Copies text that came from firmware, made fit to be printed: bytes that are not
 * printable ASCII become '?', blanks at the end go, `out` (length + 1 bytes) ends in NUL.
 */
void firmware_text(char *out, const void *text, size_t length);
