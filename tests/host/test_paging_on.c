/*
 * arch/cpu/paging_on.c. If one of these fails, a bit that a loader left in EFER silently
 * resets the machine when paging goes on, or a hypervisor without PAE paging shows up as
 * an exception that does not explain itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arch/cpu/instructions.h"
#include "arch/cpu/msr.h"
#include "arch/cpu/paging_on.h"
#include "lib/compiler.h"

/* AMD's bits, and the bits that 64-bit loaders leave. */
#define EFER_SCE (1u << 0)
#define EFER_LMA (1u << 10)
#define EFER_TCE (1u << 15)

/* A CPU that refuses some writes. */
static struct cpu {
    uint64_t efer;
    uint32_t cr0, cr3, cr4;
    bool no_efer, refuses_efer, keeps_efer, no_pse, refuses_pae, drops_pae, refuses_cr3,
        refuses_pg;
    bool nx_needs_pae; /* as on a K8 */
    bool paging, long_mode;
} cpu;

static bool read_efer(uint64_t *value)
{
    if (!cpu.no_efer)
        *value = cpu.efer;
    return !cpu.no_efer;
}

static bool write_efer(uint64_t value)
{
    if (cpu.refuses_efer ||
        (cpu.nx_needs_pae && value & EFER_NXE && !(cpu.cr4 & CR4_PAE)))
        return false;
    if (!cpu.keeps_efer)
        cpu.efer = value;
    return true;
}

static uint32_t fake_cr4(void)
{
    return cpu.cr4;
}

static bool write_cr4_as_told(uint32_t value)
{
    if ((cpu.no_pse && value & CR4_PSE) || (cpu.refuses_pae && value & CR4_PAE))
        return false;
    cpu.cr4 = cpu.drops_pae ? value & ~CR4_PAE : value;
    return true;
}

static bool write_cr3_as_told(uint32_t value)
{
    cpu.cr3 = value;
    return !cpu.refuses_cr3;
}

static uint32_t fake_cr0(void)
{
    return cpu.cr0;
}

static bool write_cr0_as_told(uint32_t value)
{
    if (cpu.refuses_pg)
        return false;
    assert_true(cpu.cr4 & CR4_PAE);
    assert_int_equal(cpu.cr3, 0x1000);
    cpu.cr0 = value;
    cpu.paging = value & CR0_PG;
    cpu.long_mode = cpu.efer & EFER_LME;
    return true;
}

static const struct paging_registers registers = {
    read_efer,         write_efer, fake_cr4,          write_cr4_as_told,
    write_cr3_as_told, fake_cr0,   write_cr0_as_told,
};
static const struct paging_request plain = { .cr3 = 0x1000, .nx = false, .pse = true };
static const struct paging_request with_nx = { .cr3 = 0x1000, .nx = true, .pse = true };

static void test_what_a_loader_left_in_efer_goes(void **state)
{
    static const uint64_t left[] = {
        0,        EFER_NXE,
        EFER_LME, EFER_LME | EFER_SCE | EFER_NXE,
        EFER_TCE, UINT64_MAX & ~EFER_LMA,
    };
    (void)state;
    for (unsigned i = 0; i < 2 * ARRAY_SIZE(left); i++) {
        const struct paging_request *request = i % 2 ? &with_nx : &plain;
        cpu = (struct cpu){ .efer = left[i / 2], .cr0 = CR0_PE };
        assert_int_equal(paging_on(&registers, request), PAGING_IS_ON);
        assert_true(cpu.paging);
        assert_false(cpu.long_mode);
        assert_int_equal(cpu.efer, request->nx ? EFER_NXE : 0);
        assert_int_equal(cpu.cr0, CR0_PE | CR0_PG | CR0_WP);
    }
}

static void test_pse_is_set_where_it_can_be(void **state)
{
    static const struct paging_request without = { .cr3 = 0x1000 };
    (void)state;
    cpu = (struct cpu){ .cr0 = CR0_PE, .cr4 = CR4_OSFXSR };
    assert_int_equal(paging_on(&registers, &plain), PAGING_IS_ON);
    assert_int_equal(cpu.cr4, CR4_OSFXSR | CR4_PAE | CR4_PSE);
    cpu = (struct cpu){ .cr0 = CR0_PE, .no_pse = true };
    assert_int_equal(paging_on(&registers, &without), PAGING_IS_ON);
    assert_int_equal(cpu.cr4, CR4_PAE);
    /* CPUID reports PSE wrongly: PAE does not need it. */
    cpu = (struct cpu){ .cr0 = CR0_PE, .no_pse = true };
    assert_int_equal(paging_on(&registers, &plain), PAGING_IS_ON);
    assert_int_equal(cpu.cr4, CR4_PAE);
}

static void test_no_efer(void **state)
{
    (void)state;
    cpu = (struct cpu){ .cr0 = CR0_PE, .no_efer = true };
    assert_int_equal(paging_on(&registers, &plain), PAGING_IS_ON);
    cpu = (struct cpu){ .cr0 = CR0_PE, .no_efer = true };
    assert_int_equal(paging_on(&registers, &with_nx), PAGING_NO_EFER);
    assert_false(cpu.paging);
}

/* A hypervisor that refuses every write of EFER still runs if EFER is already right. */
static void test_efer_as_wanted_is_left_alone(void **state)
{
    (void)state;
    cpu = (struct cpu){ .cr0 = CR0_PE, .efer = EFER_NXE, .refuses_efer = true };
    assert_int_equal(paging_on(&registers, &with_nx), PAGING_IS_ON);
    cpu = (struct cpu){ .cr0 = CR0_PE, .refuses_efer = true };
    assert_int_equal(paging_on(&registers, &plain), PAGING_IS_ON);
}

static void test_nx_after_pae(void **state)
{
    (void)state;
    cpu = (struct cpu){ .cr0 = CR0_PE, .nx_needs_pae = true };
    assert_int_equal(paging_on(&registers, &with_nx), PAGING_IS_ON);
}

static void test_each_refusal_is_named(void **state)
{
    static const struct {
        struct cpu cpu;
        enum paging_answer answer;
        const char *named;
    } rows[] = {
        { { .efer = EFER_LME, .refuses_efer = true }, PAGING_EFER_REFUSED, "EFER" },
        { { .efer = EFER_LME, .keeps_efer = true }, PAGING_EFER_DIFFERS, "LME" },
        { { .efer = EFER_LME | EFER_NXE, .keeps_efer = true },
          PAGING_EFER_DIFFERS,
          "LME" },
        { { .keeps_efer = true }, PAGING_EFER_DIFFERS, "NXE" },
        { { .refuses_pae = true }, PAGING_PAE_REFUSED, "CR4 with PAE" },
        { { .drops_pae = true }, PAGING_PAE_DROPPED, "CR4.PAE" },
        { { .refuses_cr3 = true }, PAGING_CR3_REFUSED, "CR3" },
        { { .refuses_pg = true }, PAGING_CR0_REFUSED, "CR0 with PG" },
    };
    (void)state;
    for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
        cpu = rows[i].cpu;
        assert_int_equal(paging_on(&registers, &with_nx), rows[i].answer);
        assert_false(cpu.paging);
        assert_non_null(strstr(paging_refusal(rows[i].answer), rows[i].named));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_loader_left_in_efer_goes),
        cmocka_unit_test(test_pse_is_set_where_it_can_be),
        cmocka_unit_test(test_no_efer),
        cmocka_unit_test(test_efer_as_wanted_is_left_alone),
        cmocka_unit_test(test_nx_after_pae),
        cmocka_unit_test(test_each_refusal_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
