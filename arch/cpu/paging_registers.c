#include "arch/cpu/paging_registers.h"

#include "arch/cpu/exception_table.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/msr.h"

static bool read_efer(uint64_t *value)
{
    return rdmsr_safe(MSR_EFER, value);
}

static bool write_efer(uint64_t value)
{
    return wrmsr_safe(MSR_EFER, value);
}

static uint32_t read_cr4_now(void)
{
    return read_cr4();
}

static bool write_cr4_safe(uint32_t value)
{
    return try_write_cr4(value).vector == NO_FAULT;
}

static bool write_cr3_safe(uint32_t value)
{
    return try_write_cr3(value).vector == NO_FAULT;
}

static uint32_t read_cr0_now(void)
{
    return read_cr0();
}

static bool write_cr0_safe(uint32_t value)
{
    return try_write_cr0(value).vector == NO_FAULT;
}

const struct paging_registers paging_registers = {
    read_efer,      write_efer,   read_cr4_now,   write_cr4_safe,
    write_cr3_safe, read_cr0_now, write_cr0_safe,
};
