/*
 * The end of the road for a broken invariant of lohilo itself. Declared in the lowest room
 * because every room may meet one; kernel/end/panic.c implements it (stop every CPU, print once,
 * whole, verdict ERROR), and so does each host test.
 */
#pragma once

#include "lib/compiler.h"

/* Says what is broken, printf-like, and never returns. Callable with interrupts off. */
_Noreturn void panic(const char *format, ...) __printf_like(1, 2);

/* An invariant of lohilo: names the expression and the place when it does not hold. */
#define ASSERT(condition)                                                                \
    do {                                                                                 \
        if (unlikely(!(condition)))                                                      \
            panic("assertion failed: %s (%s:%d)", #condition, __FILE__, __LINE__);       \
    } while (0)
