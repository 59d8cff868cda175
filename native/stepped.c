/*
 * Readers slowed down from outside (litmus/stress/stepped.h): here they are not. A trap flag is
 * honoured in ring 3 as well, but each step is a signal, and a read of nanoseconds would
 * take half a millisecond (measured). Such a reader runs as it is, and the delay stands
 * before it, so that its phase to the writer changes.
 */
#include "litmus/stress/stepped.h"

#include "arch/cpu/instructions.h"

void stepped_init(void)
{
}

pte_t stepped_read(const struct reader *reader, const pte_t *ptep,
                   const struct pace *pace)
{
    spin_delay(pace->pauses);
    return reader->plain(ptep);
}
