/*
 * An address space for probes of directories and the PDPT. Its PDPT and the directory of
 * its last gigabyte are its own. It also has all of the kernel's mappings, so that a CPU
 * in it takes interrupts and shootdowns and sleeps as usual.
 *
 * Above VMAP_END the kernel maps nothing. There two pages can be reached in two ways:
 * through the first directory and table, or through the second.
 *
 *   page          first way        second way
 *   SPACE_PAGE    frame 0          frame 1
 *   SPACE_LATE    not present      frame 3
 *
 * At SPACE_LARGE a directory entry with PS maps 2 MiB, of which only the first page
 * belongs to the probes. Its first 8 bytes are also a valid entry, for a CPU that takes
 * the page for a table.
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

/* Builds it, with the first way everywhere. Needs scratch_open(), and no CPU inside. */
void space_build(void);
/* The calling CPU enters it, or goes back to the kernel's. */
void space_enter(void);
void space_leave(void);

/* Reloads the calling CPU's PDPTEs. */
void space_reload(void);

/* Set, in memory, the directory of the PDPTE and the table of the first directory's
 * entry. */
void space_set_pdpte(enum space_way way);
void space_set_pmd(enum space_way way);
/* Whether the PDPT in memory still has the stored values. */
bool space_pdpt_untouched(void);

/* Tries to load a second PDPT: its last entry names the second directory, and another
 * entry has the reserved bit set. */
struct fault space_try_reserved(unsigned bit);
/* Takes the frame for SPACE_LARGE and keeps it; false if there is none. */
bool space_has_large(void);
/* Reads at SPACE_LARGE. SPACE_BY_FIRST: the CPU took the entry for a leaf;
 * SPACE_BY_SECOND: it walked through a table. */
enum space_answer space_read_large(void);
/* Whether CR3 is the first PDPT. */
bool space_inside(void);

/* Reads at SPACE_PAGE or SPACE_LATE. */
enum space_answer space_read(uintptr_t address);
