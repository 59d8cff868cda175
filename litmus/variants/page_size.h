/* Variants that find the size of a page (mm/page_size.h). */
#pragma once

#include "mm/page_size_steps.h"

struct sizer {
    const char *name;
    /* `plain` runs at full speed, `paced` with delays between the loads of an entry. */
    uint32_t (*plain)(const struct mm_struct *mm, uintptr_t address);
    uint32_t (*paced)(const struct mm_struct *mm, uintptr_t address, struct pace *pace);
};

/* The kernel's steps; and a mutant that reads each word of a directory's entry once. */
extern const struct sizer sizer_lockless, sizer_one_look;

/*
 * No CR3 reaches the tables of these trials, so they do not lie where their entries say.
 * This function of the trial's owner finds the table that an entry names. For an entry
 * that names none of them it returns some table, as a stray address in real memory would.
 */
extern table_reach *sizer_reach;
