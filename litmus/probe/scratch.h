/*
 * The memory that probes may break: a few pages of the kernel's address space, reserved
 * for them, and a few frames. Probes of directories and the PDPT have an address space of
 * their own that shares the kernel's mappings (litmus/probe/space.h).
 *
 * Every frame has an alias, a second mapping that stays intact whatever a probe does to
 * the scratch pages. Odd frames lie above 4 GiB if there is RAM, so that their entries
 * have a nonzero high word.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "mm/pte.h"

enum { SCRATCH_PAGES = 36, SCRATCH_FRAMES = 4 };

/* Takes the frames and maps their aliases, but no page; false if memory is out. */
bool scratch_open(void);
/* Unmaps everything, everywhere, and gives the frames back. */
void scratch_close(void);

uintptr_t scratch_address(unsigned page);
pte_t *scratch_pte(unsigned page);
/* A word of a frame, through the alias. */
volatile uint32_t *scratch_word(unsigned frame, unsigned word);

/* The first word of a frame, unless a probe stores something else there. */
#define SCRATCH_TAG(frame) (0x5A000000u + (frame))
#define SCRATCH_POISON 0xDEADF00Du
void scratch_tag(void);

/* The entry that maps a frame as kernel data; probes add bits to it or clear some. */
pte_t scratch_entry(unsigned frame);
/* The page must not be mapped yet. */
void scratch_map(unsigned page, unsigned frame);
/* Unmaps pages 0 .. count-1 and flushes them on all CPUs. */
void scratch_unmap(unsigned count);
