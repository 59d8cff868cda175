/* The boot information for lohilo: the loader's own, with some of it taken out or added. */
#include "lib/compiler.h"
#include "lib/string.h"
#include "tests/firmware/breaker.h"

#define MULTIBOOT1_MAGIC 0x2BADB002u
#define MULTIBOOT2_MAGIC 0x36D76289u
#define SIZES_TOLD (1u << 0)
#define COMMAND_LINE_TOLD (1u << 2)
#define MAP_TOLD (1u << 6)
#define LOADER_TOLD (1u << 9)

enum { ENTRIES_MAX = 200, MULTIBOOT2_BYTES = 16384, TAG_COMMAND_LINE = 1, TAG_LOADER = 2,
       TAG_SIZES = 4, TAG_MAP = 6, TAG_END = 0, MULTIBOOT2_ENTRY = 24 };

struct entry { /* Multiboot 1's */
    uint32_t size;
    uint64_t start, length;
    uint32_t type;
} __attribute__((packed));

static struct {
    uint32_t flags, lower, upper, device, command_line, modules[2], symbols[4];
    uint32_t map_length, map, drives[2], settings, loader;
    uint32_t rest[13];
} out;

static struct entry map[ENTRIES_MAX];
static unsigned entries;
static bool multiboot2;
static uint32_t magic;
static struct step pokes[8];
static unsigned poke_count;
static const char loader_name[] = "broken firmware";

static void add_entry(uint64_t start, uint64_t length, uint32_t type)
{
    if (entries == ENTRIES_MAX)
        give_up("too many entries in the memory map");
    map[entries++] = (struct entry){sizeof(struct entry) - 4, start, length, type};
}

void information_take(const void *loaders)
{
    memcpy(&out, loaders, sizeof(out));
    out.flags &= SIZES_TOLD | MAP_TOLD;
    for (uint32_t at = 0; out.flags & MAP_TOLD && at < out.map_length;) {
        struct entry entry;
        memcpy(&entry, (const void *)(uintptr_t)(out.map + at), sizeof(entry));
        add_entry(entry.start, entry.length, entry.type);
        at += entry.size + 4;
    }
}

static void remember_poke(const struct step *step)
{
    if (poke_count == ARRAY_SIZE(pokes))
        give_up("too many pokes into the information");
    pokes[poke_count++] = *step;
}

bool information_break(const struct step *step)
{
    const struct part *part = step->part;

    if (part_is(part, "no-map"))
        out.flags &= ~MAP_TOLD;
    else if (part_is(part, "no-sizes"))
        out.flags &= ~SIZES_TOLD;
    else if (part_is(part, "empty-map"))
        entries = 0;
    else if (part_is(part, "map") && step->count == 4)
        add_entry(part_value(&part[1]), part_value(&part[2]), (uint32_t)part_value(&part[3]));
    else if (part_is(part, "multiboot2"))
        multiboot2 = true;
    else if (part_is(part, "magic") && step->count == 2)
        magic = (uint32_t)part_value(&part[1]);
    else if (part_is(part, "info") && step->count == 3)
        remember_poke(step);
    else
        return false;
    return true;
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
    const uint32_t head[] = {type, size + 8};
    append(head, sizeof(head));
    append(payload, size);
    tags_end = (tags_end + 7) & ~7u;
}

static void append_map(void)
{
    const uint32_t head[] = {TAG_MAP, 16 + entries * MULTIBOOT2_ENTRY, MULTIBOOT2_ENTRY, 0};
    append(head, sizeof(head));
    for (unsigned i = 0; i < entries; i++) {
        uint32_t reserved = 0;
        append((const uint8_t *)&map[i] + 4, MULTIBOOT2_ENTRY - 4);
        append(&reserved, sizeof(reserved));
    }
}

static void *as_multiboot2(const char *command_line)
{
    const uint32_t sizes[] = {out.lower, out.upper};

    tags_end = 8;
    append_tag(TAG_COMMAND_LINE, command_line, strlen(command_line) + 1);
    append_tag(TAG_LOADER, loader_name, sizeof(loader_name));
    if (out.flags & SIZES_TOLD)
        append_tag(TAG_SIZES, sizes, sizeof(sizes));
    if (out.flags & MAP_TOLD)
        append_map();
    append_tag(TAG_END, NULL, 0);
    memcpy(tags, &tags_end, sizeof(tags_end));
    return tags;
}

static void *as_multiboot1(const char *command_line)
{
    out.flags |= COMMAND_LINE_TOLD | LOADER_TOLD;
    out.command_line = (uint32_t)(uintptr_t)command_line;
    out.loader = (uint32_t)(uintptr_t)loader_name;
    out.map = (uint32_t)(uintptr_t)map;
    out.map_length = entries * sizeof(map[0]);
    return &out;
}

const void *information_finish(const char *command_line, uint32_t *eax)
{
    uint8_t *information =
        multiboot2 ? as_multiboot2(command_line) : as_multiboot1(command_line);

    for (unsigned i = 0; i < poke_count; i++)
        part_poke(&pokes[i].part[2], information + part_value(&pokes[i].part[1]));
    *eax = magic ? magic : multiboot2 ? MULTIBOOT2_MAGIC : MULTIBOOT1_MAGIC;
    return information;
}
