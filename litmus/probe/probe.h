/*
 * The probe engine: each probe puts one question to the MMU and the TLB, round after
 * round. A probe has a short list of named outcomes, each with its bearing on the trial.
 * The engine counts them; litmus/probe/judge.h turns the counts into a status.
 *
 * Probes change scratch mappings only (litmus/probe/scratch.h). Around every trial the
 * engine compares all of the kernel's own mappings with their state before the trial
 * (litmus/engine/integrity.h).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/cpumask.h"
#include "lib/compiler.h"
#include "lib/random.h"
#include "litmus/engine/engine.h"
#include "litmus/judge/judge.h"
#include "litmus/trials/trial.h"

/* What an outcome means for the trial. */
enum bearing {
    FINE,
    NEEDED,    /* without it the trial proves nothing */
    FORBIDDEN, /* by the manual or by the protocol */
    FIRED,     /* in a control: the effect of its missing leg */
};

struct outcome {
    const char *name; /* herdtools' characters: letters, digits, _ */
    enum bearing bearing;
    const char *value; /* for the probe's characteristic, or NULL */
};

/* The probe's requirements of the machine. */
#define PROBE_TWO_CPUS (1u << 0)
#define PROBE_THREE_CPUS (1u << 1)
#define PROBE_NX (1u << 2)
#define PROBE_PGE (1u << 3)
#define PROBE_LARGE (1u << 5)   /* a free frame at a multiple of 2 MiB */
#define PROBE_STEPPED (1u << 4) /* sees nothing without the trap flag */

struct probe_run;

struct probe {
    struct outcome outcome[PROBE_OUTCOMES]; /* a NULL name ends the list */
    const char *characteristic; /* key in litmus/judge/characteristics.h, or NULL */
    unsigned rounds;
    unsigned variant;                     /* for the functions: the missing leg */
    uint32_t needs;                       /* PROBE_... */
    void (*begin)(struct probe_run *run); /* or NULL */
    void (*ask)(struct probe_run *run, unsigned round);
    void (*end)(struct probe_run *run); /* or NULL; also after a failure */
};

/* One CPU's data in a trial. The last context is the boot processor's. */
struct cpu_context {
    struct probe_run *run;
    unsigned number;
    uint64_t count[PROBE_OUTCOMES];
    uint32_t words[4]; /* the probe's own */
    uint32_t passes;   /* see probe_await() */
    struct random random;
} __attribute__((aligned(64)));

struct probe_run {
    const struct trial *trial;
    const struct probe *probe;
    const struct environment *environment;
    unsigned physical_bits;
    unsigned cpu_contexts; /* one per CPU of the trial, the calling CPU's last */
    bool lost;             /* a CPU failed */
    struct random random;
    uint64_t count[PROBE_OUTCOMES];
    uint64_t elapsed_us;
};

/* ---- for the probes (litmus/probe/contexts.c) ---- */

extern struct cpu_context probe_contexts[CPUS_MAX];

/* Runs work on all other CPUs at the same time, waits for them, then runs it here. */
void probe_everywhere(struct probe_run *run,
                      void (*work)(struct cpu_context *cpu_context));
/* Start and wait apart, for one worker that works beside the calling CPU. */
void probe_start(struct probe_run *run, unsigned number,
                 void (*work)(struct cpu_context *cpu_context));
void probe_finish(struct probe_run *run, unsigned number);
/* The calling CPU and the first `workers` others. If only they use a page, a flush for
 * it need not wake the rest. */
struct cpumask probe_users(const struct probe_run *run, unsigned workers);
/* The calling CPU's context. */
struct cpu_context *probe_own_context(struct probe_run *run);

/* Waits until a looping worker has done `passes` more passes (probe_pass()), at most a
 * few milliseconds. After a shootdown the worker is still on its way back from the
 * handler, and would miss a race window that opens then. */
void probe_await(const struct cpu_context *cpu_context, uint32_t passes);

/* A delay inside a race window, drawn before the window opens: none in half of all
 * cases, else up to `units` (spin_delay). With `await` it also lasts until another CPU
 * has made two passes, even where an emulator's host runs the two CPUs in time slices. */
struct jitter {
    unsigned units;
    bool await;
};
struct jitter probe_draw(struct random *random, unsigned units);
void probe_jitter(struct jitter jitter, const struct cpu_context *other);

static inline void probe_pass(struct cpu_context *cpu_context)
{
    WRITE_ONCE(cpu_context->passes, cpu_context->passes + 1);
}

static inline void probe_count(struct cpu_context *cpu_context, unsigned outcome)
{
    cpu_context->count[outcome]++;
}

/* ---- for the engine's users ---- */

extern const struct engine probe_engine;
extern const struct trial probe_catalogue[];
extern const unsigned probe_catalogue_size;

/* Logs one result, the KTAP line last. */
void probe_report(struct line_sink *sink, unsigned number, const struct result *result);
