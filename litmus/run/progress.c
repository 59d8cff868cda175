#include "litmus/run/progress.h"

static struct {
    const struct result *results;
    unsigned count, done;
    bool running;
    uint32_t time_ms;
    unsigned round;          /* 0 where there is only one */
    bool round_ended;        /* and is among the earlier ones */
    struct standing earlier; /* counts and failures of the rounds that have ended */
} course;

void course_start(const struct result *results, unsigned count, uint32_t time_ms)
{
    course.results = results;
    course.count = count;
    course.time_ms = time_ms;
}

void course_begin_round(unsigned number)
{
    course.round = number;
    course.round_ended = false;
}

void course_begin(unsigned at)
{
    course.done = at;
    course.running = true;
}

void course_end(unsigned at)
{
    course.done = at + 1;
    course.running = false;
}

static void standing_of_round(struct standing *standing)
{
    standing_of(course.results, course.count, course.done, course.running, course.time_ms,
                standing);
}

void course_end_round(void)
{
    struct standing its;

    standing_of_round(&its);
    standing_add_earlier(&its, &course.earlier);
    course.earlier = its;
    course.round_ended = true;
}

void course_standing(struct standing *standing)
{
    standing_of_round(standing);
    standing->round = course.round;
    if (course.round_ended) {
        standing->accepted = standing->torn_controls = standing->torn_positives = 0;
        standing->failures = 0;
    }
    standing_add_earlier(standing, &course.earlier);
}
