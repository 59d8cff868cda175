/* The boot information for lohilo: the loader's, with parts removed, changed or added. */
#include "tests/firmware/information.h"

#include "lib/compiler.h"
#include "lib/string.h"
#include "tests/firmware/breaker.h"

#define MULTIBOOT1_MAGIC 0x2BADB002u
#define MULTIBOOT2_MAGIC 0x36D76289u

enum { ENTRY_BYTES = 24 };

struct loaders { /* the start of Multiboot 1's information */
    uint32_t flags, lower, upper, rest[8], map_length, map;
};

static struct facts facts = { .entry_bytes = ENTRY_BYTES, .loader = "broken firmware" };
static bool multiboot2;
static uint32_t magic;
static struct step pokes[8];
static unsigned poke_count;

static void add_entry(uint64_t start, uint64_t length, uint32_t type)
{
    if (facts.entries == ENTRIES_MAX)
        give_up("too many entries in the memory map");
    facts.map[facts.entries++] = (struct entry){ start, length, type };
}

void information_take(const void *information)
{
    struct loaders told;

    memcpy(&told, information, sizeof(told));
    facts.flags = told.flags & (SIZES_TOLD | MAP_TOLD);
    facts.lower = told.lower;
    facts.upper = told.upper;
    for (uint32_t at = 0; facts.flags & MAP_TOLD && at < told.map_length;) {
        struct entry entry;
        uint32_t size;
        memcpy(&size, (const void *)(uintptr_t)(told.map + at), sizeof(size));
        memcpy(&entry, (const void *)(uintptr_t)(told.map + at + 4), sizeof(entry));
        add_entry(entry.start, entry.length, entry.type);
        at += size + 4;
    }
}

static uint32_t word(const struct part *part)
{
    return (uint32_t)part_value(part);
}

static void forget_map(const struct step *step)
{
    (void)step;
    facts.flags &= ~MAP_TOLD;
}

static void forget_sizes(const struct step *step)
{
    (void)step;
    facts.flags &= ~SIZES_TOLD;
}

static void empty_map(const struct step *step)
{
    (void)step;
    facts.entries = 0;
}

static void add_to_map(const struct step *step)
{
    const struct part *part = step->part;
    add_entry(part_value(&part[1]), part_value(&part[2]), word(&part[3]));
}

static void flood_map(const struct step *step)
{
    const struct part *part = step->part;
    uint64_t start = part_value(&part[2]), stride = part_value(&part[3]);

    for (uint64_t i = 0, count = part_value(&part[1]); i < count; i++)
        add_entry(start + i * stride, part_value(&part[4]), word(&part[5]));
}

static void set_entry_size(const struct step *step)
{
    facts.entry_bytes = word(&step->part[1]);
    if (facts.entry_bytes < ENTRY_BYTES || facts.entry_bytes > ENTRY_BYTES_MAX)
        give_up("no such size of an entry of the memory map");
}

static void add_modules(const struct step *step)
{
    const struct part *part = step->part;
    uint32_t start = word(&part[2]), stride = word(&part[3]), length = word(&part[4]);

    facts.flags |= MODULES_TOLD;
    for (uint32_t i = 0, count = word(&part[1]); i < count; i++, start += stride) {
        if (facts.modules == MODULE_COUNT_MAX)
            give_up("too many modules");
        facts.module[facts.modules++] =
            (struct module_entry){ .start = start, .end = start + length };
    }
}

/* The name is the rest of the step, including dots. */
static void name_loader(const struct step *step)
{
    const struct part *last = &step->part[step->count - 1];
    const char *text = step->part[1].text;
    size_t length = (size_t)(last->text + last->length - text);

    if (length >= sizeof(facts.loader))
        give_up("the loader's name is too long");
    memset(facts.loader, 0, sizeof(facts.loader));
    for (size_t i = 0; i < length; i++)
        facts.loader[i] = text[i] == '_' ? ' ' : text[i];
}

static void set_screen(const struct step *step)
{
    const struct part *part = step->part;

    facts.flags |= SCREEN_TOLD;
    facts.screen = (struct screen){
        .address = part_value(&part[1]),
        .pitch = word(&part[2]),
        .width = word(&part[3]),
        .height = word(&part[4]),
        .bits = (uint8_t)part_value(&part[5]),
        .type = (uint8_t)part_value(&part[6]),
    };
    if (step->count == 7)
        return;
    if (part[7].length != 2 * sizeof(facts.screen.colours))
        give_up("six bytes say where the colours are");
    part_poke(&part[7], facts.screen.colours);
}

static void set_place(const struct step *step)
{
    static const char *const names[PIECES] = {
        [PIECE_INFORMATION] = "info", [PIECE_MAP] = "map",         [PIECE_LINE] = "line",
        [PIECE_LOADER] = "loader",    [PIECE_MODULES] = "modules",
    };

    for (unsigned piece = 0; piece < PIECES; piece++)
        if (part_is(&step->part[1], names[piece])) {
            facts.moved[piece] = true;
            facts.place[piece] = word(&step->part[2]);
            return;
        }
    give_up("nothing of that name has a place");
}

static void choose_multiboot2(const struct step *step)
{
    (void)step;
    multiboot2 = true;
}

static void set_magic(const struct step *step)
{
    magic = word(&step->part[1]);
}

static void remember_poke(const struct step *step)
{
    if (poke_count == ARRAY_SIZE(pokes))
        give_up("too many pokes into the information");
    pokes[poke_count++] = *step;
}

/* The steps, and the number of parts each may have, including its name. */
static const struct change {
    const char *name;
    unsigned least, most;
    void (*make)(const struct step *step);
} changes[] = {
    { "no-map", 1, 1, forget_map },
    { "no-sizes", 1, 1, forget_sizes },
    { "empty-map", 1, 1, empty_map },
    { "map", 4, 4, add_to_map },
    { "flood", 6, 6, flood_map },
    { "entry-size", 2, 2, set_entry_size },
    { "modules", 5, 5, add_modules },
    { "loader", 2, PARTS_MAX, name_loader },
    { "fb", 7, 8, set_screen },
    { "place", 3, 3, set_place },
    { "multiboot2", 1, 1, choose_multiboot2 },
    { "magic", 2, 2, set_magic },
    { "info", 3, 3, remember_poke },
};

bool information_break(const struct step *step)
{
    for (unsigned i = 0; i < ARRAY_SIZE(changes); i++)
        if (part_is(&step->part[0], changes[i].name) && step->count >= changes[i].least &&
            step->count <= changes[i].most) {
            changes[i].make(step);
            return true;
        }
    return false;
}

const void *information_finish(const char *command_line, uint32_t *eax)
{
    uint32_t size;
    uint8_t *information = multiboot2 ? as_multiboot2(&facts, command_line, &size)
                                      : as_multiboot1(&facts, command_line, &size);

    for (unsigned i = 0; i < poke_count; i++)
        part_poke(&pokes[i].part[2], information + part_value(&pokes[i].part[1]));
    *eax = magic ? magic : multiboot2 ? MULTIBOOT2_MAGIC : MULTIBOOT1_MAGIC;
    return put_in_place(&facts, PIECE_INFORMATION, information, size);
}
