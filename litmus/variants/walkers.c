/*
 * Walkers of a region (litmus/variants/region.h): the kernel's two functions, and mutants
 * of gup_fast() that lack one second look.
 */
#include "litmus/variants/region.h"

#include "mm/gup_steps.h"

static enum gup_end plain_walk(const struct mm_struct *mm, uintptr_t address,
                               struct gup_walk *walk)
{
    return gup_walk(mm, address, walk) ? GUP_PINNED : GUP_ABSENT;
}

static enum gup_end paced_walk(const struct mm_struct *mm, uintptr_t address,
                               struct gup_walk *walk, struct pace *pace)
{
    return gup_walk_steps(mm, address, walk, pace) ? GUP_PINNED : GUP_ABSENT;
}

static enum gup_end paced_fast(const struct mm_struct *mm, uintptr_t address,
                               struct gup_walk *walk, struct pace *pace)
{
    return gup_fast_steps(mm, address, walk, pace);
}

/* gup_fast() with only one second look: at the directory's entry, or at the table's. */
static __always_inline enum gup_end one_recheck(const struct mm_struct *mm,
                                                uintptr_t address, struct gup_walk *walk,
                                                bool at_pmd, struct pace *pace)
{
    struct gup_path path;

    if (!gup_find_steps(mm, address, &path, pace))
        return GUP_ABSENT;
    gup_result(&path, address, walk);
    pace_pause(pace);
    if (!try_get_page(mm->refs, gup_frame(walk)))
        return GUP_REFUSED;
    pace_pause(pace);
    if (at_pmd ? gup_pmd_unchanged(&path, pace) : gup_pte_unchanged(&path, pace))
        return GUP_PINNED;
    put_page(mm->refs, gup_frame(walk));
    return GUP_CHANGED;
}

/* As x86's own gup_fast() before the generic one (e585513b76f7, v4.13): it relied on the
 * flush's interrupt alone. */
static enum gup_end no_pte_recheck(const struct mm_struct *mm, uintptr_t address,
                                   struct gup_walk *walk)
{
    return one_recheck(mm, address, walk, true, NULL);
}

static enum gup_end paced_no_pte_recheck(const struct mm_struct *mm, uintptr_t address,
                                         struct gup_walk *walk, struct pace *pace)
{
    return one_recheck(mm, address, walk, true, pace);
}

/* As Linux before 70cbc3cc78a9 (v6.1): only the PTE's second look. */
static enum gup_end no_pmd_recheck(const struct mm_struct *mm, uintptr_t address,
                                   struct gup_walk *walk)
{
    return one_recheck(mm, address, walk, false, NULL);
}

static enum gup_end paced_no_pmd_recheck(const struct mm_struct *mm, uintptr_t address,
                                         struct gup_walk *walk, struct pace *pace)
{
    return one_recheck(mm, address, walk, false, pace);
}

const struct walker walker_walk = { "gup_walk", false, plain_walk, paced_walk };
const struct walker walker_fast = { "gup_fast", true, gup_fast, paced_fast };
const struct walker walker_no_pte_recheck = { "no_pte_recheck", true, no_pte_recheck,
                                              paced_no_pte_recheck };
const struct walker walker_no_pmd_recheck = { "no_pmd_recheck", true, no_pmd_recheck,
                                              paced_no_pmd_recheck };
