/*
 * arch/smp/start_gate.c: the log's reason why a CPU did not come. If it fails, the log
 * confuses a CPU that never came with one that was turned away.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/cpu/cpu.h"
#include "arch/smp/start_gate.h"
#include "lib/compiler.h"

enum { OPEN = 0x203000 };

static void test_what_the_door_knows(void **state)
{
    static const struct {
        uint32_t start_gate, others, other_id;
        bool passed;
        const char *reason;
    } row[] = {
        { TRAMPOLINE_CLOSED, 0, 7, false, "" },
        { OPEN, 0, 7, false, "" },
        { TRAMPOLINE_CLOSED, 1, 9, false,
          "a CPU with APIC id 9 came in its place, and was rejected" },
        { TRAMPOLINE_CLOSED, 3, 0xFFFFFFFF, false,
          "a CPU with APIC id 4294967295 came in its place, and was rejected" },
        /* A CPU that came in is the one that was started, whichever others came. */
        { TRAMPOLINE_CLAIMED, 1, 9, true, "" },
        { TRAMPOLINE_NO_NX, 1, 9, true, "it has no NX, which cpu 0 has: try nx=off" },
    };

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(row); i++) {
        struct trampoline trampoline = { .start_gate = row[i].start_gate,
                                         .others = row[i].others,
                                         .other_id = row[i].other_id };
        char text[REFUSAL_SIZE];

        memset(text, 'x', sizeof(text));
        start_gate_reason(&trampoline, text, sizeof(text));
        assert_string_equal(text, row[i].reason);
        assert_int_equal(start_gate_passed(row[i].start_gate), row[i].passed);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = { cmocka_unit_test(
        test_what_the_door_knows) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
