/*
 * ACPI's static tables, as far as lohilo needs them: from the RSDP to a checked table,
 * and the facts about time and power in the FADT. No AML is read. (ACPI Specification
 * 6.5, 5.2.)
 *
 * A table is used only if its bytes can be read, its length is possible and its checksum
 * is right. Each refusal logs one line with the wrong value.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/firmware/physical_view.h"
#include "lib/line.h"

/* A boot loader's copy of the RSDP: `size` bytes, at most ACPI_RSDP_SIZE; 0 if it has
 * none. Unchecked. */
enum { ACPI_RSDP_SIZE = 36 };

struct acpi_rsdp_copy {
    uint32_t size;
    uint8_t bytes[ACPI_RSDP_SIZE];
};

/* Multiboot 2 has a tag for each version of the RSDP (tags 15 and 14); both may be
 * present. */
struct acpi_hint {
    struct acpi_rsdp_copy extended; /* ACPI 2.0 and later */
    struct acpi_rsdp_copy original; /* ACPI 1.0 */
};

/* The addresses of the list of all tables. At least one of the two is not 0. */
struct acpi_root {
    uint64_t xsdt; /* 0 unless the RSDP has revision 2 and valid checksums */
    uint32_t rsdt;
    uint8_t revision;
};

/*
 * Looks for the RSDP: the hint's extended copy, its original one, the EBDA, the BIOS
 * area. `hint` may be NULL. Logs the place, or that there is none.
 */
bool acpi_root_find(const struct physical_view *memory, const struct acpi_hint *hint,
                    struct acpi_root *out, struct line_sink *sink);

/* A whole table, header included. `bytes` points into the physical view. */
struct acpi_table {
    const uint8_t *bytes;
    uint64_t address;
    uint32_t length; /* at least ACPI_HEADER_SIZE, at most ACPI_TABLE_MAX */
    uint8_t revision;
};

enum { ACPI_HEADER_SIZE = 36, ACPI_TABLE_MAX = 1024 * 1024 };

/*
 * The first good table with that signature (4 letters) in the XSDT, else in the RSDT: the
 * RSDT is also searched if the XSDT is good and only its table is not.
 */
bool acpi_table_find(const struct physical_view *memory, const struct acpi_root *root,
                     const char *signature, struct acpi_table *out,
                     struct line_sink *sink);

/* Address spaces of a generic address structure (5.2.3.2). */
enum acpi_space {
    ACPI_SPACE_MEMORY = 0,
    ACPI_SPACE_IO = 1,
    ACPI_SPACE_PCI = 2, /* bus 0; device in bits 47:32, function 31:16, offset 15:0 */
};

/* Generic address structure (5.2.3.2), as it lies in a table. */
struct acpi_generic_address {
    uint8_t space; /* enum acpi_space, or any other number */
    uint8_t bit_width;
    uint8_t bit_offset;
    uint8_t access_size;
    uint64_t address;
} __attribute__((packed));
_Static_assert(sizeof(struct acpi_generic_address) == 12, "layout of ACPI 5.2.3.2");

/* The FADT's facts about time and power (5.2.9). A register with an unsupported space,
 * port or width counts as absent and is logged. */
struct acpi_fadt {
    uint16_t pm_timer_port; /* 0: none. Else a 32-bit read counts at 3.579545 MHz ... */
    uint8_t pm_timer_bits;  /* ... modulo 2 to the 24 or 32 */
    bool reset_supported;
    enum acpi_space reset_space;
    uint64_t reset_address;
    uint8_t reset_value;
};

/* Finds the root (silently: acpi_root_find() logs it elsewhere) and reads the FADT.
 * False, with `out` all zero, if there is none. */
bool acpi_fadt_find(const struct physical_view *memory, const struct acpi_hint *hint,
                    struct acpi_fadt *out, struct line_sink *sink);

/* The address of the HPET's registers: in memory, 8-byte aligned, above 1 MiB and below 4
 * GiB; 0 if there is no table HPET, or if it says anything else, which is logged. Finds
 * the root silently too. */
uint64_t acpi_hpet_find(const struct physical_view *memory, const struct acpi_hint *hint,
                        struct line_sink *sink);
