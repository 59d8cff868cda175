#include "litmus/judge/characteristics.h"

#include "lib/compiler.h"
#include "lib/format.h"
#include "lib/panic.h"
#include "lib/string.h"

const struct characteristic characteristics[] = {
    { "tlb", "stale: kept without INVLPG; fresh: read anew", "SDM 3, 4.10.2" },
    { "accessed", "cached: A and D not set again without a flush; set", "SDM 3, 4.8" },
    { "spurious", "never, or once: faults after RO -> RW without a flush",
      "SDM 3, 4.10.4.3" },
    { "global", "kept or dropped by MOV CR3", "SDM 3, 4.10.4.1" },
    { "pde-cache", "yes: a directory entry is used after it was changed; no",
      "SDM 3, 4.10.3" },
    { "pdpte", "registers: loaded by MOV CR3; memory: read at each walk",
      "SDM 3, 4.4.1; AMD APM 2, 15.25.10" },
    { "pdpte-pge", "reloads or keeps: PDPTEs when CR4.PGE changes", "SDM 3, 4.4.1" },
    { "pdpte-accessed", "untouched, or written: bit 5 set by the CPU", "SDM 3, 4.4.1" },
    { "pdpte-reserved", "gp: MOV CR3 refuses reserved bits; none; half: not as it should",
      "SDM 3, 4.4.1" },
    { "reserved-code", "error code of a reserved bit's page fault: 9 or 8; other; none",
      "SDM 3, 4.7" },
};
const unsigned characteristics_count = ARRAY_SIZE(characteristics);

static unsigned place_of(const char *key)
{
    for (unsigned i = 0; i < characteristics_count; i++)
        if (string_equal(characteristics[i].key, key))
            return i;
    panic("no characteristic %s", key);
}

/* Whether the word is in a list separated by commas. */
static bool listed(const char *list, const char *word)
{
    size_t length = strlen(word);
    while (*list) {
        size_t end = 0;
        while (list[end] && list[end] != ',')
            end++;
        if (string_is(word, list, end) && end == length)
            return true;
        list += end + (list[end] == ',');
    }
    return false;
}

void characteristic_note(struct machine_character *machine, const char *key,
                         const char *value)
{
    _Static_assert(ARRAY_SIZE(characteristics) <= ARRAY_SIZE(machine->value), "room");
    char *known = machine->value[place_of(key)];
    size_t length = strlen(known);

    if (listed(known, value))
        return;
    format(known + length, CHARACTERISTIC_VALUE_SIZE - length, "%s%s", length ? "," : "",
           value);
}

void characteristics_report(struct line_sink *sink,
                            const struct machine_character *machine)
{
    line(sink, "# characteristics: what is left to the machine (docs/probes.md)");
    for (unsigned i = 0; i < characteristics_count; i++) {
        const char *value = machine->value[i][0] ? machine->value[i] : "-";
        line(sink, "#   %s=%-*s %s (%s)", characteristics[i].key,
             (int)(24 - strlen(characteristics[i].key)), value, characteristics[i].values,
             characteristics[i].source);
    }
}
