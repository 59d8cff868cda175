#include "kernel/smp/io_apics.h"

#include <stddef.h>

#include "arch/irq/io_apic.h"
#include "kernel/log/log.h"
#include "mm/kernel_map.h"

static volatile void *shut(uint64_t address)
{
    uint64_t page = address & ~(uint64_t)(PAGE_SIZE - 1);
    uint8_t *mapped = vmap(page, 1, PTE_RW | PTE_PCD | PTE_PWT);
    volatile void *registers = mapped + (address - page);

    io_apic_set_base(registers);
    unsigned open = io_apic_mask_all();
    if (open)
        log_line(
            "# left over: %u inputs of the I/O APIC at 0x%llx sent interrupts: they no "
            "longer do",
            open, (unsigned long long)address);
    return registers;
}

volatile void *io_apics_shut(const struct processors *processors)
{
    for (unsigned i = 0; i < processors->other_io_apics; i++)
        shut(processors->other_io_apic[i]);
    return processors->io_apic_address ? shut(processors->io_apic_address) : NULL;
}
