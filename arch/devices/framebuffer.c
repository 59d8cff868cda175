#include "arch/devices/framebuffer.h"

#include "arch/devices/font.h"
#include "arch/devices/screen.h"

#define MEMORY_LOWEST 0x100000ull
#define MEMORY_HIGHEST (1ull << 52) /* SDM vol. 3, 4.1.4: no physical address is wider */
#define SIZE_MAX_BYTES (256ull << 20) /* 7680x4320 takes half of it */
enum {
    SIDE_MAX = 16384, /* with these, no product below overflows 32 bits */
    PITCH_MAX = SIDE_MAX * 8,
    CELLS_WIDTH = SCREEN_COLUMNS * FONT_WIDTH,
    CELLS_HEIGHT = SCREEN_ROWS * FONT_HEIGHT,
};

/* EGA's colours, eight bits each of red, green and blue. */
static const uint32_t ega_colours[FRAMEBUFFER_COLOURS] = {
    0x000000, 0x0000AA, 0x00AA00, 0x00AAAA, 0xAA0000, 0xAA00AA, 0xAA5500, 0xAAAAAA,
    0x555555, 0x5555FF, 0x55FF55, 0x55FFFF, 0xFF5555, 0xFF55FF, 0xFFFF55, 0xFFFFFF,
};

static unsigned bytes_per_pixel(const struct framebuffer_mode *mode)
{
    return (mode->bits_per_pixel + 7u) / 8;
}

uint64_t framebuffer_size(const struct framebuffer_mode *mode)
{
    return (uint64_t)mode->pitch * mode->height;
}

static bool channel_fits(struct framebuffer_channel channel, unsigned pixel_bits)
{
    return channel.bits > 0 && channel.bits <= pixel_bits &&
           channel.position <= pixel_bits - channel.bits;
}

static const char *mistake(const struct framebuffer_mode *mode)
{
    unsigned bits = mode->bits_per_pixel;

    if (bits != 15 && bits != 16 && bits != 24 && bits != 32)
        return "pixels of that size are not known";
    if (!channel_fits(mode->red, bits) || !channel_fits(mode->green, bits) ||
        !channel_fits(mode->blue, bits))
        return "its colours are not inside the pixel";
    if (mode->width < CELLS_WIDTH || mode->height < CELLS_HEIGHT)
        return "640 by 400 pixels are needed";
    if (mode->width > SIDE_MAX || mode->height > SIDE_MAX || mode->pitch > PITCH_MAX ||
        framebuffer_size(mode) > SIZE_MAX_BYTES)
        return "no screen is that large";
    if (mode->pitch < mode->width * bytes_per_pixel(mode))
        return "its lines overlap";
    if (mode->address < MEMORY_LOWEST ||
        mode->address > MEMORY_HIGHEST - framebuffer_size(mode))
        return "that is no place for it";
    return NULL;
}

static uint32_t channel_value(uint32_t eight_bits, struct framebuffer_channel channel)
{
    uint32_t value = channel.bits >= 8 ? eight_bits << (channel.bits - 8)
                                       : eight_bits >> (8 - channel.bits);
    return value << channel.position;
}

static void mix_colours(struct framebuffer *framebuffer)
{
    const struct framebuffer_mode *mode = &framebuffer->mode;

    for (unsigned i = 0; i < FRAMEBUFFER_COLOURS; i++)
        framebuffer->colour[i] = channel_value(ega_colours[i] >> 16, mode->red) |
                                 channel_value(ega_colours[i] >> 8 & 0xFF, mode->green) |
                                 channel_value(ega_colours[i] & 0xFF, mode->blue);
}

bool framebuffer_init(struct framebuffer *framebuffer,
                      const struct framebuffer_mode *mode, struct line_sink *sink)
{
    const char *wrong = mistake(mode);
    unsigned across = mode->width / CELLS_WIDTH, down = mode->height / CELLS_HEIGHT;

    line(sink, "screen: framebuffer %ux%u, %u bits, pitch %u, at 0x%llx%s%s",
         (unsigned)mode->width, (unsigned)mode->height, mode->bits_per_pixel,
         (unsigned)mode->pitch, (unsigned long long)mode->address,
         wrong ? ": not used: " : "", wrong ? wrong : "");
    if (wrong)
        return false;
    framebuffer->mode = *mode;
    framebuffer->memory = NULL;
    framebuffer->scale = across < down ? across : down;
    framebuffer->left = (mode->width - CELLS_WIDTH * framebuffer->scale) / 2;
    framebuffer->top = (mode->height - CELLS_HEIGHT * framebuffer->scale) / 2;
    mix_colours(framebuffer);
    return true;
}

static void put_pixel(volatile uint8_t *at, unsigned bytes, uint32_t pixel)
{
    if (bytes == 4) {
        *(volatile uint32_t *)at = pixel;
    } else if (bytes == 2) {
        *(volatile uint16_t *)at = (uint16_t)pixel;
    } else {
        at[0] = (uint8_t)pixel;
        at[1] = (uint8_t)(pixel >> 8);
        at[2] = (uint8_t)(pixel >> 16);
    }
}

/* Fills `pixels` with one colour; returns the address behind them. */
static volatile uint8_t *run(volatile uint8_t *at, unsigned bytes, uint32_t pixel,
                             unsigned pixels)
{
    for (unsigned i = 0; i < pixels; i++, at += bytes)
        put_pixel(at, bytes, pixel);
    return at;
}

void framebuffer_clear(struct framebuffer *framebuffer, volatile uint8_t *memory)
{
    const struct framebuffer_mode *mode = &framebuffer->mode;

    framebuffer->memory = memory;
    for (unsigned i = 0; i < mode->height; i++)
        run(memory + i * mode->pitch, bytes_per_pixel(mode), framebuffer->colour[0],
            mode->width);
}

void framebuffer_draw(void *device, unsigned row, unsigned column, uint16_t cell)
{
    const struct framebuffer *framebuffer = device;
    const struct framebuffer_mode *mode = &framebuffer->mode;
    unsigned bytes = bytes_per_pixel(mode), scale = framebuffer->scale;
    unsigned top = framebuffer->top + row * FONT_HEIGHT * scale;
    unsigned left = framebuffer->left + column * FONT_WIDTH * scale;
    uint32_t ink = framebuffer->colour[cell >> 8 & 0xF];
    uint32_t paper = framebuffer->colour[cell >> 12 & 0x7];

    if (!framebuffer->memory)
        return;
    for (unsigned y = 0; y < FONT_HEIGHT * scale; y++) {
        volatile uint8_t *at = framebuffer->memory + (top + y) * mode->pitch +
                               left * bytes;
        uint8_t pixels = font_row((uint8_t)cell, y / scale);
        for (unsigned mask = 0x80; mask; mask >>= 1)
            at = run(at, bytes, pixels & mask ? ink : paper, scale);
    }
}
