/* Finds the HPET (IA-PC HPET specification 1.0a, 3.2.4; ACPI 5.2.6 lists the
 * signature). */
#include <stddef.h>

#include "arch/firmware/acpi.h"
#include "lib/string.h"

enum { HPET_ADDRESS = 40, HPET_SIZE = 56 };

enum { REGISTERS = 0x400 };
#define LOWEST 0x100000ull
#define FOUR_GIB 0x100000000ull

uint64_t acpi_hpet_find(const struct physical_view *memory, const struct acpi_hint *hint,
                        struct line_sink *sink)
{
    struct acpi_generic_address place;
    struct acpi_root root;
    struct acpi_table table;

    if (!acpi_root_find(memory, hint, &root, NULL) ||
        !acpi_table_find(memory, &root, "HPET", &table, sink))
        return 0;
    if (table.length < HPET_SIZE) {
        line(sink, "acpi: HPET at 0x%llx is only %u bytes long: refused",
             (unsigned long long)table.address, (unsigned)table.length);
        return 0;
    }
    memcpy(&place, table.bytes + HPET_ADDRESS, sizeof(place));
    if (place.space == ACPI_SPACE_MEMORY && place.address >= LOWEST &&
        place.address <= FOUR_GIB - REGISTERS && place.address % sizeof(uint64_t) == 0)
        return place.address;
    line(sink, "acpi: an HPET at 0x%llx of address space %u: not used",
         (unsigned long long)place.address, place.space);
    return 0;
}
