/*
 * The options: the user's choices on the kernel's command line. Pure: bytes in, values
 * and lines of text out; the code that uses an option applies it.
 *
 * The command line consists of words, separated by blanks: `key=value`, or a key alone
 * for a flag. The code in boot/ removes the kernel's path, which some boot loaders put
 * first. docs/options.md lists the options; kernel/options/options_table.c defines them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/line.h"
#include "litmus/interleave/schedule.h"

enum {
    /* Longest command line, without the kernel's path, and longest list of the options
     * that are not the default: options_describe() puts either on one line. */
    OPTIONS_LENGTH_MAX = LINE_MAX_LENGTH - 10,
    OPTIONS_RUN_MAX = 255,
    OPTIONS_STEPS_MAX = 8,
    OPTIONS_SLOTS_MAX = 512, /* entries in a PAE table (SDM vol. 3, 4.4.2) */
};

/* Pauses to try in turn; count 0: the engine's own choice. */
struct option_steps {
    uint32_t count;
    uint32_t value[OPTIONS_STEPS_MAX];
};

/* Where to look for the other CPUs. */
enum option_smp { OPTION_SMP_AUTO, OPTION_SMP_ACPI, OPTION_SMP_MP, OPTION_SMP_OFF };

enum option_end {
    OPTION_END_HOLD,
    OPTION_END_REBOOT,
    OPTION_END_POWEROFF,
    OPTION_END_EMULATOR,
};

/* options.serial: one of these, or the I/O port itself. */
enum { OPTION_SERIAL_AUTO = 0, OPTION_SERIAL_NONE = 1, OPTION_SERIAL_PORT_MIN = 0x100 };

/* Deliberate failures of lohilo, to check that they are noticed. */
enum option_test {
    OPTION_TEST_NONE,
    OPTION_TEST_PANIC,
    OPTION_TEST_PANIC_BLIND,
    OPTION_TEST_PANIC_NMIS,
    OPTION_TEST_PANIC_FAULTS,
    OPTION_TEST_TRIPLE_FAULT,
    OPTION_TEST_HANG,
    OPTION_TEST_HANG_EARLY, /* before the other CPUs are up */
    OPTION_TEST_PAGE_FAULT,
    OPTION_TEST_STACK_OVERFLOW,
    OPTION_TEST_IRQS_ON_WALK,
    OPTION_TEST_IRQS_ON_SIZE,
    OPTION_TEST_SHOOTDOWN_IRQS_OFF,
    OPTION_TEST_STRAY_IRQS,
    /* These kill the last application processor: kernel/smp/kill.h */
    OPTION_TEST_AP_NEVER,
    OPTION_TEST_AP_STARTING,
    OPTION_TEST_AP_IDLE,
    OPTION_TEST_AP_WRITING,
    OPTION_TEST_AP_IRQS_OFF,
    OPTION_TEST_AP_SHOOTDOWN,
    OPTION_TEST_AP_PROBE,
    OPTION_TEST_AP_FAULT,
    OPTION_TEST_AP_NMI,
};

struct options {
    bool help;     /* list the options, and stop */
    bool list;     /* list the trials, and stop */
    bool screen;   /* show the log on the screen */
    bool nx;       /* use NX where the CPUs have it */
    bool pge;      /* use global pages where the CPUs have them */
    bool highmem;  /* use RAM above 4 GiB */
    bool lapic;    /* enable a local APIC that firmware has switched off */
    bool forcepae; /* trust PAE where CPUID does not report it */
    char run[OPTIONS_RUN_MAX + 1]; /* globs of trials, separated by commas */
    uint32_t time_ms;              /* budget of one trial; 0: the engine's */
    uint64_t count;                /* accepted present reads; 0: the engine's */
    uint64_t seed;
    uint32_t rounds;            /* how often to run the trials; 0: until stopped */
    uint32_t cpus;              /* most CPUs to use; 0: all */
    uint32_t slots;             /* entries of each table in use */
    uint32_t writers;           /* 0: the engine's choice */
    uint32_t nmis;              /* a second, on each CPU that takes part in a trial */
    uint32_t patience;          /* percent (arch/time/timeout_scale.h) */
    struct option_steps window; /* delay units between a reader's loads */
    struct option_steps gap;    /* delay units between a writer's stores */
    char schedule[SCHEDULE_TEXT_SIZE]; /* to be replayed; "": all schedules */
    uint32_t serial;                   /* OPTION_SERIAL_*, or an I/O port */
    uint32_t baud;
    enum option_smp smp;
    enum option_end end;
    enum option_test test;
};

/* The words that options_parse() rejected. The first mistake stands for all of them in
 * the verdict's reason, which may be all that the user sees of the log. */
enum { OPTIONS_WHAT_SIZE = 100, OPTIONS_VALID_SIZE = 300 };
struct options_mistakes {
    unsigned count;
    char what[OPTIONS_WHAT_SIZE];   /* "option 'tmie=5' is not known" */
    char valid[OPTIONS_VALID_SIZE]; /* "valid words: help list run= ..." */
};

/*
 * Reads a command line (NUL-terminated; NULL counts as empty). Returns true if every word
 * is valid. Otherwise logs, for each invalid word, the word, its position and what is
 * valid, fills *mistakes for the verdict's reason, and returns false: then nothing may
 * run. *out is set in either case, from the valid words and the defaults, so that the
 * message reaches the chosen port and the machine ends as the user chose.
 */
bool options_parse(const char *command_line, struct options *out,
                   struct options_mistakes *mistakes, struct line_sink *sink);

/* The reason of a verdict ERROR for at least one mistake: the word, what is wrong with
 * it, what is valid (cut, ending in "...", if `size` is too small), and that nothing ran.
 * size: at least OPTIONS_WHAT_SIZE + 80. */
void options_reason(const struct options_mistakes *mistakes, char *bytes, size_t size);

/* Lists every option with its values, meaning and default. */
void options_help(struct line_sink *sink);

/* Logs the options in force as one line "options WORD WORD ...". As a command line, these
 * words give the same options again. The line lists all options except flags that are
 * off; if that is too long for a line, only those that are not the default. */
void options_describe(const struct options *options, struct line_sink *sink);

/* The part `index` (from 0) of the list in options.run, not NUL-terminated; false beyond
 * the last part. The caller reports a part that selects no trial. */
bool options_run_part(const struct options *options, size_t index, const char **glob,
                      size_t *length);

/* Returns true if options.run selects the trial of that name. */
bool options_selects(const struct options *options, const char *trial_name);
