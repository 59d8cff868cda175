#include "kernel/options/options.h"

#include "kernel/options/options_kinds.h"
#include "lib/string.h"
#include "litmus/trials/trial.h"

enum {
    ERRORS_SHOWN_MAX = 8,
    WORD_SHOWN_MAX = 80,
    WORD_IN_REASON_MAX = 40, /* the rest of the reason lists the valid words */
};

struct word {
    const char *text;
    size_t length;
    size_t number, position; /* both from 1 */
};

struct parser {
    const char *start; /* of the command line */
    const char *next, *end;
    size_t words;
    struct options *out;
    struct line_sink *sink;
    struct text what, valid; /* of the first mistake, in *mistakes */
    uint64_t seen;           /* a bit for each row of the table */
    unsigned int errors;
    bool unknown; /* a word was unknown: list the valid ones at the end */
};

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool next_word(struct parser *p, struct word *word)
{
    while (p->next < p->end && is_blank(*p->next))
        p->next++;
    if (p->next == p->end)
        return false;
    word->text = p->next;
    while (p->next < p->end && !is_blank(*p->next))
        p->next++;
    word->length = (size_t)(p->next - word->text);
    word->number = ++p->words;
    word->position = (size_t)(word->text - p->start) + 1;
    return true;
}

/* The verdict's reason names the first mistake. */
static bool is_first(const struct parser *p)
{
    return p->errors == 1;
}

/* Logs what is wrong with a word. Returns false if there were too many complaints
 * already, so that the caller adds nothing. */
static bool complain(struct parser *p, const struct word *word, const char *what)
{
    bool cut = word->length > WORD_SHOWN_MAX;
    bool long_word = word->length > WORD_IN_REASON_MAX;

    if (++p->errors > ERRORS_SHOWN_MAX)
        return false;
    line(p->sink, "option word %zu, at character %zu: '%.*s%s' %s", word->number,
         word->position, cut ? WORD_SHOWN_MAX : (int)word->length, word->text,
         cut ? "..." : "", what);
    if (is_first(p))
        text_add(&p->what, "option '%.*s%s' %s",
                 long_word ? WORD_IN_REASON_MAX : (int)word->length, word->text,
                 long_word ? "..." : "", what);
    return true;
}

static void say_valid_values(struct parser *p, const struct option *row)
{
    char bytes[LINE_MAX_LENGTH + 1];
    struct text text;

    if (p->errors > ERRORS_SHOWN_MAX)
        return;
    text_start(&text, bytes, sizeof(bytes));
    row->kind->syntax(row, &text);
    row->kind->limits(row, &text);
    line(p->sink, "  valid: %s%s=%s", row->flag ? "the word alone, or " : "", row->key,
         bytes);
    if (is_first(p))
        text_add(&p->valid, "valid: %s%s=%s", row->flag ? "the word alone, or " : "",
                 row->key, bytes);
}

static void list_keys(struct text *out)
{
    for (size_t i = 0; i < option_count; i++)
        text_add(out, " %s%s", option_table[i].key, option_table[i].flag ? "" : "=");
}

static void say_valid_keys(struct parser *p)
{
    char bytes[LINE_MAX_LENGTH + 1];
    struct text text;

    text_start(&text, bytes, sizeof(bytes));
    list_keys(&text);
    line(p->sink, "  valid words:%s", bytes);
    line(p->sink, "  `help` alone explains them");
}

static const struct option *find_option(const char *key, size_t length)
{
    for (size_t i = 0; i < option_count; i++)
        if (string_is(option_table[i].key, key, length))
            return &option_table[i];
    return NULL;
}

static void parse_word(struct parser *p, const struct word *word)
{
    const char *equals = word->text;
    const char *end = word->text + word->length;

    while (equals < end && *equals != '=')
        equals++;

    const struct option *row = find_option(word->text, (size_t)(equals - word->text));
    if (row == NULL) {
        complain(p, word, "is not known");
        if (is_first(p)) {
            text_add(&p->valid, "valid words:");
            list_keys(&p->valid);
        }
        p->unknown = true;
        return;
    }

    uint64_t bit = (uint64_t)1 << (row - option_table);
    if (p->seen & bit) {
        if (complain(p, word, "comes a second time"))
            line(p->sink, "  valid: %s once at most", row->key);
        if (is_first(p))
            text_add(&p->valid, "valid: %s once at most", row->key);
        return;
    }
    p->seen |= bit;

    const char *value = equals < end ? equals + 1 : row->flag ? "on" : "";
    size_t length = equals < end ? (size_t)(end - value) : strlen(value);
    if (!row->kind->parse(row, value, length, option_field(row, p->out))) {
        complain(p, word, length == 0 ? "lacks its value" : "has no valid value");
        say_valid_values(p, row);
    }
}

static void say_too_long(struct parser *p)
{
    p->errors++;
    line(p->sink, "the options are too long: valid are up to %d characters in all",
         OPTIONS_LENGTH_MAX);
    if (is_first(p)) {
        text_add(&p->what, "the options are too long");
        text_add(&p->valid, "valid: up to %d characters in all", OPTIONS_LENGTH_MAX);
    }
}

/* Rejects a command line over the limit, and keeps only the words wholly within it. */
static void limit_length(struct parser *p)
{
    if (p->end - p->start <= OPTIONS_LENGTH_MAX)
        return;
    say_too_long(p);
    while (p->end > p->start && !is_blank(p->end[-1]))
        p->end--;
}

void options_set_defaults(struct options *out)
{
    memset(out, 0, sizeof(*out));
    for (size_t i = 0; i < option_count; i++) {
        const struct option *row = &option_table[i];
        row->kind->parse(row, row->standard, strlen(row->standard),
                         option_field(row, out));
    }
}

/* A description may be longer than the command line: count=1G is written out. */
static void limit_description(struct parser *p)
{
    char bytes[DESCRIPTION_SIZE];

    if (!options_changes_text(p->out, bytes, sizeof(bytes)))
        say_too_long(p);
}

bool options_parse(const char *command_line, struct options *out,
                   struct options_mistakes *mistakes, struct line_sink *sink)
{
    struct parser p = { .out = out, .sink = sink };
    struct word word;

    text_start(&p.what, mistakes->what, sizeof(mistakes->what));
    text_start(&p.valid, mistakes->valid, sizeof(mistakes->valid));
    p.start = p.next = command_line == NULL ? "" : command_line;
    p.end = p.start + strnlen(p.start, OPTIONS_LENGTH_MAX + 1);
    options_set_defaults(out);
    limit_length(&p);
    while (next_word(&p, &word))
        parse_word(&p, &word);
    if (p.errors > ERRORS_SHOWN_MAX)
        line(sink, "further mistakes in the options: %u", p.errors - ERRORS_SHOWN_MAX);
    if (p.unknown)
        say_valid_keys(&p);
    if (p.errors == 0)
        limit_description(&p);
    mistakes->count = p.errors;
    return p.errors == 0;
}

void options_reason(const struct options_mistakes *mistakes, char *bytes, size_t size)
{
    static const char end[] = "; nothing was run";
    struct text text;

    text_start(&text, bytes, size - (sizeof(end) - 1));
    text_add(&text, "%s", mistakes->what);
    if (mistakes->count > 1)
        text_add(&text, " (and %u more mistakes, see the log)", mistakes->count - 1);
    text_add(&text, "; %s", mistakes->valid);
    text_cut_mark(&text);
    string_copy(bytes + strlen(bytes), sizeof(end), end);
}

bool options_run_part(const struct options *options, size_t index, const char **glob,
                      size_t *length)
{
    const char *part = options->run;

    for (;; index--) {
        size_t size = 0;
        while (part[size] != '\0' && part[size] != ',')
            size++;
        if (index == 0) {
            *glob = part;
            *length = size;
            return true;
        }
        if (part[size] == '\0')
            return false;
        part += size + 1;
    }
}

bool options_selects(const struct options *options, const char *trial_name)
{
    const char *glob;
    size_t length;

    for (size_t i = 0; options_run_part(options, i, &glob, &length); i++)
        if (trial_selected(glob, length, trial_name))
            return true;
    return false;
}
