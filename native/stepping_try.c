/*
 * Replaces litmus/interleave/stepping_try.c. A process has no page tables of its own, so
 * none of its trials steps (litmus/run/requirements.c), and this is never called.
 */
#include "lib/format.h"
#include "litmus/interleave/stepping.h"

bool stepping_try(struct context *context, char *why, size_t size)
{
    (void)context;
    format(why, size, "a process does not step its trials");
    return false;
}
