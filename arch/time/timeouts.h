/*
 * The limits of all waits for another CPU, in microseconds. Those of ten seconds and more
 * are multiplied by the timeout scale (arch/time/timeout_scale.h): a busy host may not
 * run a virtual CPU for seconds, and a slow CPU must not be declared dead. Waits for
 * devices have theirs beside the device.
 */
#pragma once

enum {
    /* ---- moments: after these a wait is given up, and nothing else happens ---- */
    PROBE_AWAIT_LIMIT_US = 5000, /* for another CPU's next turn */
    /* For a worker that was called to be awake: a host looks once in a tick of 1 to 10 ms
     * which cores are idle. */
    WORKER_AWAIT_LIMIT_US = 10000,
    APIC_COMMAND_LIMIT_US = 100000, /* for the local APIC to take a command */

    /* ---- answers of a CPU that is known to run ---- */
    CPU_ONLINE_LIMIT_US = 1000000,      /* from the startup IPI to C */
    CPU_FAILURE_NMI_LIMIT_US = 1000000, /* for a failed CPU to be halted by NMI */
    TSC_CHECK_LIMIT_US = 1000000,
    STRAY_INTERRUPT_LIMIT_US = 1000000,
    KILL_TICK_LIMIT_US = 1000000,
    JOIN_STOP_LIMIT_US = 1000000,
    BENCH_ANSWER_LIMIT_US = 1000000,
    BENCH_RETRY_LIMIT_US = 2000000,
    REMAP_WAIT_LIMIT_US = 2000000,
    STALE_ACK_LIMIT_US = 2000000,
    BENCH_BEGIN_LIMIT_US = 5000000,

    /* ---- after these a CPU has failed; scaled ---- */
    TLB_LIMIT_US = 10000000,       /* for the acks of a shootdown */
    PING_LIMIT_US = 10000000,      /* for an idle worker */
    NMI_SIZES_LIMIT_US = 10000000, /* for an answer from an NMI */
    PROBE_WORK_LIMIT_US = 15000000,
    STRESS_STOP_LIMIT_US = 15000000,
    WATCHDOG_LIMIT_US = 15000000, /* without any progress of the boot processor */
    LOCK_LIMIT_US = 20000000,
    BENCH_STOP_LIMIT_US = 20000000,
};

/* A CPU that waits for the acks of a failed one gives that one up, and is not given up
 * itself meanwhile. */
_Static_assert(PROBE_WORK_LIMIT_US > TLB_LIMIT_US &&
                   STRESS_STOP_LIMIT_US > TLB_LIMIT_US &&
                   BENCH_STOP_LIMIT_US > TLB_LIMIT_US,
               "a wait for work outlasts a shootdown in it");
_Static_assert(WATCHDOG_LIMIT_US > TLB_LIMIT_US && WATCHDOG_LIMIT_US > PING_LIMIT_US &&
                   WATCHDOG_LIMIT_US > NMI_SIZES_LIMIT_US,
               "the watchdog outlasts every wait that it watches");
_Static_assert(LOCK_LIMIT_US > TLB_LIMIT_US, "a lock is held during a shootdown");
