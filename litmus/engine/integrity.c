#include "litmus/engine/integrity.h"

#include "lib/format.h"
#include "litmus/judge/platform.h"
#include "mm/kernel_map.h"

static struct map_state guarded;
static bool known; /* the last check found no change: `guarded` is current */

void integrity_look(uintptr_t end, struct map_state *state)
{
    map_look(platform_physical_bits(), end, state);
}

void integrity_compare(const struct map_state *before, char *wrong, size_t size)
{
    struct map_state after;

    wrong[0] = 0;
    integrity_look(before->end, &after);
    if (after.made_up)
        format(wrong, size, "%u test entries were left, as 0x%llx", after.made_up,
               (unsigned long long)after.example);
    else if (!map_alike(before, &after))
        format(wrong, size, "the kernel's mappings changed: %u leaves were %u",
               after.leaves, before->leaves);
}

void integrity_start(void)
{
    if (!known || guarded.end != vmap_end())
        integrity_look(vmap_end(), &guarded);
    known = false;
}

void integrity_check(struct result *result)
{
    char wrong[REASON_SIZE];

    if (result->status == STATUS_ERROR) /* it may not have cleaned up */
        return;
    integrity_compare(&guarded, wrong, sizeof(wrong));
    known = !wrong[0];
    if (known)
        return;
    result->status = STATUS_ERROR;
    format(result->reason, REASON_SIZE, "%s", wrong);
}
