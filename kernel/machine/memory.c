#include "kernel/machine/memory.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/exception_table.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/pat.h"
#include "kernel/log/log.h"
#include "kernel/screen/console.h"
#include "lib/format.h"
#include "lib/panic.h"
#include "mm/frames.h"
#include "mm/kernel_map.h"
#include "mm/pgtable.h"

/* The CPU reports the width of its physical addresses, and some report too much (qemu32
 * lists RAM above 4 GiB that it cannot reach): one guarded access decides. */
static void try_high_memory(void)
{
    uint64_t frame = frame_alloc(FRAME_HIGH);
    uint32_t word = 0;

    if (frame == NO_FRAME)
        return;
    volatile uint32_t *window = vmap(frame, 1, PTE_RW);
    struct fault fault = try_write32(window, 0x10410000);
    if (fault.vector == NO_FAULT)
        fault = try_read32(window, &word);
    pte_clear(kernel_pte((uintptr_t)window));
    invlpg((uintptr_t)window);
    frame_free(frame);
    if (fault.vector == NO_FAULT && word == 0x10410000) {
        log_line("# memory: frames above 4 GiB in use, the first at 0x%llx",
                 (unsigned long long)frame);
        return;
    }
    log_line(
        "# memory: the frame at 0x%llx cannot be used (fault %d, error code 0x%x, read "
        "0x%x): nothing above 4 GiB is",
        (unsigned long long)frame, (int)fault.vector, fault.error_code, word);
    frames_drop_high();
}

/* Text memory is uncached. Pixels are too, unless the CPU can combine writes. */
static uint64_t screen_bits(const struct console_memory *memory)
{
    if (!memory->pixels || !pat_combine_writes())
        return PTE_PCD | PTE_PWT;
    log_line("# screen: write combining on");
    return PAT_WRITE_COMBINING;
}

/* The screen's memory is outside RAM, and the log needs it mapped. Returns NULL if no
 * page reaches it. */
static void *map_screen(unsigned physical_bits)
{
    struct console_memory memory = console_screen_memory();
    uint64_t start = memory.address & ~(PAGE_SIZE - 1ull);
    uint64_t end = memory.address + memory.size;

    if (!memory.size)
        return NULL;
    if (end > 1ull << physical_bits) {
        log_line("# screen: at 0x%llx, but addresses have %u bits: not used",
                 (unsigned long long)memory.address, physical_bits);
        return NULL;
    }
    uint8_t *mapped = vmap(start, (unsigned)((end - start + PAGE_SIZE - 1) / PAGE_SIZE),
                           PTE_RW | screen_bits(&memory));
    return mapped + (memory.address - start);
}

/* The verdict's reason: who refused what, and that lohilo cannot run without it. */
static const char *refused(const struct machine *machine, enum paging_answer answer)
{
    static char reason[200];

    format(reason, sizeof(reason), "%s: %s does not run PAE paging as lohilo needs it",
           paging_refusal(answer),
           machine->identity.features.hypervisor ? "this hypervisor" : "this CPU");
    return reason;
}

const char *memory_start(const struct machine *machine)
{
    if (!frames_init(&machine->map, log_comment_sink()))
        panic("no memory for the frame allocator: no range of usable RAM is large enough "
              "for its "
              "counts; give the machine more memory");
    kernel_map_init(&machine->map, machine->trampoline, machine->paging);
    void *screen = map_screen(machine->identity.physical_bits);
    descriptors_set_fault_cr3(this_cpu(), kernel_cr3());
    enum paging_answer answer = kernel_map_enable();
    if (answer != PAGING_IS_ON)
        return refused(machine, answer);
    console_move_screen(screen);
    log_line("# paging: PAE on, NX %s, global pages %s, 2 MiB pages %s, write protect "
             "on, page 0 "
             "not mapped",
             machine->paging.nx ? "on" : "off", machine->paging.pge ? "on" : "off",
             machine->paging.large ? "on" : "off");
    try_high_memory();
    return NULL;
}
