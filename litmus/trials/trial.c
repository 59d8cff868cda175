#include "litmus/trials/trial.h"

#include "lib/format.h"
#include "lib/glob.h"
#include "lib/string.h"

void trial_name(const struct trial *trial, enum engine_id engine,
                char name[TRIAL_NAME_SIZE])
{
    format(name, TRIAL_NAME_SIZE, "%s/%s/%s", engine_traits[engine].name, trial->level,
           trial->id);
}

static bool asks_for_benchmarks(const char *text, size_t length)
{
    static const char prefix[] = "bench/";
    return length >= sizeof(prefix) - 1 && !memcmp(text, prefix, sizeof(prefix) - 1);
}

bool trial_selected(const char *glob, size_t length, const char *name)
{
    if (asks_for_benchmarks(name, strlen(name)) && !asks_for_benchmarks(glob, length))
        return false;
    return glob_match(glob, length, name);
}

bool trial_controls(const struct trial *control, const struct trial *positive)
{
    const char *list = control->controls_for;
    size_t length = strlen(positive->id);

    if (!list || !string_equal(control->level, positive->level))
        return false;
    while (*list) {
        const char *end = list;
        while (*end && *end != ' ')
            end++;
        if ((size_t)(end - list) == length && !memcmp(list, positive->id, length))
            return true;
        list = *end ? end + 1 : end;
    }
    return false;
}
