#include "litmus/variants/entries.h"

#include "lib/compiler.h"

#define HIGH_NX (1u << 31)
#define HIGH_STORED (1u << 30)
#define HIGH_SWAP (1u << 29)
#define LOW_SWAP (1u << 9)

static uint32_t low_word(unsigned slot, uint32_t generation, enum low_words lows)
{
    static const uint32_t repeated[] = {
        [LOWS_EQUAL] = 0,
        [LOWS_ALTERNATE] = 1,
        [LOWS_UNIQUE] = 0xFF,
        [LOWS_DIRECTORY] = 0,
    };
    if (lows == LOWS_DIRECTORY && generation & 1)
        return slot << PMD_SHIFT | (uint32_t)PMD_PSE;
    return (generation & repeated[lows]) << 21 | slot << 12;
}

static uint32_t high_word(unsigned slot, uint32_t generation)
{
    generation &= GENERATIONS - 1;
    return (generation & 1 ? HIGH_NX : 0) | HIGH_STORED | generation << 9 | slot;
}

pte_t entry_encode(unsigned slot, uint32_t generation, enum low_words lows)
{
    return (pte_t){ { low_word(slot, generation, lows) | PTE_P,
                      high_word(slot, generation) } };
}

pte_t entry_encode_swap(unsigned slot, uint32_t generation, enum low_words lows)
{
    return (pte_t){ { low_word(slot, generation, lows) | LOW_SWAP,
                      high_word(slot, generation) | HIGH_SWAP } };
}

static bool was_held(uint32_t generation, struct held held)
{
    uint32_t span = (held.last - held.first) & (GENERATIONS - 1);
    return ((generation - held.first) & (GENERATIONS - 1)) <= span;
}

/* P is set, and the pair differs from the entry with the generation in its high word. */
static enum reading name_the_tear(pte_t pte, unsigned slot, enum low_words lows)
{
    if (!pte.pte_high)
        return READ_TORN_ZERO;
    if ((pte.pte_high & 0x1FF) != slot || !(pte.pte_high & HIGH_STORED))
        return READ_FOREIGN;
    if (pte.pte_high & HIGH_SWAP)
        return READ_TORN_SWAP;
    pte_t flipped = { { pte.pte_low, pte.pte_high ^ HIGH_NX } };
    if (entry_encode(slot, entry_generation(pte.pte_high), lows).pte == flipped.pte)
        return READ_TORN_NX;
    return READ_TORN_MIX;
}

enum reading entry_judge(pte_t pte, unsigned slot, enum low_words lows, struct held held)
{
    if (!pte_present(pte))
        return pte.pte_low || pte.pte_high ? READ_RUBBISH : READ_ABSENT;
    uint32_t generation = entry_generation(pte.pte_high);
    if (unlikely(entry_encode(slot, generation, lows).pte != pte.pte))
        return name_the_tear(pte, slot, lows);
    return likely(was_held(generation, held)) ? READ_INTACT : READ_STALE;
}

const char *reading_name(enum reading reading)
{
    static const char *const names[READINGS] = {
        [READ_INTACT] = "intact",      [READ_ABSENT] = "absent",
        [READ_RUBBISH] = "rubbish",    [READ_TORN_ZERO] = "(0:l)",
        [READ_TORN_MIX] = "(hB:lA)",   [READ_TORN_SWAP] = "(swap:l)",
        [READ_TORN_NX] = "(lost NX)",  [READ_STALE] = "(stale)",
        [READ_FOREIGN] = "(foreign)",  [READ_BACKED_OFF] = "backed off",
        [READ_FREED] = "(freed)",      [READ_BOTH_WIN] = "(both win)",
        [READ_LOST_COUNT] = "(count)",
    };
    return reading < READINGS ? names[reading] : "?";
}
