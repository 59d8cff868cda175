#include "tests/host/fixture_fuzz.h"

#include <string.h>

#include "lib/panic.h"

struct fixture_input fixture_split(struct fixture_input *self, size_t size)
{
    struct fixture_input front = { self->bytes, size < self->size ? size : self->size };

    self->bytes += front.size;
    self->size -= front.size;
    return front;
}

uint64_t fixture_take(struct fixture_input *self, size_t size)
{
    uint64_t value = 0;
    struct fixture_input number = fixture_split(self, size);

    ASSERT(size <= sizeof(value));
    if (number.size != 0)
        memcpy(&value, number.bytes, number.size);
    return value;
}

void fixture_poke(struct fixture_input *self, const struct fixture_memory *memory)
{
    unsigned pokes = fixture_take(self, 1) % 9;

    for (unsigned i = 0; i < pokes; i++) {
        size_t at = fixture_take(self, 2) % memory->view.size;
        memory->bytes[at] = (uint8_t)fixture_take(self, 1);
    }
}

void fixture_check_processors(const struct processors *processors, uint32_t boot_apic_id)
{
    ASSERT(processors->count >= 1 && processors->count <= PROCESSORS_MAX);
    ASSERT(processors->boot_index < processors->count);
    ASSERT(processors->apic_id[processors->boot_index] == boot_apic_id);
    ASSERT(processors->local_apic_address != 0);
    ASSERT(processors->local_apic_address % 4096 == 0);
    for (unsigned i = 0; i < processors->count; i++) {
        uint32_t id = processors->apic_id[i];
        ASSERT(id != PROCESSORS_X2APIC_BROADCAST || i == processors->boot_index);
        for (unsigned other = 0; other < i; other++)
            ASSERT(processors->apic_id[other] != id);
    }
}

static void check_text(const char *text, size_t size)
{
    size_t length = strnlen(text, size);

    ASSERT(length < size);
    for (size_t i = 0; i < length; i++)
        ASSERT(text[i] >= 0x20 && text[i] <= 0x7E);
}

static void check_screen(const struct boot_screen *screen)
{
    if (screen->kind == BOOT_SCREEN_UNKNOWN)
        return;
    ASSERT(screen->address != 0 && screen->width != 0 && screen->height != 0);
    ASSERT((uint64_t)screen->pitch * screen->height <= UINT64_MAX - screen->address);
    ASSERT(screen->pitch >= screen->width);
}

void fixture_check_boot_info(const struct boot_info *info)
{
    check_text(info->loader, sizeof(info->loader));
    check_text(info->command_line, sizeof(info->command_line));
    ASSERT(info->memory.count <= MEMORY_MAP_MAX);
    ASSERT((info->memory.count == 0) == (info->memory_source == BOOT_MEMORY_UNKNOWN));
    for (unsigned i = 0; i < info->memory.count; i++)
        ASSERT(info->memory.range[i].start < info->memory.range[i].end);
    ASSERT(info->reserved_count <= BOOT_RESERVED_MAX);
    for (unsigned i = 0; i < info->reserved_count; i++)
        ASSERT(info->reserved[i].start < info->reserved[i].end &&
               info->reserved[i].what &&
               (i == 0 || info->reserved[i - 1].end < info->reserved[i].start));
    ASSERT(info->acpi.extended.size <= ACPI_RSDP_SIZE);
    ASSERT(info->acpi.original.size <= ACPI_RSDP_SIZE);
    check_screen(&info->screen);
}
