/* Called by boot/entry.S. Does not return. */
#pragma once

#include <stdint.h>

/* magic: EAX from the boot loader; address: EBX, the address of its information. */
void boot_main(uint32_t magic, uint32_t address);
