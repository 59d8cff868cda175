#include "arch/devices/keyboard.h"

#include "arch/cpu/instructions.h"

enum { DATA = 0x60, STATUS = 0x64, MOUSE_BYTES_AT_ONCE = 8 };

#define STATUS_FULL 0x01
#define STATUS_MOUSE 0x20
#define STATUS_ABSENT 0xFF

static unsigned in_a_row; /* bytes without a pause: more than a person can type is a
                           * flood */

int keyboard_read(void)
{
    for (unsigned i = 0; i < MOUSE_BYTES_AT_ONCE && in_a_row < KEYBOARD_FLOOD; i++) {
        uint8_t status = inb(STATUS);
        if (status == STATUS_ABSENT || !(status & STATUS_FULL)) {
            in_a_row = 0;
            return -1;
        }
        uint8_t byte = inb(DATA);
        in_a_row++;
        if (!(status & STATUS_MOUSE))
            return byte;
    }
    return -1;
}
