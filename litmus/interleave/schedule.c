#include "litmus/interleave/schedule.h"

#include "lib/format.h"
#include "lib/panic.h"
#include "lib/string.h"

static const struct {
    char letter;
    const char *name;
} threads[THREADS] = {
    [THREAD_READER] = { 'r', "reader" },
    [THREAD_WRITER] = { 'w', "writer" },
    [THREAD_THIRD] = { 't', "third" },
    [THREAD_SHOOTDOWN] = { 'i', "interrupt" },
};

char thread_letter(enum thread thread)
{
    return threads[thread].letter;
}

const char *thread_name(enum thread thread)
{
    return threads[thread].name;
}

/* The number of steps in a row, from `first` on, that belong to the same thread. */
static unsigned run_length(const struct schedule *schedule, unsigned first)
{
    unsigned end = first + 1;
    while (end < schedule->count && schedule->thread[end] == schedule->thread[first])
        end++;
    return end - first;
}

void schedule_encode(const struct schedule *schedule, char text[SCHEDULE_TEXT_SIZE])
{
    size_t length = 0;
    unsigned run;

    text[0] = 0;
    for (unsigned i = 0; i < schedule->count; i += run) {
        run = run_length(schedule, i);
        length += format(text + length, SCHEDULE_TEXT_SIZE - length,
                         run > 1 ? "%c%u" : "%c", thread_letter(schedule->thread[i]),
                         run);
    }
}

static int thread_of(char letter)
{
    for (unsigned i = 0; i < THREADS; i++)
        if (threads[i].letter == letter)
            return (int)i;
    return -1;
}

/* The number at text[*next], 1 if there is none, 0 if it is invalid. */
static unsigned repetition(const char *text, size_t length, size_t *next)
{
    unsigned number = 0;
    size_t start = *next;

    for (; *next < length && text[*next] >= '0' && text[*next] <= '9'; ++*next)
        if (number <= SCHEDULE_MOVES_MAX)
            number = number * 10 + (unsigned)(text[*next] - '0');
    return *next == start ? 1 : number;
}

bool schedule_decode(const char *text, size_t length, struct schedule *schedule)
{
    size_t next = 0;

    schedule->count = 0;
    while (next < length) {
        int thread = thread_of(text[next++]);
        unsigned times = repetition(text, length, &next);
        if (thread < 0 || !times || times > SCHEDULE_MOVES_MAX - schedule->count)
            return false;
        memset(schedule->thread + schedule->count, thread, times);
        schedule->count += times;
    }
    return schedule->count > 0;
}

bool schedule_next(struct schedule *schedule, const uint32_t *enabled)
{
    while (schedule->count) {
        uint8_t *last = &schedule->thread[schedule->count - 1];
        uint32_t others = enabled[schedule->count - 1] >> (*last + 1);
        if (others) {
            *last = (uint8_t)(*last + 1 + (unsigned)__builtin_ctz(others));
            return true;
        }
        schedule->count--;
    }
    return false;
}

/* n + m over m, modulo 2^64, by Pascal's rule: it only adds, so each intermediate result
 * may be reduced, too. */
static uint64_t binomial(unsigned n, unsigned m)
{
    enum { WIDTH = 512 };
    static uint64_t row[WIDTH];
    unsigned small = n < m ? n : m;

    ASSERT(small < WIDTH);
    memset(row, 0, sizeof(row));
    row[0] = 1;
    for (unsigned i = 0; i < n + m; i++)
        for (unsigned k = small; k > 0; k--)
            row[k] += row[k - 1];
    return row[small];
}

uint64_t interleavings(const unsigned moves[THREADS])
{
    uint64_t product = 1;
    unsigned sum = 0;

    for (unsigned i = 0; i < THREADS; i++) {
        product *= binomial(sum, moves[i]);
        sum += moves[i];
    }
    return product;
}
