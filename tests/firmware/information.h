/* The boot information for lohilo, independent of the protocol: information.c fills it
 * in, hand_over.c writes it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The parts that are present: bits of the first word of Multiboot 1 (0.6.96, 3.3). */
#define SIZES_TOLD (1u << 0)
#define COMMAND_LINE_TOLD (1u << 2)
#define MODULES_TOLD (1u << 3)
#define MAP_TOLD (1u << 6)
#define LOADER_TOLD (1u << 9)
#define SCREEN_TOLD (1u << 12)

enum {
    ENTRIES_MAX = 4096,
    ENTRY_BYTES_MAX = 32,
    MODULE_COUNT_MAX = 512,
    LOADER_MAX = 96
};

struct entry {
    uint64_t start, length;
    uint32_t type;
} __attribute__((packed));

struct module_entry { /* Multiboot 1's */
    uint32_t start, end, text, reserved;
};

struct screen { /* the same in both protocols, except the place of the colours */
    uint64_t address;
    uint32_t pitch, width, height;
    uint8_t bits, type, colours[6];
} __attribute__((packed));

/* Pieces that can be moved to an address of their own. In Multiboot 2 all except the
 * information itself lie inside it. */
enum piece {
    PIECE_INFORMATION,
    PIECE_MAP,
    PIECE_LINE,
    PIECE_LOADER,
    PIECE_MODULES,
    PIECES
};

struct facts {
    uint32_t flags;
    uint32_t lower, upper; /* KiB */
    unsigned entries, modules;
    uint32_t entry_bytes; /* of one entry, as written */
    struct entry map[ENTRIES_MAX];
    struct module_entry module[MODULE_COUNT_MAX];
    struct screen screen;
    char loader[LOADER_MAX];
    bool moved[PIECES];
    uint32_t place[PIECES];
};

/* hand_over.c: the information in that protocol's format; `size` is its length. */
uint8_t *as_multiboot1(const struct facts *facts, const char *command_line,
                       uint32_t *size);
uint8_t *as_multiboot2(const struct facts *facts, const char *command_line,
                       uint32_t *size);
/* Copies a piece to its place, if it has one; returns its address. */
uint8_t *put_in_place(const struct facts *facts, enum piece piece, const void *bytes,
                      uint32_t size);
