/*
 * What a trial is. A trial is data: what it asks, what takes part, what is expected, and
 * what must have been seen for the answer to count. The catalogue (litmus/trials/catalogue.c)
 * lists them; an engine knows nothing about a particular one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "litmus/trials/engine.h"
#include "litmus/trials/program.h"
#include "litmus/variants/entries.h"
#include "litmus/variants/variants.h"

enum expectation {
    NEVER,     /* a positive: not one torn read */
    SOMETIMES, /* a control: must be seen to tear */
    MEASURED,  /* a benchmark: neither, there is nothing to expect */
};

/* What must have happened for the answer of a positive to count (PROTOCOL, rules of
 * evidence). */
#define EVIDENCE_PENDING (1u << 0) /* the shootdown vector waited while they were off */
#define EVIDENCE_WAITED (1u << 1)  /* a writer had to wait for an ack */
#define EVIDENCE_RETRIED (1u << 2) /* the reader started over at least once */
#define EVIDENCE_ABSENT (1u << 3)  /* entries that were not present were read too */
#define EVIDENCE_RUBBISH (1u << 4) /* P-clear rubbish was read and refused */
#define EVIDENCE_BACKED_OFF (1u << 5) /* a walker gave its reference back */
#define EVIDENCE_PINNED (1u << 6)  /* a writer found a walker's reference */

/* What the CPU must have. (The stress engine needs two of them, for every trial.) */
#define NEEDS_FPU (1u << 0)
#define NEEDS_MMX (1u << 1)
#define NEEDS_SSE2 (1u << 2)

struct bench;
struct fixture;
/*
 * Where another CPU must come in between for a control to tear: what the stress engine
 * begins with. It looks everywhere else as well.
 */
enum race_window {
    RACE_ANYWHERE,
    RACE_READER,    /* one change, between two loads of the reader */
    RACE_COMPILED,  /* the same, and the loads are next to each other, as the compiler put them */
    RACE_WRITER,    /* the whole read, between two stores of a writer */
    RACE_ROUND,     /* a writer's whole round, between two loads */
    RACE_QUEUED,    /* such a round, with a shootdown sent in it, and not waited for */
    RACE_INTERRUPT, /* such a round, with an interrupt taken in it */
    RACE_WAKING,    /* such a round, with a third CPU's work, which has to be woken for it */
    RACE_WINDOWS,
};

struct probe;
struct workload;
struct walker;

struct trial {
    const char *level;         /* "pte", "tlb" */
    const char *id;            /* as in the protocol's catalogue: "no-recheck" */
    const char *asks;          /* the question, for people */
    enum expectation expected;
    const char *controls_for;  /* a control: ids of its positives, space between */
    const char *no_control;    /* a positive without any: why its silence means something */
    uint32_t evidence;         /* EVIDENCE_...: what a positive must have seen */
    uint32_t needs;            /* NEEDS_... */
    uint32_t reads;            /* accepted ones that a positive wants under stress; 0: as
                                  many as its engine thinks right */
    uint32_t engines;          /* BY_...: those that can run it */
    const struct workload *workload; /* where the stress engine plays it */
    const struct fixture *fixture; /* where the interleave engine does */
    const struct probe *probe; /* what the probe engine asks */
    const struct bench *bench; /* what the bench engine measures */

    /* At the level of one entry: */
    const struct reader *reader;
    enum low_words lows;
    bool starts_absent; /* else it is present at the start */
    /* Above it: */
    const struct walker *walker;

    const struct step *program;  /* ends in STEP_END */
    bool flush_per_batch;        /* with that: the flush comes once, after a batch of slots */
    bool whole_program_per_slot; /* else each step is done for a batch of slots */
    const struct step *third;    /* what a third CPU's writer does meanwhile, or NULL */
    bool irqs_on;                /* the reader leaves interrupts on */
    bool flush_by_nmi;           /* the shootdown's interrupt is an NMI */
    bool flush_spares_reader;    /* it goes to all other CPUs, and not to the reader's */
    enum race_window race_window;              /* of a control */

    unsigned rounds; /* of the program, in the interleave engine; 0: INTERLEAVE_ROUNDS */

    /* Each is for one workload alone. */
    struct {
        bool shootdown; /* the other CPUs are flushed before the old frame is reused */
    } live;
    struct {
        const struct sizer *sizer; /* finds the sizes of pages */
    } nmi;
    struct {
        bool unordered; /* no barrier before the set of CPUs is read */
    } join;
};

/* Two: a read that holds off the flush sees parts of two rounds at most. */
enum { INTERLEAVE_ROUNDS = 2 };

extern const struct trial catalogue[];
extern const unsigned catalogue_size;

enum { TRIAL_NAME_SIZE = 48 };
/* "stress/pte/lockless" */
void trial_name(const struct trial *trial, enum engine_id engine,
                char name[TRIAL_NAME_SIZE]);
/* Whether a glob (`length` bytes) selects the trial of that name. Benchmarks run only where
 * they are asked for: a glob selects one if it also begins with "bench/" itself. */
bool trial_selected(const char *glob, size_t length, const char *name);
/* The control removes something that this positive relies on. */
bool trial_controls(const struct trial *control, const struct trial *positive);
