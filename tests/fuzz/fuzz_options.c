/*
 * libFuzzer: any command line. It must be refused with a message, or give options that
 * are within their limits and whose description gives the same options again.
 */
#include <stdlib.h>
#include <string.h>

#include "arch/cpu/cpumask.h"
#include "kernel/options/options.h"
#include "litmus/judge/judge.h"
#include "litmus/judge/tally.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct last_line {
    struct line_sink sink;
    char text[LINE_MAX_LENGTH + 1];
    size_t lines;
};

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void remember(struct line_sink *sink, const char *text)
{
    struct last_line *last = (struct last_line *)sink;

    require(strlen(text) <= LINE_MAX_LENGTH);
    strcpy(last->text, text);
    last->lines++;
}

static void check_steps(const struct option_steps *steps)
{
    require(steps->count <= OPTIONS_STEPS_MAX);
    for (uint32_t i = 0; i < steps->count; i++)
        require(steps->value[i] <= DELAY_MAX);
}

/* Limits that engines and drivers rely on, whether or not the line was accepted. */
static void check_limits(const struct options *options)
{
    require(memchr(options->run, '\0', sizeof(options->run)) != NULL);
    require(options->run[0] != '\0');
    require(options->time_ms <= 86400000);
    require(options->cpus <= CPUS_MAX);
    require(options->slots >= 1 && options->slots <= OPTIONS_SLOTS_MAX);
    require(options->writers < CPUS_MAX);
    require(options->serial <= OPTION_SERIAL_NONE ||
            (options->serial >= OPTION_SERIAL_PORT_MIN && options->serial <= 0xfff8));
    require(options->baud >= 9600 && 115200 % options->baud == 0);
    require(options->smp <= OPTION_SMP_OFF && options->end <= OPTION_END_EMULATOR);
    require(options->test <= OPTION_TEST_SHOOTDOWN_IRQS_OFF);
    check_steps(&options->window);
    check_steps(&options->gap);
}

static void check_description(const struct options *options)
{
    struct last_line said = { .sink = { .emit = remember } };
    struct options again;
    struct options_mistakes none;

    options_describe(options, &said.sink);
    require(said.lines == 1 && strncmp(said.text, "options ", 8) == 0);
    memset(&again, 0x55, sizeof(again));
    require(options_parse(said.text + 8, &again, &none, NULL));
    require(memcmp(options, &again, sizeof(again)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct last_line said = { .sink = { .emit = remember } };
    char *line = malloc(size + 1);
    struct options options;
    struct options_mistakes mistakes;
    char reason[VERDICT_REASON_SIZE];

    memcpy(line, data, size);
    line[size] = '\0';
    memset(&options, 0xaa, sizeof(options));
    bool ok = options_parse(line, &options, &mistakes, &said.sink);
    check_limits(&options);
    require(ok == (said.lines == 0) && ok == (mistakes.count == 0));
    if (!ok) {
        options_reason(&mistakes, reason, sizeof(reason));
        require(strnlen(reason, sizeof(reason)) < sizeof(reason));
    }
    if (ok)
        check_description(&options);
    options_selects(&options, line);
    free(line);
    return 0;
}
