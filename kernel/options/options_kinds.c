#include "kernel/options/options_kinds.h"

#include "lib/number.h"
#include "lib/string.h"

/* The fields of scalars are bool, uint32_t, uint64_t and enumerations. */
_Static_assert(sizeof(bool) == 1, "a scalar of one byte is a bool");
_Static_assert(sizeof(enum option_smp) == 4, "an enumeration is stored as 4 bytes");

static void store(const struct option *row, uint64_t value, void *field)
{
    uint32_t word = (uint32_t)value;

    if (row->size == sizeof(bool))
        *(bool *)field = value != 0;
    else if (row->size == sizeof(word))
        memcpy(field, &word, sizeof(word));
    else
        memcpy(field, &value, sizeof(value));
}

static uint64_t load(const struct option *row, const void *field)
{
    uint32_t word;
    uint64_t value;

    if (row->size == sizeof(bool))
        return *(const bool *)field;
    if (row->size == sizeof(word)) {
        memcpy(&word, field, sizeof(word));
        return word;
    }
    memcpy(&value, field, sizeof(value));
    return value;
}

static bool number_in_range(const struct option *row, const char *text, size_t length,
                            uint64_t *value)
{
    enum number_suffix suffix = row->suffix ? NUMBER_WITH_SUFFIX : NUMBER_PLAIN;

    return number_parse(text, length, suffix, value) && *value >= row->least &&
           *value <= row->most;
}

static void add_range(const struct option *row, struct text *out)
{
    const char *suffix = row->suffix ? ", k, M or G may follow" : "";

    if (row->hex)
        text_add(out, " (%s 0x%llx..0x%llx%s)", row->number,
                 (unsigned long long)row->least, (unsigned long long)row->most, suffix);
    else
        text_add(out, " (%s %llu..%llu%s)", row->number, (unsigned long long)row->least,
                 (unsigned long long)row->most, suffix);
}

static bool scalar_parse(const struct option *row, const char *value, size_t length,
                         void *field)
{
    uint64_t number;

    for (const struct option_word *w = row->words; w != NULL && w->text != NULL; w++) {
        if (string_is(w->text, value, length)) {
            store(row, w->value, field);
            return true;
        }
    }
    if (row->number == NULL || !number_in_range(row, value, length, &number))
        return false;
    store(row, number, field);
    return true;
}

static void scalar_print(const struct option *row, const void *field, struct text *out)
{
    uint64_t value = load(row, field);

    for (const struct option_word *w = row->words; w != NULL && w->text != NULL; w++) {
        if (w->value == value) {
            text_add(out, "%s", w->text);
            return;
        }
    }
    text_add(out, row->hex ? "0x%llx" : "%llu", (unsigned long long)value);
}

static void scalar_syntax(const struct option *row, struct text *out)
{
    const char *separator = "";

    for (const struct option_word *w = row->words; w != NULL && w->text != NULL; w++) {
        text_add(out, "%s%s", separator, w->text);
        separator = "|";
    }
    if (row->number != NULL)
        text_add(out, "%s%s", separator, row->number);
}

static void scalar_limits(const struct option *row, struct text *out)
{
    if (row->number != NULL)
        add_range(row, out);
}

const struct option_kind option_scalar = {
    .parse = scalar_parse,
    .print = scalar_print,
    .syntax = scalar_syntax,
    .limits = scalar_limits,
};

/* The length of the first part of a list that is separated by commas. */
static size_t part_length(const char *list, size_t length)
{
    size_t part = 0;

    while (part < length && list[part] != ',')
        part++;
    return part;
}

static bool steps_parse(const struct option *row, const char *value, size_t length,
                        void *field)
{
    struct option_steps steps = { .count = 0 };

    if (string_is("auto", value, length)) {
        *(struct option_steps *)field = steps;
        return true;
    }
    for (;;) {
        size_t part = part_length(value, length);
        uint64_t number;
        if (steps.count == OPTIONS_STEPS_MAX ||
            !number_in_range(row, value, part, &number))
            return false;
        steps.value[steps.count++] = (uint32_t)number;
        if (part == length)
            break;
        value += part + 1;
        length -= part + 1;
    }
    *(struct option_steps *)field = steps;
    return true;
}

static void steps_print(const struct option *row, const void *field, struct text *out)
{
    const struct option_steps *steps = field;

    (void)row;
    if (steps->count == 0)
        text_add(out, "auto");
    for (uint32_t i = 0; i < steps->count; i++)
        text_add(out, "%s%lu", i == 0 ? "" : ",", (unsigned long)steps->value[i]);
}

static void steps_syntax(const struct option *row, struct text *out)
{
    text_add(out, "auto|%s[,%s...]", row->number, row->number);
}

static void steps_limits(const struct option *row, struct text *out)
{
    text_add(out, " (up to %d times %s %llu..%llu)", OPTIONS_STEPS_MAX, row->number,
             (unsigned long long)row->least, (unsigned long long)row->most);
}

const struct option_kind option_step_list = {
    .parse = steps_parse,
    .print = steps_print,
    .syntax = steps_syntax,
    .limits = steps_limits,
};

static bool globs_parse(const struct option *row, const char *value, size_t length,
                        void *field)
{
    if (length == 0 || length >= row->size)
        return false;
    for (size_t start = 0; start <= length; start++) {
        size_t part = part_length(value + start, length - start);
        if (part == 0)
            return false;
        start += part;
    }
    memset(field, 0, row->size);
    memcpy(field, value, length);
    return true;
}

static void globs_print(const struct option *row, const void *field, struct text *out)
{
    (void)row;
    text_add(out, "%s", (const char *)field);
}

static void globs_syntax(const struct option *row, struct text *out)
{
    text_add(out, "%s[,%s...]", row->number, row->number);
}

static void globs_limits(const struct option *row, struct text *out)
{
    text_add(out, " (none empty, %zu characters in all)", row->size - 1);
}

const struct option_kind option_globs = {
    .parse = globs_parse,
    .print = globs_print,
    .syntax = globs_syntax,
    .limits = globs_limits,
};
