/*
 * Where an AP wakes for the breaker: a page below 1 MiB with this code. It goes to protected
 * mode, flat and without paging, and calls a function on a stack of its own.
 */
#pragma once

/* What is there before is put back. */
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
