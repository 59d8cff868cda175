#include "arch/smp/start_gate.h"

#include "lib/format.h"

bool door_passed(uint32_t door)
{
    return door == TRAMPOLINE_CLAIMED || door == TRAMPOLINE_NO_NX;
}

void door_reason(const struct trampoline *trampoline, char *text, size_t size)
{
    text[0] = '\0';
    if (trampoline->door == TRAMPOLINE_NO_NX)
        format(text, size, "it has no NX, which cpu 0 has: try nx=off");
    else if (trampoline->others && !door_passed(trampoline->door))
        format(text, size, "a CPU with APIC id %u came in its place, and was turned away",
               (unsigned)trampoline->other_id);
}
