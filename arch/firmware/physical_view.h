/*
 * Bounded access to physical memory for the parsers of what firmware and boot loaders left
 * there. Every pointer in such a table is hostile: it is used only after it has been asked
 * for here. The kernel's view is all of the first 4 GiB; a host test's is a byte array that
 * pretends to lie at an address.
 *
 * Address 0 is one like any other: some loaders put something there (kexec the memory map of
 * Multiboot 1). What means "none" is for each field's specification to say. The kernel looks
 * while paging is off; with it on, page 0 is not mapped.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct physical_view {
    const uint8_t *bytes; /* where the byte of address `start` can be read */
    uint64_t start;       /* first physical address that can be read */
    uint64_t size;        /* number of bytes */
};

/* Points `bytes` at `size` readable bytes at the physical address; false, with `bytes` as it
 * was, where any of them is outside the view. In the kernel the pointer to address 0 is NULL,
 * and good: the compiler is told so (-fno-delete-null-pointer-checks). It has no alignment:
 * copy out of it with memcpy. */
bool physical_bytes(const struct physical_view *view, uint64_t address, size_t size,
                    const uint8_t **bytes);
