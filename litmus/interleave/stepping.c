#include "litmus/interleave/stepping.h"

#include "lib/compiler.h"
#include "lib/format.h"

static const char *const names[] = {
    "NOP",
    "MOV from memory",
    "MOV to memory",
    "LOCK XADD",
    "LOCK CMPXCHG8B",
    "CLI",
    "STI",
    "PUSHF",
    "POPF",
    "CALL",
    "RET",
    "CMP",
    "JE",
    "JMP",
};
_Static_assert(ARRAY_SIZE(names) == STEPPING_STOPS, "a name for each");

bool stepping_follows(const uint32_t *stops, unsigned *place, uint32_t eip)
{
    unsigned next = *place;

    if (next == STEPPING_STI && eip == stops[next + 1])
        next++;
    if (eip != stops[next])
        return false;
    *place = next + 1;
    return true;
}

/* The index of the stop at `eip`; STEPPING_STOPS if there is none. */
static unsigned place_of(uint32_t eip, const uint32_t *stops)
{
    unsigned i = 0;
    while (i < STEPPING_STOPS && stops[i] != eip)
        i++;
    return i;
}

void stepping_complain(const uint32_t *stops, uint32_t end, unsigned place, uint32_t eip,
                       char *why, size_t size)
{
    unsigned came = place_of(eip, stops);

    if (eip == end && !place)
        format(why, size,
               "this CPU ignores EFLAGS.TF: no debug exception after any of %u "
               "instructions",
               (unsigned)STEPPING_STOPS);
    else if (eip == end)
        format(why, size, "EFLAGS.TF: no debug exception after %s, nor later",
               names[place]);
    else if (came > place && came < STEPPING_STOPS)
        format(why, size, "EFLAGS.TF: no debug exception after %s; the next was after %s",
               names[place], names[came]);
    else
        format(why, size,
               "EFLAGS.TF: the debug exception after %s came at EIP 0x%x, not 0x%x",
               names[place], eip, stops[place]);
}
