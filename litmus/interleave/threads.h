/*
 * What runs in the contexts of the interleave engine: a reader's section, and writers'
 * programs. They do no more than call the functions under test and say, in plain memory,
 * where they are; who may go on is the engine's decision.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "litmus/interleave/schedule.h"
#include "litmus/interleave/unroll.h"
#include "litmus/variants/region.h"
#include "litmus/trials/trial.h"

/* The threads that have a context: THREAD_READER, THREAD_WRITER, THREAD_THIRD. */
enum { CONTEXTS = 3 };

/* Where a context is. It says so itself, before it gets there; the engine ends its
 * waits. */
enum thread_status {
    THREAD_IS_BETWEEN,  /* in the code of this file, which is not under test */
    THREAD_IS_INSIDE,   /* in what is */
    THREAD_IS_FOR_ACK,  /* waits for the ack of the shootdown */
    THREAD_IS_FOR_LOCK, /* waits for the page-table lock */
    THREAD_IS_DONE,     /* has ended; the reader: has its value */
};

/* The one shootdown that can be under way. */
enum request { REQUEST_NONE, REQUEST_ASKED, REQUEST_ACKED };

/* Everything of a schedule in progress that is neither in watched memory nor in a
 * context. */
struct live {
    pte_t got;                /* what the reader returned */
    struct region_catch caught; /* the same, of a walker */
    struct region_turn turn;    /* what the writer of a tree keeps in mind */
    uint32_t started;         /* the latest generation of which a word may be stored */
    uint32_t retired;         /* generations up to this one are gone for good */
    uint8_t thread_status[CONTEXTS]; /* enum stands */
    uint8_t request;          /* enum request */
    uint8_t locked;           /* the page-table lock */

    /* Not for the contexts: */
    uint8_t reader_irqs_off;  /* from EFLAGS.IF in the reader's frame */
    uint8_t reader_begun;
    uint8_t seen;             /* SEEN_... (litmus/interleave/model.h) */
    uint16_t retries;         /* of the reader */
    uint16_t always_zero;
    uint32_t held_first;      /* the oldest generation that the reader can have met */
    uint32_t read_at;         /* the reader's last instruction that touched the entry */
    uint32_t also_zero;
};
_Static_assert(CONTEXTS == 3 && sizeof(struct live) == 96,
               "compared byte by byte: no padding but that of what a walk returns");

extern struct live live;

/* How a schedule ends: this, and the words of the fixture. */
enum { FIXTURE_WORDS_MAX = 12 };
struct snapshot {
    struct live live;
    uint32_t word[FIXTURE_WORDS_MAX];
};

/* What a context is to do. */
struct thread_argument {
    const struct trial *trial;
    enum thread thread; /* of a writer: which one ... */
    const struct operation *unrolled;
};

/* context_start(context, act_..., role) */
void act_reader(void *thread_argument);
void act_writer(void *thread_argument);
