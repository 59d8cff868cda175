/*
 * The one instruction that reads or writes 8 bytes at once on a 32-bit x86 without the
 * floating-point or vector units (CPUID.1:EDX.CX8). gcc's own 8-byte atomics are unusable
 * here: x87 moves by default, library calls under -mgeneral-regs-only.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/compiler.h"

/* lock cmpxchg8b: stores `desired` if *object == *expected, else loads *expected.
 * `object` is 8-byte aligned. A full barrier either way. */
static __always_inline bool cmpxchg8b(volatile uint64_t *object, uint64_t *expected,
                                      uint64_t desired)
{
    uint32_t low = (uint32_t)*expected, high = (uint32_t)(*expected >> 32);
    uint8_t equal;
    __asm__ __volatile__("lock; cmpxchg8b %[object]\n\tsete %[equal]"
                         : [object] "+m"(*object), [equal] "=qm"(equal), "+a"(low),
                           "+d"(high)
                         : "b"((uint32_t)desired), "c"((uint32_t)(desired >> 32))
                         : "memory", "cc");
    *expected = (uint64_t)high << 32 | low;
    return equal;
}

/* One untorn 8-byte load. It also writes the same value back: the page must be
 * writable. */
static __always_inline uint64_t load_cmpxchg8b(volatile uint64_t *object)
{
    uint64_t value = 0;
    cmpxchg8b(object, &value, 0);
    return value;
}

/* One untorn 8-byte store; returns the old value. */
static __always_inline uint64_t xchg_cmpxchg8b(volatile uint64_t *object, uint64_t value)
{
    uint64_t old = 0;
    while (!cmpxchg8b(object, &old, value))
        continue;
    return old;
}
