/*
 * Synthetic entries that say what they are. Both words of an entry carry the slot and the
 * generation, so that a reader can tell two words that were stored together from two that
 * were not, without asking anybody. Pure; also compiled on the host.
 *
 *   high   31 NX (odd generations) | 30 always 1 | 29 swap-style | 28..9 generation |
 *          8..0 slot
 *   low    28..21 part of the generation (see enum low_words) | 20..12 slot | 9 swap |
 *          0 P
 *   low of a directory's entry that is a 2 MiB page:  29..21 slot | 7 PS | 0 P
 *
 * Bit 30 makes every stored high word differ from 0. The frames are made up: such entries
 * belong in tables that no CR3 reaches.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "mm/pte.h"

/* How much of the generation the low word repeats. Legs that concern the flush need equal
 * low words: with unique ones low/high/low notices every change. */
enum low_words {
    LOWS_EQUAL,     /* all generations alike */
    LOWS_ALTERNATE, /* A, B, A, B */
    LOWS_UNIQUE,    /* 256 different ones */
    LOWS_DIRECTORY, /* of a directory: a table (even generations), a 2 MiB page (odd) */
};

enum { GENERATIONS = 1 << 20 };

/* A present entry, and a swap-style one (P clear, both words busy). */
pte_t entry_encode(unsigned slot, uint32_t generation, enum low_words lows);
pte_t entry_encode_swap(unsigned slot, uint32_t generation, enum low_words lows);

enum reading {
    READ_INTACT,     /* P set, both words of one store */
    READ_ABSENT,     /* P clear, nothing else either */
    READ_RUBBISH,    /* P clear, other bits set: rejected */
    READ_BACKED_OFF, /* a walk without a reference, or that gave it back */
    READ_TORN_ZERO,  /* (0:l)   low of an entry, high of none */
    READ_TORN_MIX,   /* (hB:lA) the words of two entries */
    READ_TORN_SWAP,  /* (swap:l) low of an entry, high of a swap entry */
    READ_TORN_NX,    /* differs from a stored entry in NX alone */
    READ_STALE,      /* intact, but from before or after the read */
    READ_FOREIGN,    /* never stored there */
    READ_FREED,      /* read through a table that already has another user */
    READ_BOTH_WIN,   /* a reference to a frame that a writer owns */
    READ_LOST_COUNT, /* a frame's count is wrong though no walker has a reference */
    READINGS,
};

/* The generations that a slot can have held during a read: first..last, modulo
 * GENERATIONS. */
struct held {
    uint32_t first, last;
};

/* Judges a reader's value from a slot. */
enum reading entry_judge(pte_t pte, unsigned slot, enum low_words lows, struct held held);

/* Nobody may read this: torn, or stale, foreign, freed. The log counts all of it as
 * torn. */
static inline bool reading_wrong(enum reading reading)
{
    return reading >= READ_TORN_ZERO;
}

/* "(0:l)" and so on. */
const char *reading_name(enum reading reading);

/* The generation in a high word. */
static inline uint32_t entry_generation(uint32_t high)
{
    return high >> 9 & (GENERATIONS - 1);
}
