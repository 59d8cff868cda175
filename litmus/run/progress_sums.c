#include "litmus/run/progress_sums.h"

#include "lib/divide.h"
#include "lib/format.h"
#include "lib/string.h"

/* The properties of trials that take about the same time. */
enum { CLASSES = ENGINES * 2 };
struct experience {
    uint64_t ms;
    uint32_t count;
};

static unsigned class_of(const struct result *result)
{
    return result->engine * 2 + (result->trial->expected == SOMETIMES);
}

static void add_counts(const struct result *result, struct progress *out)
{
    struct tally sum;

    tally_sum(&result->tallies, &sum);
    if (engine_traits[result->engine].has_rates)
        out->accepted += tally_accepted(&sum);
    if (result->trial->expected == NEVER)
        out->torn_positives += tally_torn(&sum);
    else if (engine_traits[result->engine].has_rates)
        out->torn_controls += tally_torn(&sum);
}

static void add_failure(const struct result *result, struct progress *out)
{
    char name[TRIAL_NAME_SIZE];

    if (result->status != STATUS_NOT_OK && result->status != STATUS_ERROR)
        return;
    if (!out->failures++) {
        trial_name(result->trial, result->engine, name);
        format(out->first_failure, sizeof(out->first_failure), "%s: %s", name,
               result->reason);
    }
}

static uint64_t usually(const struct result *result, const struct experience *experience,
                        uint32_t time_ms)
{
    const struct experience *its = &experience[class_of(result)];
    const struct engine_traits *traits = &engine_traits[result->engine];
    uint32_t ms = result->trial->expected == SOMETIMES ? traits->usual_control_ms
                                                       : traits->usual_ms;

    if (its->count)
        return divide32(its->ms, its->count, NULL);
    return time_ms && time_ms < ms ? time_ms : ms;
}

void progress_of(const struct result *results, unsigned count, unsigned done,
                 bool running, uint32_t time_ms, struct progress *out)
{
    struct experience experience[CLASSES];

    memset(experience, 0, sizeof(experience));
    memset(out, 0, sizeof(*out));
    out->trials = count;
    out->done = done;
    for (unsigned i = 0; i < done; i++) {
        struct experience *its = &experience[class_of(&results[i])];
        uint32_t ms = tally_ms(results[i].tallies.total_us);
        add_counts(&results[i], out);
        add_failure(&results[i], out);
        out->elapsed_ms += ms;
        /* A skipped trial's time predicts nothing. */
        its->ms += results[i].status == STATUS_SKIP ? 0 : ms;
        its->count += results[i].status != STATUS_SKIP;
    }
    for (unsigned i = done; i < count; i++)
        out->left_ms += usually(&results[i], experience, time_ms);
    if (!running || done >= count)
        return;
    add_counts(&results[done], out);
    trial_name(results[done].trial, results[done].engine, out->trial);
}

void progress_add_earlier(struct progress *progress, const struct progress *earlier)
{
    progress->accepted += earlier->accepted;
    progress->torn_controls += earlier->torn_controls;
    progress->torn_positives += earlier->torn_positives;
    progress->failures += earlier->failures;
    if (earlier->failures)
        memcpy(progress->first_failure, earlier->first_failure,
               sizeof(progress->first_failure));
}
