/*
 * The kinds of value that an option can have. One option is one row
 * (kernel/options/options_table.c); a kind knows how to read, print and explain the values of its
 * rows.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/options/options.h"
#include "lib/text.h"

struct option;

struct option_kind {
    /* Reads `length` bytes into the row's field. False, field untouched, if they are no
     * value of this row. */
    bool (*parse)(const struct option *row, const char *value, size_t length,
                  void *field);
    /* Adds the field's value, as parse would read it. */
    void (*print)(const struct option *row, const void *field, struct text *out);
    /* Adds what the values are: "auto|N", and then the limits: " (N 1..255)". */
    void (*syntax)(const struct option *row, struct text *out);
    void (*limits)(const struct option *row, struct text *out);
};

/* One of the row's words or, where the row names a number, one from least to most. */
extern const struct option_kind option_scalar;
/* "auto", or numbers from least to most, separated by commas: struct option_steps. */
extern const struct option_kind option_step_list;
/* Globs separated by commas, none of them empty: struct options.run. */
extern const struct option_kind option_globs;
/* "all", or a schedule of the interleave engine: struct options.schedule. */
extern const struct option_kind option_schedule;

struct option_word {
    const char *text; /* NULL after the last one */
    uint64_t value;
};

struct option {
    const char *key;
    const char *standard; /* the default, as one would type it */
    const char *help;
    const struct option_kind *kind;
    size_t offset, size; /* of the field in struct options */
    bool flag;           /* a scalar whose key alone means "on" */

    /* For a scalar: */
    const struct option_word *words; /* NULL: none */
    const char *number;              /* what its number is called; NULL: none */
    uint64_t least, most;
    bool hex;    /* print its number so; both are read */
    bool suffix; /* k, M, G may follow the number */
};

extern const struct option option_table[];
extern const size_t option_count;

void options_set_defaults(struct options *options);

/* "options", a blank, as many characters as may be, and NUL. */
enum { DESCRIPTION_SIZE = 8 + OPTIONS_LENGTH_MAX + 1 };

/* Writes the options that are not the default, as options_describe() does. Returns
 * whether they fit. */
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
