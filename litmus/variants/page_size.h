/* How a trial asks for the size of a page (mm/page_size.h). */
#pragma once

#include "mm/page_size_steps.h"

struct sizer {
    const char *name;
    /* At full speed, and with a pace between the loads of an entry. */
    uint32_t (*plain)(const struct mm_struct *mm, uintptr_t address);
    uint32_t (*paced)(const struct mm_struct *mm, uintptr_t address, struct pace *pace);
};

/* The kernel's steps; and one that takes a directory's entry by a single look at each of
 * its words. */
extern const struct sizer sizer_lockless, sizer_one_look;

/*
 * The tables of these trials are reached by no CR3, and lie where their entries say they
 * do only by this: the owner of the trial says where the table is that an entry names. One
 * that names none of them gets some table as well, as a stray address in real memory would.
 */
extern table_reach *sizer_reach;
