/* All engines, by enum engine_id. */
#pragma once

#include "litmus/engine/engine.h"

extern const struct engine *const engines[ENGINES];

static inline const struct engine *engine_of(const struct result *result)
{
    return engines[result->engine];
}
