/*
 * Multiboot 1 information from the fuzzer's input. The input is all of memory, from a low
 * address on, or from 0; if the first byte says so, its pointers are bent into it.
 */
#include <stdbool.h>
#include <string.h>

#include "boot/multiboot1.h"
#include "lib/panic.h"
#include "tests/host/fixture_fuzz.h"
#include "tests/host/fixture_lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { START = 0x9000, SIZE_MAX_FUZZED = 0x4000, FROM_0 = 1 << 7, FLAGS = (1 << 13) - 1 };

/* Offsets of the pointers in the information: texts, modules, memory map. */
static const uint8_t pointers[] = { 16, 24, 48, 64 };

static void bend(const struct fixture_memory *memory, uint8_t which)
{
    uint32_t pointer;

    for (unsigned i = 0; i < sizeof(pointers); i++) {
        if (!(which & 1u << i) || memory->view.size < pointers[i] + sizeof(pointer))
            continue;
        memcpy(&pointer, memory->bytes + pointers[i], sizeof(pointer));
        pointer = (uint32_t)memory->view.start + pointer % (uint32_t)memory->view.size;
        memcpy(memory->bytes + pointers[i], &pointer, sizeof(pointer));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fixture_lines lines;
    static struct boot_info info;
    struct fixture_input input = { data, size };
    uint8_t bent = (uint8_t)fixture_take(&input, 1);

    if (input.size == 0 || input.size > SIZE_MAX_FUZZED)
        return 0;
    uint32_t start = bent & FROM_0 ? 0 : START;
    struct fixture_memory memory = fixture_memory_new(start, input.size);
    memcpy(memory.bytes, input.bytes, input.size);
    bend(&memory, bent);
    bool good = multiboot1_parse(&memory.view, start, &info, fixture_lines_start(&lines));
    uint32_t flags = (uint32_t)fixture_take(&input, 4);
    ASSERT(good == (input.bytes - data >= 5 && (start != 0 || (flags & ~FLAGS) == 0)));
    fixture_check_boot_info(&info);
    ASSERT(lines.count < 32);
    fixture_memory_free(&memory);
    return 0;
}
