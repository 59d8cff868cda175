#include "tests/host/fixture_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/checksum.h"

struct fixture_memory fixture_memory_new(uint64_t start, size_t size)
{
    struct fixture_memory self = { .bytes = calloc(size, 1) };

    if (self.bytes == NULL)
        abort();
    self.view = (struct physical_view){ self.bytes, start, size };
    return self;
}

void fixture_memory_free(struct fixture_memory *self)
{
    free(self->bytes);
    self->bytes = NULL;
}

void fixture_memory_cut(struct fixture_memory *self, uint64_t end)
{
    size_t size = (size_t)(end - self->view.start);
    struct fixture_memory shorter = fixture_memory_new(self->view.start, size);

    memcpy(shorter.bytes, fixture_memory_at(self, self->view.start, size), size);
    fixture_memory_free(self);
    *self = shorter;
}

uint8_t *fixture_memory_at(const struct fixture_memory *self, uint64_t address,
                           size_t size)
{
    uint64_t offset = address - self->view.start;

    if (offset > self->view.size || size > self->view.size - offset) {
        fprintf(stderr, "fixture: %zu bytes at 0x%llx are outside the memory\n", size,
                (unsigned long long)address);
        abort();
    }
    return self->bytes + offset;
}

void fixture_put(const struct fixture_memory *self, uint64_t address, const void *bytes,
                 size_t size)
{
    memcpy(fixture_memory_at(self, address, size), bytes, size);
}

void fixture_put_number(const struct fixture_memory *self, uint64_t address,
                        uint64_t value, size_t size)
{
    fixture_put(self, address, &value, size); /* the host is little endian, as x86 is */
}

void fixture_fix_checksum(const struct fixture_memory *self, uint64_t address,
                          size_t size, uint64_t at)
{
    uint8_t *byte = fixture_memory_at(self, at, 1);

    *byte = 0;
    *byte = (uint8_t)-checksum(fixture_memory_at(self, address, size), size);
}

void fixture_append(struct fixture_table *self, uint64_t value, size_t size)
{
    fixture_append_bytes(self, &value, size);
}

void fixture_append_bytes(struct fixture_table *self, const void *bytes, size_t size)
{
    fixture_put(self->memory, self->at, bytes, size);
    self->at += size;
}
