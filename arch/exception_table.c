#include "arch/exception_table.h"

#include "arch/traps.h"

struct exception_entry {
    uint32_t instruction, resume;
};

extern const struct exception_entry extable_start[], extable_end[];

bool exception_table_fixup(struct trap_frame *frame)
{
    for (const struct exception_entry *e = extable_start; e < extable_end; e++) {
        if (e->instruction != frame->eip)
            continue;
        frame->eip = e->resume;
        frame->eax = frame->vector;
        frame->edx = frame->error_code;
        return true;
    }
    return false;
}
