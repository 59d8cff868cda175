/*
 * The status page: the state of a run, above the log on the screen. Pure: facts in, cells
 * out. docs/screen.md explains its lines.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/cpumask.h"
#include "kernel/screen/page.h"
#include "litmus/run/progress_sums.h"

enum { STATUS_ROWS = 9 };

struct status_facts {
    const char *version;
    uint64_t seed;
    unsigned cpus; /* of this run, without those left out */
    struct cpumask online;
    struct progress progress;
    /* Times are too short, or may be (arch/time/clock.h, clock_mark()). */
    bool clock_unsure;
    uint64_t elapsed_ms; /* since the first trial began */
    uint64_t shootdowns;
    uint32_t gap_us;   /* largest gap in the boot processor's time ... */
    uint32_t looks_ms; /* ... and how long the search for gaps took */
    bool stopping;     /* requested by a key: after this trial */
    bool ended;
};

void status_draw(const struct status_facts *facts, struct page *page);
