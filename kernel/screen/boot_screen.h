/*
 * The loader's description of the screen. Every kind except UNKNOWN has plausible values.
 */
#pragma once

#include <stdint.h>

enum boot_screen_kind {
    BOOT_SCREEN_UNKNOWN, /* not reported (QEMU's -kernel), or implausible values */
    BOOT_SCREEN_TEXT,    /* EGA text: width and height in characters, 2 bytes each */
    BOOT_SCREEN_RGB,     /* pixels with colour fields */
    BOOT_SCREEN_INDEXED, /* pixels with a palette; the palette is not kept */
};

struct boot_colour {
    uint8_t position, bits; /* lowest bit in the pixel, number of bits */
};

struct boot_screen {
    enum boot_screen_kind kind;
    uint64_t address;       /* physical */
    uint32_t pitch;         /* bytes from line to line */
    uint32_t width, height; /* pixels, or characters */
    uint8_t bits_per_pixel;
    struct boot_colour red, green, blue; /* BOOT_SCREEN_RGB only */
};
