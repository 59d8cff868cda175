/*
 * Bounded access to physical memory for the parsers of what firmware and boot loaders left
 * there. Every pointer in such a table is hostile: it is used only after it has been asked
 * for here. The kernel's view is all of the first 4 GiB; a host test's is a byte array that
 * pretends to lie at an address.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct physical_view {
    const uint8_t *bytes; /* where the byte of address `start` can be read */
    uint64_t start;       /* first physical address that can be read */
    uint64_t size;        /* number of bytes */
};

/* A pointer to `size` readable bytes at the physical address, or NULL where any of them is
 * outside the view. The pointer has no alignment: copy out of it with memcpy. */
const void *physical_bytes(const struct physical_view *view, uint64_t address, size_t size);
