/*
 * Converts the boot loader's information to the kernel's: selects the protocol, copies
 * everything out before that memory is reused, and calls kernel_main().
 */
#include "boot/boot_main.h"

#include "boot/multiboot1.h"
#include "boot/multiboot2.h"
#include "kernel/log/log.h"
#include "kernel/main.h"

extern const char trampoline_start[], trampoline_end[];

static struct boot_info boot_info;

void boot_main(uint32_t magic, uint32_t address)
{
    /* Physical addresses can be used directly: paging is off. */
    static const struct physical_view memory = { .bytes = NULL,
                                                 .start = 0,
                                                 .size = 0x100000000ull };
    struct line_sink *sink = log_comment_sink();
    bool known = true;

    kernel_early();
    log_line("KTAP version 1");
    if (magic == MULTIBOOT1_BOOTED)
        known = multiboot1_parse(&memory, address, &boot_info, sink);
    else if (magic == MULTIBOOT2_BOOTED)
        known = multiboot2_parse(&memory, address, &boot_info, sink);
    else
        line(sink, "boot: started with EAX=0x%x, which is neither Multiboot 1 nor 2",
             magic);
    if (!known)
        line(sink, "boot: the information at 0x%x is unusable; going on without",
             address);
    boot_info.trampoline_start = trampoline_start;
    boot_info.trampoline_end = trampoline_end;
    kernel_main(&boot_info, &memory);
}
