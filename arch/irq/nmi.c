#include "arch/irq/nmi.h"

#include "arch/cpu/cpu.h"
#include "lib/panic.h"

static nmi_handler *handlers[NMI_HANDLERS_MAX];
static unsigned count;
static nmi_handler *before_all;

static void note_unowned(void)
{
    this_cpu()->nmi_count++;
    this_cpu()->nmi_reason = nmi_board_reason();
}

static void nmi(struct trap_frame *frame)
{
    unsigned owners = 0;

    if (before_all && before_all(frame))
        return;
    for (unsigned i = 0; i < READ_ONCE(count); i++)
        owners += handlers[i](frame);
    /* The first of two expected NMIs may have served both owners; then the second finds
     * nothing to do. Linux swallows it as well (nmi_handle() and what follows,
     * arch/x86/kernel/nmi.c). */
    if (owners > 1)
        this_cpu()->nmi_owed = 1;
    else if (!owners && this_cpu()->nmi_owed)
        this_cpu()->nmi_owed = 0;
    else if (!owners)
        note_unowned();
}

void nmi_init(nmi_handler *first)
{
    before_all = first;
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
