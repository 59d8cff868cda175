/*
 * Physical page frames. Low frames lie in the part of RAM that is mapped one to one
 * (mm/kernel_map.h) and can be used through their address; high frames only through a mapping.
 * One lock; callable on every CPU.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/line.h"
#include "mm/memory_map.h"
#include "mm/page_ref.h"
#include "mm/pte.h"

/* RAM above this is mapped only on demand: the addresses from here on belong to vmap(). */
#define LOW_MEMORY_END 0xC0000000u

enum frame_zone {
    FRAME_LOW,  /* below LOW_MEMORY_END */
    FRAME_HIGH, /* 4 GiB and up: the high word of its entry carries frame bits */
};

/* No frame: nothing below 1 MiB is ever handed out. */
#define NO_FRAME 0ull

/*
 * Takes over the usable RAM of a cleaned map from which everything in use (kernel, boot
 * information, trampoline) has been carved out. Runs before paging is on. False, with the
 * reason said, if there is no room for the bookkeeping (33 words for 32 frames). Panics if what
 * the map claims for it is no RAM.
 */
bool frames_init(const struct memory_map *map, struct line_sink *sink);

/* Gives up all frames from 4 GiB on: the machine turned out not to reach them. */
void frames_drop_high(void);

/* One frame, contents undefined, with one reference to it; or NO_FRAME. */
uint64_t frame_alloc(enum frame_zone zone);
/* The same, a low one at a multiple of 2 MiB: where a leaf of a directory can begin. Only the
 * one frame. */
uint64_t frame_alloc_at_2m(void);
/* Gives that reference back. The frame is free when nobody else has one (mm/page_ref.h).
 * Panics if it is free already. */
void frame_free(uint64_t frame);
/* The references to all of them. */
const struct page_refs *frame_refs(void);
unsigned frames_free(enum frame_zone zone);

/* One low frame, zeroed, at its own address; panics when there is none, naming `what`. */
void *frame_alloc_zeroed(const char *what);
