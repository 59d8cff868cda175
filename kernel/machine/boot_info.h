/*
 * The boot loader's information, in one form for Multiboot 1 and 2. Everything is a copy:
 * nothing points into the loader's memory, so all of that memory can be reused. Text is
 * printable ASCII (other bytes become '?'). Numbers are the loader's unless a comment
 * says otherwise.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/firmware/acpi.h"
#include "kernel/screen/boot_screen.h"
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

/* Physical memory that must not be allocated; end exclusive, not rounded. */
struct boot_range {
    uint64_t start, end;
    const char *what;
};

struct boot_info {
    enum boot_protocol protocol;
    char loader[BOOT_LOADER_MAX + 1]; /* cut if too long; "" if not given */

    /* Without the kernel's file name, which some loaders put first. */
    char command_line[BOOT_COMMAND_LINE_MAX + 1];
    bool command_line_cut; /* the rest is lost: no trial may run on a guess */

    struct memory_map memory; /* raw: not cleaned yet */
    enum boot_memory_source memory_source;

    struct boot_screen screen;
    bool efi;              /* booted by UEFI; Multiboot 1 cannot report it */
    struct acpi_hint acpi; /* Multiboot 2 only */

    /* The boot information itself and the modules, sorted, without overlaps. If there are
     * more than fit, the closest ranges are joined: this many times, with this many bytes
     * between them, which stay unused. */
    unsigned reserved_count, reserved_joined;
    uint64_t reserved_between;
    struct boot_range reserved[BOOT_RESERVED_MAX];

    /* The AP trampoline's code in the kernel image. Boot code, not the loader, sets these
     * after parsing. */
    const void *trampoline_start, *trampoline_end;
};
