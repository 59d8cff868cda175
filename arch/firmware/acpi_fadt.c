/* The FADT's facts about time and power (ACPI 5.2.9). */
#include "arch/firmware/acpi.h"
#include "arch/firmware/firmware.h"
#include "lib/string.h"

/* Offsets in the table. ACPI 1.0's ends at 116, 2.0's at 244; a field beyond the end of a
 * shorter table reads as 0. */
enum {
    FADT_PM_TIMER_BLOCK = 76,
    FADT_PM_TIMER_LENGTH = 91,
    FADT_FLAGS = 112,
    FADT_RESET_REGISTER = 116,
    FADT_RESET_VALUE = 128,
    FADT_X_PM_TIMER_BLOCK = 208,
    FADT_SIZE_1_0 = 116,
};

#define FADT_FLAG_TIMER_32_BITS (1u << 8)
#define FADT_FLAG_RESET_REGISTER (1u << 10)
#define FADT_FLAG_HARDWARE_REDUCED (1u << 20)

enum { PM_TIMER_BYTES = 4, LAST_TIMER_PORT = 0xFFFC, LAST_PORT = 0xFFFF };

static void field(const struct acpi_table *table, uint32_t offset, void *out, size_t size)
{
    memset(out, 0, size);
    if (offset <= table->length && size <= table->length - offset)
        memcpy(out, table->bytes + offset, size);
}

/* The port of the PM timer, 0 if there is none that IN can read. ACPI 2.0's field
 * overrides ACPI 1.0's if it is filled in and is an I/O port. */
static uint16_t pm_timer_port(const struct acpi_table *fadt, struct line_sink *sink)
{
    struct acpi_generic_address extended;
    uint32_t port;
    uint8_t bytes;

    field(fadt, FADT_PM_TIMER_BLOCK, &port, sizeof(port));
    field(fadt, FADT_PM_TIMER_LENGTH, &bytes, sizeof(bytes));
    field(fadt, FADT_X_PM_TIMER_BLOCK, &extended, sizeof(extended));
    if (port != 0 && bytes != PM_TIMER_BYTES) {
        line(sink, "acpi: FADT gives the PM timer %u bytes, not 4: not used", bytes);
        return 0;
    }
    if (extended.address != 0 && extended.space != ACPI_SPACE_IO)
        line(sink, "acpi: FADT has a PM timer in address space %u: not used",
             extended.space);
    else if (extended.address > LAST_TIMER_PORT)
        line(sink, "acpi: FADT has a PM timer at I/O port 0x%llx: not used",
             (unsigned long long)extended.address);
    else if (extended.address != 0)
        return (uint16_t)extended.address;
    if (port > LAST_TIMER_PORT) {
        line(sink, "acpi: FADT has a PM timer at I/O port 0x%x: not used",
             (unsigned)port);
        return 0;
    }
    return (uint16_t)port;
}

static bool reset_usable(const struct acpi_generic_address *reset)
{
    uint64_t address = reset->address;

    switch (reset->space) {
    case ACPI_SPACE_MEMORY:
        return address != 0;
    case ACPI_SPACE_IO:
        return address != 0 && address <= LAST_PORT;
    case ACPI_SPACE_PCI: /* device 0-31, function 0-7, an offset below 256 */
        return (address >> 32) < 32 && (address >> 16 & 0xFFFF) < 8 &&
               (address & 0xFFFF) < 256;
    }
    return false;
}

static void read_reset(const struct acpi_table *table, uint32_t flags,
                       struct acpi_fadt *out, struct line_sink *sink)
{
    struct acpi_generic_address reset;

    if (table->revision < 2 || !(flags & FADT_FLAG_RESET_REGISTER) ||
        table->length <= FADT_RESET_VALUE)
        return;
    field(table, FADT_RESET_REGISTER, &reset, sizeof(reset));
    if (!reset_usable(&reset)) {
        line(sink,
             "acpi: FADT has a reset register at 0x%llx of address space %u: not used",
             (unsigned long long)reset.address, reset.space);
        return;
    }
    out->reset_supported = true;
    out->reset_space = (enum acpi_space)reset.space;
    out->reset_address = reset.address;
    field(table, FADT_RESET_VALUE, &out->reset_value, sizeof(out->reset_value));
}

bool acpi_fadt_find(const struct physical_view *memory, const struct acpi_hint *hint,
                    struct acpi_fadt *out, struct line_sink *sink)
{
    struct acpi_root root;
    struct acpi_table table;
    uint32_t flags;

    *out = (struct acpi_fadt){ .pm_timer_port = 0 };
    if (!acpi_root_find(memory, hint, &root, NULL) ||
        !acpi_table_find(memory, &root, "FACP", &table, sink))
        return false;
    if (table.length < FADT_SIZE_1_0) {
        line(sink, "acpi: FADT at 0x%llx is only %u bytes long: refused",
             (unsigned long long)table.address, (unsigned)table.length);
        return false;
    }
    field(&table, FADT_FLAGS, &flags, sizeof(flags));
    if (!(flags & FADT_FLAG_HARDWARE_REDUCED))
        out->pm_timer_port = pm_timer_port(&table, sink);
    if (out->pm_timer_port != 0)
        out->pm_timer_bits = flags & FADT_FLAG_TIMER_32_BITS ? 32 : 24;
    read_reset(&table, flags, out, sink);
    line(sink, "acpi: FADT revision %u, PM timer port 0x%x (%u bits), reset register %s",
         table.revision, out->pm_timer_port, out->pm_timer_bits,
         out->reset_supported ? "yes" : "no");
    return true;
}
