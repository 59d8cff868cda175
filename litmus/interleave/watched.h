/*
 * The memory that a schedule is about: page tables that no CR3 reaches as such, and
 * counts. It is there twice. Where the contexts have it, it can be unmapped, so that an
 * instruction that wants to touch it stops (litmus/interleave/context.h); the engine
 * looks at it somewhere else.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { WATCHED_PAGES = 4 };

/* Gets the pages and has them watched, once. */
void watched_init(void);
/* For the contexts: the first of them. */
uintptr_t watched_start(void);
/* Maps or unmaps the first `pages` of them, there. */
void watched_map(unsigned pages, bool present);
/* For the engine: the first of them, and the word at that offset, a multiple of 4. */
uintptr_t watched_seen(void);
uint32_t *watched_word(unsigned offset);
