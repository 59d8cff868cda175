#include "tests/host/fixture_firmware.h"

#include <string.h>

#include "lib/checksum.h"

struct fixture_memory fixture_world(void)
{
    struct fixture_memory memory = fixture_memory_new(0, FIXTURE_WORLD_SIZE);

    fixture_put_number(&memory, 0x40E, FIXTURE_EBDA >> 4, 2);
    fixture_put_number(&memory, 0x413, 639, 2);
    return memory;
}

struct acpi_rsdp_copy fixture_rsdp(uint8_t revision, uint32_t rsdt, uint64_t xsdt)
{
    struct acpi_rsdp_copy rsdp = { .size = revision >= 2 ? 36 : 20 };

    memcpy(rsdp.bytes, "RSD PTR ", 8);
    memcpy(rsdp.bytes + 9, "LOHILO", 6);
    rsdp.bytes[15] = revision;
    memcpy(rsdp.bytes + 16, &rsdt, 4);
    rsdp.bytes[8] = (uint8_t)-checksum(rsdp.bytes, 20);
    if (revision >= 2) {
        rsdp.bytes[20] = 36;
        memcpy(rsdp.bytes + 24, &xsdt, 8);
        rsdp.bytes[32] = (uint8_t)-checksum(rsdp.bytes, 36);
    }
    return rsdp;
}

struct fixture_table fixture_acpi_begin(const struct fixture_memory *memory,
                                        uint64_t address, const char *signature,
                                        uint8_t revision)
{
    struct fixture_table table = { memory, address, address };

    fixture_append_bytes(&table, signature, 4);
    fixture_append(&table, 0, 4); /* length */
    fixture_append(&table, revision, 1);
    fixture_append(&table, 0, 1); /* checksum */
    fixture_append_bytes(&table, "LOHILOFIXTURES", 14);
    fixture_append(&table, 1, 4);
    fixture_append_bytes(&table, "TEST", 4);
    fixture_append(&table, 1, 4);
    return table;
}

void fixture_acpi_end(const struct fixture_table *table)
{
    size_t length = (size_t)(table->at - table->start);

    fixture_put_number(table->memory, table->start + 4, length, 4);
    fixture_fix_checksum(table->memory, table->start, length, table->start + 9);
}

void fixture_acpi_fix(const struct fixture_memory *memory, uint64_t address)
{
    uint32_t length;

    memcpy(&length, fixture_memory_at(memory, address + 4, 4), sizeof(length));
    fixture_fix_checksum(memory, address, length, address + 9);
}

void fixture_root_table(const struct fixture_memory *memory, uint64_t address,
                        unsigned width, const uint64_t *entries, unsigned count)
{
    struct fixture_table table =
        fixture_acpi_begin(memory, address, width == 8 ? "XSDT" : "RSDT", 1);

    for (unsigned i = 0; i < count; i++)
        fixture_append(&table, entries[i], width);
    fixture_acpi_end(&table);
}

struct fixture_table fixture_madt_begin(const struct fixture_memory *memory,
                                        uint64_t address, uint32_t local_apic)
{
    struct fixture_table madt = fixture_acpi_begin(memory, address, "APIC", 1);

    fixture_append(&madt, local_apic, 4);
    fixture_append(&madt, 1, 4); /* PCAT_COMPAT */
    return madt;
}

void fixture_madt_processor(struct fixture_table *madt, uint8_t apic_id, uint32_t flags)
{
    fixture_append(madt, 0, 1);
    fixture_append(madt, 8, 1);
    fixture_append(madt, apic_id, 1); /* ACPI processor uid */
    fixture_append(madt, apic_id, 1);
    fixture_append(madt, flags, 4);
}

void fixture_madt_x2apic(struct fixture_table *madt, uint32_t apic_id, uint32_t flags)
{
    fixture_append(madt, 9, 1);
    fixture_append(madt, 16, 1);
    fixture_append(madt, 0, 2);
    fixture_append(madt, apic_id, 4);
    fixture_append(madt, flags, 4);
    fixture_append(madt, apic_id, 4);
}

void fixture_madt_override(struct fixture_table *madt, uint64_t local_apic)
{
    fixture_append(madt, 5, 1);
    fixture_append(madt, 12, 1);
    fixture_append(madt, 0, 2);
    fixture_append(madt, local_apic, 8);
}

void fixture_madt_rest(struct fixture_table *madt)
{
    static const uint8_t io_apic[] = { 1, 12, 0, 0, 0, 0, 0xC0, 0xFE, 0, 0, 0, 0 };
    static const uint8_t override[] = { 2, 10, 0, 0, 2, 0, 0, 0, 0, 0 };
    static const uint8_t nmi[] = { 4, 6, 0xFF, 0, 0, 1 };

    fixture_append_bytes(madt, io_apic, sizeof(io_apic));
    fixture_append_bytes(madt, override, sizeof(override));
    fixture_append_bytes(madt, nmi, sizeof(nmi));
}

void fixture_acpi_world(const struct fixture_memory *memory, const uint8_t *ids,
                        unsigned count)
{
    static const uint64_t entries[] = { FIXTURE_OTHER, FIXTURE_FADT, FIXTURE_MADT };
    struct acpi_rsdp_copy rsdp = fixture_rsdp(2, FIXTURE_RSDT, FIXTURE_XSDT);
    struct fixture_table other = fixture_acpi_begin(memory, FIXTURE_OTHER, "HPET", 1);
    struct fixture_table madt = fixture_madt_begin(memory, FIXTURE_MADT, 0xFEE00000);

    fixture_put(memory, FIXTURE_RSDP, rsdp.bytes, rsdp.size);
    fixture_root_table(memory, FIXTURE_RSDT, 4, entries, 3);
    fixture_root_table(memory, FIXTURE_XSDT, 8, entries, 3);
    fixture_acpi_end(&other);
    for (unsigned i = 0; i < count; i++)
        fixture_madt_processor(&madt, ids[i], 1);
    fixture_madt_rest(&madt);
    fixture_acpi_end(&madt);
}

void fixture_mp_pointer(const struct fixture_memory *memory, uint64_t address,
                        uint32_t table, uint8_t default_configuration, uint8_t flags)
{
    fixture_put(memory, address, "_MP_", 4);
    fixture_put_number(memory, address + 4, table, 4);
    fixture_put_number(memory, address + 8, 1, 1); /* length in 16 bytes */
    fixture_put_number(memory, address + 9, 4, 1); /* revision */
    fixture_put_number(memory, address + 11, default_configuration, 1);
    fixture_put_number(memory, address + 12, flags, 1);
    fixture_fix_checksum(memory, address, 16, address + 10);
}

struct fixture_table fixture_mp_begin(const struct fixture_memory *memory,
                                      uint64_t address)
{
    struct fixture_table table = { memory, address, address };

    fixture_append_bytes(&table, "PCMP", 4);
    fixture_append(&table, 0, 2); /* length */
    fixture_append(&table, 4, 1); /* revision */
    fixture_append(&table, 0, 1); /* checksum */
    fixture_append_bytes(&table, "LOHILO  FIXTURES    ", 20);
    fixture_append(&table, 0, 6); /* no OEM table */
    fixture_append(&table, 0, 2); /* entries */
    fixture_append(&table, 0xFEE00000, 4);
    fixture_append(&table, 0, 4); /* no extended table */
    return table;
}

void fixture_mp_processor(struct fixture_table *table, uint8_t apic_id, uint8_t version,
                          uint8_t flags)
{
    fixture_append(table, 0, 1);
    fixture_append(table, apic_id, 1);
    fixture_append(table, version, 1);
    fixture_append(table, flags, 1);
    fixture_append(table, 0x673, 4);
    fixture_append(table, 0x201, 4);
    fixture_append(table, 0, 8);
}

void fixture_mp_other(struct fixture_table *table, uint8_t type)
{
    fixture_append(table, type, 1);
    fixture_append(table, 0, 7);
}

void fixture_mp_end(const struct fixture_table *table, uint16_t entries)
{
    size_t length = (size_t)(table->at - table->start);

    fixture_put_number(table->memory, table->start + 4, length, 2);
    fixture_put_number(table->memory, table->start + 34, entries, 2);
    fixture_fix_checksum(table->memory, table->start, length, table->start + 7);
}

void fixture_mp_world(const struct fixture_memory *memory, const uint8_t *ids,
                      unsigned count)
{
    struct fixture_table table = fixture_mp_begin(memory, FIXTURE_MP_TABLE);

    for (unsigned i = 0; i < count; i++)
        fixture_mp_processor(&table, ids[i], 0x14,
                             FIXTURE_MP_ENABLED | (i == 0 ? FIXTURE_MP_BOOT : 0));
    for (uint8_t type = 1; type <= 4; type++)
        fixture_mp_other(&table, type);
    fixture_mp_end(&table, (uint16_t)(count + 4));
    fixture_mp_pointer(memory, FIXTURE_MP, FIXTURE_MP_TABLE, 0, 0);
}
