#include "litmus/judge/explain.h"

#include "lib/string.h"

enum {
    GROUPS_MAX = 2, /* reasons of one kind */
    NAMES_MAX = 2,  /* trials of one reason */
    ADVICE_SIZE = 160,
    /* " and 160 more; 160 more unproven" */
    ROOM_FOR_MORE = 34,
    REASON_SHOWN_MIN = 12, /* of a name that is cut */
};

static const struct kind {
    enum status status;
    const char *what;
    enum verdict verdict; /* the verdict that it decides */
} kinds[] = {
    { STATUS_NOT_OK, "failed", VERDICT_VIOLATED },
    { STATUS_ERROR, "error in", VERDICT_ERROR },
    { STATUS_SILENT, "silent", VERDICT_INCONCLUSIVE },
    { STATUS_UNPROVEN, "unproven", VERDICT_INCONCLUSIVE },
    { STATUS_SKIP, "skipped", VERDICT_INCONCLUSIVE },
};

bool by_interleaving_alone(const struct summary *summary)
{
    return summary->no_second_cpu && summary->interleaved;
}

bool leaves_question_open(const struct result *result, const struct summary *summary)
{
    return result->status == STATUS_SKIP && !result->not_applicable &&
           !(result->no_second_cpu && by_interleaving_alone(summary));
}

/* Trials that the user's stop left out have a sentence of their own
 * (litmus/run/session.c). */
static bool is_of_kind(const struct result *result, const struct kind *kind,
                       const struct summary *summary)
{
    if (result->status != kind->status)
        return false;
    return kind->status != STATUS_SKIP ||
           (leaves_question_open(result, summary) && !result->not_run);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "0 torn in 12 reads" and "0 torn in 9876 reads" are the same reason. */
static bool same_but_figures(const char *a, const char *b)
{
    for (;;) {
        while (is_digit(*a))
            a++;
        while (is_digit(*b))
            b++;
        if (*a != *b)
            return false;
        if (!*a)
            return true;
        a++, b++;
    }
}

/* Leaves out the word of the kind, which is already there. */
static const char *reason_of(const struct result *result)
{
    static const char silent[] = "silent: ";
    bool twice = !memcmp(result->reason, silent, sizeof(silent) - 1);

    return result->reason + (twice ? sizeof(silent) - 1 : 0);
}

struct search {
    const struct result *results;
    unsigned count;
    const struct kind *kind;
    const struct summary *summary;
};

/* The next result of the kind from `i` on, with the reason of `like` unless that is NULL;
 * `count` if there is none. */
static unsigned next(const struct search *search, unsigned i, const struct result *like)
{
    for (; i < search->count; i++)
        if (is_of_kind(&search->results[i], search->kind, search->summary) &&
            (!like || same_but_figures(search->results[i].reason, like->reason)))
            break;
    return i;
}

/* Whether an earlier result has the same reason and so has named this one. */
static bool told_before(const struct search *search, unsigned i)
{
    return next(search, 0, &search->results[i]) < i;
}

static bool fits(const struct text *out, size_t length)
{
    return out->length + length + ROOM_FOR_MORE < out->size;
}

/* " (REASON)", cut if it does not fit; nothing if there is no room at all. */
static void add_reason(const char *reason, struct text *out)
{
    size_t length = strlen(reason);

    if (*reason && fits(out, length + 3)) {
        text_add(out, " (%s)", reason);
        return;
    }
    while (length > REASON_SHOWN_MIN && !fits(out, length + 6))
        length--;
    if (length > REASON_SHOWN_MIN)
        text_add(out, " (%.*s...)", (int)length, reason);
}

/* "NAME (REASON)"; false if the name does not fit. */
static bool add_first(const struct result *result, const char *before, struct text *out)
{
    char name[TRIAL_NAME_SIZE];

    trial_name(result->trial, result->engine, name);
    if (!fits(out, strlen(before) + strlen(name)))
        return false;
    text_add(out, "%s%s", before, name);
    add_reason(reason_of(result), out);
    return true;
}

/* Names the others with the reason of `first`. Returns how many it named or counted. */
static unsigned add_others(const struct search *search, unsigned first, struct text *out)
{
    const struct result *like = &search->results[first];
    unsigned named = 1, all = 1;

    for (unsigned i = next(search, first + 1, like); i < search->count;
         i = next(search, i + 1, like), all++) {
        char name[TRIAL_NAME_SIZE];
        trial_name(search->results[i].trial, search->results[i].engine, name);
        if (named == all && named < NAMES_MAX && fits(out, 1 + strlen(name))) {
            text_add(out, " %s", name);
            named++;
        }
    }
    if (all > named)
        text_add(out, " and %u more", all - named);
    return all;
}

static void explain_kind(const struct search *search, struct text *out)
{
    unsigned groups = 0, all = 0, told = 0;

    for (unsigned i = next(search, 0, NULL); i < search->count;
         i = next(search, i + 1, NULL), all++) {
        char before[24];
        struct text text;
        if (groups == GROUPS_MAX || told_before(search, i))
            continue;
        text_start(&text, before, sizeof(before));
        text_add(&text, "%s", out->length ? "; " : "");
        if (!groups)
            text_add(&text, "%s: ", search->kind->what);
        if (!add_first(&search->results[i], before, out)) {
            groups = GROUPS_MAX;
            continue;
        }
        groups++;
        told += add_others(search, i, out);
    }
    if (all > told && told)
        text_add(out, "; %u more %s", all - told, search->kind->what);
    else if (all > told)
        text_add(out, "%s%s: %u", out->length ? "; " : "", search->kind->what, all);
}

/* ---- what the user can do ---- */

static void advise_to_repeat(const struct search *search, struct text *advice)
{
    char name[TRIAL_NAME_SIZE];
    unsigned i = next(search, 0, NULL);

    if (i == search->count)
        return;
    trial_name(search->results[i].trial, search->results[i].engine, name);
    text_add(advice, "; to repeat it: run=%s", name);
}

static void advise_controls(const struct search *search, struct text *advice)
{
    for (unsigned i = next(search, 0, NULL); i < search->count;
         i = next(search, i + 1, NULL)) {
        const struct result *result = &search->results[i];
        if (!result->no_control_ran)
            continue;
        text_add(advice, "; run the controls too: run=%s/%s/*",
                 engine_traits[result->engine].name, result->trial->level);
        return;
    }
}

static bool wants_time(const struct search *search)
{
    for (unsigned i = next(search, 0, NULL); i < search->count;
         i = next(search, i + 1, NULL))
        if (!engine_traits[search->results[i].engine].exact)
            return true;
    return false;
}

static void advise(const struct search *all, enum verdict verdict, struct text *advice)
{
    struct search search = *all;
    bool slow = false;

    for (unsigned k = 0; k < ARRAY_SIZE(kinds); k++) {
        search.kind = &kinds[k];
        if (verdict == VERDICT_VIOLATED && kinds[k].status == STATUS_NOT_OK)
            advise_to_repeat(&search, advice);
        if (verdict != VERDICT_INCONCLUSIVE)
            continue;
        if (kinds[k].status == STATUS_UNPROVEN)
            advise_controls(&search, advice);
        if (kinds[k].status == STATUS_SILENT || kinds[k].status == STATUS_UNPROVEN)
            slow |= wants_time(&search);
    }
    if (slow)
        text_add(advice, "; give them more time (time=, count=)%s",
                 all->summary->no_second_cpu ? "" : " or more CPUs");
    if (verdict == VERDICT_INCONCLUSIVE && all->summary->no_second_cpu)
        text_add(advice, "; give it a second CPU (not smp=off, cpus=1)");
}

static bool decides(const struct search *search)
{
    return search->kind->verdict == search->summary->verdict &&
           next(search, 0, NULL) < search->count;
}

static unsigned kinds_from(const struct search *from, unsigned k)
{
    struct search search = *from;
    unsigned left = 0;

    for (; k < ARRAY_SIZE(kinds); k++) {
        search.kind = &kinds[k];
        left += decides(&search);
    }
    return left;
}

void explain(const struct result *results, unsigned count, const struct summary *summary,
             struct text *out)
{
    struct search search = { results, count, kinds, summary };
    char advice_bytes[ADVICE_SIZE];
    size_t size = out->size;
    struct text advice;

    text_start(&advice, advice_bytes, sizeof(advice_bytes));
    advise(&search, summary->verdict, &advice);
    for (unsigned k = 0; k < ARRAY_SIZE(kinds); k++) {
        search.kind = &kinds[k];
        if (!decides(&search))
            continue;
        /* An equal share of the room for each kind that is still to come. */
        out->size = out->length +
                    (size - advice.length - out->length) / kinds_from(&search, k);
        explain_kind(&search, out);
    }
    out->size = size;
    text_add(out, "%s",
             out->length       ? advice_bytes
             : advice_bytes[0] ? advice_bytes + 2
                               : "");
}
