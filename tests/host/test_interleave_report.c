/*
 * litmus/interleave/report.c. If one of these fails, the trace of a torn schedule
 * misleads its reader, or cannot be replayed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/interleave/report.h"
#include "tests/host/fixture_lines.h"

static struct fixture_lines lines;
static struct trace trace;

static void add(struct trace_line row)
{
    trace.line[trace.schedule.count] = row;
    trace.schedule.thread[trace.schedule.count++] = row.thread;
}

static void test_torn_schedule(void **state)
{
    (void)state;
    memset(&trace, 0, sizeof(trace));
    add((struct trace_line){ .thread = THREAD_READER,
                             .irqs_off = true,
                             .length = 1,
                             .bytes = { 0xFA },
                             .function = "reader_thread",
                             .offset = 0xC,
                             .entry = { { 0x5001, 0xC0000205 } } });
    add((struct trace_line){ .thread = THREAD_WRITER,
                             .accesses = true,
                             .write = true,
                             .part = "high",
                             .length = 3,
                             .bytes = { 0x89, 0x48, 4 },
                             .function = "set_pte",
                             .asks = true,
                             .entry = { { 0x5001, 0x40000405 } } });
    add((struct trace_line){ .thread = THREAD_SHOOTDOWN });
    trace.over = true;
    trace.got = (pte_t){ { 0x5001, 0 } };
    trace.reading = READ_TORN_ZERO;
    report_trace(fixture_lines_start(&lines), "interleave/pte/x", &trace);

    assert_said(&lines, "#   a torn schedule");
    assert_said(&lines,
                "reader    interrupts off c0000205:00005001  reader_thread+0xc: fa");
    assert_said(&lines, "writer    writes high    40000405:00005001  "
                        "set_pte+0x0: 89 48 04; then asks for a shootdown");
    assert_said(&lines, "interrupt is taken, ack");
    assert_said(&lines, "returns        00000000:00005001  (0:l)");
    assert_said(&lines, "replay: run=interleave/pte/x schedule=rwi");
}

static void assert_action(struct trace_line row, const char *action)
{
    memset(&trace, 0, sizeof(trace));
    row.accesses = true;
    row.length = 4;
    row.part = row.part ? row.part : "low";
    add(row);
    report_trace(fixture_lines_start(&lines), "x", &trace);
    assert_said(&lines, action);
}

/* Which half: decided by the address of the access and, for 8 bytes, by the
 * instruction. */
static void test_accesses(void **state)
{
    (void)state;
    assert_action((struct trace_line){ .bytes = { 0x8B, 0x10 } }, "reads low ");
    assert_action((struct trace_line){ .bytes = { 0x8B, 0x58, 4 }, .part = "high" },
                  "reads high ");
    assert_action((struct trace_line){ .bytes = { 0x8B }, .part = "count" },
                  "reads count ");
    assert_action((struct trace_line){ .bytes = { 0x89 }, .write = true }, "writes low ");
    /* XCHG, whether the page fault was for its load or for its store. */
    assert_action((struct trace_line){ .bytes = { 0x87, 0x02 } }, "writes low ");
    assert_action((struct trace_line){ .bytes = { 0x87, 0x02 }, .write = true },
                  "writes low ");
    assert_action((struct trace_line){ .bytes = { 0xF0, 0x0F, 0xC7, 0x0E } },
                  "compares both ");
    assert_action((struct trace_line){ .bytes = { 0x0F, 0x6F, 0x00 } }, "reads both ");
    assert_action((struct trace_line){ .bytes = { 0xDF, 0x28 } }, "reads both ");
}

/* The most steps, the longest instructions, no known name: every line still fits. */
static void test_longest(void **state)
{
    (void)state;
    memset(&trace, 0, sizeof(trace));
    while (trace.schedule.count < SCHEDULE_MOVES_MAX) {
        struct trace_line row = { .thread = trace.schedule.count % 2,
                                  .accesses = true,
                                  .length = 255,
                                  .offset = 0xFFFFFFFF,
                                  .asks = true,
                                  .part = "owner 2M" };
        memset(row.bytes, 0xEE, sizeof(row.bytes));
        add(row);
    }
    report_trace(fixture_lines_start(&lines), "interleave/pte/long-name", &trace);
    assert_int_equal(lines.count, 1 + SCHEDULE_MOVES_MAX + 2);
    assert_said(&lines, "0xffffffff: ee ee ee ee ee ee ee ee ee ee ee ee ee ee ee; then");
}

/* A variant's name may be a description: the trace quotes it. */
static void test_quoted_name(void **state)
{
    (void)state;
    assert_action((struct trace_line){ .function = "high = 0, then low = 0",
                                       .offset = 7,
                                       .bytes = { 0xC7 } },
                  "  'high = 0, then low = 0'+0x7: c7");
    assert_action((struct trace_line){ .function = "pte_clear", .bytes = { 0xC7 } },
                  "  pte_clear+0x0: c7");
}

static void test_not_over(void **state)
{
    (void)state;
    memset(&trace, 0, sizeof(trace));
    add((struct trace_line){ .thread = THREAD_THIRD });
    report_trace(fixture_lines_start(&lines), "x", &trace);
    assert_said(&lines, "third     takes the lock");
    assert_said(&lines, "has no value yet");
    assert_not_said(&lines, "torn");
}

static void test_enumeration(void **state)
{
    struct enumeration enumeration = { .schedules = 91,
                                       .multinomial = true,
                                       .states = 71,
                                       .one_by_one = 91,
                                       .every_states = 21880,
                                       .every_moves = 40620,
                                       .outcomes = 6,
                                       .lows = 1u << LOWS_EQUAL | 1u << LOWS_ALTERNATE };

    (void)state;
    report_enumeration(fixture_lines_start(&lines), &enumeration);
    assert_said(&lines, "schedules=91 (as many as can be) states=71 outcomes=6 cut=0; "
                        "low words equal alternating");
    assert_said(&lines, "one by one: 91 schedules, the same counts");
    assert_said(&lines, "every instruction: states=21880 steps=40620, the same outcomes");

    enumeration.multinomial = false;
    enumeration.one_by_one = 0;
    enumeration.lows = 0;
    enumeration.sampled = 200;
    report_enumeration(fixture_lines_start(&lines), &enumeration);
    assert_not_said(&lines, "as many");
    assert_not_said(&lines, "one by one");
    assert_not_said(&lines, "low words");
    assert_said(&lines, "every instruction: 200 random schedules, no other outcome");

    /* The log must not claim a cross-check that did not run. */
    enumeration.cut = 3;
    report_enumeration(fixture_lines_start(&lines), &enumeration);
    assert_said(&lines, "cut=3");
    assert_not_said(&lines, "every instruction");

    enumeration.replayed = true;
    report_enumeration(fixture_lines_start(&lines), &enumeration);
    assert_int_equal(lines.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_torn_schedule), cmocka_unit_test(test_accesses),
        cmocka_unit_test(test_longest),       cmocka_unit_test(test_not_over),
        cmocka_unit_test(test_enumeration),   cmocka_unit_test(test_quoted_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
