#include "arch/devices/screen_text_probe.h"

#include <stddef.h>
#include <stdint.h>

#include "arch/cpu/instructions.h"
#include "arch/devices/screen.h"
#include "arch/devices/screen_text.h"
#include "arch/firmware/firmware.h"
#include "lib/compiler.h"

/* The BIOS data area. */
enum { BDA_MODE = 0x449, BDA_COLUMNS = 0x44A, BDA_CRTC = 0x463 };
enum { MODE_GREY_80 = 2, MODE_COLOUR_80 = 3 };

enum { CRTC_INDEX = 0x3D4, CRTC_DATA = 0x3D5, CRTC_CURSOR_LOW = 0x0F };

/* 0 if it cannot be read. */
static uint16_t word_at(const struct physical_view *memory, uint64_t address)
{
    uint16_t value = 0;

    (void)firmware_read(memory, address, &value, sizeof(value));
    return value;
}

const char *screen_text_not_set(const struct physical_view *memory)
{
    uint8_t mode = word_at(memory, BDA_MODE) & 0xFF;

    if (mode == 0 && word_at(memory, BDA_COLUMNS) == 0 && word_at(memory, BDA_CRTC) == 0)
        return "neither the loader nor a BIOS says that there is one";
    if (mode != MODE_GREY_80 && mode != MODE_COLOUR_80)
        return "the BIOS left another mode than colour text";
    if (word_at(memory, BDA_COLUMNS) != SCREEN_COLUMNS)
        return "the BIOS left a text mode that has not 80 columns";
    if (word_at(memory, BDA_CRTC) != CRTC_INDEX)
        return "the BIOS left a display whose CRTC is not at port 0x3d4";
    return NULL;
}

static const uint16_t patterns[] = { 0xAA55, 0x55AA };

static bool crtc_keeps(uint8_t value)
{
    outb(CRTC_DATA, value);
    return inb(CRTC_DATA) == value;
}

static bool crtc_answers(void)
{
    uint8_t index = inb(CRTC_INDEX);

    outb(CRTC_INDEX, CRTC_CURSOR_LOW);
    uint8_t cursor = inb(CRTC_DATA);
    bool answers = true;
    for (unsigned i = 0; i < ARRAY_SIZE(patterns); i++)
        answers &= crtc_keeps(patterns[i] & 0xFF);
    outb(CRTC_DATA, cursor);
    outb(CRTC_INDEX, index);
    return answers;
}

static bool memory_answers(volatile uint16_t *cell)
{
    uint16_t kept = *cell;
    bool answers = true;

    for (unsigned i = 0; i < ARRAY_SIZE(patterns); i++) {
        *cell = patterns[i];
        answers &= *cell == patterns[i];
    }
    *cell = kept;
    return answers;
}

const char *screen_text_not_there(void)
{
    uintptr_t cells = SCREEN_TEXT_PHYSICAL;

    if (!crtc_answers())
        return "no CRTC answers at port 0x3d4";
    if (!memory_answers((volatile uint16_t *)cells))
        return "memory at 0xb8000 does not keep what is written";
    return NULL;
}
