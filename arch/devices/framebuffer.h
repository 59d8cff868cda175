/*
 * A pixel screen as a device for arch/devices/screen.h: 80 by 25 cells of the font,
 * centred, as large as fits. The mode comes from the boot loader (Multiboot 0.6.96, 3.3;
 * Multiboot 2.0, 3.6.12) and is checked here. Pure: the memory may be any array.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/line.h"

struct framebuffer_channel {
    uint8_t position, bits; /* lowest bit in the pixel, and number of bits */
};

struct framebuffer_mode {
    uint64_t address;       /* physical */
    uint32_t pitch;         /* bytes from line to line */
    uint32_t width, height; /* pixels */
    uint8_t bits_per_pixel; /* 15, 16, 24 or 32 */
    struct framebuffer_channel red, green, blue;
};

enum { FRAMEBUFFER_COLOURS = 16 };

struct framebuffer {
    struct framebuffer_mode mode;
    volatile uint8_t *memory; /* of the first line; NULL: not mapped now */
    unsigned scale;           /* screen pixels per font pixel, in each direction */
    unsigned left, top;       /* of the first cell, in pixels */
    uint32_t colour[FRAMEBUFFER_COLOURS]; /* the pixels for EGA's colours */
};

/* Accepts the mode, or logs why it is unusable and returns false: too small for 80 by 25
 * cells, lines too short, unsupported pixel sizes, memory below 1 MiB or beyond 2^52.
 * Draws nothing; the memory is set later. */
bool framebuffer_init(struct framebuffer *framebuffer,
                      const struct framebuffer_mode *mode, struct line_sink *sink);

/* Bytes from the first line to the end of the last. */
uint64_t framebuffer_size(const struct framebuffer_mode *mode);

/* Sets the mapped memory and clears all of it to black. */
void framebuffer_clear(struct framebuffer *framebuffer, volatile uint8_t *memory);

/* A screen_draw (arch/devices/screen.h); the device is the struct framebuffer. */
void framebuffer_draw(void *device, unsigned row, unsigned column, uint16_t cell);
