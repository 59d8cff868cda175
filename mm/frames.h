/*
 * Physical page frames. Low frames lie in RAM that is mapped one to one (mm/kernel_map.h)
 * and are usable through their address; high frames need a mapping. One lock; callable on
 * every CPU.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/line.h"
#include "mm/memory_map.h"
#include "mm/page_ref.h"
#include "mm/pte.h"

/* RAM above this is mapped only on demand: these addresses belong to vmap(). */
#define LOW_MEMORY_END 0xC0000000u

enum frame_zone {
    FRAME_LOW,  /* below LOW_MEMORY_END */
    FRAME_HIGH, /* 4 GiB and up: the high word of its entry carries frame bits */
};

/* Not a frame: nothing below 1 MiB is ever allocated. */
#define NO_FRAME 0ull

/*
 * Takes over the usable RAM of a cleaned map from which everything in use (kernel, boot
 * information, trampoline) has been carved out. Runs before paging is on. False, with a
 * log line, if the bookkeeping does not fit (33 words for 32 frames). Panics if its place
 * turns out not to be RAM.
 */
bool frames_init(const struct memory_map *map, struct line_sink *sink);

/* Gives up all frames from 4 GiB on, on a machine that cannot reach them. */
void frames_drop_high(void);

/* One frame, contents undefined, with one reference to it; or NO_FRAME. */
uint64_t frame_alloc(enum frame_zone zone);
/* The same for one low frame at a multiple of 2 MiB, where a 2 MiB leaf can begin. */
uint64_t frame_alloc_at_2m(void);
/* Drops that reference. The frame is free after the last one (mm/page_ref.h). Panics if
 * it is already free. */
void frame_free(uint64_t frame);
/* The reference counts of all frames. */
const struct page_refs *frame_refs(void);
unsigned frames_free(enum frame_zone zone);

/* One low frame, zeroed, at its own address; panics with `what` if there is none. */
void *frame_alloc_zeroed(const char *what);
