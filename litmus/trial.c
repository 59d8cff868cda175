#include "litmus/trial.h"

#include "lib/format.h"
#include "lib/string.h"

void trial_name(const struct trial *trial, enum engine_id engine,
                char name[TRIAL_NAME_SIZE])
{
    static const char *const engines[ENGINES] = {
        [ENGINE_INTERLEAVE] = "interleave",
        [ENGINE_STRESS] = "stress",
        [ENGINE_PROBE] = "probe",
    };
    format(name, TRIAL_NAME_SIZE, "%s/%s/%s", engines[engine], trial->level, trial->id);
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
