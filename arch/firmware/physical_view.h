/*
 * Bounded access to physical memory for the parsers of firmware and boot loader data.
 * Every pointer in such a table is hostile: it is used only after a check here. The
 * kernel's view is all of the first 4 GiB; a host test's is a byte array placed at some
 * address.
 *
 * Address 0 is ordinary: some loaders put data there (kexec the memory map of Multiboot
 * 1). Each field's specification says whether 0 means "none". The kernel uses the view
 * while paging is off; later page 0 is unmapped.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct physical_view {
    const uint8_t *bytes; /* pointer to the byte at address `start` */
    uint64_t start;       /* first readable physical address */
    uint64_t size;        /* number of bytes */
};

/* Points `bytes` at `size` readable bytes at the physical address; false, with
 * `bytes` unchanged, if any of them is outside the view. In the kernel the pointer to
 * address 0 is NULL, and valid (-fno-delete-null-pointer-checks). It has no
 * alignment: use memcpy. */
bool physical_bytes(const struct physical_view *view, uint64_t address, size_t size,
                    const uint8_t **bytes);
