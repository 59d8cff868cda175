/*
 * ACPI tables from the fuzzer's input: the bodies of a MADT and a FADT, behind a valid
 * RSDP and root tables. The input may then poke into all of these, with or without
 * corrected checksums. Memory ends with the last table, so that a read beyond it is
 * detected.
 */
#include <stdbool.h>
#include <string.h>

#include "arch/firmware/acpi.h"
#include "arch/firmware/processors.h"
#include "lib/panic.h"
#include "tests/host/fixture_firmware.h"
#include "tests/host/fixture_fuzz.h"
#include "tests/host/fixture_lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    START = 0xF0000,
    RSDT = 0xF0040,
    XSDT = 0xF0080,
    BODIES = 0xF0100,
    SPACE = 0x3000
};
enum { FIX_CHECKSUMS = 1, USE_HINT = 2 };

static void append_body(struct fixture_table *table, struct fixture_input *input,
                        size_t size)
{
    struct fixture_input body = fixture_split(input, size < SPACE / 3 ? size : SPACE / 3);

    fixture_append_bytes(table, body.bytes, body.size);
}

/* MADT, then FADT, then the end of memory; returns the FADT's address. */
static uint64_t build(struct fixture_memory *memory, struct fixture_input *input,
                      size_t madt_size)
{
    struct acpi_rsdp_copy rsdp = fixture_rsdp(2, RSDT, XSDT);
    struct fixture_table madt = fixture_acpi_begin(memory, BODIES, "APIC", 3);

    append_body(&madt, input, madt_size);
    fixture_acpi_end(&madt);
    struct fixture_table fadt = fixture_acpi_begin(memory, madt.at, "FACP", 5);
    append_body(&fadt, input, input->size);
    fixture_acpi_end(&fadt);

    const uint64_t entries[] = { BODIES, fadt.start };
    fixture_root_table(memory, RSDT, 4, entries, 2);
    fixture_root_table(memory, XSDT, 8, entries, 2);
    fixture_put(memory, START, rsdp.bytes, rsdp.size);
    fixture_memory_cut(memory, fadt.at);
    return fadt.start;
}

/* Corrects a table, unless its poked length exceeds memory. */
static void fix(const struct fixture_memory *memory, uint64_t address)
{
    const uint8_t *bytes;
    uint32_t length;

    memcpy(&length, fixture_memory_at(memory, address + 4, 4), sizeof(length));
    if (length >= 10 && physical_bytes(&memory->view, address, length, &bytes))
        fixture_acpi_fix(memory, address);
}

static void check_fadt(const struct acpi_fadt *fadt)
{
    ASSERT((fadt->pm_timer_port != 0) == (fadt->pm_timer_bits != 0));
    ASSERT(fadt->pm_timer_port <= 0xFFFC);
    ASSERT(!fadt->reset_supported || fadt->reset_space <= ACPI_SPACE_PCI);
    ASSERT(!fadt->reset_supported || fadt->reset_space != ACPI_SPACE_IO ||
           fadt->reset_address <= 0xFFFF);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fixture_lines lines;
    struct fixture_input input = { data, size };
    struct fixture_input pokes = fixture_split(&input, 32);
    struct fixture_memory memory = fixture_memory_new(START, SPACE);
    struct acpi_hint hint = { .extended = { .size = 0 } };
    struct processors processors;
    struct acpi_fadt fadt;

    uint8_t flags = (uint8_t)fixture_take(&pokes, 1);
    uint32_t boot_apic_id = (uint32_t)fixture_take(&pokes, 2);
    uint64_t fadt_at = build(&memory, &input, fixture_take(&pokes, 2));
    fixture_poke(&pokes, &memory);
    if (flags & FIX_CHECKSUMS) {
        const uint64_t tables[] = { RSDT, XSDT, BODIES, fadt_at };
        for (unsigned i = 0; i < 4; i++)
            fix(&memory, tables[i]);
        fixture_fix_checksum(&memory, START, 20, START + 8);
        fixture_fix_checksum(&memory, START, 36, START + 32);
    }
    if (flags & USE_HINT) {
        hint.extended.size = (uint32_t)fixture_take(&pokes, 1) % (ACPI_RSDP_SIZE + 1);
        memcpy(hint.extended.bytes, memory.bytes, ACPI_RSDP_SIZE);
    }
    processors_find(&memory.view, &hint, boot_apic_id, PROCESSORS_AUTOMATIC, &processors,
                    fixture_lines_start(&lines));
    fixture_check_processors(&processors, boot_apic_id);
    acpi_fadt_find(&memory.view, &hint, &fadt, fixture_lines_start(&lines));
    check_fadt(&fadt);
    uint64_t hpet = acpi_hpet_find(&memory.view, &hint, fixture_lines_start(&lines));
    ASSERT(hpet == 0 || (hpet >= 0x100000 && hpet <= 0xFFFFFC00 && hpet % 8 == 0));
    ASSERT(lines.count < 64);
    fixture_memory_free(&memory);
    return 0;
}
