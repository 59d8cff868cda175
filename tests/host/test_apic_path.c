/*
 * arch/irq/apic_path.c: the writes that bring an AP's local APIC into the boot
 * processor's mode. If it fails, an AP that a loader left in another mode faults on the
 * way, which leaves no trace, or its messages never reach it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/irq/apic_path.h"
#include "lib/compiler.h"

#define ELSEWHERE 0xFEE01000ull
#define ABOVE 0x200000000ull
#define OFF 0ull
#define XAPIC ((uint64_t)APIC_BASE_ENABLED)
#define X2APIC ((uint64_t)(APIC_BASE_ENABLED | APIC_BASE_X2))

/* Figure "Local x2APIC State Transitions" of the SDM (vol. 3, 11.12.5): a transition that
 * is not listed is a general-protection fault. Staying in a state is allowed, and so is
 * another address. */
static bool cpu_allows(uint64_t from, uint64_t to)
{
    static const uint64_t steps[][2] = {
        { OFF, XAPIC },
        { XAPIC, OFF },
        { XAPIC, X2APIC },
        { X2APIC, OFF },
    };
    uint64_t before = from & X2APIC, after = to & X2APIC;

    for (unsigned i = 0; i < ARRAY_SIZE(steps); i++)
        if (before == steps[i][0] && after == steps[i][1])
            return true;
    return before == after;
}

static void test_every_way_is_one_that_the_cpu_allows(void **state)
{
    static const uint64_t modes[] = { OFF, XAPIC, X2APIC };
    static const uint64_t places[] = { APIC_BASE_DEFAULT, ELSEWHERE, ABOVE };
    static const enum apic_mode wanted[] = { APIC_MEMORY, APIC_X2 };

    (void)state;
    for (unsigned m = 0; m < ARRAY_SIZE(modes); m++)
        for (unsigned p = 0; p < ARRAY_SIZE(places); p++)
            for (unsigned w = 0; w < ARRAY_SIZE(wanted); w++) {
                uint64_t step[APIC_PATH_MAX], base = modes[m] | places[p];
                unsigned count = apic_path(base, wanted[w], APIC_BASE_DEFAULT, step);

                assert_true(count <= APIC_PATH_MAX);
                for (unsigned i = 0; i < count; i++) {
                    assert_true(cpu_allows(base, step[i]));
                    base = step[i];
                }
                assert_int_equal(apic_base_mode(base), wanted[w]);
                assert_true(apic_base_is(base, wanted[w], APIC_BASE_DEFAULT));
            }
}

static void test_the_steps(void **state)
{
    const uint64_t here = APIC_BASE_DEFAULT;
    const struct {
        uint64_t base;
        enum apic_mode mode;
        unsigned count;
        uint64_t step[APIC_PATH_MAX];
    } row[] = {
        { here | XAPIC, APIC_MEMORY, 0, { 0 } },
        { here | X2APIC, APIC_X2, 0, { 0 } },
        { ELSEWHERE | X2APIC, APIC_X2, 0, { 0 } }, /* an x2APIC has no address */
        { here | XAPIC, APIC_X2, 1, { here | X2APIC } },
        { here | OFF, APIC_MEMORY, 1, { here | XAPIC } },
        { ELSEWHERE | XAPIC, APIC_MEMORY, 1, { here | XAPIC } },
        { here | OFF, APIC_X2, 2, { here | XAPIC, here | X2APIC } },
        { here | X2APIC, APIC_MEMORY, 2, { here | OFF, here | XAPIC } },
        { here | X2APIC | APIC_BASE_BOOT_PROCESSOR,
          APIC_MEMORY,
          2,
          { here | OFF | APIC_BASE_BOOT_PROCESSOR,
            here | XAPIC | APIC_BASE_BOOT_PROCESSOR } },
    };

    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(row); i++) {
        uint64_t step[APIC_PATH_MAX] = { 0 };
        assert_int_equal(apic_path(row[i].base, row[i].mode, here, step), row[i].count);
        assert_memory_equal(step, row[i].step, sizeof(step));
    }
}

/* If this is wrong, so is the trampoline's rule: an AP reads its id from memory that is
 * not its local APIC. */
static void test_whose_id_can_be_read_without_paging(void **state)
{
    (void)state;
    assert_true(apic_id_in_reach(APIC_BASE_DEFAULT | XAPIC));
    assert_true(apic_id_in_reach(0xFFFFF000ull | XAPIC));
    assert_true(apic_id_in_reach(ABOVE | X2APIC));
    assert_false(apic_id_in_reach(0x100000000ull | XAPIC));
    assert_false(apic_id_in_reach(APIC_BASE_DEFAULT | OFF));
    assert_false(apic_id_in_reach(APIC_BASE_DEFAULT | APIC_BASE_X2)); /* invalid state */
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(apic_mode_name(apic_base_mode(OFF)), "off");
    assert_string_equal(apic_mode_name(apic_base_mode(XAPIC)), "xAPIC");
    assert_string_equal(apic_mode_name(apic_base_mode(X2APIC)), "x2APIC");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_way_is_one_that_the_cpu_allows),
        cmocka_unit_test(test_the_steps),
        cmocka_unit_test(test_whose_id_can_be_read_without_paging),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
