#include "arch/nmi.h"

#include "arch/cpu.h"
#include "lib/panic.h"

static nmi_handler *handlers[NMI_HANDLERS_MAX];
static unsigned count;

static void note_unowned(void)
{
    this_cpu()->nmi_count++;
    this_cpu()->nmi_reason = nmi_board_reason();
}

static void nmi(struct trap_frame *frame)
{
    bool owned = false;
    for (unsigned i = 0; i < READ_ONCE(count); i++)
        owned |= handlers[i](frame);
    if (!owned)
        note_unowned();
}

void nmi_init(void)
{
    trap_set_handler(TRAP_NMI, nmi);
}

void nmi_add_handler(nmi_handler *handler)
{
    for (unsigned i = 0; i < count; i++)
        if (handlers[i] == handler)
            return;
    ASSERT(count < NMI_HANDLERS_MAX);
    handlers[count] = handler;
    WRITE_ONCE(count, count + 1);
}
