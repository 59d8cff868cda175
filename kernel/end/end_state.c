#include "kernel/end/end_state.h"

/*
 * Steps that can be repeated: one more than three failures (a machine check in the
 * report, one in the report of that one, and a third). Steps that may fail every time
 * (drawing on a screen that faults, a power-off that faults): two.
 */
static const uint8_t limits[END_STEPS] = {
    [END_REASON] = 4, [END_DETAILS] = 1, [END_LOSSES] = 2, [END_VERDICT] = 8,
    [END_LINE] = 8,   [END_SCREEN] = 2,  [END_POWER] = 2,
};

enum end_role end_enter(struct end_state *state, unsigned cpu)
{
    uint32_t owner = 0;

    if (__atomic_compare_exchange_n(&state->owner, &owner, cpu + 1, false,
                                    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        return END_REPORTS;
    if (owner != cpu + 1 || state->entries >= END_ENTRIES_MAX)
        return END_STOPS;
    state->entries++;
    return END_AGAIN;
}

bool end_begin(struct end_state *state, enum end_step step)
{
    if (state->begun[step] >= limits[step])
        return false;
    state->begun[step]++;
    return true;
}

bool end_is_here(const struct end_state *state, unsigned cpu)
{
    return __atomic_load_n(&state->owner, __ATOMIC_SEQ_CST) == cpu + 1;
}

enum end_nmi end_nmi(const struct end_state *state, unsigned cpu)
{
    if (!__atomic_load_n(&state->owner, __ATOMIC_SEQ_CST))
        return END_NMI_USUAL;
    return end_is_here(state, cpu) ? END_NMI_IGNORED : END_NMI_STOPS;
}
