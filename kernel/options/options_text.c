/* Text about the options: help, and the options in force. */
#include "kernel/options/options.h"
#include "kernel/options/options_kinds.h"
#include "lib/string.h"

enum { SYNTAX_COLUMN = 28 };

static const char description_start[] = "options";

/* The log puts "# " in front. */
_Static_assert(2 + sizeof(description_start) + OPTIONS_LENGTH_MAX == LINE_MAX_LENGTH,
               "the longest options, a blank and what is in front of them make a line");

static void describe_row(const struct option *row, const struct options *options,
                         struct text *out)
{
    const void *value = option_value(row, options);

    if (row->flag && !*(const bool *)value)
        return;
    text_add(out, " %s", row->key);
    if (row->flag)
        return;
    text_add(out, "=");
    row->kind->print(row, value, out);
}

/* All options or, given a standard, those that differ from it. Returns true if they
 * fit. */
static bool describe(const struct options *options, const struct options *standard,
                     char *bytes, size_t size)
{
    struct text text;

    text_start(&text, bytes, size);
    text_add(&text, "%s", description_start);
    for (size_t i = 0; i < option_count; i++) {
        const struct option *row = &option_table[i];
        if (standard == NULL || memcmp(option_value(row, options),
                                       option_value(row, standard), row->size) != 0)
            describe_row(row, options, &text);
    }
    return text_fits(&text);
}

bool options_changes_text(const struct options *options, char *bytes, size_t size)
{
    struct options standard;

    options_set_defaults(&standard);
    return describe(options, &standard, bytes, size);
}

void options_describe(const struct options *options, struct line_sink *sink)
{
    char bytes[DESCRIPTION_SIZE];

    if (!describe(options, NULL, bytes, sizeof(bytes)))
        options_changes_text(options, bytes, sizeof(bytes));
    line(sink, "%s", bytes);
}

void options_help(struct line_sink *sink)
{
    char bytes[LINE_MAX_LENGTH + 1];
    struct text text;

    line(sink, "options are words of the kernel's command line, separated by blanks:");
    for (size_t i = 0; i < option_count; i++) {
        const struct option *row = &option_table[i];
        text_start(&text, bytes, sizeof(bytes));
        text_add(&text, "%s", row->key);
        if (!row->flag) {
            text_add(&text, "=");
            row->kind->syntax(row, &text);
        }
        if (text.length > SYNTAX_COLUMN) {
            line(sink, "  %s", bytes);
            text_start(&text, bytes, sizeof(bytes));
        }
        text_add(&text, "%*s%s", SYNTAX_COLUMN + 2 - (int)text.length, "", row->help);
        if (!row->flag)
            row->kind->limits(row, &text);
        line(sink, "  %s; default %s", bytes, row->standard);
    }
}
