#include "litmus/stress/size_space.h"

#include "lib/compiler.h"
#include "lib/string.h"
#include "litmus/stress/workload.h"
#include "litmus/variants/page_size.h"
#include "mm/frames.h"
#include "mm/pgtable.h"

/* The kinds of table that a high word names. */
enum kind { KIND_NONE, KIND_DIRECTORY, KIND_EMPTY, KIND_FULL, KIND_LEAF };

/*
 * The states of all addresses of a space, generation after generation. A wrong size shows
 * best after an empty table: the address had no size, and gets one.
 */
enum state { IN_EMPTY_TABLE, LEAF, MAPPED, UNMAPPED };
static const uint8_t states[] = { IN_EMPTY_TABLE, IN_EMPTY_TABLE, LEAF,
                                  IN_EMPTY_TABLE, IN_EMPTY_TABLE, IN_EMPTY_TABLE,
                                  LEAF,           IN_EMPTY_TABLE, LEAF,
                                  MAPPED,         UNMAPPED,       MAPPED };

struct space {
    pgd_t pgd[PTRS_PER_PGD] __attribute__((aligned(32)));
    struct mm_struct mm;
    pmd_t *directory;
    pte_t *full; /* maps each address by an entry of its own */
};

static struct space spaces[WRITERS_MAX];
static pte_t *empty, *stray;

static uint64_t name_of(enum kind kind, unsigned number)
{
    return (uint64_t)kind << 32 | number << PAGE_SHIFT;
}

static const void *reach(const struct mm_struct *mm, uint64_t physical)
{
    const struct space *space =
        &spaces[(uint32_t)physical >> PAGE_SHIFT & (WRITERS_MAX - 1)];
    (void)mm;
    switch ((uint32_t)(physical >> 32)) {
    case KIND_DIRECTORY:
        return space->directory;
    case KIND_EMPTY:
        return empty;
    case KIND_FULL:
        return space->full;
    default:
        return stray;
    }
}

const struct mm_struct *size_space_mm(unsigned number)
{
    return &spaces[number].mm;
}

uintptr_t size_space_address(unsigned slot)
{
    return (uintptr_t)slot << PMD_SHIFT | (uintptr_t)slot << PAGE_SHIFT;
}

static void *page(void)
{
    uint64_t frame = frame_alloc(FRAME_LOW);
    if (frame == NO_FRAME)
        return NULL;
    return memset((void *)(uintptr_t)frame, 0, PAGE_SIZE);
}

static void give_back(void *table)
{
    if (table)
        frame_free((uintptr_t)table);
}

static void fill(pte_t *table)
{
    for (unsigned i = 0; i < PTRS_PER_PTE; i++)
        set_pte(&table[i], entry_encode(i, 1, LOWS_EQUAL));
}

static bool make_space(unsigned number)
{
    struct space *space = &spaces[number];
    space->directory = page();
    space->full = page();
    if (!space->directory || !space->full)
        return false;
    fill(space->full);
    for (unsigned i = 0; i < PTRS_PER_PGD; i++)
        space->pgd[i].pgd = name_of(KIND_DIRECTORY, number) | PTE_P;
    space->mm = (struct mm_struct){ .pgd = space->pgd };
    return true;
}

bool size_spaces_make(unsigned count)
{
    bool good = true;
    sizer_reach = reach;
    empty = page();
    stray = page();
    for (unsigned i = 0; i < count; i++)
        good &= make_space(i);
    if (!good || !empty || !stray) {
        size_spaces_drop();
        return false;
    }
    fill(stray);
    return true;
}

void size_spaces_drop(void)
{
    for (unsigned i = 0; i < WRITERS_MAX; i++) {
        give_back(spaces[i].directory);
        give_back(spaces[i].full);
    }
    give_back(empty);
    give_back(stray);
    empty = stray = NULL;
    memset(spaces, 0, sizeof(spaces));
}

/* ---- from generation to generation ---- */

static enum state state_in(uint32_t generation)
{
    return states[generation % ARRAY_SIZE(states)];
}

void size_space_take(unsigned number, unsigned slot, uint32_t generation,
                     const struct pace *pace)
{
    struct space *space = &spaces[number];
    enum state from = state_in(generation - 1), to = state_in(generation);

    if (from == MAPPED && to == UNMAPPED)
        clear_steps(&space->full[slot].words, pace);
    else if (from != UNMAPPED)
        clear_steps(&space->directory[slot].words, pace);
}

bool size_space_must_flush(uint32_t generation)
{
    return state_in(generation - 1) != UNMAPPED;
}

void size_space_put(unsigned number, unsigned slot, uint32_t generation,
                    const struct pace *pace)
{
    static const uint8_t kinds[] = {
        [IN_EMPTY_TABLE] = KIND_EMPTY, [LEAF] = KIND_LEAF, [MAPPED] = KIND_FULL
    };
    struct space *space = &spaces[number];
    enum state from = state_in(generation - 1), to = state_in(generation);

    if (from == UNMAPPED) {
        set_steps(&space->full[slot].words, entry_encode(slot, 1, LOWS_EQUAL).words,
                  pace);
    } else if (to != UNMAPPED) {
        uint64_t bits = PTE_P | (to == LEAF ? PMD_PSE : 0);
        pmd_t pmd = { .pmd = name_of(kinds[to], number) | bits };
        set_steps(&space->directory[slot].words, pmd.words, pace);
    }
}

uint32_t size_space_size(uint32_t generation)
{
    static const uint32_t sizes[] = {
        [IN_EMPTY_TABLE] = 0, [LEAF] = PMD_SIZE, [MAPPED] = PAGE_SIZE, [UNMAPPED] = 0
    };
    return generation ? sizes[state_in(generation)] : 0;
}

bool size_space_had(uint32_t size, struct held held)
{
    if (!size && held.first != held.last)
        return true; /* between two generations nothing is mapped */
    for (uint32_t generation = held.first; generation != held.last + 1; generation++)
        if (size_space_size(generation) == size)
            return true;
    return false;
}
