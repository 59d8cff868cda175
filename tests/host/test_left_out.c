/*
 * kernel/smp/left_out.c: how many CPUs a run leaves out, and why. If it fails, a run
 * vouches for CPUs that it never started.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/smp/left_out.h"
#include "tests/host/fixture_lines.h"

static struct processors processors;
static struct left_out left_out;
static struct fixture_lines lines;
static char doubt[300], unwanted[100];

static void machine_of(unsigned count)
{
    processors_reset(&processors, PROCESSORS_FROM_MADT);
    for (unsigned id = 0; id < count; id++)
        processors_add(&processors, id, PROCESSORS_X2APIC_BROADCAST, id,
                       &(struct complaints){ .sink = NULL });
}

static unsigned plan(bool x2apic, unsigned cpus, bool smp_off)
{
    struct left_out_wish wish = { .cpus = cpus, .smp_off = smp_off };
    unsigned wanted = left_out_plan(&left_out, &processors, x2apic, wish);

    left_out_say(&left_out, fixture_lines_start(&lines));
    left_out_doubt(&left_out, doubt, sizeof(doubt));
    left_out_unwanted(&left_out, unwanted, sizeof(unwanted));
    return wanted;
}

static void test_all_run(void **state)
{
    (void)state;
    machine_of(4);
    assert_int_equal(plan(false, 0, false), 4);
    assert_int_equal(left_out.present, 4);
    assert_int_equal(lines.count, 0);
    assert_string_equal(doubt, "");
    assert_string_equal(unwanted, "");
    assert_int_equal(plan(false, 4, false), 4);
    assert_string_equal(unwanted, "");
}

/* With x2APIC all 260 run; without it five cannot be started, and the verdict says so. */
static void test_260_processors(void **state)
{
    (void)state;
    machine_of(260);
    assert_int_equal(plan(true, 0, false), 260);
    assert_int_equal(lines.count, 0);
    assert_string_equal(doubt, "");

    assert_int_equal(plan(false, 0, false), 255);
    assert_int_equal(left_out.present, 260);
    assert_said(&lines, "cpus: 5 of 260 left out: APIC id above 254, and x2APIC is off");
    assert_string_equal(doubt,
                        "5 of 260 CPUs left out: APIC id above 254, and x2APIC is off");
    assert_string_equal(unwanted, "");
}

static void test_more_than_there_is_room_for(void **state)
{
    (void)state;
    machine_of(PROCESSORS_MAX + 90);
    processors.external = 2;
    assert_int_equal(plan(true, 0, false), PROCESSORS_MAX);
    assert_int_equal(left_out.present, PROCESSORS_MAX + 92);
    assert_string_equal(doubt,
                        "90 of 476 CPUs left out: lohilo starts at most 384; 2 of 476 "
                        "CPUs left out: an 82489DX for a local APIC");
}

/* Entries without a usable id are still CPUs of the machine. */
static void test_ids_that_cannot_be_called(void **state)
{
    (void)state;
    machine_of(2);
    processors.twins = 2;
    processors.broadcast = 1;
    assert_int_equal(plan(false, 0, false), 2);
    assert_int_equal(left_out.present, 5);
    assert_string_equal(doubt,
                        "2 of 5 CPUs left out: an APIC id that another CPU has; 1 of 5 "
                        "CPUs left out: an APIC id that means all CPUs");
    assert_int_equal(plan(false, 2, false), 2);
    assert_string_equal(doubt, "");
    assert_string_equal(unwanted, "3 of 5 CPUs left out: option cpus=");
}

/* If another CPU may have the boot processor's id, an INIT would kill both. */
static void test_a_boot_processor_with_a_twin(void **state)
{
    (void)state;
    machine_of(3);
    processors.boot_twin = true;
    assert_int_equal(plan(false, 0, false), 1);
    assert_string_equal(
        doubt, "2 of 3 CPUs left out: one may have the boot processor's APIC id");
    assert_int_equal(plan(false, 2, false), 1);
    assert_string_equal(unwanted, "");
}

/* The user's choices are logged and are no cause for doubt; also for CPUs that could not
 * run. */
static void test_what_was_asked_for(void **state)
{
    (void)state;
    machine_of(260);
    assert_int_equal(plan(false, 255, false), 255);
    assert_string_equal(doubt, "");
    assert_string_equal(unwanted, "5 of 260 CPUs left out: option cpus=");
    assert_int_equal(plan(false, 256, false), 255);
    assert_string_equal(unwanted, "");
    assert_string_equal(doubt,
                        "5 of 260 CPUs left out: APIC id above 254, and x2APIC is off");
    assert_int_equal(plan(true, 3, true), 1);
    assert_string_equal(unwanted, "259 of 260 CPUs left out: option smp=off");
    assert_said(&lines, "cpus: 259 of 260 left out: option smp=off");
}

/* The boot processor runs, whatever its id. */
static void test_a_boot_processor_with_a_high_id(void **state)
{
    (void)state;
    machine_of(2);
    processors.apic_id[1] = 0x1000;
    processors.boot_index = 1;
    assert_int_equal(plan(false, 0, false), 2);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_run),
        cmocka_unit_test(test_260_processors),
        cmocka_unit_test(test_more_than_there_is_room_for),
        cmocka_unit_test(test_ids_that_cannot_be_called),
        cmocka_unit_test(test_a_boot_processor_with_a_twin),
        cmocka_unit_test(test_what_was_asked_for),
        cmocka_unit_test(test_a_boot_processor_with_a_high_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
