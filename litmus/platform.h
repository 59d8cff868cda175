/* What lohilo runs on, asked once. */
#pragma once

#include "litmus/deviations.h"

enum platform platform_here(void);
/* Why a control has nothing to show here, or NULL. */
const struct deviation *platform_silences(const char *level, const char *id);
