/*
 * The probe engine: single questions to the MMU and the TLB, asked round after round.
 * What can come out of a round is a short list of named outcomes, each with its bearing
 * on the trial; the engine counts them, and litmus/probe/judge.h makes a status of the
 * counts.
 *
 * A question is asked on scratch mappings only (litmus/probe/scratch.h). Around every
 * trial the engine compares all of the kernel's own mappings with what they were
 * (litmus/engine/integrity.h).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/cpumask.h"
#include "lib/compiler.h"
#include "lib/random.h"
#include "litmus/judge/judge.h"
#include "litmus/engine/engine.h"
#include "litmus/trials/trial.h"

/* What it means for the trial that an outcome was seen. */
enum bearing {
    FINE,
    NEEDED,    /* and without it the trial proves nothing */
    FORBIDDEN, /* by the manual, or by what the protocol promises */
    FIRED,     /* in a control: what its missing leg lets happen */
};

struct outcome {
    const char *name; /* as herdtools takes it: letters, digits, _ */
    enum bearing bearing;
    const char *value; /* that it gives to the probe's characteristic, or NULL */
};

/* What the machine must have for a question to arise. */
#define PROBE_TWO_CPUS (1u << 0)
#define PROBE_THREE_CPUS (1u << 1)
#define PROBE_NX (1u << 2)
#define PROBE_PGE (1u << 3)
#define PROBE_LARGE (1u << 5) /* a frame at a multiple of 2 MiB */
#define PROBE_STEPPED (1u << 4) /* nothing to see without the trap flag */

struct probe_run;

struct probe {
    struct outcome outcome[PROBE_OUTCOMES]; /* those after the last have no name */
    const char *characteristic; /* key in litmus/judge/characteristics.h, or NULL */
    unsigned rounds;
    unsigned variant;           /* for the functions: which leg is missing */
    uint32_t needs;             /* PROBE_... */
    void (*begin)(struct probe_run *run); /* or NULL */
    void (*ask)(struct probe_run *run, unsigned round);
    void (*end)(struct probe_run *run);   /* or NULL; also after a failure */
};

/* One CPU's place in a trial. The last cpu_context is the boot processor's. */
struct cpu_context {
    struct probe_run *run;
    unsigned number;
    uint64_t count[PROBE_OUTCOMES];
    uint32_t words[4]; /* for what the question has to remember */
    uint32_t passes;    /* see probe_await() */
    struct random random;
} __attribute__((aligned(64)));

struct probe_run {
    const struct trial *trial;
    const struct probe *probe;
    const struct environment *environment;
    unsigned physical_bits;
    unsigned cpu_contexts;     /* all CPUs that take part, the calling one last */
    bool lost;          /* a CPU did not come back */
    struct random random;
    uint64_t count[PROBE_OUTCOMES];
    uint64_t elapsed_us;
};

/* ---- for the questions (litmus/probe/cpu_contexts.c) ---- */

extern struct cpu_context probe_contexts[CPUS_MAX];

/* Runs work on every CPU but this one, at the same time, and waits; then also here. */
void probe_everywhere(struct probe_run *run, void (*work)(struct cpu_context *cpu_context));
/* The two halves of that for one worker: for work that goes on meanwhile. */
void probe_start(struct probe_run *run, unsigned number, void (*work)(struct cpu_context *cpu_context));
void probe_finish(struct probe_run *run, unsigned number);
/* The calling CPU and the first `workers` others: those that can have translations of
 * what only they use. The others may sleep on. */
struct cpumask probe_users(const struct probe_run *run, unsigned workers);
/* The calling CPU's cpu_context, which is the last. */
struct cpu_context *probe_own_context(struct probe_run *run);

/* Waits until a worker that goes on and on has done `passes` more passes, which it counts
 * in cpu_context->passes; not longer than a few milliseconds. After a shootdown it is still on
 * its way back, and a window that opens then is one that nobody looks into. */
void probe_await(const struct cpu_context *cpu_context, uint32_t passes);

/* A delay inside a window, drawn before the window opens: none in half of all cases, else
 * up to `units` (spin_delay). Now and then as long as it takes another CPU to have a
 * turn, also where an emulator's host runs the two by turns. */
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

/* ---- for runs ---- */

extern const struct engine probe_engine;
extern const struct trial probe_catalogue[];
extern const unsigned probe_catalogue_size;

/* The lines of one result, the KTAP line last. */
void probe_report(struct line_sink *sink, unsigned number, const struct result *result);
