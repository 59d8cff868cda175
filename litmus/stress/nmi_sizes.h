/*
 * Page sizes asked in an NMI, for the workload of page sizes (litmus/stress/workload_nmi.c): of one
 * address after the other, as fast as it goes, and each answer held against those that the
 * address can have had meanwhile.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "litmus/stress/workload.h"

/* What is asked, and what came of it. */
struct size_request {
    const struct stress *stress;
    const struct writer *writer; /* whose space is asked about */
    unsigned first, end;         /* slots */
    struct pace pace;            /* counts retries, too */

    uint32_t right, wrong;       /* answers */
    /* The last wrong one, and when it was asked for. */
    uint32_t wrong_size;
    unsigned wrong_slot;
    struct held held;
    bool pending; /* at the end a shootdown waited */
};

/* Installs the NMI handler. Once. */
void nmi_sizes_init(void);

/* Sends an NMI to a CPU, which may be this one, and waits until its handler has asked. Who
 * does not answer within ten seconds (arch/time/timeout_scale.h) is given up (arch/smp/cpu_failure.h), or
 * panics. One request at a time; its answers are added to those that it has. */
void nmi_sizes_ask(unsigned cpu, struct size_request *request);
