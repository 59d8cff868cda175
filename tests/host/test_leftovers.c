/*
 * arch/cpu/leftovers.c. If one of these fails, lohilo runs with its loader's settings: a
 * trap flag that traps only at branches, foreign memory types, half of CPUID.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arch/cpu/leftovers.h"
#include "lib/compiler.h"
#include "tests/host/fixture_lines.h"

static struct {
    uint32_t number;
    uint64_t value;
    bool there, stuck;
} registers[3];
static struct fixture_lines lines;
static unsigned writes;

static bool read(uint32_t number, uint64_t *value)
{
    for (unsigned i = 0; i < ARRAY_SIZE(registers); i++)
        if (registers[i].there && registers[i].number == number) {
            *value = registers[i].value;
            return true;
        }
    return false;
}

static bool write(uint32_t number, uint64_t value)
{
    writes++;
    for (unsigned i = 0; i < ARRAY_SIZE(registers); i++)
        if (registers[i].there && registers[i].number == number) {
            if (!registers[i].stuck)
                registers[i].value = value;
            return true;
        }
    return false;
}

static const struct msr_access access = { read, write };

static void set(unsigned place, uint32_t number, uint64_t value)
{
    registers[place].number = number;
    registers[place].value = value;
    registers[place].there = true;
    registers[place].stuck = false;
}

static int set_up(void **state)
{
    (void)state;
    set(0, MSR_MISC_ENABLE, 1);
    set(1, MSR_DEBUGCTL, 0);
    set(2, MSR_PAT, PAT_AT_RESET);
    writes = 0;
    return 0;
}

static struct cpu_identity cpu(const char *vendor, unsigned family, unsigned model)
{
    struct cpu_identity identity;

    memset(&identity, 0, sizeof(identity));
    strcpy(identity.vendor, vendor);
    identity.family = family;
    identity.model = model;
    identity.features.msr = true;
    return identity;
}

static unsigned take_back(struct cpu_identity identity)
{
    return leftovers_take_back(&identity, &access, fixture_lines_start(&lines));
}

static void test_nothing_left_nothing_said(void **state)
{
    (void)state;
    assert_int_equal(take_back(cpu("GenuineIntel", 6, 15)), 0);
    assert_int_equal(writes, 0);
    assert_int_equal(lines.count, 0);
}

static void test_each_is_taken_back_and_said(void **state)
{
    (void)state;
    set(0, MSR_MISC_ENABLE, 1ull << 34 | MISC_LIMIT_CPUID | 1);
    set(1, MSR_DEBUGCTL, 0x3);
    set(2, MSR_PAT, 0x0407050600070106); /* as Linux leaves it */
    assert_int_equal(take_back(cpu("GenuineIntel", 6, 15)), 3);
    assert_int_equal(registers[0].value, 1ull << 34 | 1); /* NX: firmware's choice */
    assert_int_equal(registers[1].value, 0);
    assert_int_equal(registers[2].value, PAT_AT_RESET);
    assert_int_equal(lines.count, 3);
    assert_said(&lines, "IA32_DEBUGCTL (MSR 0x1d9) was 0x3, is now 0x0");
}

/* Only some Intel models have MSR 0x1A0. */
static void test_only_where_it_is(void **state)
{
    (void)state;
    set(0, MSR_MISC_ENABLE, MISC_LIMIT_CPUID);
    assert_int_equal(take_back(cpu("AuthenticAMD", 15, 0)), 0);
    assert_int_equal(take_back(cpu("GenuineIntel", 6, 12)), 0);
    assert_int_equal(take_back(cpu("GenuineIntel", 5, 15)), 0);
    assert_int_equal(writes, 0);
    struct cpu_identity none = cpu("GenuineIntel", 6, 15);
    none.features.msr = false;
    assert_int_equal(take_back(none), 0);
    assert_int_equal(take_back(cpu("GenuineIntel", 15, 2)), 1);
    set(0, MSR_MISC_ENABLE, MISC_LIMIT_CPUID);
    assert_int_equal(take_back(cpu("GenuineIntel", 6, 13)), 1);
    registers[1].there = registers[2].there = false;
    assert_int_equal(take_back(cpu("GenuineIntel", 6, 15)), 0);
}

static void test_one_that_stays_is_said(void **state)
{
    (void)state;
    set(1, MSR_DEBUGCTL, 2);
    registers[1].stuck = true;
    assert_int_equal(take_back(cpu("GenuineIntel", 6, 15)), 0);
    assert_said(&lines, "was 0x2, does not become 0x0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_nothing_left_nothing_said, set_up),
        cmocka_unit_test_setup(test_each_is_taken_back_and_said, set_up),
        cmocka_unit_test_setup(test_only_where_it_is, set_up),
        cmocka_unit_test_setup(test_one_that_stays_is_said, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
