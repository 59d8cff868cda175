/*
 * From the outcomes of a probe to a status. Pure; also compiled on the host.
 *
 * A positive fails if a forbidden outcome was seen, unless the platform is known to give
 * it; it proves something if every needed outcome was seen, and if one of its controls
 * fired (or cannot, here). A control is ok if it fired; silent, if not, unless it cannot
 * fire here.
 */
#pragma once

#include "litmus/judge/deviations.h"
#include "litmus/judge/judge.h"

struct probe_answer {
    const struct probe *probe;
    const uint64_t *count; /* of each outcome */
    enum platform platform;
};

/* Sets status, not_applicable and reason. The controls of a positive are looked for among
 * the first `count` of `results`, unless it says why it has none. */
void probe_judge(struct result *result, const struct probe_answer *answer,
                 const struct result *results, unsigned count);

/* How often an outcome of that bearing was seen. */
uint64_t probe_seen(const struct probe_answer *answer, unsigned bearing);
