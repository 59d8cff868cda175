#include "arch/smp/tsc_check.h"

#include "arch/cpu/instructions.h"
#include "arch/time/clock.h"

enum { TURNS_PER_PAUSE = 8 };

void tsc_check_start(struct tsc_check *check)
{
    *check = (struct tsc_check){ .warp = 0 };
}

static void meet(uint32_t *mine, uint32_t *others, struct deadline *limit)
{
    __atomic_store_n(mine, 1, __ATOMIC_SEQ_CST);
    while (!__atomic_load_n(others, __ATOMIC_SEQ_CST) && !deadline_passed(limit))
        cpu_relax();
}

static bool lock(struct tsc_check *check, struct deadline *limit)
{
    while (__atomic_exchange_n(&check->lock, 1, __ATOMIC_ACQUIRE)) {
        if (deadline_passed(limit))
            return false;
        cpu_relax();
    }
    return true;
}

static void take_turns(struct tsc_check *check, struct deadline *limit)
{
    for (unsigned i = 0; i < TSC_CHECK_TURNS && lock(check, limit); i++) {
        /* RDTSC may run ahead of earlier instructions; CPUID prevents that (SDM vol. 2,
         * RDTSC). */
        (void)cpuid(0, 0);
        uint64_t now = rdtsc();
        if (now < check->last && check->last - now > check->warp)
            check->warp = check->last - now;
        check->last = now;
        __atomic_store_n(&check->lock, 0, __ATOMIC_RELEASE);
        if (i % TURNS_PER_PAUSE == 0)
            cpu_relax();
    }
}

void tsc_check_here(struct tsc_check *check)
{
    struct deadline limit = deadline_in_us(TSC_CHECK_LIMIT_US / 2);

    meet(&check->here, &check->other, &limit);
    take_turns(check, &limit);
}

void tsc_check_other(void *argument)
{
    struct tsc_check *check = argument;
    struct deadline limit = deadline_in_us(TSC_CHECK_LIMIT_US / 2);

    meet(&check->other, &check->here, &limit);
    take_turns(check, &limit);
}
