/*
 * Multiboot 2 information from the fuzzer's input. The input is the tags; the size before
 * them is correct or, if the first byte says so, also from the input.
 */
#include <stdbool.h>
#include <string.h>

#include "boot/multiboot2.h"
#include "lib/panic.h"
#include "tests/host/fixture_fuzz.h"
#include "tests/host/fixture_lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { START = 0x9500, SIZE_MAX_FUZZED = 0x4000, HEAD = 8 };
enum { OWN_SIZE = 1, FROM_0 = 2 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fixture_lines lines;
    static struct boot_info info;
    struct fixture_input input = { data, size };
    uint8_t flags = (uint8_t)fixture_take(&input, 1);

    if (input.size < HEAD || input.size > SIZE_MAX_FUZZED)
        return 0;
    uint32_t start = flags & FROM_0 ? 0 : START;
    struct fixture_memory memory = fixture_memory_new(start, input.size);
    memcpy(memory.bytes, input.bytes, input.size);
    if (!(flags & OWN_SIZE))
        fixture_put_number(&memory, start, input.size, 4);
    bool good = multiboot2_parse(&memory.view, start, &info, fixture_lines_start(&lines));
    ASSERT(good || flags & OWN_SIZE);
    fixture_check_boot_info(&info);
    ASSERT(lines.count < 32);
    fixture_memory_free(&memory);
    return 0;
}
