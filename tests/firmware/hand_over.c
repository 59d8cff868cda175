/* Writes boot information in the format of Multiboot 1 or 2. */
#include "lib/string.h"
#include "tests/firmware/breaker.h"
#include "tests/firmware/information.h"

enum { MULTIBOOT2_BYTES = ENTRIES_MAX * ENTRY_BYTES_MAX + 65536 };

enum {
    TAG_END = 0,
    TAG_COMMAND_LINE = 1,
    TAG_LOADER = 2,
    TAG_MODULE = 3,
    TAG_SIZES = 4,
    TAG_MAP = 6,
    TAG_SCREEN = 8,
};

/* Multiboot 1, 3.3. */
struct multiboot1 {
    uint32_t flags, lower, upper, device, command_line;
    uint32_t modules, module_list, symbols[4];
    uint32_t map_length, map, drives[2], settings, loader;
    uint32_t apm, vbe[4];
    struct screen screen;
} __attribute__((packed));
_Static_assert(sizeof(struct multiboot1) == 116, "layout of Multiboot 1, 3.3");

uint8_t *put_in_place(const struct facts *facts, enum piece piece, const void *bytes,
                      uint32_t size)
{
    uintptr_t to = facts->moved[piece] ? facts->place[piece] : (uintptr_t)bytes;

    /* Hides the address from the compiler: it may be 0. */
    __asm__("" : "+r"(to));
    if (facts->moved[piece])
        memcpy((void *)to, bytes, size);
    return (uint8_t *)to;
}

static uint32_t address_of(const struct facts *facts, enum piece piece, const void *bytes,
                           uint32_t size)
{
    return (uint32_t)(uintptr_t)put_in_place(facts, piece, bytes, size);
}

/* Each entry is preceded by the size of its rest. The bytes beyond 20 are zeros: ACPI
 * 3.0's attributes of an entry to be ignored. */
static uint32_t write_map(const struct facts *facts, uint8_t *to)
{
    uint32_t size = facts->entry_bytes - (uint32_t)sizeof(size);

    memset(to, 0, facts->entries * facts->entry_bytes);
    for (unsigned i = 0; i < facts->entries; i++, to += facts->entry_bytes) {
        memcpy(to, &size, sizeof(size));
        memcpy(to + sizeof(size), &facts->map[i], sizeof(facts->map[i]));
    }
    return facts->entries * facts->entry_bytes;
}

uint8_t *as_multiboot1(const struct facts *facts, const char *command_line,
                       uint32_t *size)
{
    static uint8_t map[ENTRIES_MAX * ENTRY_BYTES_MAX];
    static struct multiboot1 out;
    uint32_t map_length = write_map(facts, map);
    uint32_t line_size = (uint32_t)strlen(command_line) + 1;

    out = (struct multiboot1){
        .flags = facts->flags | COMMAND_LINE_TOLD | LOADER_TOLD,
        .lower = facts->lower,
        .upper = facts->upper,
        .command_line = address_of(facts, PIECE_LINE, command_line, line_size),
        .modules = facts->modules,
        .module_list = address_of(facts, PIECE_MODULES, facts->module,
                                  facts->modules * (uint32_t)sizeof(facts->module[0])),
        .map_length = map_length,
        .map = address_of(facts, PIECE_MAP, map, map_length),
        .loader = address_of(facts, PIECE_LOADER, facts->loader, sizeof(facts->loader)),
        .screen = facts->screen,
    };
    *size = sizeof(out);
    return (uint8_t *)&out;
}

static uint8_t tags[MULTIBOOT2_BYTES] __attribute__((aligned(8)));
static uint32_t tags_end;

static void append(const void *bytes, uint32_t size)
{
    if (size > sizeof(tags) - tags_end)
        give_up("too much for Multiboot 2 information");
    memcpy(tags + tags_end, bytes, size);
    tags_end += size;
}

static void append_tag(uint32_t type, const void *payload, uint32_t size)
{
    const uint32_t head[] = { type, size + 8 };
    append(head, sizeof(head));
    append(payload, size);
    tags_end = (tags_end + 7) & ~7u;
}

static void append_map(const struct facts *facts)
{
    static const uint8_t zeros[ENTRY_BYTES_MAX];
    const uint32_t head[] = { TAG_MAP, 16 + facts->entries * facts->entry_bytes,
                              facts->entry_bytes, 0 };

    append(head, sizeof(head));
    for (unsigned i = 0; i < facts->entries; i++) {
        append(&facts->map[i], sizeof(facts->map[i]));
        append(zeros, facts->entry_bytes - (uint32_t)sizeof(facts->map[i]));
    }
    tags_end = (tags_end + 7) & ~7u;
}

/* The colours follow 16 reserved bits. */
static void append_screen(const struct screen *screen)
{
    uint8_t payload[sizeof(*screen) + 2] = { 0 };
    uint32_t before = sizeof(*screen) - sizeof(screen->colours);

    memcpy(payload, screen, before);
    memcpy(payload + before + 2, screen->colours, sizeof(screen->colours));
    append_tag(TAG_SCREEN, payload, sizeof(payload));
}

static void append_module(const struct module_entry *module)
{
    struct {
        uint32_t start, end;
        char text[4];
    } payload = { module->start, module->end, "" };

    append_tag(TAG_MODULE, &payload, sizeof(payload));
}

uint8_t *as_multiboot2(const struct facts *facts, const char *command_line,
                       uint32_t *size)
{
    const uint32_t sizes[] = { facts->lower, facts->upper };

    for (unsigned piece = PIECE_MAP; piece < PIECES; piece++)
        if (facts->moved[piece])
            give_up("Multiboot 2 has it inside of the information: it has no place");
    tags_end = 8;
    append_tag(TAG_COMMAND_LINE, command_line, (uint32_t)strlen(command_line) + 1);
    append_tag(TAG_LOADER, facts->loader, (uint32_t)strlen(facts->loader) + 1);
    if (facts->flags & SIZES_TOLD)
        append_tag(TAG_SIZES, sizes, sizeof(sizes));
    if (facts->flags & MAP_TOLD)
        append_map(facts);
    if (facts->flags & SCREEN_TOLD)
        append_screen(&facts->screen);
    for (unsigned i = 0; i < facts->modules; i++)
        append_module(&facts->module[i]);
    append_tag(TAG_END, NULL, 0);
    memcpy(tags, &tags_end, sizeof(tags_end));
    *size = tags_end;
    return tags;
}
