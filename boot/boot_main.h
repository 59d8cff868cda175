/* Where boot/entry.S enters C. Does not return. */
#pragma once

#include <stdint.h>

/* magic: EAX as the boot loader left it; address: EBX, where its information lies. */
void boot_main(uint32_t magic, uint32_t address);
