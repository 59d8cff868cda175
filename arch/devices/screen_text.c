#include "arch/devices/screen_text.h"

#include "arch/cpu/instructions.h"
#include "arch/devices/screen.h"

enum { CRTC_INDEX = 0x3D4, CRTC_DATA = 0x3D5, CRTC_CURSOR_START = 0x0A };
#define CURSOR_OFF 0x20

void screen_text_draw(void *device, unsigned row, unsigned column, uint16_t cell)
{
    const struct screen_text *text = device;
    text->cells[row * SCREEN_COLUMNS + column] = cell;
}

void screen_text_hide_cursor(void)
{
    outb(CRTC_INDEX, CRTC_CURSOR_START);
    outb(CRTC_DATA, CURSOR_OFF);
}
