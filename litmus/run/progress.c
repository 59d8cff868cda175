#include "litmus/run/progress.h"

static struct {
    const struct result *results;
    unsigned count, done;
    bool running;
    uint32_t time_ms;
    unsigned round;          /* 0 if there is only one */
    bool round_ended;        /* and is counted among the earlier rounds */
    struct progress earlier; /* counts and failures of earlier rounds */
} course;

void progress_start(const struct result *results, unsigned count, uint32_t time_ms)
{
    course.results = results;
    course.count = count;
    course.time_ms = time_ms;
}

void progress_begin_round(unsigned number)
{
    course.round = number;
    course.round_ended = false;
}

void progress_begin(unsigned at)
{
    course.done = at;
    course.running = true;
}

void progress_end(unsigned at)
{
    course.done = at + 1;
    course.running = false;
}

static void progress_of_round(struct progress *progress)
{
    progress_of(course.results, course.count, course.done, course.running, course.time_ms,
                progress);
}

void progress_end_round(void)
{
    struct progress its;

    progress_of_round(&its);
    progress_add_earlier(&its, &course.earlier);
    course.earlier = its;
    course.round_ended = true;
}

void progress_now(struct progress *progress)
{
    progress_of_round(progress);
    progress->round = course.round;
    if (course.round_ended) {
        progress->accepted = progress->torn_controls = progress->torn_positives = 0;
        progress->failures = 0;
    }
    progress_add_earlier(progress, &course.earlier);
}
