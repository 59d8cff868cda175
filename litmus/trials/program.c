#include "litmus/trials/program.h"

#include <stddef.h>

const struct step *program_refused(const struct step *program, uint32_t steps)
{
    for (; program && program->kind != STEP_END; program++)
        if (program->kind > STEP_END || !(steps & STEP_BIT(program->kind)))
            return program;
    return NULL;
}

const char *step_name(enum step_kind kind)
{
    static const char *const names[] = {
        [STEP_STORE] = "a store",
        [STEP_ACT] = "an act",
        [STEP_FLUSH] = "a flush",
        [STEP_SYNC] = "a sync",
        [STEP_FLUSH_BEGIN] = "the begin of a flush",
        [STEP_FLUSH_WAIT] = "the wait for a flush",
        [STEP_LOCK] = "a lock",
        [STEP_UNLOCK] = "an unlock",
        [STEP_IF_NONE] = "an if-none",
        [STEP_END] = "the end",
    };
    return kind <= STEP_END ? names[kind] : "an unknown step";
}
