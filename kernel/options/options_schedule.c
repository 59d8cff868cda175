/* A schedule as an option's value: its text is kept after a check. */
#include "kernel/options/options_kinds.h"
#include "lib/string.h"

static const char all[] = "all";

static bool schedule_parse(const struct option *row, const char *value, size_t length,
                           void *field)
{
    struct schedule schedule;
    char *text = field;

    if (string_is(all, value, length)) {
        memset(text, 0, row->size);
        return true;
    }
    if (!schedule_decode(value, length, &schedule))
        return false;
    /* In the engine's own spelling, which may be shorter and is never too long. */
    memset(text, 0, row->size);
    schedule_encode(&schedule, text);
    return true;
}

static void schedule_print(const struct option *row, const void *field, struct text *out)
{
    const char *text = field;

    (void)row;
    text_add(out, "%s", text[0] ? text : all);
}

static void schedule_syntax(const struct option *row, struct text *out)
{
    text_add(out, "%s|%s", all, row->number);
}

static void schedule_limits(const struct option *row, struct text *out)
{
    text_add(out, " (%s: r, w, t, i, numbers behind them, as in r2w4ir)", row->number);
}

const struct option_kind option_schedule = {
    .parse = schedule_parse,
    .print = schedule_print,
    .syntax = schedule_syntax,
    .limits = schedule_limits,
};
