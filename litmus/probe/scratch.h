/*
 * What the probes may break: a few pages of the kernel's address space that nobody else
 * uses, a few frames, and, for questions about directories and the PDPT, an address space
 * of its own that shares all of the kernel's mappings (litmus/probe/space.h).
 *
 * Every frame has an alias, through which its words are set and looked at no matter what
 * is done to the scratch pages. Odd frames lie above 4 GiB where there is RAM: their
 * entries have a busy high word.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "mm/pte.h"

enum { SCRATCH_PAGES = 36, SCRATCH_FRAMES = 4 };

/* Frames and aliases; false if there is no memory. No page is mapped. */
bool scratch_open(void);
/* Unmaps everything, everywhere, and gives the frames back. */
void scratch_close(void);

uintptr_t scratch_address(unsigned page);
pte_t *scratch_pte(unsigned page);
/* A word of a frame, through the alias. */
volatile uint32_t *scratch_word(unsigned frame, unsigned word);

/* What the first word of a frame says unless a question puts something else there. */
#define SCRATCH_TAG(frame) (0x5A000000u + (frame))
#define SCRATCH_POISON 0xDEADF00Du
void scratch_tag(void);

/* The entry that maps a frame as kernel data, and what a question adds to or takes
 * from it. */
pte_t scratch_entry(unsigned frame);
/* Maps a page that is not mapped. */
void scratch_map(unsigned page, unsigned frame);
/* Takes away pages 0 .. count-1, on all CPUs. */
void scratch_unmap(unsigned count);
