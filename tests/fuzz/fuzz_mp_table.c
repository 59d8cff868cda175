/*
 * MP tables from the fuzzer's input: the entries of a configuration table behind a valid
 * floating pointer. The input may then poke into both, with or without corrected
 * checksums. Memory ends with the table, so that a read beyond it is detected.
 */
#include <stdbool.h>
#include <string.h>

#include "arch/firmware/mp_table.h"
#include "lib/panic.h"
#include "tests/host/fixture_firmware.h"
#include "tests/host/fixture_fuzz.h"
#include "tests/host/fixture_lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { START = 0xF0000, TABLE = 0xF0020, SPACE = 0x2000, HEADER = 44 };
enum { FIX_CHECKSUMS = 1 };

static void fix(const struct fixture_memory *memory)
{
    const uint8_t *bytes;
    uint16_t length;

    fixture_fix_checksum(memory, START, 16, START + 10);
    memcpy(&length, fixture_memory_at(memory, TABLE + 4, 2), sizeof(length));
    if (length >= 8 && physical_bytes(&memory->view, TABLE, length, &bytes))
        fixture_fix_checksum(memory, TABLE, length, TABLE + 7);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fixture_lines lines;
    struct fixture_input input = { data, size };
    struct fixture_input pokes = fixture_split(&input, 32);
    struct fixture_memory memory = fixture_memory_new(START, SPACE);
    struct fixture_table table = fixture_mp_begin(&memory, TABLE);
    struct processors processors;

    uint8_t flags = (uint8_t)fixture_take(&pokes, 1);
    uint32_t boot_apic_id = (uint32_t)fixture_take(&pokes, 2);
    uint16_t entries = (uint16_t)fixture_take(&pokes, 2);
    size_t body = input.size < SPACE - 0x100 ? input.size : SPACE - 0x100;
    fixture_append_bytes(&table, input.bytes, body);
    fixture_mp_end(&table, entries);
    fixture_mp_pointer(&memory, START, TABLE, 0, 0);
    fixture_memory_cut(&memory, table.at);
    fixture_poke(&pokes, &memory);
    if (flags & FIX_CHECKSUMS)
        fix(&memory);
    processors_find(&memory.view, NULL, boot_apic_id, PROCESSORS_MP, &processors,
                    fixture_lines_start(&lines));
    fixture_check_processors(&processors, boot_apic_id);
    ASSERT(processors.source != PROCESSORS_FROM_MADT);
    ASSERT(lines.count < 32);
    fixture_memory_free(&memory);
    return 0;
}
