/*
 * Information that Multiboot 1 and 2 have in common, converted to struct boot_info. Each
 * function checks its input, and logs refusals.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/firmware/firmware.h"
#include "arch/firmware/physical_view.h"
#include "kernel/machine/boot_info.h"
#include "lib/line.h"

/* Text in the loader's memory; `length` excludes the NUL. `ended` is false if the
 * readable memory ended before a NUL. */
struct boot_text {
    const uint8_t *bytes;
    size_t length;
    bool ended;
};

/*
 * The text at a physical address, at most BOOT_TEXT_MAX long, as a copy that the next
 * call overwrites (the original may be at NULL, where C does not look). Address 0 counts
 * only if the text is printable to its end: some loaders put one there, others have none,
 * and then the interrupt vectors are there.
 */
enum { BOOT_TEXT_MAX = 4096 };
struct boot_text boot_text_at(const struct physical_view *memory, uint64_t address);

/* The text in `size` bytes that have been checked. */
struct boot_text boot_text_in(const uint8_t *bytes, size_t size);

void boot_take_loader(struct boot_info *info, struct boot_text text);

/* Call it after boot_take_loader(): the loader's name decides whether the kernel's file
 * name comes before the options (boot/kernel_name.h). The name is removed and logged. */
void boot_take_command_line(struct boot_info *info, struct boot_text text,
                            struct line_sink *sink);

/* mem_lower and mem_upper: KiB from 0 and KiB from 1 MiB. Used only without a map. */
void boot_take_memory_sizes(struct boot_info *info, uint32_t lower_kib,
                            uint32_t upper_kib, struct line_sink *sink);

/*
 * Whether the map is usable; if so it becomes the memory source, otherwise it is emptied.
 * It is usable if it has any RAM, or if it lists non-RAM above 1 MiB, which mem_upper
 * would count as RAM.
 */
bool boot_accept_memory_map(struct boot_info *info, struct line_sink *sink);

/* Records memory that must not be allocated: boot/reserved.c. Without room for another
 * range, the two closest ranges become one, including the gap. */
void boot_reserve(struct boot_info *info, uint64_t start, uint64_t end, const char *what);

void boot_take_module(struct boot_info *info, uint32_t start, uint32_t end,
                      struct complaints *remarks);

/* The part of the framebuffer information with the same layout in both protocols. */
struct boot_framebuffer {
    uint64_t address;
    uint32_t pitch, width, height;
    uint8_t bits_per_pixel;
    uint8_t type;
} __attribute__((packed));
_Static_assert(sizeof(struct boot_framebuffer) == 22, "layout of Multiboot 1, 3.3");

/* Position and size of red, green and blue, in this order; 0 if absent. */
enum { BOOT_COLOUR_BYTES = 6 };

void boot_take_screen(struct boot_info *info, const struct boot_framebuffer *framebuffer,
                      const uint8_t colours[BOOT_COLOUR_BYTES], struct line_sink *sink);
