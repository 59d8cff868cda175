#include "litmus/interleave/unroll.h"

#include "lib/panic.h"
#include "lib/string.h"

static bool new_value(const struct step *step)
{
    return (step->kind == STEP_STORE || step->kind == STEP_ACT) &&
           (step->value == VALUE_NEXT || step->value == VALUE_SWAP);
}

static bool makes_generations(const struct step *program)
{
    for (; program->kind != STEP_END; program++)
        if (new_value(program))
            return true;
    return false;
}

static pte_t value_of(const struct step *step, uint32_t generation,
                      struct program_entry entry)
{
    if (step->kind != STEP_STORE || step->value == VALUE_NONE)
        return (pte_t){ .pte = 0 };
    if (step->value == VALUE_SWAP)
        return entry_encode_swap(entry.slot, generation, entry.lows);
    return entry_encode(entry.slot, generation, entry.lows);
}

static struct operation operation(const struct step *step, uint32_t generation,
                                  struct program_entry entry)
{
    struct operation made = {
        .kind = step->kind,
        .plain = step->kind == STEP_STORE ? step->store->plain : NULL,
        .act = step->kind == STEP_ACT ? step->act : NULL,
        .pte = value_of(step, generation, entry),
    };
    if (new_value(step))
        made.begins = generation;
    if (new_value(step) && step->value == VALUE_NEXT)
        made.retires = generation - 1;
    return made;
}

unsigned program_unroll(struct operation unrolled[OPERATIONS_MAX],
                        const struct step *program, unsigned rounds,
                        struct program_entry entry)
{
    uint32_t generation = FIRST_GENERATION;
    unsigned count = 0;

    for (unsigned round = 0; round < rounds; round++) {
        generation += makes_generations(program);
        for (const struct step *step = program; step->kind != STEP_END; step++) {
            ASSERT(count < OPERATIONS_MAX - 1);
            unrolled[count++] = operation(step, generation, entry);
        }
    }
    unrolled[count] = (struct operation){ .kind = STEP_END };
    return count;
}

bool program_has(const struct operation *unrolled, enum step_kind kind)
{
    for (; unrolled->kind != STEP_END; unrolled++)
        if (unrolled->kind == kind)
            return true;
    return false;
}
