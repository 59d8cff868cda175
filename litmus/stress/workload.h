/*
 * A workload: it decides what is read and written, for example detached tables of
 * synthetic entries (workload_table) or real mappings (workload_live). The engine decides
 * when: it starts the writers, repeats reader passes at each setting, and keeps time.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/cpumask.h"
#include "arch/smp/spinlock.h"
#include "lib/random.h"
#include "litmus/judge/tally.h"
#include "litmus/trials/fixtures.h"
#include "litmus/trials/trial.h"

enum { WRITERS_MAX = 8, MORE_READERS_MAX = 2, SLOTS_MAX = 512 };

/* One writer and its data. Only the writer and a trial's third CPU store its entries;
 * each takes the lock, as a page-table lock. */
struct writer {
    struct stress *stress;
    unsigned number; /* 0 .. writers - 1 */
    unsigned cpu;
    struct spinlock lock; /* the page-table lock */
    pte_t *table;         /* SLOTS_MAX entries */
    uintptr_t address;    /* the frame that the first entry maps, or would map */
    uint32_t generation;  /* of the entries last stored; only the writer uses it */
    bool filled;          /* the table has its first entries (workload_table) */
    uint32_t hot_slots;   /* with SWEEP_HOT: changes since the last pause
                                 * (workload_table) */
    /* Readers look at these while the writer works, so they have a cache line of their
     * own. */
    struct {
        uint32_t at;               /* the slot being changed, for a chasing reader */
        uint32_t started, retired; /* generations begun, and certainly gone */
    } __attribute__((aligned(64)));
    /* 1: the third CPU must make a pass; it then stores 0. */
    uint32_t third_wanted __attribute__((aligned(64)));
    struct random third_random; /* only the third CPU uses it */
    uint64_t programs;
    uint32_t flushes, waits;
    uint32_t pinned; /* frames not taken because of a reference */
    uint64_t stale;  /* live workload: old frames that this CPU read */
    struct random random;
    void *workload_data;
};

/* A further reader, on a CPU of its own. */
struct more_reader {
    struct stress *stress;
    unsigned number;    /* 0 .. MORE_READERS_MAX - 1 */
    struct tally tally; /* added to the setting's after the time slice */
    unsigned table, cursor;
} __attribute__((aligned(64)));

/* The current trial. */
struct stress {
    const struct trial *trial;
    unsigned slots;
    unsigned writers;      /* writers that are set up ... */
    unsigned active;       /* ... and those that write in this time slice, from number
                                * 0 */
    unsigned third_cpu;    /* of a trial that has a third CPU */
    unsigned more_readers; /* further readers that there are CPUs for ... */
    unsigned more_active;  /* ... and those that read in this time slice */
    struct more_reader more[MORE_READERS_MAX];
    struct writer writer[WRITERS_MAX];
    struct cpumask readers; /* CPUs that walk the detached tables */
    struct cpumask users;   /* CPUs that use the live mappings */
    struct setting setting; /* the current one; changes while no writer runs */
    uint32_t stop;          /* writers return when they see it */
    uint64_t begun_us;
    struct tallies *tallies;
    struct tally *tally; /* of the current setting */

    /* The reader's data, in a cache line of their own, because writers look at the fields
     * above. */
    uint32_t sections __attribute__((aligned(64))); /* sections begun, for the writers */
    unsigned table, cursor; /* the current writer's table, and the place in it */
};

struct workload {
    uint32_t steps; /* steps of programs that it carries out (litmus/trials/program.h) */
    /* Makes the trial's memory, for stress->setting as the first. False if there is not
     * enough. */
    bool (*prepare)(struct stress *stress);
    /* Reads one section with interrupts off, on the reader's CPU, and counts into
     * stress->tally. Interrupts are on before and after. */
    void (*read_pass)(struct stress *stress, unsigned pass);
    /* The same on a further CPU, counting into that reader's own tally; or NULL. */
    void (*read_more)(struct more_reader *reader);
    /* Writes one batch, on a writer's CPU, interrupts on. */
    void (*write_pass)(struct writer *writer, const struct setting *setting);
    /* The third CPU's pass, on the same writer's data. */
    void (*third_pass)(struct writer *writer, const struct setting *setting);
    /* After a time slice, when no reader or writer runs: checks what only then can be
     * checked. Or NULL. */
    void (*settle)(struct stress *stress);
    /* Restores the state before prepare(). */
    void (*clean)(struct stress *stress);
    bool alone;             /* one CPU can write and read in turn
                         * (litmus/stress/on_one_cpu.h) */
    bool one_writer;        /* the reader works with one writer, step by step */
    bool writers_are_users; /* a flush of stress->users must reach writers, too */
    bool kernel_tables;     /* it maps pages in the kernel's own tables, which a process
                         * lacks */
};

/* A writer's pause between two rounds. */
void writer_pause(struct writer *writer);
/* A writer's pause after a flush, of widely varying length. */
void writer_jitter(struct random *random);
/* Wakes the third CPU for one third_pass(), and sleeps until that is done or the writers
 * must stop. Interrupts are on meanwhile. */
void writer_calls_third(struct writer *writer);
/* Counts a tear, and keeps the values of the first few. */
void stress_tear(struct stress *stress, const struct tear *tear);
