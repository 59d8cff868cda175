/*
 * The kinds of value that an option can have. Each option is one row
 * (kernel/options/options_table.c); its kind reads, prints and explains the row's values.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/options/options.h"
#include "lib/text.h"

struct option;

struct option_kind {
    /* Reads `length` bytes into the row's field. Returns false, and leaves the field
     * alone, if they are not a value of this row. */
    bool (*parse)(const struct option *row, const char *value, size_t length,
                  void *field);
    /* Adds the field's value in the form that parse reads. */
    void (*print)(const struct option *row, const void *field, struct text *out);
    /* Add the possible values: "auto|N", and then the limits: " (N 1..255)". */
    void (*syntax)(const struct option *row, struct text *out);
    void (*limits)(const struct option *row, struct text *out);
};

/* One of the row's words or, if the row names a number, a number from least to most. */
extern const struct option_kind option_scalar;
/* "auto", or numbers from least to most, separated by commas: struct option_steps. */
extern const struct option_kind option_step_list;
/* Globs separated by commas, no empty ones: struct options.run. */
extern const struct option_kind option_globs;
/* "all", or a schedule of the interleave engine: struct options.schedule. */
extern const struct option_kind option_schedule;

struct option_word {
    const char *text; /* NULL after the last one */
    uint64_t value;
};

struct option {
    const char *key;
    const char *standard; /* the default, as a user would type it */
    const char *help;
    const struct option_kind *kind;
    size_t offset, size; /* of the field in struct options */
    bool flag;           /* a scalar whose key alone means "on" */

    /* For a scalar: */
    const struct option_word *words; /* NULL: none */
    const char *number;              /* what its number is called; NULL: none */
    uint64_t least, most;
    bool hex;    /* print the number in hex; parse reads both */
    bool suffix; /* k, M, G may follow the number */
};

extern const struct option option_table[];
extern const size_t option_count;

void options_set_defaults(struct options *options);

/* "options", a blank, the longest list, and NUL. */
enum { DESCRIPTION_SIZE = 8 + OPTIONS_LENGTH_MAX + 1 };

/* Writes the options that are not the default, in the form of options_describe(). Returns
 * true if they fit. */
bool options_changes_text(const struct options *options, char *bytes, size_t size);

static inline void *option_field(const struct option *row, struct options *options)
{
    return (char *)options + row->offset;
}

static inline const void *option_value(const struct option *row,
                                       const struct options *options)
{
    return (const char *)options + row->offset;
}
