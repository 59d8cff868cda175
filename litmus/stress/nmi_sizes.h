/*
 * Page sizes looked up in an NMI, for the workload of page sizes
 * (litmus/stress/workload_nmi.c): one address after the other at full speed. Each answer
 * is compared with the sizes that the address can have had meanwhile.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "litmus/stress/workload.h"

/* One request and its answers. */
struct size_request {
    const struct stress *stress;
    const struct writer *writer; /* the writer whose space is looked up */
    unsigned first, end;         /* slots */
    struct pace pace;            /* counts retries, too */

    uint32_t right, wrong; /* answers */
    /* The last wrong answer, and its time. */
    uint32_t wrong_size;
    unsigned wrong_slot;
    struct held held;
    bool pending; /* a shootdown was pending at the end */
};

/* Installs the NMI handler. Once. */
void nmi_sizes_init(void);

/* Sends an NMI to a CPU, which may be this one, and waits until its handler has finished.
 * A CPU that does not answer within ten seconds (arch/time/timeout_scale.h) is given up
 * (arch/smp/cpu_failure.h); if it is this one, panics. One request at a time; its answers
 * are added to those in the request. */
void nmi_sizes_ask(unsigned cpu, struct size_request *request);
