/* State that a loader may leave in the boot processor and on the board: registers and
 * ports. */
#include "arch/cpu/instructions.h"
#include "lib/compiler.h"
#include "lib/string.h"
#include "tests/firmware/breaker.h"

#define PDE_LARGE_RW_P 0x83u /* of 32-bit paging: PS, RW, P */

enum { DIRECTORY_ENTRIES = 1024, LARGE_SHIFT = 22, SPIN_SHIFT_MAX = 31 };

static void set_msr(uint64_t number, uint64_t value)
{
    wrmsr((uint32_t)number, value);
}

static void add_to_msr(uint64_t number, uint64_t bits)
{
    wrmsr((uint32_t)number, rdmsr((uint32_t)number) | bits);
}

static void set_word(uint64_t address, uint64_t value)
{
    *(volatile uint32_t *)(uintptr_t)address = (uint32_t)value;
}

static void out_byte(uint64_t port, uint64_t value)
{
    outb((uint16_t)port, (uint8_t)value);
}

static void out_word(uint64_t port, uint64_t value)
{
    outl((uint16_t)port, (uint32_t)value);
}

static void set_cr4(uint64_t value, uint64_t unused)
{
    (void)unused;
    write_cr4((uint32_t)value);
}

static void add_to_cr0(uint64_t bits, uint64_t unused)
{
    (void)unused;
    write_cr0(read_cr0() | (uint32_t)bits);
}

static void add_to_eflags(uint64_t bits, uint64_t unused)
{
    (void)unused;
    write_eflags(read_eflags() | (uint32_t)bits);
}

/* A breakpoint of length 1: its address into DR0, then DR7. */
static void set_breakpoint(uint64_t address, uint64_t dr7)
{
    __asm__ __volatile__("movl %0, %%dr0; movl %1, %%dr7" ::"r"((uint32_t)address),
                         "r"((uint32_t)dr7)
                         : "memory");
}

static void spin(uint64_t shift, uint64_t unused)
{
    (void)unused;
    for (uint32_t turns = 1u << (shift & SPIN_SHIFT_MAX); turns; turns--)
        barrier();
}

/* 32-bit paging with an identity map. */
static void start_paging(uint64_t unused, uint64_t unused_too)
{
    static uint32_t directory[DIRECTORY_ENTRIES] __attribute__((aligned(4096)));

    (void)unused, (void)unused_too;
    for (uint32_t i = 0; i < DIRECTORY_ENTRIES; i++)
        directory[i] = i << LARGE_SHIFT | PDE_LARGE_RW_P;
    write_cr4(read_cr4() | CR4_PSE);
    write_cr3((uint32_t)(uintptr_t)directory);
    write_cr0(read_cr0() | CR0_PG);
}

static const struct action {
    const char *name;
    unsigned parts; /* including its name */
    void (*take)(uint64_t first, uint64_t second);
} actions[] = {
    { "msr", 3, set_msr },
    { "msror", 3, add_to_msr },
    { "w32", 3, set_word },
    { "out", 3, out_byte },
    { "outl", 3, out_word },
    { "cr4", 2, set_cr4 },
    { "cr0or", 2, add_to_cr0 },
    { "eflags", 2, add_to_eflags },
    { "breakpoint", 3, set_breakpoint },
    { "paging", 1, start_paging },
    { "spin", 2, spin },
};

bool machine_break(const struct step *step)
{
    for (unsigned i = 0; i < ARRAY_SIZE(actions); i++) {
        if (!part_is(&step->part[0], actions[i].name) || step->count != actions[i].parts)
            continue;
        actions[i].take(step->count > 1 ? part_value(&step->part[1]) : 0,
                        step->count > 2 ? part_value(&step->part[2]) : 0);
        return true;
    }
    return false;
}
