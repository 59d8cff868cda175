/*
 * From the operating system to kernel/main.c: the words of the command line are the
 * kernel's options; the rest is the kernel's code.
 */
#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "kernel/end/panic.h"
#include "kernel/log/log.h"
#include "kernel/machine/boot_info.h"
#include "kernel/main.h"
#include "kernel/smp/cpus.h"
#include "lib/format.h"
#include "lib/string.h"
#include "native/interrupts.h"
#include "native/linux.h"

_Noreturn void native_start(const uintptr_t *stack);
/* Replaces the function in arch/cpu/traps.c (native/native.mk, --wrap): there is no IDT
 * to load. */
void __wrap_traps_load(void);
void double_fault_entry(void);

void __wrap_traps_load(void)
{
}

/* The kernel's double-fault task; a process gets a signal instead. */
void double_fault_entry(void)
{
}

static void join_words(struct boot_info *boot, char *const words[])
{
    size_t length = 0;
    boot->command_line[0] = 0;
    for (; *words; words++) {
        length += format(boot->command_line + length, sizeof(boot->command_line) - length,
                         length ? " %s" : "%s", *words);
        if (length >= sizeof(boot->command_line)) {
            boot->command_line_cut = true;
            return;
        }
    }
}

/* stack: argc, then the words of the command line, starting with the program's name. */
_Noreturn void native_start(const uintptr_t *stack)
{
    static struct boot_info boot;
    static const struct physical_view no_memory;
    char name[40];

    cpus_init_boot();
    interrupts_init();
    panic_init();
    this_cpu()->takes_nmi = 1;
    linux_name(name, sizeof(name));
    format(boot.loader, sizeof(boot.loader), "a process of %s, %u-bit code", name,
           (unsigned)sizeof(void *) * 8);
    log_line("KTAP version 1");
    if (stack[0])
        join_words(&boot, (char *const *)(stack + 2));
    kernel_main(&boot, &no_memory);
}
