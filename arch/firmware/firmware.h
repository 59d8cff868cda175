/*
 * Shared by the parsers of firmware tables and boot information: copying from physical
 * memory, the places where a PC's firmware leaves its anchors, and a limit on the log
 * lines about one broken table.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/firmware/physical_view.h"
#include "lib/line.h"

/* Copies `size` bytes of physical memory to `out`. False, with `out` unchanged, if any of
 * them cannot be read. Address 0 is readable: if it means "none", the caller checks
 * first. */
bool firmware_read(const struct physical_view *memory, uint64_t address, void *out,
                   size_t size);

/* Physical addresses, `end` exclusive. */
struct firmware_area {
    uint32_t start, end;
};

/*
 * The first KiB of the extended BIOS data area if its segment, the word at 0x40E, is
 * plausible; else an empty area. UEFI leaves 0 there (measured), and some BIOSes without
 * an EBDA leave garbage. Logs a word that is neither 0 nor plausible.
 */
struct firmware_area firmware_ebda(const struct physical_view *memory,
                                   struct line_sink *sink);

/*
 * The last KiB of base memory, whose size in KiB is the word at 0x413; empty if that is
 * not plausible.
 */
struct firmware_area firmware_base_memory_end(const struct physical_view *memory,
                                              struct line_sink *sink);

/* The last KiB of the 640 K that a PC has at most, whatever the word at 0x413 says. */
extern const struct firmware_area FIRMWARE_LAST_OF_640K;

/* 0xE0000 to 1 MiB. The MP specification starts at 0xF0000; wider costs nothing. */
extern const struct firmware_area FIRMWARE_BIOS;

/*
 * The first address at or after area->start, in 16-byte steps, where `length` (at most 8)
 * bytes match the signature, all of them inside the area and readable; 0 if there is none
 * (no area begins at 0: the interrupt vectors are there). To continue, call again with
 * the area's start behind the last match.
 */
uint32_t firmware_scan(const struct physical_view *memory,
                       const struct firmware_area *area, const char *signature,
                       size_t length);

/*
 * Remarks about one table: the first COMPLAINTS_MAX are logged, the others only counted,
 * so that a table of thousands of bad entries does not fill the log.
 */
enum { COMPLAINTS_MAX = 8 };

struct complaints {
    struct line_sink *sink; /* may be NULL, as for line() */
    unsigned made;          /* start at 0 */
};

void complain(struct complaints *self, const char *format, ...) __printf_like(2, 3);

/* Logs the number of remarks about `subject` that were only counted, if any. */
void complaints_end(const struct complaints *self, const char *subject);

/* Copies text from firmware in printable form: bytes that are not printable ASCII become
 * '?', trailing blanks are dropped, `out` (length + 1 bytes) ends in NUL. */
void firmware_text(char *out, const void *text, size_t length);
