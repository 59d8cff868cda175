/*
 * Features that C leaves to the compiler: forced single accesses, barriers against
 * reordering, and hints. Named as in Linux, like the protocols in mm/.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * One access, as wide as the object, that the compiler may not drop, repeat or split.
 * Only for objects up to a register's width: gcc splits a volatile 8-byte access on i386,
 * high word first (that bug is the trial u64-read).
 */
#define READ_ONCE(object)                                                                \
    ({                                                                                   \
        _Static_assert(sizeof(object) <= sizeof(void *),                                 \
                       "one access is at most a register wide");                         \
        *(const volatile __typeof__(object) *)&(object);                                 \
    })
#define WRITE_ONCE(object, value)                                                        \
    do {                                                                                 \
        _Static_assert(sizeof(object) <= sizeof(void *),                                 \
                       "one access is at most a register wide");                         \
        *(volatile __typeof__(object) *)&(object) = (value);                             \
    } while (0)

/* The compiler moves no memory access across it. The CPU still may. */
#define barrier() __asm__ __volatile__("" ::: "memory")

/*
 * On x86 the CPU keeps loads in order and stores in order (SDM vol. 3, 9.2.2), so these
 * two only have to stop the compiler, as in Linux's arch/x86/include/asm/barrier.h.
 */
#define smp_rmb() barrier()
#define smp_wmb() barrier()

#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif
#define __noinline __attribute__((noinline))
#define __printf_like(string, first) __attribute__((format(printf, string, first)))
