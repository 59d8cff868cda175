/*
 * arch/cpu/cpu_identity.c on CPUID answers of CPUs that are known to lie or to surprise.
 * If one of these fails, the log names the wrong CPU, an erratum is missed, or the kernel
 * uses memory that the CPU cannot address.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arch/cpu/cpu_identity.h"
#include "lib/compiler.h"
#include "tests/host/fixture_within.h"

#define EDX_PAE (1u << 6)
#define EDX_PSE36 (1u << 17)
#define ECX_HYPERVISOR (1u << 31)

#define VENDOR(max, ebx, ecx, edx)                                                       \
    {                                                                                    \
        0, 0,                                                                            \
        {                                                                                \
            max, ebx, ecx, edx                                                           \
        }                                                                                \
    }
#define INTEL(max) VENDOR(max, 0x756E6547, 0x6C65746E, 0x49656E69)
#define AMD(max) VENDOR(max, 0x68747541, 0x444D4163, 0x69746E65)

static struct cpuid_dump dump_of(const struct cpuid_leaf *leaves, unsigned count)
{
    struct cpuid_dump dump = { .count = count };

    memcpy(dump.leaves, leaves, count * sizeof(*leaves));
    return dump;
}

static struct cpu_identity identify(const struct cpuid_leaf *leaves, unsigned count)
{
    struct cpuid_dump dump = dump_of(leaves, count);
    struct cpu_identity identity;

    memset(&identity, 0xA5, sizeof(identity)); /* makes fields visible that stay unset */
    cpu_identity_from(&dump, &identity);
    return identity;
}

/* A CPU with a signature, features, and a reported address width (0: no such leaf). */
static unsigned width_of(uint32_t signature, uint32_t edx, uint32_t told)
{
    struct cpuid_leaf leaves[] = {
        INTEL(2),
        { 1, 0, { signature, 0, 0, edx } },
        { 0x80000000, 0, { told != 0 ? 0x80000008 : 0x80000004, 0, 0, 0 } },
        { 0x80000008, 0, { told, 0, 0, 0 } },
    };
    return identify(leaves, ARRAY_SIZE(leaves)).physical_bits;
}

static void test_names_vendor_family_model_stepping(void **state)
{
    static const struct {
        uint32_t signature;
        unsigned family, model, stepping;
    } known[] = {
        { 0x00000619, 6, 1, 9 },       /* Pentium Pro */
        { 0x00000543, 5, 4, 3 },       /* Pentium MMX */
        { 0x000106C2, 6, 0x1C, 2 },    /* Atom N270 */
        { 0x00050671, 6, 0x57, 1 },    /* Xeon Phi x200 */
        { 0x00000F34, 0xF, 3, 4 },     /* Pentium 4 */
        { 0x00000F51, 0xF, 5, 1 },     /* Opteron SH-B3 */
        { 0x00020F32, 0xF, 0x23, 2 },  /* Athlon 64 X2 */
        { 0x00100F22, 0x10, 2, 2 },    /* Phenom DR-B2 */
        { 0x00A20F10, 0x19, 0x21, 0 }, /* Zen 3 */
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
        struct cpuid_leaf leaves[] = { AMD(1),
                                       { 1, 0, { known[i].signature, 0, 0, 0 } } };
        struct cpu_identity identity = identify(leaves, ARRAY_SIZE(leaves));

        assert_string_equal(identity.vendor, "AuthenticAMD");
        assert_int_equal(identity.signature, known[i].signature);
        assert_int_equal(identity.family, known[i].family);
        assert_int_equal(identity.model, known[i].model);
        assert_int_equal(identity.stepping, known[i].stepping);
    }
}

/* A CPU without extended leaves returns arbitrary values there: memtest86+ believed them
 * and crashed on a Pentium III. */
static void test_extended_leaves_only_where_they_are_there(void **state)
{
    static const uint32_t nonsense[] = { 0,          1,          0x480,     0x03020101,
                                         0x7FFFFFFF, 0x80010000, UINT32_MAX };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(nonsense); i++) {
        struct cpuid_leaf leaves[] = {
            INTEL(3),
            { 1, 0, { 0x673, 0, 0, EDX_PAE | EDX_PSE36 } },
            { 0x80000000, 0, { nonsense[i], 0, 0, 0 } },
            { 0x80000001, 0, { UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX } },
            { 0x80000002, 0, { 0x41414141, 0x41414141, 0x41414141, 0x41414141 } },
            { 0x80000003, 0, { 0x41414141, 0x41414141, 0x41414141, 0x41414141 } },
            { 0x80000004, 0, { 0x41414141, 0x41414141, 0x41414141, 0x41414141 } },
            { 0x80000007, 0, { UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX } },
            { 0x80000008, 0, { 48, 0, 0, 0 } },
        };
        struct cpu_identity identity = identify(leaves, ARRAY_SIZE(leaves));

        assert_int_equal(identity.max_extended_leaf, 0);
        assert_false(identity.features.nx);
        assert_false(identity.features.longmode);
        assert_false(identity.features.invariant_tsc);
        assert_string_equal(identity.brand, "");
        assert_int_equal(identity.physical_bits, 36);
    }
}

static void test_extended_leaves_up_to_their_maximum(void **state)
{
    struct cpuid_leaf leaves[] = {
        AMD(1),
        { 1, 0, { 0x00000F48, 0, 0, EDX_PAE } },
        { 0x80000000, 0, { 0x80000001, 0, 0, 0 } },
        { 0x80000001, 0, { 0, 0, 0, 1u << 20 | 1u << 29 } },
        { 0x80000008, 0, { 40, 0, 0, 0 } }, /* beyond the maximum */
    };
    struct cpu_identity identity = identify(leaves, ARRAY_SIZE(leaves));

    (void)state;
    assert_true(identity.features.nx);
    assert_true(identity.features.longmode);
    assert_int_equal(identity.physical_bits, 32);
}

/* With one bit too many, "RAM above 4 GiB" causes an unexpected reserved-bit fault. */
static void test_physical_bits(void **state)
{
    (void)state;
    assert_int_equal(width_of(0x663, EDX_PAE, 0), 32);             /* QEMU's qemu32 */
    assert_int_equal(width_of(0x673, EDX_PAE | EDX_PSE36, 0), 36); /* Pentium III */
    assert_int_equal(width_of(0x6D8, EDX_PAE | EDX_PSE36, 0), 32); /* Pentium M */
    assert_int_equal(width_of(0x695, EDX_PAE | EDX_PSE36, 0), 32);
    assert_int_equal(width_of(0x543, EDX_PSE36, 40), 32);   /* unusable without PAE */
    assert_int_equal(width_of(0x6E8, EDX_PAE, 0x2020), 32); /* 15:8 are linear */
    assert_int_equal(width_of(0x306C3, EDX_PAE, 0x3027), 39);
    assert_int_equal(width_of(0x306C3, EDX_PAE, 0x3034), 52);
    assert_int_equal(width_of(0x306C3, EDX_PAE, 0x3035), 32); /* 53 is impossible */
    assert_int_equal(width_of(0x306C3, EDX_PAE | EDX_PSE36, 0x301F), 36);
    assert_int_equal(width_of(0xF33, EDX_PAE, 0x3028), 36); /* reports 40, has 36 */
    assert_int_equal(width_of(0xF34, EDX_PAE, 0x3028), 36);
    assert_int_equal(width_of(0xF41, EDX_PAE, 0x3024), 36);
}

static void test_every_feature_has_its_own_bit(void **state)
{
    static const struct {
        uint32_t leaf, ecx, edx;
        size_t offset;
    } bits[] = {
#define BIT_OF(name, leaf, ecx, edx)                                                     \
    { leaf, ecx, edx, offsetof(struct cpu_features, name) }
        BIT_OF(pse, 1, 0, 1u << 3),
        BIT_OF(tsc, 1, 0, 1u << 4),
        BIT_OF(msr, 1, 0, 1u << 5),
        BIT_OF(pae, 1, 0, 1u << 6),
        BIT_OF(mce, 1, 0, 1u << 7),
        BIT_OF(cx8, 1, 0, 1u << 8),
        BIT_OF(apic, 1, 0, 1u << 9),
        BIT_OF(mtrr, 1, 0, 1u << 12),
        BIT_OF(pge, 1, 0, 1u << 13),
        BIT_OF(cmov, 1, 0, 1u << 15),
        BIT_OF(pse36, 1, 0, 1u << 17),
        BIT_OF(mmx, 1, 0, 1u << 23),
        BIT_OF(fxsr, 1, 0, 1u << 24),
        BIT_OF(sse2, 1, 0, 1u << 26),
        BIT_OF(htt, 1, 0, 1u << 28),
        BIT_OF(x2apic, 1, 1u << 21, 0),
        BIT_OF(hypervisor, 1, 1u << 31, 0),
        BIT_OF(nx, 0x80000001, 0, 1u << 20),
        BIT_OF(longmode, 0x80000001, 0, 1u << 29),
        BIT_OF(invariant_tsc, 0x80000007, 0, 1u << 8),
#undef BIT_OF
    };

    (void)state;
    assert_int_equal(ARRAY_SIZE(bits), sizeof(struct cpu_features) / sizeof(bool));
    for (size_t i = 0; i < ARRAY_SIZE(bits); i++) {
        struct cpuid_leaf leaves[] = {
            INTEL(1),
            { 0x80000000, 0, { 0x80000008, 0, 0, 0 } },
            { bits[i].leaf, 0, { 0, 0, bits[i].ecx, bits[i].edx } },
        };
        struct cpu_identity identity = identify(leaves, ARRAY_SIZE(leaves));
        const bool *set = (const bool *)&identity.features;

        for (size_t j = 0; j < sizeof(struct cpu_features) / sizeof(bool); j++)
            assert_int_equal(set[j], j * sizeof(bool) == bits[i].offset);
    }
}

/* A verdict from an emulator must say so. */
static void test_hypervisor(void **state)
{
    struct cpuid_leaf leaves[] = {
        INTEL(4),
        { 1, 0, { 0x663, 0, ECX_HYPERVISOR, EDX_PAE } },
        { 0x40000000, 0, { 0x40000001, 0x54474354, 0x43544743, 0x47435447 } },
    };
    struct cpu_identity identity = identify(leaves, ARRAY_SIZE(leaves));

    (void)state;
    assert_string_equal(identity.hypervisor_vendor, "TCGTCGTCGTCG");
    assert_true(identity.emulated);

    leaves[2].registers.ebx = 0x4B4D564B;
    leaves[2].registers.ecx = 0x564B4D56;
    leaves[2].registers.edx = 0x4D;
    identity = identify(leaves, ARRAY_SIZE(leaves));
    assert_string_equal(identity.hypervisor_vendor, "KVMKVMKVM");
    assert_false(identity.emulated);

    leaves[1].registers.ecx = 0; /* the leaf means nothing without the bit */
    identity = identify(leaves, ARRAY_SIZE(leaves));
    assert_string_equal(identity.hypervisor_vendor, "");
}

static void test_apic_id_of_32_bits_where_there_is_one(void **state)
{
    struct cpuid_leaf leaves[] = {
        INTEL(0xB),
        { 1, 0, { 0x306C3, 0x07000000, 0, EDX_PAE } },
        { 0xB, 0, { 1, 2, 0, 0x1234 } },
    };

    (void)state;
    assert_int_equal(identify(leaves, 3).initial_apic_id, 0x1234);
    leaves[2].registers.ebx = 0; /* the leaf is listed but empty */
    assert_int_equal(identify(leaves, 3).initial_apic_id, 7);
    leaves[2].registers.ebx = 2;
    leaves[0].registers.eax = 0xA; /* the leaf has another leaf's contents */
    assert_int_equal(identify(leaves, 3).initial_apic_id, 7);
}

/* Whatever a CPU or hypervisor answers, the log stays ASCII, on one line. */
static void test_hostile_text_is_made_printable(void **state)
{
    struct cpuid_leaf leaves[] = {
        VENDOR(1, 0x0A0D1B7F, 0x80FF0041, 0x20202020),
        { 0x80000000, 0, { 0x80000004, 0, 0, 0 } },
        { 0x80000002, 0, { 0x20202020, 0x74202020, 0x20776F0A, 0x73646F77 } },
        { 0x80000003, 0, { 0x20202020, 0x20202020, 0x20202020, 0x20202020 } },
        { 0x80000004, 0, { 0x20202020, 0x20202020, 0x20202020, 0x20202020 } },
    };
    struct cpu_identity identity = identify(leaves, ARRAY_SIZE(leaves));

    (void)state;
    assert_string_equal(identity.vendor, "????    A");
    assert_string_equal(identity.brand, "t?ow wods");
}

static void test_random_answers_harm_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct cpuid_dump dump;
        struct cpu_identity identity;
        char text[401];

        for (size_t j = 0; j < sizeof(dump); j++)
            ((uint8_t *)&dump)[j] = (uint8_t)rand();
        for (unsigned j = 0; j < CPUID_DUMP_MAX; j++)
            dump.leaves[j].leaf = (uint32_t)rand() << 31 | (uint32_t)(rand() % 12);
        dump.leaves[0].leaf = 0x80000000;
        dump.leaves[0].registers.eax = 0x80000000u | (uint32_t)(rand() % 32);
        cpu_identity_from(&dump, &identity); /* also with a count beyond the array */
        assert_within(identity.physical_bits, 32, 52);
        assert_within(cpu_identity_line(&identity, text, sizeof(text)), 1, 400);
        for (const char *c = text; *c != '\0'; c++)
            assert_within(*c, ' ', '~');
    }
}

static void test_collecting_from_this_cpu(void **state)
{
    struct cpuid_dump dump;
    struct cpu_identity identity;

    (void)state;
    cpuid_collect(&dump);
    cpu_identity_from(&dump, &identity);
    assert_int_equal(strlen(identity.vendor), 12);
    assert_true(identity.features.longmode); /* this test runs on it */
    assert_true(identity.features.cx8);
}

static void test_line(void **state)
{
    struct cpuid_leaf leaves[] = {
        INTEL(3),
        { 1, 0, { 0x673, 0x02000000, 0, EDX_PAE | 1u << 13 } },
    };
    struct cpu_identity identity = identify(leaves, ARRAY_SIZE(leaves));
    char text[401], cut[20];
    static const char expected[] =
        "vendor=GenuineIntel family=0x6 model=0x7 stepping=0x3 signature=0x00000673 "
        "physical_bits=32 initial_id=- leaves=0x3/0x0 features=pae,pge brand=\"\"";

    (void)state;
    assert_int_equal(cpu_identity_line(&identity, text, sizeof(text)), strlen(expected));
    assert_string_equal(text, expected);
    assert_int_equal(cpu_identity_line(&identity, cut, sizeof(cut)), strlen(expected));
    assert_string_equal(cut, "vendor=GenuineIntel");

    /* The longest possible line still fits the log. */
    memset(&identity.features, 1, sizeof(identity.features));
    memset(identity.brand, 'b', sizeof(identity.brand) - 1);
    memset(identity.hypervisor_vendor, 'h', sizeof(identity.hypervisor_vendor) - 1);
    identity.max_leaf = identity.max_extended_leaf = identity.signature = UINT32_MAX;
    identity.initial_apic_id = UINT32_MAX;
    identity.initial_apic_id_bits = 32;
    assert_within(cpu_identity_line(&identity, text, sizeof(text)), 1, 400);
    assert_non_null(strstr(text, "longmode,hypervisor hypervisor=hhhhhhhhhhhh"));
}

/* If this is wrong, the log blames correct firmware, or misses wrong firmware. */
static void test_only_later_cpus_tell_their_apic_id(void **state)
{
    static const struct {
        struct cpuid_leaf vendor;
        uint32_t signature;
        bool tells;
    } known[] = {
        { INTEL(1), 0x00610, false }, { INTEL(1), 0x00630, false },
        { INTEL(1), 0x006B0, false }, { INTEL(1), 0x006D0, false },
        { INTEL(1), 0x006E0, true },  { INTEL(1), 0x806C1, true },
        { INTEL(1), 0x00F00, true },  { INTEL(1), 0x00520, false },
        { AMD(1), 0x00680, false },   { AMD(1), 0x00F40, true },
        { AMD(1), 0x800F10, true },
    };
    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(known); i++) {
        struct cpuid_leaf leaves[] = {
            known[i].vendor,
            { 1, 0, { known[i].signature, 0x09000000, 0, EDX_PAE } },
        };
        struct cpu_identity identity = identify(leaves, ARRAY_SIZE(leaves));
        assert_int_equal(identity.initial_apic_id_bits, known[i].tells ? 8 : 0);
        assert_int_equal(identity.initial_apic_id, known[i].tells ? 9 : 0);
    }
}

/* Firmware may renumber a CPU; eight bits of a 32-bit id are no contradiction. */
static void test_an_apic_id_that_is_not_the_initial_one(void **state)
{
    static const struct {
        unsigned bits;
        uint32_t initial, apic_id;
        bool agrees;
    } row[] = {
        { 0, 0, 9, true },          { 8, 1, 1, true },
        { 8, 1, 9, false },         { 8, 1, 0x101, true },
        { 8, 0xFF, 0xFF, true },    { 32, 1, 0x101, false },
        { 32, 0x101, 0x101, true }, { 32, 0, 0x80000000, false },
    };
    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(row); i++) {
        struct cpu_identity identity = { .initial_apic_id = row[i].initial,
                                         .initial_apic_id_bits = row[i].bits };
        assert_int_equal(cpu_identity_agrees_with(&identity, row[i].apic_id),
                         row[i].agrees);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_later_cpus_tell_their_apic_id),
        cmocka_unit_test(test_an_apic_id_that_is_not_the_initial_one),
        cmocka_unit_test(test_names_vendor_family_model_stepping),
        cmocka_unit_test(test_extended_leaves_only_where_they_are_there),
        cmocka_unit_test(test_extended_leaves_up_to_their_maximum),
        cmocka_unit_test(test_physical_bits),
        cmocka_unit_test(test_every_feature_has_its_own_bit),
        cmocka_unit_test(test_hypervisor),
        cmocka_unit_test(test_apic_id_of_32_bits_where_there_is_one),
        cmocka_unit_test(test_hostile_text_is_made_printable),
        cmocka_unit_test(test_random_answers_harm_nothing),
        cmocka_unit_test(test_collecting_from_this_cpu),
        cmocka_unit_test(test_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
