/*
 * kernel/options/options.c. If one of these fails, a run ignores the user's choice, or
 * the message does not say which values are valid.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/options/options.h"
#include "kernel/options/options_kinds.h"
#include "litmus/judge/judge.h"

static struct {
    struct line_sink sink;
    char text[16 * 1024]; /* every line, each with an LF */
    char last[LINE_MAX_LENGTH + 1];
    size_t lines;
} said;

static void remember(struct line_sink *sink, const char *text)
{
    (void)sink;
    assert_true(strlen(text) <= LINE_MAX_LENGTH);
    assert_true(strlen(said.text) + strlen(text) + 2 <= sizeof(said.text));
    strcat(said.text, text);
    strcat(said.text, "\n");
    strcpy(said.last, text);
    said.lines++;
}

static void listen(void)
{
    memset(&said, 0, sizeof(said));
    said.sink.emit = remember;
}

static struct options options;
static struct options_mistakes mistakes;

static bool parse(const char *command_line)
{
    listen();
    memset(&options, 0xa5, sizeof(options));
    return options_parse(command_line, &options, &mistakes, &said.sink);
}

static void accept(const char *command_line)
{
    bool ok = parse(command_line);

    if (!ok)
        print_error("%s\n%s", command_line, said.text);
    assert_true(ok);
    assert_int_equal(said.lines, 0);
}

/* Expects a refusal whose lines contain each of the given texts (up to a NULL). */
static void refuse(const char *command_line, ...)
{
    va_list list;
    const char *wanted;

    assert_false(parse(command_line));
    va_start(list, command_line);
    while ((wanted = va_arg(list, const char *)) != NULL) {
        if (strstr(said.text, wanted) == NULL)
            print_error("%s\nlacks '%s':\n%s", command_line, wanted, said.text);
        assert_non_null(strstr(said.text, wanted));
    }
    va_end(list);
}

static void check_defaults(void)
{
    assert_false(options.help || options.list || options.lapic || options.forcepae);
    assert_true(options.screen && options.nx && options.pge && options.highmem);
    assert_string_equal(options.run, "*");
    assert_int_equal(options.time_ms, 0);
    assert_true(options.count == 0);
    assert_true(options.seed == 0x104110);
    assert_int_equal(options.rounds, 1);
    assert_int_equal(options.cpus, 0);
    assert_int_equal(options.smp, OPTION_SMP_AUTO);
    assert_int_equal(options.window.count, 0);
    assert_int_equal(options.gap.count, 0);
    assert_int_equal(options.slots, 512);
    assert_int_equal(options.writers, 0);
    assert_int_equal(options.nmis, 1000);
    assert_int_equal(options.serial, OPTION_SERIAL_AUTO);
    assert_int_equal(options.baud, 115200);
    assert_int_equal(options.end, OPTION_END_HOLD);
    assert_int_equal(options.test, OPTION_TEST_NONE);
}

static void test_nothing_said_means_the_defaults(void **state)
{
    static const char *const empty[] = { "", " ", " \t\r\n\v\f ", NULL };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(empty); i++) {
        accept(empty[i]);
        check_defaults();
    }
}

/* A default that its own parser refuses would silently leave the field 0. */
static void test_every_default_is_a_valid_value(void **state)
{
    char word[128];

    (void)state;
    for (size_t i = 0; i < option_count; i++) {
        snprintf(word, sizeof(word), "%s=%s", option_table[i].key,
                 option_table[i].standard);
        accept(word);
        check_defaults();
    }
}

static void test_every_option_reaches_its_field(void **state)
{
    (void)state;
    accept("help list run=stress/*,probe/tlb/stale time=1500 count=20M seed=0xdeadbeef01 "
           "cpus=3 smp=mp window=0,4,0x10 gap=32768 slots=64 writers=2 nmi=250 "
           "patience=20 serial=com2 baud=9600 screen=off end=emu nx=off pge=off "
           "highmem=off lapic forcepae "
           "test=shootdown-irqs-off");
    assert_true(options.help && options.list && options.lapic && options.forcepae);
    assert_false(options.screen || options.nx || options.pge || options.highmem);
    assert_string_equal(options.run, "stress/*,probe/tlb/stale");
    assert_int_equal(options.time_ms, 1500);
    assert_true(options.count == 20000000);
    assert_true(options.seed == 0xdeadbeef01);
    assert_int_equal(options.cpus, 3);
    assert_int_equal(options.smp, OPTION_SMP_MP);
    assert_int_equal(options.window.count, 3);
    assert_int_equal(options.window.value[0], 0);
    assert_int_equal(options.window.value[1], 4);
    assert_int_equal(options.window.value[2], 16);
    assert_int_equal(options.gap.count, 1);
    assert_int_equal(options.gap.value[0], 32768);
    assert_int_equal(options.slots, 64);
    assert_int_equal(options.writers, 2);
    assert_int_equal(options.nmis, 250);
    assert_int_equal(options.patience, 20);
    assert_int_equal(options.serial, 0x2f8);
    assert_int_equal(options.baud, 9600);
    assert_int_equal(options.end, OPTION_END_EMULATOR);
    assert_int_equal(options.test, OPTION_TEST_SHOOTDOWN_IRQS_OFF);
}

/* A wrong port loses the log: the ports are those of IBM's Technical Reference. */
static void test_serial_ports(void **state)
{
    (void)state;
    accept("serial=com1");
    assert_int_equal(options.serial, 0x3f8);
    accept("serial=com3");
    assert_int_equal(options.serial, 0x3e8);
    accept("serial=com4");
    assert_int_equal(options.serial, 0x2e8);
    accept("serial=0x1008");
    assert_int_equal(options.serial, 0x1008);
    accept("serial=none");
    assert_int_equal(options.serial, OPTION_SERIAL_NONE);
}

static void test_flags(void **state)
{
    static const char *const on[] = { "help", "help=1", "help=on" };
    static const char *const off[] = { "help=0", "help=off" };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(on); i++) {
        accept(on[i]);
        assert_true(options.help);
    }
    for (size_t i = 0; i < ARRAY_SIZE(off); i++) {
        accept(off[i]);
        assert_false(options.help);
    }
    refuse("help=", "'help=' lacks its value", "help=on|off|1|0", NULL);
    refuse("nx", "'nx' lacks its value", "nx=on|off", NULL);
}

static void test_ends_of_every_range(void **state)
{
    (void)state;
    accept("seed=18446744073709551615 cpus=1 slots=1 writers=0 serial=0x100 "
           "time=86400000");
    assert_true(options.seed == UINT64_MAX);
    assert_int_equal(options.serial, 0x100);
    accept("cpus=384 slots=512 writers=383 serial=0xfff8 count=1000G "
           "window=1,2,3,4,5,6,7,8");
    assert_int_equal(options.window.count, 8);
    assert_int_equal(options.serial, 0xfff8);
    refuse("cpus=0", "valid: cpus=all|N (N 1..384)", NULL);
    refuse("cpus=385", "cpus=385", NULL);
    refuse("slots=0", "slots=N (N 1..512)", NULL);
    refuse("slots=513", "slots=513", NULL);
    refuse("writers=384", "writers=auto|N (N 0..383)", NULL);
    refuse("nmi=10001", "nmi=N (N 0..10000)", NULL);
    refuse("patience=9", "patience=N (N 10..1000)", NULL); /* 0 would fail every CPU */
    refuse("patience=1001", "patience=1001", NULL);
    refuse("serial=0xff", "com4|0xPORT (0xPORT 0x100..0xfff8)", NULL);
    refuse("serial=0xfff9", "serial=0xfff9", NULL);
    refuse("serial=com5", "serial=com5", NULL);
    refuse("time=86400001", "time=MS (MS 0..86400000)", NULL);
    refuse("time=5k", "time=5k", NULL); /* of what, seconds? */
    refuse("count=1001G", "k, M or G may follow", NULL);
    refuse("seed=18446744073709551616", "seed=N (N 0x0..0xffffffffffffffff)", NULL);
    refuse("window=32769", "up to 8 times N 0..32768", NULL);
    refuse("window=1,2,3,4,5,6,7,8,9", "window=auto|N[,N...]", NULL);
    refuse("baud=110", "baud=9600|14400|19200|28800|38400|57600|115200", NULL);
}

static const char *const bad_values[] = {
    "window=",       "window=,",      "window=1,", "window=,1", "window=1,,2",
    "window=auto,1", "window=1,auto", "gap=-1",    "gap=1k",    "run=",
    "run=,",         "run=a,",        "run=,a",    "run=a,,b",  "time=",
    "time=-1",       "time=1.5",      "seed=0x",   "seed=abc",  "smp=ACPI",
    "smp=ac",        "end=emulator",  "screen=1",  "nx=yes",    "pge=ON",
    "test=",         "test=pani",     "lapic=2",   "list=list", "count=k",
    "seed==1",
};

static void test_refuses_bad_values_and_says_the_valid_ones(void **state)
{
    char word[64], valid[64];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(bad_values); i++) {
        const char *bad = bad_values[i];
        snprintf(word, sizeof(word), "'%s'", bad);
        snprintf(valid, sizeof(valid), "%.*s=", (int)strcspn(bad, "="), bad);
        refuse(bad, "option word 1, at character 1:", word, "  valid: ", valid, NULL);
        check_defaults();
    }
}

static void test_refuses_unknown_words_and_says_where_they_stand(void **state)
{
    (void)state;
    refuse(
        "time=5 tmie=5", "option word 2, at character 8: 'tmie=5' is not known",
        "valid words: help list run= time= count= seed= rounds= cpus= smp= window= gap= "
        "schedule= slots= writers= nmi= patience= serial= baud= screen= end= nx= pge= "
        "highmem= lapic forcepae test=\n",
        NULL);
    refuse("  =5", "option word 1, at character 3: '=5' is not known", NULL);
    refuse("=", "'='", NULL);
    refuse("tim=5", "'tim=5'", NULL);
    refuse("times=5", "'times=5'", NULL);
    refuse("Time=5", "'Time=5'", NULL);
    refuse("time =5", "'time' lacks its value", "'=5' is not known", NULL);
    refuse("stress/pte/lockless", "'stress/pte/lockless' is not known", NULL);
    refuse("--help", "'--help'", NULL);
}

static void test_refuses_a_key_that_comes_twice(void **state)
{
    (void)state;
    refuse("seed=1 seed=2", "option word 2, at character 8: 'seed=2' comes a second time",
           NULL);
    assert_true(options.seed == 1);
    refuse("help help", "comes a second time", NULL);
    refuse("nx=on nx=on", "comes a second time", NULL);
}

/* One mistake on the line must not send the message to the wrong port, or keep the
 * machine in the emulator. */
static void test_what_was_understood_counts_even_so(void **state)
{
    (void)state;
    refuse("end=emu bad serial=com2 time=x baud=57600", "'bad'", "'time=x'", NULL);
    assert_int_equal(options.end, OPTION_END_EMULATOR);
    assert_int_equal(options.serial, 0x2f8);
    assert_int_equal(options.baud, 57600);
    assert_int_equal(options.time_ms, 0);
}

static void test_many_mistakes_do_not_flood_the_log(void **state)
{
    (void)state;
    refuse("a b c d e f g h i j k", "'h' is not known",
           "further mistakes in the options: 3", NULL);
    assert_null(strstr(said.text, "'i'"));
    assert_int_equal(said.lines, 8 + 1 + 2);
    refuse("a b c d e f g h time=x", "further mistakes in the options: 1", NULL);
    assert_null(strstr(said.text, "MS"));
}

/* One character too many is refused, and does not shorten the last word. */
static void test_refuses_what_is_too_long(void **state)
{
    char text[OPTIONS_LENGTH_MAX + 600];

    (void)state;
    memset(text, ' ', sizeof(text));
    memcpy(text, "end=emu", 7);
    memcpy(&text[OPTIONS_LENGTH_MAX - 6], "seed=1", 7);
    accept(text);
    assert_true(options.seed == 1);
    memcpy(&text[OPTIONS_LENGTH_MAX - 6], "seed=12", 8);
    refuse(text, "too long: valid are up to 390 characters", NULL);
    assert_int_equal(said.lines, 1);
    assert_true(options.seed == 0x104110);
    assert_int_equal(options.end, OPTION_END_EMULATOR);

    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    refuse(text, "too long", NULL);
    memcpy(text, "run=", 4);
    text[4 + OPTIONS_RUN_MAX] = '\0';
    accept(text);
    text[4 + OPTIONS_RUN_MAX] = 'x';
    text[4 + OPTIONS_RUN_MAX + 1] = '\0';
    refuse(text, "xxx...'", "none empty, 255 characters in all", NULL);
}

/* A log must be repeatable from its own options line. */
static void describe_and_parse_again(const char *command_line)
{
    struct options before;
    char again[LINE_MAX_LENGTH + 1];

    accept(command_line);
    before = options;
    options_describe(&options, &said.sink);
    assert_int_equal(said.lines, 1);
    assert_memory_equal(said.last, "options ", 8);
    assert_true(strlen(said.last) + strlen("# ") <= LINE_MAX_LENGTH);
    strcpy(again, said.last + 8);
    accept(again);
    assert_memory_equal(&before, &options, sizeof(options));
}

/* Options of exactly the maximum length, after the given first one. */
static const char *longest(const char *first, char text[OPTIONS_LENGTH_MAX + 1])
{
    int length =
        snprintf(text, OPTIONS_LENGTH_MAX + 1,
                 "%s seed=0xfedcba9876543210 time=86400000 cpus=255 slots=511 "
                 "test=shootdown-irqs-off gap=32768,32768,32768,32768,32768,4 "
                 "window=32768,32768,32768,32768,32768,32768,32768,32768 end=poweroff "
                 "highmem=off nx=off pge=off screen=off baud=57600 writers=254 "
                 "serial=none smp=acpi list help lapic forcepae run=",
                 first);

    memset(text + length, 'x', (size_t)(OPTIONS_LENGTH_MAX - length));
    text[OPTIONS_LENGTH_MAX] = '\0';
    return text;
}

static void test_the_description_is_the_same_options(void **state)
{
    char text[OPTIONS_LENGTH_MAX + 1];

    (void)state;
    describe_and_parse_again("");
    describe_and_parse_again("help=1 list lapic forcepae screen=off nx=off smp=off");
    describe_and_parse_again("serial=0x3e8 baud=9600 end=poweroff cpus=255 writers=3");
    describe_and_parse_again("serial=0x1000 seed=0xffffffffffffffff count=999G");
    describe_and_parse_again(
        "window=32768,32768,32768,32768,32768,32768,32768,32768 gap=0");

    /* With every option at its longest, so that only those fit that are not defaults. */
    describe_and_parse_again(longest("count=999000000000", text));
    /* A value that becomes longer when written out, without room for it. */
    refuse(longest("count=999G", text), "too long", NULL);
}

static void test_description_lists_defaults_too(void **state)
{
    (void)state;
    accept("cpus=2 lapic");
    options_describe(&options, &said.sink);
    assert_string_equal(
        said.last, "options run=* time=0 count=0 seed=0x104110 rounds=1 cpus=2 smp=auto "
                   "window=auto gap=auto schedule=all slots=512 "
                   "writers=auto nmi=1000 patience=100 serial=auto "
                   "baud=115200 screen=on end=hold nx=on pge=on highmem=on lapic "
                   "test=none");
}

static void test_help_explains_every_option(void **state)
{
    char key[64], standard[64];

    (void)state;
    listen();
    options_help(&said.sink);
    for (size_t i = 0; i < option_count; i++) {
        snprintf(key, sizeof(key), "\n  %s%s", option_table[i].key,
                 option_table[i].flag ? " " : "=");
        snprintf(standard, sizeof(standard), "; default %s\n", option_table[i].standard);
        char *at = strstr(said.text, key);
        assert_non_null(at);
        assert_non_null(strstr(at, option_table[i].help));
        assert_non_null(strstr(at, standard));
    }
    assert_null(strstr(said.text, "..."
                                  "\n"));
}

static void test_selects_trials_by_any_of_the_globs(void **state)
{
    const char *glob;
    size_t length;

    (void)state;
    accept("run=stress/*,probe/tlb/stale,*/gup?");
    assert_true(options_selects(&options, "stress/pte/lockless"));
    assert_true(options_selects(&options, "probe/tlb/stale"));
    assert_true(options_selects(&options, "interleave/gup1"));
    assert_false(options_selects(&options, "probe/tlb/stale2"));
    assert_false(options_selects(&options, "interleave/gup"));
    assert_true(options_run_part(&options, 0, &glob, &length));
    assert_int_equal(length, 8);
    assert_memory_equal(glob, "stress/*", 8);
    assert_true(options_run_part(&options, 2, &glob, &length));
    assert_int_equal(length, 6);
    assert_memory_equal(glob, "*/gup?", 6);
    assert_false(options_run_part(&options, 3, &glob, &length));
    assert_false(options_run_part(&options, SIZE_MAX, &glob, &length));
    accept("");
    assert_true(options_selects(&options, "anything/at/all"));
}

/* In a table of Markdown, '|' is written as '\\|' even in code. */
static void escape(const char *text, char *escaped)
{
    for (; *text != '\0'; text++) {
        if (*text == '|')
            *escaped++ = '\\';
        *escaped++ = *text;
    }
    *escaped = '\0';
}

/* docs/options.md must have the kernel's keys, values and defaults. */
static void test_the_document_has_the_same_table(void **state)
{
    static char document[64 * 1024];
    char syntax[256], escaped[2 * sizeof(syntax)], row[1024];
    FILE *file = fopen("docs/options.md", "r");

    (void)state;
    assert_non_null(file); /* the tests run in the root of the repository */
    document[fread(document, 1, sizeof(document) - 1, file)] = '\0';
    fclose(file);
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        struct text text;
        text_start(&text, syntax, sizeof(syntax));
        if (!option->flag)
            option->kind->syntax(option, &text);
        escape(syntax, escaped);
        snprintf(row, sizeof(row), "\n| `%s%s%s` | `%s` | ", option->key,
                 option->flag ? "" : "=", escaped, option->standard);
        if (strstr(document, row) == NULL)
            print_error("docs/options.md lacks %s\n", row);
        assert_non_null(strstr(document, row));
    }
}

/* ---- the verdict's reason: on a screen, all that is left of the log ---- */

static char reason[VERDICT_REASON_SIZE];

/* Expects a refusal whose reason contains each of the given texts (up to a NULL). */
static void refuse_because(const char *command_line, ...)
{
    va_list list;
    const char *wanted;

    assert_false(parse(command_line));
    options_reason(&mistakes, reason, sizeof(reason));
    va_start(list, command_line);
    while ((wanted = va_arg(list, const char *)) != NULL) {
        if (strstr(reason, wanted) == NULL)
            print_error("%s\nlacks '%s':\n%s\n", command_line, wanted, reason);
        assert_non_null(strstr(reason, wanted));
    }
    va_end(list);
}

static void test_the_reason_names_the_word_and_what_is_valid(void **state)
{
    (void)state;
    refuse_because("seed=7 sped=9", "option 'sped=9' is not known",
                   " seed= ", " forcepae ", " test=", "nothing was run", NULL);
    refuse_because("seed=x", "option 'seed=x' has no valid value", "seed=N (N 0x0..0x",
                   NULL);
    refuse_because("baud", "option 'baud' lacks its value", "baud=9600|14400", NULL);
    refuse_because("baud=1 help=2 x", "option 'baud=1'", "and 2 more mistakes", "115200",
                   NULL);
    refuse_because("help=2", "option 'help=2'", "the word alone, or help=on|off|1|0",
                   NULL);
    refuse_because("seed=1 seed=2", "option 'seed=2' comes a second time", "once", NULL);
    refuse_because("schedule=q", "option 'schedule=q'", "as in r2w4ir", NULL);
    /* The longest list of all is complete. */
    refuse_because("test=no-such", "option 'test=no-such'", "ap-nmi; nothing was run",
                   NULL);
}

/* Every option with an invalid value, and words of any length. */
static void test_the_reason_fits_whatever_is_wrong(void **state)
{
    char word[OPTIONS_LENGTH_MAX + 20];

    (void)state;
    for (size_t i = 0; i < option_count; i++) {
        snprintf(word, sizeof(word), "%s=,", option_table[i].key);
        refuse_because(word, word, "valid: ", "; nothing was run", NULL);
        assert_null(strstr(reason, "...;"));
    }
    for (size_t length = 1; length < sizeof(word); length++) {
        memset(word, 'w', length);
        word[length] = '\0';
        refuse_because(word, length <= OPTIONS_LENGTH_MAX ? "'w" : "too long", "valid",
                       "; nothing was run", NULL);
        assert_true(strlen(reason) < sizeof(reason) - 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_said_means_the_defaults),
        cmocka_unit_test(test_every_default_is_a_valid_value),
        cmocka_unit_test(test_every_option_reaches_its_field),
        cmocka_unit_test(test_serial_ports),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_ends_of_every_range),
        cmocka_unit_test(test_refuses_bad_values_and_says_the_valid_ones),
        cmocka_unit_test(test_refuses_unknown_words_and_says_where_they_stand),
        cmocka_unit_test(test_refuses_a_key_that_comes_twice),
        cmocka_unit_test(test_what_was_understood_counts_even_so),
        cmocka_unit_test(test_many_mistakes_do_not_flood_the_log),
        cmocka_unit_test(test_refuses_what_is_too_long),
        cmocka_unit_test(test_the_description_is_the_same_options),
        cmocka_unit_test(test_description_lists_defaults_too),
        cmocka_unit_test(test_help_explains_every_option),
        cmocka_unit_test(test_the_reason_names_the_word_and_what_is_valid),
        cmocka_unit_test(test_the_reason_fits_whatever_is_wrong),
        cmocka_unit_test(test_selects_trials_by_any_of_the_globs),
        cmocka_unit_test(test_the_document_has_the_same_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
