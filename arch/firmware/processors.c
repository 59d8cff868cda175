#include "arch/firmware/processors.h"

#include "arch/firmware/acpi_madt.h"
#include "arch/firmware/mp_table.h"
#include "lib/text.h"

enum { DESCRIPTION_SIZE = 160 };

/* 36 bits: without long mode PAE has no more (SDM vol. 3, 4.4). */
#define HIGHEST_PHYSICAL_ADDRESS 0xFFFFFFFFFull

void processors_reset(struct processors *self, enum processor_source source)
{
    *self = (struct processors){
        .source = source,
        .marked_boot_id = PROCESSORS_NO_ID,
        .local_apic_address = LOCAL_APIC_DEFAULT_ADDRESS,
    };
}

static bool find_id(const struct processors *self, uint32_t apic_id, unsigned *index)
{
    for (unsigned i = 0; i < self->count; i++)
        if (self->apic_id[i] == apic_id) {
            *index = i;
            return true;
        }
    return false;
}

static void add_again(struct processors *self, uint32_t apic_id, bool same,
                      struct complaints *remarks)
{
    complain(remarks,
             same ? "processors: APIC id %u is listed twice: counted once"
                  : "processors: APIC id %u is listed for two processors: the "
                    "second one is left out",
             (unsigned)apic_id);
    if (same)
        self->duplicate++;
    else
        self->twins++;
}

void processors_add(struct processors *self, uint32_t apic_id, uint32_t broadcast,
                    uint32_t uid, struct complaints *remarks)
{
    unsigned index;

    if (apic_id == broadcast) {
        complain(remarks,
                 "processors: APIC id 0x%x means all CPUs, and is no CPU's: left out",
                 (unsigned)apic_id);
        self->broadcast++;
    } else if (find_id(self, apic_id, &index)) {
        add_again(self, apic_id, uid != PROCESSORS_NO_UID && self->uid[index] == uid,
                  remarks);
    } else if (self->count == PROCESSORS_MAX) {
        self->beyond++;
    } else {
        self->uid[self->count] = uid;
        self->apic_id[self->count++] = apic_id;
    }
}

unsigned processors_present(const struct processors *self)
{
    return self->count + self->twins + self->broadcast + self->external + self->beyond;
}

bool processors_can_reach(uint32_t apic_id, bool x2apic)
{
    return x2apic ? apic_id != PROCESSORS_X2APIC_BROADCAST
                  : apic_id <= PROCESSORS_HIGHEST_XAPIC_ID;
}

void processors_set_local_apic(struct processors *self, uint64_t address,
                               const char *table, struct complaints *remarks)
{
    if (address == 0 || (address & 0xFFF) != 0 || address > HIGHEST_PHYSICAL_ADDRESS)
        complain(remarks, "processors: %s puts the local APIC at 0x%llx: 0x%llx assumed",
                 table, (unsigned long long)address,
                 (unsigned long long)self->local_apic_address);
    else
        self->local_apic_address = address;
}

/* Its registers take 20 bytes (82093AA, 3.1), at a multiple of 16, so mapping one page is
 * enough. */
void processors_add_io_apic(struct processors *self, uint64_t address,
                            bool may_have_timer, const char *table,
                            struct complaints *remarks)
{
    if (address == 0 || (address & 0xF) != 0 || (address & 0xFFF) > 0xFE0 ||
        address > HIGHEST_PHYSICAL_ADDRESS)
        complain(remarks, "processors: %s puts an I/O APIC at 0x%llx: left out", table,
                 (unsigned long long)address);
    else if (may_have_timer && self->io_apic_address == 0)
        self->io_apic_address = address;
    else if (self->other_io_apics < IO_APICS_MAX)
        self->other_io_apic[self->other_io_apics++] = address;
    else
        complain(remarks,
                 "processors: %s has more than %u I/O APICs: that at 0x%llx is left "
                 "as it is",
                 table, IO_APICS_MAX + 1u, (unsigned long long)address);
}

/* Adds the boot processor if the table does not list it. */
static void ensure_boot_processor(struct processors *self, uint32_t boot_apic_id,
                                  struct line_sink *sink)
{
    if (find_id(self, boot_apic_id, &self->boot_index))
        return;
    if (self->source != PROCESSORS_BOOT_ONLY)
        line(sink,
             "processors: the boot processor's APIC id %u is not in the table: added",
             (unsigned)boot_apic_id);
    if (self->count == PROCESSORS_MAX) {
        line(sink, "processors: no room: APIC id %u is left out for it",
             (unsigned)self->apic_id[--self->count]);
        self->beyond++;
    }
    self->boot_index = self->count;
    self->uid[self->count] = PROCESSORS_NO_UID;
    self->apic_id[self->count++] = boot_apic_id;
}

static bool read_madt(const struct physical_view *memory, const struct acpi_hint *hint,
                      struct processors *out, struct line_sink *sink)
{
    struct acpi_root root;

    return acpi_root_find(memory, hint, &root, sink) &&
           acpi_madt_read(memory, &root, out, sink);
}

/*
 * Some machines with two processors have a MADT that lists one (a dual Pentium II Xeon in
 * memtest86+ issue 38). The reverse is normal: MP tables list one a package.
 */
static void warn_where_mp_table_has_more(const struct physical_view *memory,
                                         struct line_sink *sink)
{
    struct processors other;

    if (mp_table_read(memory, &other, NULL) && other.count > 1)
        line(sink,
             "processors: the MADT lists 1, the MP table %u: smp=mp uses the MP table",
             other.count);
}

static bool read_tables(const struct physical_view *memory, const struct acpi_hint *hint,
                        enum processor_choice choice, struct processors *out,
                        struct line_sink *sink)
{
    bool acpi = choice == PROCESSORS_AUTOMATIC || choice == PROCESSORS_ACPI;
    bool mp = choice == PROCESSORS_AUTOMATIC || choice == PROCESSORS_MP;

    if (acpi && read_madt(memory, hint, out, sink)) {
        if (mp && out->count == 1)
            warn_where_mp_table_has_more(memory, sink);
        return true;
    }
    return mp && mp_table_read(memory, out, sink);
}

void processors_find(const struct physical_view *memory, const struct acpi_hint *hint,
                     uint32_t boot_apic_id, enum processor_choice choice,
                     struct processors *out, struct line_sink *sink)
{
    static const char *const source_name[] = {
        [PROCESSORS_BOOT_ONLY] = "the boot processor only",
        [PROCESSORS_FROM_MADT] = "the ACPI MADT",
        [PROCESSORS_FROM_MP_TABLE] = "the MP table",
        [PROCESSORS_FROM_MP_DEFAULT] = "an MP default configuration",
    };
    char ids[DESCRIPTION_SIZE];

    if (!read_tables(memory, hint, choice, out, sink))
        processors_reset(out, PROCESSORS_BOOT_ONLY);
    if (out->marked_boot_id != PROCESSORS_NO_ID && out->marked_boot_id != boot_apic_id)
        line(sink,
             "processors: the MP table marks APIC id %u as the boot processor: it is %u",
             (unsigned)out->marked_boot_id, (unsigned)boot_apic_id);
    ensure_boot_processor(out, boot_apic_id, sink);
    processors_describe(out, ids, sizeof(ids));
    line(sink,
         "processors: %u by %s, APIC ids %s, boot processor %u, local APIC at 0x%llx",
         out->count, source_name[out->source], ids, (unsigned)boot_apic_id,
         (unsigned long long)out->local_apic_address);
    if (out->disabled + out->duplicate != 0)
        line(sink, "processors: not counted: disabled %u, duplicate %u", out->disabled,
             out->duplicate);
}

bool processors_boot_has_a_twin(const struct processors *self, uint32_t initial_id)
{
    unsigned index;

    return initial_id != self->apic_id[self->boot_index] &&
           find_id(self, initial_id, &index);
}

void processors_describe(const struct processors *self, char *out, size_t size)
{
    struct text text;

    text_start(&text, out, size);
    for (unsigned i = 0, run; i < self->count; i += run) {
        uint32_t first = self->apic_id[i];
        for (run = 1; i + run < self->count && self->apic_id[i + run] == first + run;)
            run++;
        text_add(&text, "%s%u", i == 0 ? "" : ",", (unsigned)first);
        if (run > 1)
            text_add(&text, "-%u", (unsigned)(first + run - 1));
    }
}
