/*
 * What a trial is. A trial is data: its question, who takes part, what is expected, and
 * which evidence its answer needs. The catalogue (litmus/trials/catalogue.c) lists the
 * trials; an engine knows nothing about a particular one.
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
    NEVER,     /* a positive: no read may be torn */
    SOMETIMES, /* a control: it must tear */
    MEASURED,  /* a benchmark: no expectation */
};

/* Evidence: the events that a positive must have seen for its answer to count
 * (docs/glossary.md). */
#define EVIDENCE_PENDING                                                                 \
    (1u << 0)                         /* the shootdown vector was pending while interrupts
                                    * were off */
#define EVIDENCE_WAITED (1u << 1)     /* a writer waited for an ack */
#define EVIDENCE_RETRIED (1u << 2)    /* a read started over */
#define EVIDENCE_ABSENT (1u << 3)     /* absent entries were read too */
#define EVIDENCE_RUBBISH (1u << 4)    /* rubbish with P clear was read and rejected */
#define EVIDENCE_BACKED_OFF (1u << 5) /* a walker gave its reference back */
#define EVIDENCE_PINNED (1u << 6)     /* a writer found a walker's reference */

/* What the CPU must have. The stress engine also needs a second CPU for each trial. */
#define NEEDS_FPU (1u << 0)
#define NEEDS_MMX (1u << 1)
#define NEEDS_SSE2 (1u << 2)

struct bench;
struct fixture;
/*
 * The race window of a control: where another CPU must act for it to tear. The stress
 * engine begins with settings made for this window, and then tries the others as well.
 */
enum race_window {
    RACE_ANYWHERE,
    RACE_READER,    /* one change between two loads of the reader */
    RACE_COMPILED,  /* the same, with the two loads adjacent, as the compiler made them */
    RACE_WRITER,    /* the whole read between two stores of a writer */
    RACE_ROUND,     /* a writer's whole round between two loads */
    RACE_QUEUED,    /* such a round, in which a shootdown is sent and not waited for */
    RACE_INTERRUPT, /* such a round, in which the reader takes an interrupt */
    RACE_WAKING,    /* such a round, in which a third CPU works that must wake up first */
    RACE_WINDOWS,
};

struct probe;
struct workload;
struct walker;

struct trial {
    const char *level; /* "pte", "tlb" */
    const char *id;    /* "no-recheck" */
    const char *asks;  /* the question, for people */
    enum expectation expected;
    const char *controls_for; /* a control: ids of its positives, separated by blanks */
    const char *no_control;   /* a positive without controls: why its silence counts all
                                * the same */
    uint32_t evidence;        /* EVIDENCE_..., of a positive */
    uint32_t needs;           /* NEEDS_... */
    uint32_t reads;           /* accepted reads that a positive needs under stress; 0:
                                * the engine's default */
    uint32_t engines;         /* BY_...: the engines that run it */
    const struct workload *workload; /* for the stress engine */
    const struct fixture *fixture;   /* for the interleave engine */
    const struct probe *probe;       /* for the probe engine */
    const struct bench *bench;       /* for the bench engine */

    /* At the level of one entry: */
    const struct reader *reader;
    enum low_words lows;
    bool starts_absent; /* false: the entry is present at the start */
    /* Above it: */
    const struct walker *walker;

    const struct step *program;  /* ends in STEP_END */
    bool flush_per_batch;        /* one flush for a batch of slots, after its last step */
    bool whole_program_per_slot; /* false: each step is done for a batch of slots */
    const struct step *third;    /* the program of a third CPU, or NULL */
    bool irqs_on;                /* the reader leaves interrupts on */
    bool flush_by_nmi;           /* the shootdown's interrupt is an NMI */
    bool flush_spares_reader;    /* it goes to all other CPUs but the reader's */
    enum race_window race_window; /* of a control */

    unsigned rounds; /* of the program, in the interleave engine; 0: INTERLEAVE_ROUNDS */

    /* Arguments of one workload each. tests/host/test_catalogue.c checks that no other
     * trial sets them. */
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

/* Two suffice: a read that delays the flush sees parts of at most two rounds. */
enum { INTERLEAVE_ROUNDS = 2 };

extern const struct trial catalogue[];
extern const unsigned catalogue_size;

enum { TRIAL_NAME_SIZE = 48 };
/* "stress/pte/lockless" */
void trial_name(const struct trial *trial, enum engine_id engine,
                char name[TRIAL_NAME_SIZE]);
/* Whether a glob (`length` bytes) selects the trial of that name. It selects a benchmark
 * only if the glob itself begins with "bench/". */
bool trial_selected(const char *glob, size_t length, const char *name);
/* Whether the control removes a leg on which this positive relies. */
bool trial_controls(const struct trial *control, const struct trial *positive);
