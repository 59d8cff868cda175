/*
 * Called when an invariant of lohilo itself is broken. Declared in the lowest folder
 * because every folder may need it; kernel/end/panic.c implements it (stop every CPU,
 * print once, whole, verdict ERROR), and so does each host test.
 */
#pragma once

#include "lib/compiler.h"

/* Prints the message, printf-like, and never returns. Callable with interrupts off. */
_Noreturn void panic(const char *format, ...) __printf_like(1, 2);

/* An invariant of lohilo: panics with the expression and the place if it is false. */
#define ASSERT(condition)                                                                \
    do {                                                                                 \
        if (unlikely(!(condition)))                                                      \
            panic("assertion failed: %s (%s:%d)", #condition, __FILE__, __LINE__);       \
    } while (0)
