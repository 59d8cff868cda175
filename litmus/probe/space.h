/*
 * An address space for questions about directories and the PDPT. Its PDPT and the
 * directory of its last gigabyte are its own; everything that the kernel has mapped is
 * mapped there too, so that a CPU in it can be interrupted, shot down and put to sleep as
 * usual.
 *
 * Above VMAP_END, where the kernel has nothing, two pages can be reached in two ways: by
 * the first directory and table, or by the second.
 *
 *   page          by the first     by the second
 *   SPACE_PAGE    frame 0          frame 1
 *   SPACE_LATE    not present      frame 3
 *
 * At SPACE_LARGE a directory entry with PS maps 2 MiB, of which the first page is the probes'
 * own. Its first 8 bytes are an entry as well, for a CPU that takes the page for a table.
 */
#pragma once

#include <stdint.h>

#include "arch/cpu/exception_table.h"
#include "mm/kernel_map.h"
#include "mm/pte.h"

#define SPACE_PAGE VMAP_END
#define SPACE_LATE (VMAP_END + PAGE_SIZE)
#define SPACE_LARGE (VMAP_END + PMD_SIZE)

enum space_way { SPACE_FIRST, SPACE_SECOND };
/* See space_read() and space_read_large(). */
enum space_answer { SPACE_BY_FIRST, SPACE_BY_SECOND, SPACE_FAULT, SPACE_FOREIGN };

/* Builds it, all ways being the first. The scratch frames are open; no CPU is in it. */
void space_build(void);
/* The calling CPU enters it, and leaves it for the kernel's. */
void space_enter(void);
void space_leave(void);

/* The calling CPU's PDPTEs are loaded anew. */
void space_reload(void);

/* Which directory the PDPTE names, and which table the first directory's entry: in
 * memory. */
void space_set_pdpte(enum space_way way);
void space_set_pmd(enum space_way way);
/* Whether the PDPT in memory is what was stored there. */
bool space_pdpt_untouched(void);

/* Tries to enter a second PDPT of the same, whose last entry names the second directory,
 * and another entry has the bit set. */
struct fault space_try_reserved(unsigned bit);
/* Takes the frame for SPACE_LARGE and keeps it; false if there is none left. */
bool space_has_large(void);
/* What is read at SPACE_LARGE: as a leaf, SPACE_BY_FIRST; through a table, SPACE_BY_SECOND. */
enum space_answer space_read_large(void);
/* Whether CR3 is the first PDPT. */
bool space_inside(void);

/* What is read at SPACE_PAGE or SPACE_LATE. */
enum space_answer space_read(uintptr_t address);
