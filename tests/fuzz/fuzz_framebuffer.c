/*
 * A screen of pixels from the fuzzer's input: any mode that a boot loader claims is
 * either refused, or can be drawn on without touching a byte outside it.
 */
#include <stdlib.h>

#include "arch/devices/framebuffer.h"
#include "arch/devices/screen.h"
#include "tests/host/fixture_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { DRAWN_BYTES_MAX = 4 << 20 }; /* more takes too long */

static struct framebuffer_channel take_channel(struct fixture_input *input)
{
    return (struct framebuffer_channel){ (uint8_t)fixture_take(input, 1),
                                         (uint8_t)fixture_take(input, 1) };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct framebuffer framebuffer;
    static struct screen screen;
    struct fixture_input input = { data, size };
    struct framebuffer_mode mode = {
        .width = (uint32_t)fixture_take(&input, 2),
        .height = (uint32_t)fixture_take(&input, 2),
        .pitch = (uint32_t)fixture_take(&input, 3),
        .bits_per_pixel = (uint8_t)fixture_take(&input, 1),
        .red = take_channel(&input),
        .green = take_channel(&input),
        .blue = take_channel(&input),
        .address = fixture_take(&input, 8),
    };

    if (!framebuffer_init(&framebuffer, &mode, NULL))
        return 0;
    if (framebuffer_size(&mode) > DRAWN_BYTES_MAX)
        return 0;
    uint8_t *memory = malloc((size_t)framebuffer_size(&mode));
    framebuffer_clear(&framebuffer, memory);
    screen_open(&screen, framebuffer_draw, &framebuffer);
    if (input.size && input.bytes[0] & 1)
        screen_reserve_status(&screen, input.bytes[0]);
    screen_write(&screen, (const char *)input.bytes, input.size);
    screen_reserve_verdict(&screen, input.size ? input.bytes[0] : 0, SCREEN_GREEN);
    screen_put_text(&screen, SCREEN_ROWS - 2, 0, "HOLDS", SCREEN_GREEN);
    screen_write(&screen, (const char *)input.bytes, input.size);
    screen_reserve_status(&screen, 3);
    free(memory);
    return 0;
}
