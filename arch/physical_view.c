#include "arch/physical_view.h"

const void *physical_bytes(const struct physical_view *view, uint64_t address, size_t size)
{
    if (address < view->start || size > view->size)
        return NULL;
    if (address - view->start > view->size - size)
        return NULL;
    return view->bytes + (size_t)(address - view->start);
}
