#include "arch/firmware/acpi.h"

#include "arch/firmware/firmware.h"
#include "lib/checksum.h"
#include "lib/string.h"

/* Root System Description Pointer (5.2.5.3). */
struct rsdp {
    char signature[8];
    uint8_t checksum; /* of the first 20 bytes */
    char oem[6];
    uint8_t revision;
    uint32_t rsdt;
    uint32_t length; /* from here on only if revision >= 2 */
    uint64_t xsdt;
    uint8_t extended_checksum; /* of `length` bytes */
    uint8_t reserved[3];
} __attribute__((packed));
_Static_assert(sizeof(struct rsdp) == ACPI_RSDP_SIZE, "layout of ACPI 5.2.5.3");

/* System description table header (5.2.6). */
struct table_header {
    char signature[4];
    uint32_t length;
    uint8_t revision;
    uint8_t checksum;
    char oem[6];
    char oem_table[8];
    uint32_t oem_revision;
    char creator[4];
    uint32_t creator_revision;
} __attribute__((packed));
_Static_assert(sizeof(struct table_header) == ACPI_HEADER_SIZE, "layout of ACPI 5.2.6");

enum { RSDP_SIZE_1_0 = 20, ROOT_ENTRIES_MAX = 256 };

#define FOUR_GIB 0x100000000ull

/*
 * Whether the second half of an RSDP of revision 2 is valid. Only a length that fits the
 * copied bytes can be checked; 36 is the only length ever specified.
 */
static bool extended_part_good(const struct rsdp *rsdp, size_t size, const char *where,
                               struct complaints *remarks)
{
    if (rsdp->length != ACPI_RSDP_SIZE || size < ACPI_RSDP_SIZE) {
        complain(remarks, "acpi: RSDP %s has length %u of %u known bytes: XSDT not used",
                 where, (unsigned)rsdp->length, (unsigned)size);
        return false;
    }
    uint8_t sum = checksum(rsdp, ACPI_RSDP_SIZE);
    if (sum != 0)
        complain(remarks, "acpi: RSDP %s adds up to 0x%02x, not 0: XSDT not used", where,
                 sum);
    return sum == 0;
}

static bool root_from_rsdp(const void *bytes, size_t size, const char *where,
                           struct acpi_root *out, struct complaints *remarks)
{
    struct rsdp rsdp = { .revision = 0 };
    char oem[sizeof(rsdp.oem) + 1];

    if (size < RSDP_SIZE_1_0) {
        complain(remarks, "acpi: RSDP %s is only %u bytes long: refused", where,
                 (unsigned)size);
        return false;
    }
    memcpy(&rsdp, bytes, size < sizeof(rsdp) ? size : sizeof(rsdp));
    uint8_t sum = checksum(&rsdp, RSDP_SIZE_1_0);
    if (memcmp(rsdp.signature, "RSD PTR ", sizeof(rsdp.signature)) != 0 || sum != 0) {
        complain(remarks,
                 "acpi: RSDP %s refused: %s, first 20 bytes add up to 0x%02x, not 0",
                 where, sum == 0 ? "signature wrong" : "checksum wrong", sum);
        return false;
    }
    *out = (struct acpi_root){ .rsdt = rsdp.rsdt, .revision = rsdp.revision };
    if (rsdp.revision >= 2 && extended_part_good(&rsdp, size, where, remarks))
        out->xsdt = rsdp.xsdt;
    if (out->xsdt >= FOUR_GIB) {
        complain(remarks, "acpi: XSDT at 0x%llx is above 4 GiB: RSDT used instead",
                 (unsigned long long)out->xsdt);
        out->xsdt = 0;
    }
    if (out->xsdt == 0 && out->rsdt == 0) {
        complain(remarks, "acpi: RSDP %s points to no table: refused", where);
        return false;
    }
    firmware_text(oem, rsdp.oem, sizeof(rsdp.oem));
    line(remarks->sink, "acpi: RSDP %s, revision %u, OEM '%s', RSDT 0x%x, XSDT 0x%llx",
         where, rsdp.revision, oem, (unsigned)out->rsdt, (unsigned long long)out->xsdt);
    return true;
}

static bool root_from_area(const struct physical_view *memory, struct firmware_area area,
                           const char *where, struct acpi_root *out,
                           struct complaints *remarks)
{
    uint8_t bytes[ACPI_RSDP_SIZE];

    for (;;) {
        uint32_t at = firmware_scan(memory, &area, "RSD PTR ", 8);
        if (at == 0)
            return false;
        size_t size = sizeof(bytes);
        if (!firmware_read(memory, at, bytes, size))
            size = RSDP_SIZE_1_0;
        if (firmware_read(memory, at, bytes, size) &&
            root_from_rsdp(bytes, size, where, out, remarks))
            return true;
        area.start = at + 1;
    }
}

bool acpi_root_find(const struct physical_view *memory, const struct acpi_hint *hint,
                    struct acpi_root *out, struct line_sink *sink)
{
    struct complaints remarks = { .sink = sink };
    bool found = false;

    if (hint != NULL && hint->extended.size != 0)
        found = root_from_rsdp(hint->extended.bytes, hint->extended.size,
                               "of boot loader tag 15", out, &remarks);
    if (!found && hint != NULL && hint->original.size != 0)
        found = root_from_rsdp(hint->original.bytes, hint->original.size,
                               "of boot loader tag 14", out, &remarks);
    if (!found)
        found = root_from_area(memory, firmware_ebda(memory, sink), "in the EBDA", out,
                               &remarks);
    if (!found)
        found = root_from_area(memory, FIRMWARE_BIOS, "below 1 MiB", out, &remarks);
    complaints_end(&remarks, "acpi");
    if (!found)
        line(sink, "acpi: no usable RSDP (boot loader, EBDA, 0xe0000-0xfffff)");
    return found;
}

/* Reads the table at `address` if it has the wanted signature; otherwise returns
 * silently. */
static bool table_load(const struct physical_view *memory, uint64_t address,
                       const char *signature, struct acpi_table *out,
                       struct complaints *remarks)
{
    struct table_header header;
    const uint8_t *bytes;

    /* No table lies at 0: a list with more places than tables has zeros in the others
     * (ACPICA skips them). */
    if (address == 0 || !firmware_read(memory, address, &header, sizeof(header))) {
        complain(remarks, "acpi: table at 0x%llx cannot be read: ignored",
                 (unsigned long long)address);
        return false;
    }
    if (memcmp(header.signature, signature, sizeof(header.signature)) != 0)
        return false;
    if (header.length < sizeof(header) || header.length > ACPI_TABLE_MAX ||
        !physical_bytes(memory, address, header.length, &bytes)) {
        complain(remarks, "acpi: %s at 0x%llx has impossible length 0x%x: refused",
                 signature, (unsigned long long)address, (unsigned)header.length);
        return false;
    }
    uint8_t sum = checksum(bytes, header.length);
    if (sum != 0) {
        complain(remarks,
                 "acpi: %s at 0x%llx, length 0x%x, adds up to 0x%02x, not 0: refused",
                 signature, (unsigned long long)address, (unsigned)header.length, sum);
        return false;
    }
    *out = (struct acpi_table){ bytes, address, header.length, header.revision };
    return true;
}

/* An entry of the XSDT (width 8) or the RSDT (width 4). */
static uint64_t root_entry(const struct acpi_table *list, uint32_t index, uint32_t width)
{
    uint64_t address = 0;

    memcpy(&address, list->bytes + ACPI_HEADER_SIZE + index * width, width);
    return address;
}

static bool table_in_list(const struct physical_view *memory, uint64_t address,
                          const char *list_name, uint32_t width, const char *signature,
                          struct acpi_table *out, struct complaints *remarks)
{
    struct acpi_table list;

    if (address == 0)
        return false;
    if (!table_load(memory, address, list_name, &list, remarks)) {
        complain(remarks, "acpi: no usable %s at 0x%llx", list_name,
                 (unsigned long long)address);
        return false;
    }
    uint32_t count = (list.length - ACPI_HEADER_SIZE) / width;
    if (count > ROOT_ENTRIES_MAX) {
        complain(remarks, "acpi: %s has %u entries: only %u are looked at", list_name,
                 (unsigned)count, (unsigned)ROOT_ENTRIES_MAX);
        count = ROOT_ENTRIES_MAX;
    }
    for (uint32_t i = 0; i < count; i++)
        if (table_load(memory, root_entry(&list, i, width), signature, out, remarks))
            return true;
    return false;
}

bool acpi_table_find(const struct physical_view *memory, const struct acpi_root *root,
                     const char *signature, struct acpi_table *out,
                     struct line_sink *sink)
{
    struct complaints remarks = { .sink = sink };
    bool found = table_in_list(memory, root->xsdt, "XSDT", 8, signature, out, &remarks) ||
                 table_in_list(memory, root->rsdt, "RSDT", 4, signature, out, &remarks);

    complaints_end(&remarks, "acpi");
    if (!found)
        line(sink, "acpi: no usable table %s", signature);
    return found;
}
