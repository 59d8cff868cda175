#include "arch/devices/a20.h"

#include <stdint.h>

#include "lib/compiler.h"

/* The first bytes after the BIOS data area. */
#define BELOW 0x500u
#define ABOVE (BELOW + 0x100000u)

static volatile uint32_t *word_at(uintptr_t address)
{
    /* Hides the address: the compiler takes one this low for an offset from a null
     * pointer. */
    __asm__("" : "+r"(address));
    return (volatile uint32_t *)address;
}

bool a20_open(void)
{
    volatile uint32_t *below = word_at(BELOW), *above = word_at(ABOVE);
    uint32_t kept = *below;

    /* If the gate is closed, both are the same word and stay equal. */
    *below = ~*above;
    bool open = *above != *below;
    *below = kept;
    return open;
}
