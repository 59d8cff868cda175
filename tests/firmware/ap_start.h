/*
 * Startup code for an AP under the breaker: a page below 1 MiB. It switches to flat
 * protected mode without paging, and calls a function on its own stack.
 */
#pragma once

/* The page's old contents are restored afterwards. */
#define AP_START_PAGE 0x8000
#define AP_START_SIZE 256

#ifndef __ASSEMBLER__
#include <stdint.h>

struct ap_start {
    uint32_t stack_top;
    uint32_t function; /* void (*)(void), never returns */
};

extern const uint8_t ap_start_code[], ap_start_parameters[], ap_start_end[];
#endif
