#include "arch/firmware/physical_view.h"

bool physical_bytes(const struct physical_view *view, uint64_t address, size_t size,
                    const uint8_t **bytes)
{
    if (address < view->start || size > view->size)
        return false;
    if (address - view->start > view->size - size)
        return false;
    /* As an integer: the machine's view begins at NULL, and C allows no addition to
     * that. */
    *bytes =
        (const uint8_t *)((uintptr_t)view->bytes + (uintptr_t)(address - view->start));
    return true;
}
