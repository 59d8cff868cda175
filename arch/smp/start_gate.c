#include "arch/smp/start_gate.h"

#include "lib/format.h"

bool start_gate_passed(uint32_t start_gate)
{
    return start_gate == TRAMPOLINE_CLAIMED || start_gate == TRAMPOLINE_NO_NX;
}

void start_gate_reason(const struct trampoline *trampoline, char *text, size_t size)
{
    text[0] = '\0';
    if (trampoline->start_gate == TRAMPOLINE_NO_NX)
        format(text, size, "it has no NX, which cpu 0 has: try nx=off");
    else if (trampoline->others && !start_gate_passed(trampoline->start_gate))
        format(text, size, "a CPU with APIC id %u came in its place, and was rejected",
               (unsigned)trampoline->other_id);
}
