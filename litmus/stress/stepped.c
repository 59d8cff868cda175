#include "litmus/stress/stepped.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/traps.h"

/* Readers are leaf functions of a few instructions; after that many the delay would hit
 * their caller. */
enum { READER_BYTES = 128 };

/* The function that this CPU steps through; none while `start` is 0. */
static struct stepping {
    uintptr_t start;
    uint32_t pauses;
} stepping[CPUS_MAX];

static void after_instruction(struct trap_frame *frame)
{
    const struct stepping *self = &stepping[cpu_index()];
    if (frame->eip - self->start < READER_BYTES)
        spin_delay(self->pauses);
}

void stepped_init(void)
{
    trap_set_handler(TRAP_DEBUG, after_instruction);
}

pte_t stepped_read(const struct reader *reader, const pte_t *ptep,
                   const struct pace *pace)
{
    struct stepping *self = &stepping[cpu_index()];
    uint32_t flags = read_eflags();

    *self = (struct stepping){ (uintptr_t)reader->plain, pace->units };
    write_eflags(flags | EFLAGS_TF);
    pte_t pte = reader->plain(ptep);
    write_eflags(flags);
    return pte;
}
