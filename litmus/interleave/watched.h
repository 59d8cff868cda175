/*
 * The memory that the threads of a schedule share: page tables that no CR3 points to, and
 * counts. It has two mappings. The engine unmaps the one of the contexts, so that an
 * access stops the context (litmus/interleave/context.h). It uses the other one itself.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { WATCHED_PAGES = 4 };

/* Allocates the pages and has them watched, once. */
void watched_init(void);
/* The start of the contexts' mapping. */
uintptr_t watched_start(void);
/* Maps or unmaps the first `pages` pages of the contexts' mapping. */
void watched_map(unsigned pages, bool present);
/* The start of the engine's mapping, and the word at that offset, a multiple of 4. */
uintptr_t watched_seen(void);
uint32_t *watched_word(unsigned offset);
