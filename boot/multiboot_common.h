/*
 * What Multiboot 1 and 2 say in the same way, put into struct boot_info. Each function
 * checks what it is given, and says what it refuses.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/firmware/firmware.h"
#include "arch/firmware/physical_view.h"
#include "kernel/boot_info.h"
#include "lib/line.h"

/* Text in the loader's memory; `length` excludes the NUL. `ended` is false where no NUL
 * came before the end of what could be read. */
struct boot_text {
    const uint8_t *bytes;
    size_t length;
    bool ended;
};

/*
 * The text at a physical address, at most BOOT_TEXT_MAX long, as a copy that the next call
 * overwrites: where it lies may be NULL, which C does not look at. At address 0 it is taken for one
 * only if it is printable to its end: some loaders put one there, and others have none, and
 * what can be read there are the interrupt vectors.
 */
enum { BOOT_TEXT_MAX = 4096 };
struct boot_text boot_text_at(const struct physical_view *memory, uint64_t address);

/* The text in `size` bytes, which have been checked. */
struct boot_text boot_text_in(const uint8_t *bytes, size_t size);

void boot_take_loader(struct boot_info *info, struct boot_text text);

/* To be called after boot_take_loader(), whose name tells whether the kernel's file name
 * comes before the options (boot/kernel_name.h). It is taken off, and said. */
void boot_take_command_line(struct boot_info *info, struct boot_text text,
                            struct line_sink *sink);

/* mem_lower and mem_upper: KiB from 0 and KiB from 1 MiB. For want of a map only. */
void boot_take_memory_sizes(struct boot_info *info, uint32_t lower_kib,
                            uint32_t upper_kib, struct line_sink *sink);

/*
 * Whether the map is to be used; makes it the memory source if so, and else empties it. It is
 * if it has any RAM; or if it lists memory above 1 MiB that is none: mem_upper knows nothing of
 * that and would have it used.
 */
bool boot_accept_memory_map(struct boot_info *info, struct line_sink *sink);

/* Notes memory that must not be handed out: boot/reserved.c. Where there is no room for one
 * more range, the two that lie closest become one, with what is between them. */
void boot_reserve(struct boot_info *info, uint64_t start, uint64_t end, const char *what);

void boot_take_module(struct boot_info *info, uint32_t start, uint32_t end,
                      struct complaints *remarks);

/* The part of the framebuffer information that lies the same in both protocols. */
struct boot_framebuffer {
    uint64_t address;
    uint32_t pitch, width, height;
    uint8_t bits_per_pixel;
    uint8_t type;
} __attribute__((packed));
_Static_assert(sizeof(struct boot_framebuffer) == 22, "layout of Multiboot 1, 3.3");

/* Position and size of red, green and blue, in this order; 0 where they are not told. */
enum { BOOT_COLOUR_BYTES = 6 };

void boot_take_screen(struct boot_info *info, const struct boot_framebuffer *framebuffer,
                      const uint8_t colours[BOOT_COLOUR_BYTES], struct line_sink *sink);
