/*
 * A ticketless spinlock. A waiter leaves interrupts as they are, so that it still answers
 * shootdowns. A wait of seconds is a bug, so it panics instead of hanging. The unlock is
 * a locked operation: a Pentium Pro may otherwise reorder (Linux X86_PPRO_FENCE).
 */
#pragma once

#include <stdint.h>

#include "arch/cpu/instructions.h"

struct spinlock {
    const char *name;
    uint32_t held;
};
/* clang-format off */
#define SPINLOCK(lock_name) { (lock_name), 0 }
/* clang-format on */

/* Panics with the lock's name after some seconds. */
void spin_lock(struct spinlock *lock);

static inline void spin_unlock(struct spinlock *lock)
{
    __atomic_exchange_n(&lock->held, 0, __ATOMIC_SEQ_CST);
}

/* For locks that an interrupt handler may take too. Returns the flags to restore. */
static inline uint32_t spin_lock_irqsave(struct spinlock *lock)
{
    uint32_t flags = local_irq_save();
    spin_lock(lock);
    return flags;
}

static inline void spin_unlock_irqrestore(struct spinlock *lock, uint32_t flags)
{
    spin_unlock(lock);
    local_irq_restore(flags);
}
