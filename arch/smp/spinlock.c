#include "arch/smp/spinlock.h"

#include "arch/time/clock.h"
#include "arch/time/timeout_scale.h"
#include "arch/time/timeouts.h"
#include "lib/panic.h"

/* Far longer than any lock is held, but a host that runs 64 CPUs on two cores suspends a
 * holder for long. */
enum { POLLS_BEFORE_CLOCK = 10000 };

static bool try_lock(struct spinlock *lock)
{
    return !__atomic_load_n(&lock->held, __ATOMIC_RELAXED) &&
           !__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE);
}

void spin_lock(struct spinlock *lock)
{
    for (unsigned i = 0; i < POLLS_BEFORE_CLOCK; i++) {
        if (try_lock(lock))
            return;
        cpu_relax();
    }
    struct deadline limit = deadline_in_us(scaled_timeout_us(LOCK_LIMIT_US));
    while (!try_lock(lock)) {
        if (deadline_passed(&limit))
            panic("lock \"%s\" was not released within %u ms", lock->name,
                  scaled_timeout_us(LOCK_LIMIT_US) / 1000);
        cpu_relax();
    }
}
