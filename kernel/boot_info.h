/*
 * What the boot loader told, in one form for Multiboot 1 and 2. Everything is a copy:
 * nothing in here points into memory that the loader used, so that all of it may be given
 * away. Text is printable ASCII (other bytes became '?'); numbers are as the loader gave
 * them unless it says otherwise.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/firmware/acpi.h"
#include "mm/memory_map.h"

enum {
    BOOT_LOADER_MAX = 63,
    BOOT_COMMAND_LINE_MAX = 511,
    BOOT_RESERVED_MAX = 256,
};

enum boot_protocol { BOOT_MULTIBOOT_1 = 1, BOOT_MULTIBOOT_2 = 2 };

enum boot_memory_source {
    BOOT_MEMORY_UNKNOWN,    /* the map is empty */
    BOOT_MEMORY_FROM_MMAP,  /* the firmware's map */
    BOOT_MEMORY_FROM_SIZES, /* only mem_lower and mem_upper: RAM up to the first hole */
};

/* How the screen is, by the loader. Any kind but UNKNOWN has possible values. */
enum boot_screen_kind {
    BOOT_SCREEN_UNKNOWN, /* not told (QEMU's -kernel does not), or impossible values */
    BOOT_SCREEN_TEXT,    /* EGA text: width and height in characters, 2 bytes each */
    BOOT_SCREEN_RGB,     /* pixels with colour fields */
    BOOT_SCREEN_INDEXED, /* pixels with a palette, which is not kept */
};

struct boot_colour {
    uint8_t position, bits; /* lowest bit in the pixel, and number of bits */
};

struct boot_screen {
    enum boot_screen_kind kind;
    uint64_t address;       /* physical */
    uint32_t pitch;         /* bytes from line to line */
    uint32_t width, height; /* pixels, or characters */
    uint8_t bits_per_pixel;
    struct boot_colour red, green, blue; /* BOOT_SCREEN_RGB only */
};

/* Physical memory that must not be handed out; end exclusive, not rounded. */
struct boot_range {
    uint64_t start, end;
    const char *what;
};

struct boot_info {
    enum boot_protocol protocol;
    char loader[BOOT_LOADER_MAX +
                1]; /* its name, cut where it is longer; "" if not told */

    /* Without the kernel's file name, where the loader puts that first. */
    char command_line[BOOT_COMMAND_LINE_MAX + 1];
    bool command_line_cut; /* what follows is lost: no trial may run on a guess */

    struct memory_map memory; /* raw: still to be cleaned */
    enum boot_memory_source memory_source;

    struct boot_screen screen;
    bool efi;               /* booted by UEFI, as Multiboot 2 tells; Multiboot 1 cannot */
    struct acpi_hint acpi; /* Multiboot 2 only */

    /* The boot information itself and the modules: sorted, without overlaps. Where they are
     * more, those closest were joined so often, and so many bytes between them are not used. */
    unsigned reserved_count, reserved_joined;
    uint64_t reserved_between;
    struct boot_range reserved[BOOT_RESERVED_MAX];

    /* The AP trampoline's code in the kernel image. Not the loader's: boot code sets them
     * after parsing. */
    const void *trampoline_start, *trampoline_end;
};
