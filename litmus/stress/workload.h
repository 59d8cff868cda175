/*
 * Where the stress engine plays a trial. A workload knows what is read and written: detached
 * tables of synthetic entries (workload_table) or real mappings (workload_live). The engine knows
 * when: it starts the writers, repeats reader passes at each setting, and keeps time.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/cpumask.h"
#include "arch/smp/spinlock.h"
#include "lib/random.h"
#include "litmus/trials/fixtures.h"
#include "litmus/judge/tally.h"
#include "litmus/trials/trial.h"

enum { WRITERS_MAX = 8, MORE_READERS_MAX = 2, SLOTS_MAX = 512 };

/* One writer and what belongs to it: nobody else writes its entries, but everybody takes the
 * lock, as a page-table lock is taken. */
struct writer {
    struct stress *stress;
    unsigned number;            /* 0 .. writers - 1 */
    unsigned cpu;
    struct spinlock lock;       /* the page-table lock */
    pte_t *table;               /* SLOTS_MAX entries */
    uintptr_t address;          /* what the first entry maps, or would map */
    uint32_t generation;        /* of the entries last stored; the writer's alone */
    bool filled;                /* the table has its first entries (workload_table) */
    uint32_t hot_slots;         /* with SWEEP_HOT: changed since the last rest (workload_table) */
    /* Readers look at these while the writer works: in a line of the cache of their own. */
    struct {
        uint32_t at;               /* the slot being changed; a chasing reader looks */
        uint32_t started, retired; /* generations begun, and gone for certain */
    } __attribute__((aligned(64)));
    __attribute__((aligned(64)))
    uint32_t third_wanted;      /* 1: the third CPU is to make a pass; it sets it to 0 */
    struct random third_random; /* the third CPU's alone */
    uint64_t programs;
    uint32_t flushes, waits;
    uint32_t pinned;            /* frames it left alone: somebody had a reference */
    uint64_t stale;             /* live workload: old frames that this CPU read */
    struct random random;
    void *workload_data;
};

/* A reader beside the first one, on a CPU of its own. */
struct more_reader {
    struct stress *stress;
    unsigned number;       /* 0 .. MORE_READERS_MAX - 1 */
    struct tally tally;    /* added to the setting's when all stand still */
    unsigned table, cursor;
} __attribute__((aligned(64)));

/* One trial being run. */
struct stress {
    const struct trial *trial;
    unsigned slots;
    unsigned writers;          /* that have been set up ... */
    unsigned active;           /* ... and those that write in this slice, from number 0 */
    unsigned third_cpu;        /* of a trial that has one */
    unsigned more_readers;     /* that there are CPUs for ... */
    unsigned more_active;      /* ... and those that read in this slice */
    struct more_reader more[MORE_READERS_MAX];
    struct writer writer[WRITERS_MAX];
    struct cpumask readers;    /* CPUs that walk the detached tables */
    struct cpumask users;      /* CPUs that use the live mappings */
    struct setting setting;    /* in force; written while the writers stand still */
    uint32_t stop;             /* the writers see it and return */
    uint64_t begun_us;
    struct tallies *tallies;
    struct tally *tally;       /* of the setting in force */

    /* The reader's, in a line of the cache of their own: writers look at what is above. */
    uint32_t sections __attribute__((aligned(64))); /* begun; writers look now and then */
    unsigned table, cursor;    /* which writer's table, and how far it is */
};

struct workload {
    uint32_t steps; /* of programs that it carries out (litmus/trials/program.h) */
    /* Builds what the trial needs, for stress->setting to begin with; false if the machine
     * lacks the memory. */
    bool (*prepare)(struct stress *stress);
    /* One section with interrupts off on the reader's CPU; counts into stress->tally. Called
     * and returns with interrupts on. */
    void (*read_pass)(struct stress *stress, unsigned pass);
    /* The same on one more CPU, counting into the reader's own tally; or NULL. */
    void (*read_more)(struct more_reader *reader);
    /* One batch on a writer's CPU, interrupts on. */
    void (*write_pass)(struct writer *writer, const struct setting *setting);
    /* What a call of the third CPU is for, on the same writer's things. */
    void (*third_pass)(struct writer *writer, const struct setting *setting);
    /* After a slice, when writers and reader stand still: what only then can be looked at,
     * or NULL. */
    void (*settle)(struct stress *stress);
    /* Everything as it was before. */
    void (*clean)(struct stress *stress);
    bool alone;         /* one CPU can write and read in turn (litmus/stress/on_one_cpu.h) */
    bool one_writer;    /* the reader works with one, hand in hand */
    bool writers_are_users; /* a flush of stress->users must reach writers, too */
    bool kernel_tables; /* it maps pages in the kernel's own tables: a process has none */
};

/* Between two rounds of a writer. */
void writer_pause(struct writer *writer);
/* After a flush: a moment, of very different lengths. */
void writer_jitter(struct random *random);
/* Wakes the third CPU for one third_pass(), and sleeps until that is done, or the writers are
 * to stop. Interrupts are served meanwhile. */
void writer_calls_third(struct writer *writer);
/* Counts a tear, and keeps the first few whole. */
void stress_tear(struct stress *stress, const struct tear *tear);
