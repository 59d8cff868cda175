/*
 * litmus/judge/deviations.c. If one of these fails, silicon gets an emulator's excuse, or
 * an emulator is blamed for a known quirk.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/compiler.h"
#include "litmus/judge/deviations.h"

static struct cpu_identity identity_of(const char *vendor, const char *hypervisor)
{
    struct cpu_identity identity;
    memset(&identity, 0, sizeof(identity));
    strcpy(identity.vendor, vendor);
    strcpy(identity.hypervisor_vendor, hypervisor);
    identity.features.hypervisor = hypervisor[0] != 0;
    return identity;
}

static void test_platforms(void **state)
{
    static const struct {
        const char *vendor, *hypervisor;
        bool debug_port;
        enum platform platform;
    } rows[] = {
        { "GenuineIntel", "", false, PLATFORM_OTHER }, /* silicon */
        { "GenuineIntel", "", true, PLATFORM_BOCHS },
        { "AuthenticAMD", "", true, PLATFORM_BOCHS },
        { "AuthenticAMD", "", false, PLATFORM_OTHER },
        { "GenuineIntel", "TCGTCGTCGTCG", false, PLATFORM_QEMU_TCG },
        { "GenuineIntel", "TCGTCGTCGTCG", true, PLATFORM_QEMU_TCG }, /* with debugcon */
        { "AuthenticAMD", "TCGTCGTCGTCG", false, PLATFORM_QEMU_TCG },
        { "GenuineIntel", "KVMKVMKVM", true, PLATFORM_OTHER },
        { "AuthenticAMD", "KVMKVMKVM", true, PLATFORM_AMD_NESTED },
        { "HygonGenuine", "VMwareVMware", false, PLATFORM_AMD_NESTED },
    };
    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
        struct cpu_identity identity = identity_of(rows[i].vendor, rows[i].hypervisor);
        assert_int_equal(platform_from(&identity, rows[i].debug_port), rows[i].platform);
    }
}

static void test_find(void **state)
{
    (void)state;
    assert_non_null(
        deviation_find(PLATFORM_QEMU_TCG, DEVIATES, "pdpt", "untouched", "written"));
    assert_null(deviation_find(PLATFORM_OTHER, DEVIATES, "pdpt", "untouched", "written"));
    assert_null(
        deviation_find(PLATFORM_QEMU_TCG, DEVIATES, "pdpt", "untouched", "other"));
    assert_null(
        deviation_find(PLATFORM_QEMU_TCG, CANNOT_FIRE, "pdpt", "untouched", NULL));
    /* Names that share only their beginning or end. */
    assert_null(
        deviation_find(PLATFORM_QEMU_TCG, DEVIATES, "pdp", "untouched", "written"));
    assert_null(
        deviation_find(PLATFORM_QEMU_TCG, DEVIATES, "pdpt", "untouche", "written"));
    assert_null(
        deviation_find(PLATFORM_QEMU_TCG, DEVIATES, "pdpt", "untouchedx", "written"));
    assert_null(
        deviation_find(PLATFORM_QEMU_TCG, DEVIATES, "", "pdpt/untouched", "written"));
}

/* No row excuses silicon, and every row names its source. */
static void test_rows(void **state)
{
    (void)state;
    for (unsigned i = 0; i < deviations_count; i++) {
        assert_int_not_equal(deviations[i].platform, PLATFORM_OTHER);
        assert_non_null(strchr(deviations[i].trial, '/'));
        assert_true(strlen(deviations[i].what) > 0 && strlen(deviations[i].source) > 0 &&
                    strlen(deviations[i].versions) > 0);
        assert_int_equal(deviations[i].kind == DEVIATES, deviations[i].outcome != NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_platforms),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
