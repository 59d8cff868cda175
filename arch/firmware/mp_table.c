#include "arch/firmware/mp_table.h"

#include "arch/firmware/firmware.h"
#include "lib/checksum.h"
#include "lib/compiler.h"
#include "lib/string.h"

struct floating_pointer { /* MP 4.1 */
    char signature[4];
    uint32_t table;
    uint8_t length; /* in 16 bytes: 1 */
    uint8_t revision;
    uint8_t checksum;
    uint8_t default_configuration; /* feature byte 1; 0: there is a table */
    uint8_t flags;                 /* feature byte 2 */
    uint8_t reserved[3];
} __attribute__((packed));
_Static_assert(sizeof(struct floating_pointer) == 16, "layout of MP 4.1");

struct configuration_header { /* MP 4.2 */
    char signature[4];
    uint16_t length; /* of header and base entries */
    uint8_t revision;
    uint8_t checksum;
    char oem[8];
    char product[12];
    uint32_t oem_table;
    uint16_t oem_table_size;
    uint16_t entries;
    uint32_t local_apic;
    uint16_t extended_length;
    uint8_t extended_checksum;
    uint8_t reserved;
} __attribute__((packed));
_Static_assert(sizeof(struct configuration_header) == 44, "layout of MP 4.2");

struct processor_entry { /* MP 4.3.1 */
    uint8_t type;
    uint8_t apic_id;
    uint8_t apic_version;
    uint8_t flags;
    uint32_t signature;
    uint32_t features;
    uint32_t reserved[2];
} __attribute__((packed));
_Static_assert(sizeof(struct processor_entry) == 20, "layout of MP 4.3.1");

struct bus_entry { /* MP 4.3.2 */
    uint8_t type;
    uint8_t id;
    char name[6];
} __attribute__((packed));

struct io_apic_entry { /* MP 4.3.3 */
    uint8_t type;
    uint8_t id;
    uint8_t version;
    uint8_t flags;
    uint32_t address;
} __attribute__((packed));

struct interrupt_entry { /* MP 4.3.4 */
    uint8_t type;
    uint8_t interrupt_type; /* 0: it has a vector of its own */
    uint16_t flags;
    uint8_t bus;
    uint8_t irq;
    uint8_t io_apic;
    uint8_t input;
} __attribute__((packed));
_Static_assert(sizeof(struct bus_entry) == 8, "layout of MP 4.3.2");
_Static_assert(sizeof(struct io_apic_entry) == 8, "layout of MP 4.3.3");
_Static_assert(sizeof(struct interrupt_entry) == 8, "layout of MP 4.3.4");

/* Sizes of base entries (4.3): processor, bus, I/O APIC, I/O and local interrupt. */
static const uint8_t entry_size[] = { sizeof(struct processor_entry),
                                      sizeof(struct bus_entry),
                                      sizeof(struct io_apic_entry),
                                      sizeof(struct interrupt_entry),
                                      sizeof(struct interrupt_entry) };

#define MP_IMCR_PRESENT (1u << 7)
#define MP_PROCESSOR_ENABLED (1u << 0)
#define MP_PROCESSOR_BOOT (1u << 1)

#define MP_IO_APIC_USABLE (1u << 0)

enum {
    MP_TYPE_PROCESSOR = 0,
    MP_TYPE_BUS = 1,
    MP_TYPE_IO_APIC = 2,
    MP_TYPE_INTERRUPT = 3,
    MP_DEFAULT_CONFIGURATION_MAX = 7,
    MP_DEFAULT_TIMER_INPUT = 2, /* chapter 5 */
    MP_NO_BUS = 0x100,
};
#define MP_DEFAULT_IO_APIC 0xFEC00000u

/* Only 1.1 and 1.4 exist; they do not differ in anything read here. */
static bool revision_known(uint8_t revision)
{
    return revision == 1 || revision == 4;
}

static void take_processor(struct processors *out, const uint8_t *bytes,
                           struct complaints *remarks)
{
    struct processor_entry entry;

    memcpy(&entry, bytes, sizeof(entry));
    if (!(entry.flags & MP_PROCESSOR_ENABLED)) {
        out->disabled++;
        return;
    }
    if (entry.apic_version == 0)
        complain(remarks,
                 "mp: APIC id %u has version 0x00, which no APIC has: 0x10 assumed",
                 entry.apic_id);
    else if ((entry.apic_version & 0xF0) != 0x10) {
        complain(remarks, "mp: APIC id %u has version 0x%02x, not 0x1n: left out",
                 entry.apic_id, entry.apic_version);
        out->external++;
        return;
    }
    if (entry.flags & MP_PROCESSOR_BOOT)
        out->marked_boot_id = entry.apic_id;
    processors_add(out, entry.apic_id, PROCESSORS_XAPIC_BROADCAST, PROCESSORS_NO_UID,
                   remarks);
}

/* The buses come before the interrupts (4.3: entries are sorted by their type). */
static void take_bus(const uint8_t *bytes, unsigned *isa)
{
    struct bus_entry entry;

    memcpy(&entry, bytes, sizeof(entry));
    if (memcmp(entry.name, "ISA   ", sizeof(entry.name)) == 0 ||
        memcmp(entry.name, "EISA  ", sizeof(entry.name)) == 0)
        *isa = entry.id;
}

static void take_io_apic(struct processors *out, const uint8_t *bytes,
                         struct complaints *remarks)
{
    struct io_apic_entry entry;

    memcpy(&entry, bytes, sizeof(entry));
    if (entry.flags & MP_IO_APIC_USABLE)
        processors_add_io_apic(out, entry.address, true, "the MP table", remarks);
}

static void take_interrupt(struct processors *out, const uint8_t *bytes, unsigned isa)
{
    struct interrupt_entry entry;

    memcpy(&entry, bytes, sizeof(entry));
    if (entry.interrupt_type == 0 && entry.bus == isa && entry.irq == 0)
        out->timer_input = entry.input;
}

/* Walks the base entries within the table's length. An entry of an unknown type, or one
 * that ends after the table, stops the walk; earlier ones are kept. The count in the
 * header is only compared: some firmware leaves it 0, and Linux (smp_read_mpc()) and
 * memtest86+ never looked at it. */
static void take_entries(struct processors *out, const uint8_t *table,
                         const struct configuration_header *header,
                         struct complaints *remarks)
{
    uint32_t offset = sizeof(*header);
    unsigned isa = MP_NO_BUS, entries = 0;

    while (offset < header->length) {
        uint8_t type = table[offset];
        uint32_t size = type < ARRAY_SIZE(entry_size) ? entry_size[type] : 0;
        if (size == 0 || size > header->length - offset) {
            complain(remarks, "mp: entry at 0x%x, type %u, %s: the rest is ignored",
                     (unsigned)offset, type,
                     size == 0 ? "is of no known type" : "ends after the table");
            return;
        }
        if (type == MP_TYPE_PROCESSOR)
            take_processor(out, table + offset, remarks);
        else if (type == MP_TYPE_BUS)
            take_bus(table + offset, &isa);
        else if (type == MP_TYPE_IO_APIC)
            take_io_apic(out, table + offset, remarks);
        else if (type == MP_TYPE_INTERRUPT)
            take_interrupt(out, table + offset, isa);
        offset += size;
        entries++;
    }
    if (entries != header->entries)
        complain(remarks, "mp: the table says that it has %u entries: it has %u",
                 header->entries, entries);
}

static bool read_configuration(const struct physical_view *memory, uint32_t address,
                               struct processors *out, struct complaints *remarks)
{
    struct configuration_header header;
    const uint8_t *table;

    /* All zeros mean that there is none (MP 4.1). */
    if (address == 0 || !firmware_read(memory, address, &header, sizeof(header)) ||
        memcmp(header.signature, "PCMP", sizeof(header.signature)) != 0) {
        complain(remarks, "mp: no configuration table at 0x%x: refused",
                 (unsigned)address);
        return false;
    }
    if (header.length < sizeof(header) || !revision_known(header.revision) ||
        !physical_bytes(memory, address, header.length, &table)) {
        complain(remarks, "mp: table at 0x%x has length %u, revision %u: refused",
                 (unsigned)address, header.length, header.revision);
        return false;
    }
    uint8_t sum = checksum(table, header.length);
    if (sum != 0) {
        complain(remarks,
                 "mp: table at 0x%x, length %u, adds up to 0x%02x, not 0: refused",
                 (unsigned)address, header.length, sum);
        return false;
    }
    processors_reset(out, PROCESSORS_FROM_MP_TABLE);
    processors_set_local_apic(out, header.local_apic, "the MP table", remarks);
    take_entries(out, table, &header, remarks);
    if (out->count == 0)
        complain(remarks,
                 "mp: table at 0x%x lists no usable processor (%u disabled): refused",
                 (unsigned)address, out->disabled);
    return out->count != 0;
}

/* Two processors with the ids 0 and 1, by definition (MP, chapter 5). */
static bool read_default(uint8_t number, struct processors *out,
                         struct complaints *remarks)
{
    if (number > MP_DEFAULT_CONFIGURATION_MAX) {
        complain(remarks, "mp: there is no default configuration %u: refused", number);
        return false;
    }
    processors_reset(out, PROCESSORS_FROM_MP_DEFAULT);
    processors_add(out, 0, PROCESSORS_XAPIC_BROADCAST, PROCESSORS_NO_UID, remarks);
    processors_add(out, 1, PROCESSORS_XAPIC_BROADCAST, PROCESSORS_NO_UID, remarks);
    processors_add_io_apic(out, MP_DEFAULT_IO_APIC, true, "the MP specification",
                           remarks);
    out->timer_input = MP_DEFAULT_TIMER_INPUT;
    return true;
}

static bool read_pointer(const struct physical_view *memory, uint32_t address,
                         struct processors *out, struct complaints *remarks)
{
    struct floating_pointer pointer;

    if (!firmware_read(memory, address, &pointer, sizeof(pointer)))
        return false;
    uint8_t sum = checksum(&pointer, sizeof(pointer));
    if (pointer.length != 1 || !revision_known(pointer.revision) || sum != 0) {
        complain(remarks,
                 "mp: _MP_ at 0x%x refused: length %u, revision %u, adds up to 0x%02x",
                 (unsigned)address, pointer.length, pointer.revision, sum);
        return false;
    }
    bool good = pointer.default_configuration != 0
                    ? read_default(pointer.default_configuration, out, remarks)
                    : read_configuration(memory, pointer.table, out, remarks);
    if (!good)
        return false;
    out->imcr_present = (pointer.flags & MP_IMCR_PRESENT) != 0;
    line(remarks->sink,
         "mp: _MP_ at 0x%x, revision 1.%u, table 0x%x, configuration %u, IMCR %s",
         (unsigned)address, pointer.revision, (unsigned)pointer.table,
         pointer.default_configuration, out->imcr_present ? "yes" : "no");
    return true;
}

static bool search_area(const struct physical_view *memory, struct firmware_area area,
                        struct processors *out, struct complaints *remarks)
{
    for (;;) {
        uint32_t at = firmware_scan(memory, &area, "_MP_", 4);
        if (at == 0)
            return false;
        if (read_pointer(memory, at, out, remarks))
            return true;
        area.start = at + 1;
    }
}

bool mp_table_read(const struct physical_view *memory, struct processors *out,
                   struct line_sink *sink)
{
    struct complaints remarks = { .sink = sink };
    const struct firmware_area areas[] = {
        firmware_ebda(memory, sink),
        firmware_base_memory_end(memory, sink),
        FIRMWARE_LAST_OF_640K,
        FIRMWARE_BIOS,
    };
    bool found = false;

    for (unsigned i = 0; i < ARRAY_SIZE(areas) && !found; i++)
        found = search_area(memory, areas[i], out, &remarks);
    complaints_end(&remarks, "mp");
    if (!found)
        line(sink, "mp: no usable MP table (EBDA, end of base memory, 0xe0000-0xfffff)");
    return found;
}
