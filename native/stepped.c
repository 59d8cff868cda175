/*
 * Readers slowed by single steps (litmus/stress/stepped.h): here they are not. Ring 3
 * could use the trap flag, but each step is a signal, so a read of nanoseconds would take
 * half a millisecond (measured). Such a reader runs at full speed, with the delay before
 * it, so that its phase relative to the writer changes.
 */
#include "litmus/stress/stepped.h"

#include "arch/cpu/instructions.h"

void stepped_init(void)
{
}

pte_t stepped_read(const struct reader *reader, const pte_t *ptep,
                   const struct pace *pace)
{
    spin_delay(pace->units);
    return reader->plain(ptep);
}
