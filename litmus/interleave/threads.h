/*
 * The code that runs in the contexts of the interleave engine: a reader's section, and
 * the writers' programs. It only calls the functions under test and records its status in
 * plain memory. The engine decides which thread runs next.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "litmus/interleave/schedule.h"
#include "litmus/interleave/unroll.h"
#include "litmus/trials/trial.h"
#include "litmus/variants/region.h"

/* The threads that have a context: THREAD_READER, THREAD_WRITER, THREAD_THIRD. */
enum { CONTEXTS = 3 };

/* The status of a thread. The thread sets it in advance; the engine ends its waits. */
enum thread_status {
    THREAD_IS_BETWEEN,  /* runs code of threads.c, which is not under test */
    THREAD_IS_INSIDE,   /* runs code under test */
    THREAD_IS_FOR_ACK,  /* waits for the ack of the shootdown */
    THREAD_IS_FOR_LOCK, /* waits for the page-table lock */
    THREAD_IS_DONE,     /* has ended; the reader: has its value */
};

/* The state of the shootdown. At most one is under way. */
enum request { REQUEST_NONE, REQUEST_ASKED, REQUEST_ACKED };

/* The part of a schedule's state that is neither in watched memory nor in a context. */
struct live {
    pte_t got;                         /* what the reader returned */
    struct region_catch caught;        /* the same, of a walker */
    struct region_writer writer_state; /* the state of a region's writer */
    uint32_t started; /* the latest generation that may have a word stored */
    uint32_t retired; /* generations up to this one are gone for good */
    uint8_t thread_status[CONTEXTS]; /* enum thread_status */
    uint8_t request;                 /* enum request */
    uint8_t locked;                  /* the page-table lock */

    /* For the engine alone: */
    uint8_t reader_irqs_off; /* from EFLAGS.IF in the reader's frame */
    uint8_t reader_begun;
    uint8_t seen;     /* SEEN_... (litmus/interleave/model.h) */
    uint16_t retries; /* of the reader */
    uint16_t always_zero;
    uint32_t held_first; /* the oldest generation that the reader can see */
    uint32_t read_at;    /* the reader's last instruction that accessed the entry */
    uint32_t also_zero;
};
_Static_assert(CONTEXTS == 3 && sizeof(struct live) == 96,
               "compared byte by byte: no padding but that of what a walk returns");

extern struct live live;

/* The shared state of a schedule, as at its end: `live` and the words of the fixture. */
enum { FIXTURE_WORDS_MAX = 12 };
struct snapshot {
    struct live live;
    uint32_t word[FIXTURE_WORDS_MAX];
};

/* The argument of a thread. */
struct thread_argument {
    const struct trial *trial;
    enum thread thread; /* of a writer: which one, and its unrolled program */
    const struct operation *unrolled;
};

/* For context_start(context, act_..., thread_argument). */
void reader_thread(void *thread_argument);
void writer_thread(void *thread_argument);
