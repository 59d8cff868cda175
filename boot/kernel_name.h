/*
 * The kernel's file name at the start of a command line, before the options. Multiboot
 * does not say whether a loader puts it there. Pure.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum kernel_name_source {
    KERNEL_NAME_NONE,      /* every word is an option */
    KERNEL_NAME_OF_QEMU,   /* its path depends on the folder that QEMU was started in */
    KERNEL_NAME_BY_LOADER, /* the loader is known to put the name first */
    KERNEL_NAME_GUESSED,   /* unknown loader; the word looks like a file name */
};

struct kernel_name {
    size_t start, length; /* in the command line; 0 and 0 if absent */
    enum kernel_name_source source;
};

/*
 * Looks for the name in the `length` bytes at `text`. `loader`: the loader's own name, ""
 * if it has none.
 *
 * The first word of an unknown loader counts as a file name only if no option, misspelt
 * option or trial's name looks like that: a mistake in the options stays an error that
 * names the word.
 */
struct kernel_name kernel_name_find(const char *loader, const uint8_t *text,
                                    size_t length);
