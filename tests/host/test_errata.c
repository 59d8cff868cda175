/*
 * arch/cpu/errata.c. If one of these fails, the log reports a CPU whose bug looks like a
 * torn entry or a stale TLB as a sound CPU that broke the protocol, or the reverse.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch/cpu/errata.h"
#include "lib/compiler.h"

static struct cpu_identity cpu(const char *vendor, unsigned family, unsigned model,
                               unsigned stepping)
{
    struct cpu_identity identity = { .family = family, .model = model };

    identity.stepping = stepping;
    strncpy(identity.vendor, vendor, sizeof(identity.vendor) - 1);
    return identity;
}

static const char *names_of(const struct cpu_identity *identity, uint32_t microcode)
{
    static char names[200];
    struct errata_list list;

    errata_find(identity, microcode, &list);
    errata_names(&list, names, sizeof(names));
    return names;
}

#define INTEL "GenuineIntel"
#define AMD "AuthenticAMD"

/* Both ends of each range, and one beyond. */
static void test_finds_what_each_cpu_has(void **state)
{
    static const struct {
        const char *vendor;
        unsigned family, model, stepping;
        uint32_t microcode;
        const char *names;
    } known[] = {
        { INTEL, 6, 1, 1, 0, "PPro-66/92,PPro-50" },
        { INTEL, 6, 1, 7, 0, "PPro-66/92,PPro-50" },
        { INTEL, 6, 1, 8, 0, "PPro-66/92" },
        { INTEL, 6, 3, 3, 0, "none" },
        { INTEL, 6, 5, 0, 0, "P6-C59" },
        { INTEL, 6, 8, 10, 0, "P6-C59" },
        { INTEL, 6, 9, 5, 0, "none" },
        { INTEL, 6, 0x1C, 2, 0x20D, "Atom-AAE44" },
        { INTEL, 6, 0x1C, 2, 0x20E, "none" },
        { INTEL, 6, 0x1C, 2, 0, "Atom-AAE44" }, /* unknown counts as the oldest */
        { INTEL, 6, 0x1C, 10, 0x107, "none" },
        { INTEL, 6, 0x57, 1, 0, "KNL4" },
        { INTEL, 5, 9, 0, 0, "Quark-PGE" },
        { INTEL, 5, 2, 4, 0, "P54C-B" },
        { INTEL, 5, 2, 5, 0, "none" },
        { INTEL, 5, 4, 3, 0, "none" },
        { AMD, 0xF, 5, 1, 0, "K8-63/122,K8-107" },
        { AMD, 0xF, 0x1F, 0, 0, "K8-63/122,K8-107" },
        { AMD, 0xF, 0x23, 2, 0, "K8-63/122,K8-147" },
        { AMD, 0xF, 0x3F, 2, 0, "K8-63/122,K8-147" },
        { AMD, 0xF, 0x40, 2, 0, "none" },
        { AMD, 0x10, 2, 2, 0, "F10h-298,F10h-383" },
        { AMD, 0x10, 2, 0xA, 0, "F10h-298,F10h-383" },
        { AMD, 0x10, 2, 3, 0, "F10h-383" },
        { AMD, 0x10, 4, 2, 0, "F10h-383" },
        { AMD, 0x11, 3, 1, 0, "none" },
        { AMD, 6, 1, 1, 0, "none" }, /* an Athlon is no Pentium Pro */
        { INTEL, 0xF, 5, 1, 0, "none" },
        { "CentaurHauls", 6, 7, 8, 0, "none" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
        struct cpu_identity identity =
            cpu(known[i].vendor, known[i].family, known[i].model, known[i].stepping);
        assert_string_equal(names_of(&identity, known[i].microcode), known[i].names);
    }
}

/* QEMU's `-cpu phenom` or n270 has no silicon, so it has no bug. */
static void test_an_emulated_cpu_has_none(void **state)
{
    struct cpu_identity identity = cpu(AMD, 0xF, 5, 1);

    (void)state;
    identity.emulated = true;
    assert_string_equal(names_of(&identity, 0), "none");
}

/* The kernel must not use a feature that an erratum breaks. */
static void test_limits(void **state)
{
    struct cpu_identity pentium_pro = cpu(INTEL, 6, 1, 6), atom = cpu(INTEL, 6, 0x1C, 2),
                        quark = cpu(INTEL, 5, 9, 0), opteron = cpu(AMD, 0xF, 5, 1);
    struct errata_list list, other;

    (void)state;
    errata_find(&pentium_pro, 0, &list);
    assert_int_equal(errata_limits(&list), ERRATUM_NO_RAM_1792M);
    errata_find(&atom, 0, &list);
    assert_int_equal(errata_limits(&list), ERRATUM_NO_LARGE_PAGES);
    errata_find(&quark, 0, &list);
    assert_int_equal(errata_limits(&list), ERRATUM_NO_PGE);
    errata_find(&opteron, 0, &list);
    assert_int_equal(errata_limits(&list), 0);

    errata_find(&atom, 0, &list); /* two at once, which a CPU may have */
    errata_find(&quark, 0, &other);
    list.found[list.count++] = other.found[0];
    assert_int_equal(errata_limits(&list), ERRATUM_NO_LARGE_PAGES | ERRATUM_NO_PGE);
}

/* Linux writes the same bits: HWCR.FFDIS on K8. A wrong bit would change the machine. */
static void test_remedies(void **state)
{
    struct cpu_identity opteron = cpu(AMD, 0xF, 5, 1), phenom = cpu(AMD, 0x10, 2, 2);
    struct errata_list list;

    (void)state;
    errata_find(&opteron, 0, &list);
    assert_int_equal(list.found[0]->remedy, ERRATUM_SET_BITS);
    assert_int_equal(list.found[0]->msr, 0xC0010015);
    assert_int_equal(list.found[0]->bits, 1 << 6);
    errata_find(&phenom, 0, &list);
    assert_int_equal(list.found[0]->remedy, ERRATUM_EXPECT_BITS);
    assert_int_equal(list.found[0]->bits, 1 << 3);
}

/* No CPU has more errata than the list holds: a missing one would not be logged. Every
 * name and text exists and fits the log's list format. */
static void check_errata_of(const struct cpu_identity *identity)
{
    struct errata_list list;

    errata_find(identity, 0, &list);
    assert_true(list.count < ERRATA_MAX);
    for (unsigned i = 0; i < list.count; i++) {
        const struct erratum *erratum = list.found[i];

        assert_null(strpbrk(erratum->name, ", \""));
        assert_true(strlen(erratum->forges) > 10);
        assert_int_equal(erratum->msr != 0, erratum->remedy != ERRATUM_SAY);
    }
}

static void test_the_table_is_sound(void **state)
{
    (void)state;
    for (unsigned signature = 0; signature <= 0xFFFFF; signature++) {
        unsigned family = signature >> 12 & 0x1F, model = signature >> 4 & 0xFF;
        const char *vendor = signature >> 17 & 1 ? INTEL : AMD;
        struct cpu_identity identity = cpu(vendor, family, model, signature & 0xF);

        check_errata_of(&identity);
    }
}

static void test_names_are_cut_to_their_room(void **state)
{
    struct cpu_identity identity = cpu(AMD, 0xF, 5, 1);
    struct errata_list list;
    char room[12];

    (void)state;
    errata_find(&identity, 0, &list);
    for (size_t size = 1; size <= sizeof(room); size++) {
        memset(room, '!', sizeof(room));
        assert_int_equal(errata_names(&list, room, size), strlen("K8-63/122,K8-107"));
        assert_int_equal(strlen(room), size - 1);
        assert_memory_equal(room, "K8-63/122,K8-107", size - 1);
    }
    assert_int_equal(errata_names(&list, NULL, 0), strlen("K8-63/122,K8-107"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_what_each_cpu_has),
        cmocka_unit_test(test_an_emulated_cpu_has_none),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_remedies),
        cmocka_unit_test(test_the_table_is_sound),
        cmocka_unit_test(test_names_are_cut_to_their_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
