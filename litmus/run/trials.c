#include "litmus/run/trials.h"

#include "litmus/run/engines.h"

static void each_in(const struct trial *trials, unsigned size, enum engine_id engine,
                    bool (*selects)(const char *), trial_visitor *visit, void *context)
{
    for (unsigned i = 0; i < size; i++) {
        char name[TRIAL_NAME_SIZE];
        if (!(trials[i].engines >> engine & 1))
            continue;
        trial_name(&trials[i], engine, name);
        if (!selects || selects(name))
            visit(&trials[i], engine, context);
    }
}

void trials_each(bool (*selects)(const char *name), trial_visitor *visit, void *context)
{
    for (unsigned engine = 0; engine < ENGINES; engine++)
        each_in(engines[engine]->catalogue, *engines[engine]->catalogue_size, engine,
                selects, visit, context);
}

struct search {
    bool (*matches)(void *context, const char *name);
    void *context;
    bool found;
};

static void try_match(const struct trial *trial, enum engine_id engine, void *context)
{
    struct search *search = context;
    char name[TRIAL_NAME_SIZE];

    trial_name(trial, engine, name);
    search->found |= search->matches(search->context, name);
}

bool trials_any(bool (*matches)(void *context, const char *name), void *context)
{
    struct search search = { matches, context, false };

    trials_each(NULL, try_match, &search);
    return search.found;
}

static void list_one(const struct trial *trial, enum engine_id engine, void *context)
{
    static const char *const kinds[] = { "positive", "control", "measured" };
    char name[TRIAL_NAME_SIZE];

    trial_name(trial, engine, name);
    line(context, "# %-28s %-8s %s", name, kinds[trial->expected], trial->asks);
}

void trials_list(struct line_sink *sink)
{
    trials_each(NULL, list_one, sink);
}
