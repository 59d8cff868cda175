#include "arch/firmware/acpi_madt.h"

#include "lib/compiler.h"
#include "lib/string.h"

/* After the header: the local APIC's address, then flags, then the entries. */
enum { MADT_LOCAL_APIC = 36, MADT_ENTRIES = 44 };

enum {
    MADT_TYPE_LOCAL_APIC = 0,
    MADT_TYPE_IO_APIC = 1,
    MADT_TYPE_SOURCE_OVERRIDE = 2,
    MADT_TYPE_ADDRESS_OVERRIDE = 5,
    MADT_TYPE_LOCAL_X2APIC = 9
};

#define MADT_ENABLED (1u << 0)

struct entry_head {
    uint8_t type, length;
};

struct local_apic_entry { /* type 0 */
    struct entry_head head;
    uint8_t processor_uid;
    uint8_t apic_id;
    uint32_t flags;
} __attribute__((packed));

struct io_apic_entry { /* type 1 */
    struct entry_head head;
    uint8_t id;
    uint8_t reserved;
    uint32_t address;
    uint32_t first_interrupt;
} __attribute__((packed));

struct source_override_entry { /* type 2 */
    struct entry_head head;
    uint8_t bus; /* 0: ISA */
    uint8_t irq;
    uint32_t interrupt;
    uint16_t flags;
} __attribute__((packed));

struct address_override_entry { /* type 5 */
    struct entry_head head;
    uint16_t reserved;
    uint64_t address;
} __attribute__((packed));

struct local_x2apic_entry { /* type 9 */
    struct entry_head head;
    uint16_t reserved;
    uint32_t apic_id;
    uint32_t flags;
    uint32_t processor_uid;
} __attribute__((packed));

_Static_assert(sizeof(struct local_apic_entry) == 8, "layout of ACPI 5.2.12.2");
_Static_assert(sizeof(struct io_apic_entry) == 12, "layout of ACPI 5.2.12.3");
_Static_assert(sizeof(struct source_override_entry) == 10, "layout of ACPI 5.2.12.5");
_Static_assert(sizeof(struct address_override_entry) == 12, "layout of ACPI 5.2.12.8");
_Static_assert(sizeof(struct local_x2apic_entry) == 16, "layout of ACPI 5.2.12.12");

static void take(struct processors *out, uint32_t apic_id, uint32_t broadcast,
                 uint32_t uid, uint32_t flags, struct complaints *remarks)
{
    if (flags & MADT_ENABLED)
        processors_add(out, apic_id, broadcast, uid, remarks);
    else
        out->disabled++;
}

static void take_local_apic(struct processors *out, const uint8_t *bytes,
                            struct complaints *remarks)
{
    struct local_apic_entry entry;

    memcpy(&entry, bytes, sizeof(entry));
    take(out, entry.apic_id, PROCESSORS_XAPIC_BROADCAST, entry.processor_uid, entry.flags,
         remarks);
}

static void take_io_apic(struct processors *out, const uint8_t *bytes,
                         struct complaints *remarks)
{
    struct io_apic_entry entry;

    memcpy(&entry, bytes, sizeof(entry));
    processors_add_io_apic(out, entry.address, entry.first_interrupt == 0, "the MADT",
                           remarks);
}

static void take_source_override(struct processors *out, const uint8_t *bytes,
                                 struct complaints *remarks)
{
    struct source_override_entry entry;

    (void)remarks;
    memcpy(&entry, bytes, sizeof(entry));
    if (entry.bus == 0 && entry.irq == 0)
        out->timer_input = entry.interrupt;
}

static void take_address_override(struct processors *out, const uint8_t *bytes,
                                  struct complaints *remarks)
{
    struct address_override_entry entry;

    memcpy(&entry, bytes, sizeof(entry));
    processors_set_local_apic(out, entry.address, "the MADT's override", remarks);
}

static void take_local_x2apic(struct processors *out, const uint8_t *bytes,
                              struct complaints *remarks)
{
    struct local_x2apic_entry entry;

    memcpy(&entry, bytes, sizeof(entry));
    take(out, entry.apic_id, PROCESSORS_X2APIC_BROADCAST, entry.processor_uid,
         entry.flags, remarks);
}

static const struct entry_kind {
    uint8_t type;
    uint8_t size;
    void (*take)(struct processors *out, const uint8_t *bytes,
                 struct complaints *remarks);
} entry_kinds[] = {
    { MADT_TYPE_LOCAL_APIC, sizeof(struct local_apic_entry), take_local_apic },
    { MADT_TYPE_IO_APIC, sizeof(struct io_apic_entry), take_io_apic },
    { MADT_TYPE_SOURCE_OVERRIDE, sizeof(struct source_override_entry),
      take_source_override },
    { MADT_TYPE_ADDRESS_OVERRIDE, sizeof(struct address_override_entry),
      take_address_override },
    { MADT_TYPE_LOCAL_X2APIC, sizeof(struct local_x2apic_entry), take_local_x2apic },
};

static void take_entry(struct processors *out, const uint8_t *bytes,
                       struct entry_head head, uint32_t offset,
                       struct complaints *remarks)
{
    for (unsigned i = 0; i < ARRAY_SIZE(entry_kinds); i++) {
        const struct entry_kind *kind = &entry_kinds[i];
        if (kind->type != head.type)
            continue;
        if (head.length >= kind->size)
            kind->take(out, bytes, remarks);
        else
            complain(remarks,
                     "acpi: MADT entry at 0x%x, type %u, is %u bytes, not %u: ignored",
                     (unsigned)offset, head.type, head.length, kind->size);
    }
}

static void take_entries(struct processors *out, const struct acpi_table *madt,
                         struct complaints *remarks)
{
    struct entry_head head;
    uint32_t offset = MADT_ENTRIES;

    while (offset < madt->length) {
        uint32_t left = madt->length - offset;
        if (left >= sizeof(head))
            memcpy(&head, madt->bytes + offset, sizeof(head));
        else
            head = (struct entry_head){ .type = madt->bytes[offset] };
        if (head.length < sizeof(head) || head.length > left) {
            complain(
                remarks,
                "acpi: MADT entry at 0x%x, type %u, length %u of %u left: the rest is "
                "ignored",
                (unsigned)offset, head.type, head.length, (unsigned)left);
            return;
        }
        take_entry(out, madt->bytes + offset, head, offset, remarks);
        offset += head.length;
    }
}

bool acpi_madt_read(const struct physical_view *memory, const struct acpi_root *root,
                    struct processors *out, struct line_sink *sink)
{
    struct complaints remarks = { .sink = sink };
    struct acpi_table madt;
    uint32_t local_apic;

    if (!acpi_table_find(memory, root, "APIC", &madt, sink))
        return false;
    if (madt.length < MADT_ENTRIES) {
        line(sink, "acpi: MADT at 0x%llx is only %u bytes long: refused",
             (unsigned long long)madt.address, (unsigned)madt.length);
        return false;
    }
    processors_reset(out, PROCESSORS_FROM_MADT);
    memcpy(&local_apic, madt.bytes + MADT_LOCAL_APIC, sizeof(local_apic));
    processors_set_local_apic(out, local_apic, "the MADT", &remarks);
    take_entries(out, &madt, &remarks);
    complaints_end(&remarks, "acpi");
    if (out->count == 0)
        line(sink,
             "acpi: MADT at 0x%llx lists no usable processor (%u disabled): refused",
             (unsigned long long)madt.address, out->disabled);
    return out->count != 0;
}
