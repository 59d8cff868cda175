/*
 * In place of litmus/interleave/stepping_try.c. A process has no page tables of its own, so
 * none of its trials is stepped (litmus/run/requirements.c), and this is not asked.
 */
#include "lib/format.h"
#include "litmus/interleave/stepping.h"

bool stepping_try(struct context *context, char *why, size_t size)
{
    (void)context;
    format(why, size, "a process does not step its trials");
    return false;
}
