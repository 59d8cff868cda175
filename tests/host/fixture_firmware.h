/*
 * Builders for the tables that firmware leaves in memory: RSDP, ACPI tables, MP tables.
 * They build valid tables; a test then breaks one field.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/firmware/acpi.h"
#include "tests/host/fixture_memory.h"

/* Addresses in the memory that most tests use: the first MiB and a bit. */
enum {
    FIXTURE_WORLD_SIZE = 0x130000,
    FIXTURE_EBDA = 0x9FC00,
    FIXTURE_RSDP = 0xF5A00,
    FIXTURE_MP = 0xF6000,
    FIXTURE_MP_TABLE = 0xF6100,
    FIXTURE_RSDT = 0x100000,
    FIXTURE_XSDT = 0x101000,
    FIXTURE_MADT = 0x102000,
    FIXTURE_FADT = 0x106000,
    FIXTURE_OTHER = 0x107000, /* a valid table with the signature HPET */
};

/* The first MiB and a bit, with the BIOS data area of a PC with FIXTURE_EBDA. */
struct fixture_memory fixture_world(void);

/* An RSDP as bytes: revision 0 has 20 bytes, revision 2 has 36. */
struct acpi_rsdp_copy fixture_rsdp(uint8_t revision, uint32_t rsdt, uint64_t xsdt);

/* An ACPI table. begin: header; then fixture_append(); end: length and checksum. */
struct fixture_table fixture_acpi_begin(const struct fixture_memory *memory,
                                        uint64_t address, const char *signature,
                                        uint8_t revision);
void fixture_acpi_end(const struct fixture_table *table);

/* Recomputes the length and checksum of a table. */
void fixture_acpi_fix(const struct fixture_memory *memory, uint64_t address);

/* RSDT (width 4) or XSDT (8) with `count` entries. */
void fixture_root_table(const struct fixture_memory *memory, uint64_t address,
                        unsigned width, const uint64_t *entries, unsigned count);

/* The MADT: begin, entries, fixture_acpi_end(). */
struct fixture_table fixture_madt_begin(const struct fixture_memory *memory,
                                        uint64_t address, uint32_t local_apic);
void fixture_madt_processor(struct fixture_table *madt, uint8_t apic_id, uint32_t flags);
void fixture_madt_x2apic(struct fixture_table *madt, uint32_t apic_id, uint32_t flags);
void fixture_madt_override(struct fixture_table *madt, uint64_t local_apic);
/* The other entries of QEMU: an I/O APIC, interrupt overrides, an NMI entry. */
void fixture_madt_rest(struct fixture_table *madt);

/* RSDP in the BIOS area, RSDT and XSDT, and a MADT with these ids, all enabled. */
void fixture_acpi_world(const struct fixture_memory *memory, const uint8_t *ids,
                        unsigned count);

/* The MP floating pointer, with checksum. */
void fixture_mp_pointer(const struct fixture_memory *memory, uint64_t address,
                        uint32_t table, uint8_t default_configuration, uint8_t flags);

/* The MP configuration table: begin, entries, end with length, entry count, checksum. */
struct fixture_table fixture_mp_begin(const struct fixture_memory *memory,
                                      uint64_t address);
void fixture_mp_processor(struct fixture_table *table, uint8_t apic_id, uint8_t version,
                          uint8_t flags);
/* Another base entry, of 8 bytes: types 1 to 4. */
void fixture_mp_other(struct fixture_table *table, uint8_t type);
void fixture_mp_end(const struct fixture_table *table, uint16_t entries);

enum { FIXTURE_MP_ENABLED = 1, FIXTURE_MP_BOOT = 2 };

/* Pointer and table with these ids, all enabled, the first one the boot processor. */
void fixture_mp_world(const struct fixture_memory *memory, const uint8_t *ids,
                      unsigned count);
