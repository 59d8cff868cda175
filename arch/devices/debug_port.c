#include "arch/devices/debug_port.h"

#include "arch/cpu/instructions.h"

enum { DEBUG_PORT = 0xE9 };

bool debug_port_present(void)
{
    return inb(DEBUG_PORT) == DEBUG_PORT;
}

void debug_port_write(void *context, const char *bytes, size_t length, uint32_t *sent)
{
    (void)context;
    for (size_t i = 0; i < length; i++) {
        outb(DEBUG_PORT, (uint8_t)bytes[i]);
        WRITE_ONCE(*sent, *sent + 1);
    }
}
