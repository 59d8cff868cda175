#include "arch/cpu/msr.h"

#include "arch/cpu/exception_table.h"
#include "arch/cpu/leftovers.h"

bool rdmsr_safe(uint32_t index, uint64_t *value)
{
    /* After a fault EAX is the vector and EDX the error code; ESI marks success. */
    uint32_t low, high, done = 0;
    __asm__ __volatile__("1: rdmsr\n\tmovl $1, %2\n2:\n\t" MAY_FAULT
                         : "=a"(low), "=d"(high), "+S"(done)
                         : "c"(index)
                         : "memory");
    if (done)
        *value = (uint64_t)high << 32 | low;
    return done;
}

bool wrmsr_safe(uint32_t index, uint64_t value)
{
    uint32_t low = (uint32_t)value, high = (uint32_t)(value >> 32), done = 0;
    __asm__ __volatile__("1: wrmsr\n\tmovl $1, %2\n2:\n\t" MAY_FAULT
                         : "+a"(low), "+d"(high), "+S"(done)
                         : "c"(index)
                         : "memory");
    return done;
}

const struct msr_access msr_access = { rdmsr_safe, wrmsr_safe };
