/*
 * Turns the outcomes of a probe into a status. Pure; also compiled on the host.
 *
 * A positive fails on a forbidden outcome, unless that is a known deviation of the
 * platform. It is proof only if every needed outcome was seen and one of its controls
 * fired or cannot fire here. A control that fired is ok; any other is silent, or skipped
 * if it cannot fire here.
 */
#pragma once

#include "litmus/judge/deviations.h"
#include "litmus/judge/judge.h"

struct probe_answer {
    const struct probe *probe;
    const uint64_t *count; /* by outcome */
    enum platform platform;
};

/* Sets status, not_applicable and reason. The controls of a positive are among the first
 * `count` of `results`; a trial with a no_control text needs none. */
void probe_judge(struct result *result, const struct probe_answer *answer,
                 const struct result *results, unsigned count);

/* How many outcomes of that bearing were seen. */
uint64_t probe_seen(const struct probe_answer *answer, unsigned bearing);
