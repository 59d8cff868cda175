#include "boot/multiboot_common.h"

#include "boot/kernel_name.h"
#include "lib/string.h"

enum { FIRST_WORD_SHOWN = 80 };

/* 640 KiB end where video memory starts; mem_lower beyond that is not RAM. */
enum { LOWER_MEMORY_MOST_KIB = 640 };
#define UPPER_MEMORY_START 0x100000ull

/* Types of framebuffer (Multiboot 0.6.96, 3.3; Multiboot 2.0, 3.6.12). */
enum { FRAMEBUFFER_INDEXED = 0, FRAMEBUFFER_RGB = 1, FRAMEBUFFER_TEXT = 2 };

/* No mode is larger; the limits keep the products below within 32 bits. */
enum { SCREEN_SIDE_MAX = 16384, SCREEN_PITCH_MAX = SCREEN_SIDE_MAX * 8 };

struct boot_text boot_text_in(const uint8_t *bytes, size_t size)
{
    struct boot_text text = { bytes, 0, false };

    while (text.length < size && bytes[text.length] != '\0')
        text.length++;
    text.ended = text.length < size;
    return text;
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static bool printable(struct boot_text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!is_blank(text.bytes[i]) && (text.bytes[i] < 0x20 || text.bytes[i] > 0x7E))
            return false;
    return text.ended;
}

struct boot_text boot_text_at(const struct physical_view *memory, uint64_t address)
{
    static const uint8_t none[1];
    static uint8_t copy[BOOT_TEXT_MAX];
    size_t size = 0;

    while (size < sizeof(copy) && (size == 0 || copy[size - 1] != '\0') &&
           firmware_read(memory, address + size, &copy[size], 1))
        size++;
    struct boot_text text = boot_text_in(copy, size);
    if (address == 0 && !printable(text))
        return boot_text_in(none, sizeof(none));
    return text;
}

void boot_take_loader(struct boot_info *info, struct boot_text text)
{
    size_t length = text.length < BOOT_LOADER_MAX ? text.length : BOOT_LOADER_MAX;

    firmware_text(info->loader, text.bytes, length);
}

static struct boot_text skip(struct boot_text text, size_t length)
{
    text.bytes += length;
    text.length -= length;
    return text;
}

static struct boot_text skip_blanks(struct boot_text text)
{
    size_t blanks = 0;

    while (blanks < text.length && is_blank(text.bytes[blanks]))
        blanks++;
    return skip(text, blanks);
}

/* Removes the kernel's name. Logs it, except for QEMU's: its path would make the log
 * depend on the kernel's folder. */
static struct boot_text skip_kernel_name(const struct boot_info *info,
                                         struct boot_text text, struct line_sink *sink)
{
    static const char *const how[] = {
        [KERNEL_NAME_BY_LOADER] = "which this boot loader puts before the options",
        [KERNEL_NAME_GUESSED] = "a guess: this boot loader is unknown",
    };
    struct kernel_name name = kernel_name_find(info->loader, text.bytes, text.length);
    bool cut = name.length > FIRST_WORD_SHOWN;
    char shown[FIRST_WORD_SHOWN + 1];

    if (name.source == KERNEL_NAME_BY_LOADER || name.source == KERNEL_NAME_GUESSED) {
        firmware_text(shown, text.bytes + name.start,
                      cut ? FIRST_WORD_SHOWN : name.length);
        line(sink, "boot: first word '%s%s' taken as the kernel's file name, %s", shown,
             cut ? "..." : "", how[name.source]);
    }
    return skip(text, name.start + name.length);
}

void boot_take_command_line(struct boot_info *info, struct boot_text text,
                            struct line_sink *sink)
{
    text = skip_blanks(skip_kernel_name(info, text, sink));
    info->command_line_cut = !text.ended || text.length > BOOT_COMMAND_LINE_MAX;
    if (text.length > BOOT_COMMAND_LINE_MAX)
        text.length = BOOT_COMMAND_LINE_MAX;
    for (size_t i = 0; i < text.length; i++)
        info->command_line[i] = is_blank(text.bytes[i]) ? ' ' : (char)text.bytes[i];
    firmware_text(info->command_line, info->command_line, text.length);
    if (info->command_line_cut)
        line(sink, "boot: the command line is cut after %u bytes", (unsigned)text.length);
}

void boot_take_memory_sizes(struct boot_info *info, uint32_t lower_kib,
                            uint32_t upper_kib, struct line_sink *sink)
{
    if (lower_kib > LOWER_MEMORY_MOST_KIB) {
        line(sink, "boot: mem_lower is %u KiB: 640 assumed", (unsigned)lower_kib);
        lower_kib = LOWER_MEMORY_MOST_KIB;
    }
    memory_map_clear(&info->memory);
    memory_map_add(&info->memory, 0, (uint64_t)lower_kib << 10, MEMORY_USABLE);
    memory_map_add(&info->memory, UPPER_MEMORY_START, (uint64_t)upper_kib << 10,
                   MEMORY_USABLE);
    if (info->memory.count == 0)
        return;
    info->memory_source = BOOT_MEMORY_FROM_SIZES;
    line(sink, "boot: no usable memory map: mem_lower %u KiB, mem_upper %u KiB taken",
         (unsigned)lower_kib, (unsigned)upper_kib);
}

bool boot_accept_memory_map(struct boot_info *info, struct line_sink *sink)
{
    struct memory_map *map = &info->memory;
    bool usable = false, reserved = false;

    for (unsigned i = 0; i < map->count; i++) {
        usable = usable || map->range[i].type == MEMORY_USABLE;
        reserved = reserved || map->range[i].end > UPPER_MEMORY_START;
    }
    if (!usable)
        line(sink,
             "boot: the memory map has no usable memory in %u entries (%u refused)%s",
             map->count, map->dropped,
             reserved ? "; some are above 1 MiB, so mem_upper is ignored" : "");
    if (usable || reserved)
        info->memory_source = BOOT_MEMORY_FROM_MMAP;
    else
        memory_map_clear(map);
    return usable || reserved;
}

void boot_take_module(struct boot_info *info, uint32_t start, uint32_t end,
                      struct complaints *remarks)
{
    if (start >= end)
        complain(remarks, "boot: module from 0x%x to 0x%x is empty: ignored",
                 (unsigned)start, (unsigned)end);
    else
        boot_reserve(info, start, end, "module");
}

static bool take_colours(struct boot_screen *screen, const uint8_t *colours)
{
    struct boot_colour *const field[] = { &screen->red, &screen->green, &screen->blue };

    for (unsigned i = 0; i < ARRAY_SIZE(field); i++) {
        *field[i] = (struct boot_colour){ colours[2 * i], colours[2 * i + 1] };
        if (field[i]->bits == 0 || field[i]->position + field[i]->bits > 32)
            return false;
    }
    return true;
}

/* Whether the lines are long enough, and all lie in the address space. No screen begins
 * at 0: the interrupt vectors are there, in RAM. */
static bool geometry_possible(const struct boot_screen *screen, uint32_t bytes_per_cell)
{
    return screen->address != 0 && screen->width != 0 && screen->height != 0 &&
           screen->width <= SCREEN_SIDE_MAX && screen->height <= SCREEN_SIDE_MAX &&
           screen->pitch <= SCREEN_PITCH_MAX &&
           screen->pitch >= screen->width * bytes_per_cell &&
           (uint64_t)screen->pitch * screen->height <= UINT64_MAX - screen->address;
}

static bool depth_possible(uint8_t bits)
{
    return bits == 8 || bits == 15 || bits == 16 || bits == 24 || bits == 32;
}

static enum boot_screen_kind screen_kind(struct boot_screen *screen, uint8_t type,
                                         const uint8_t *colours)
{
    if (type == FRAMEBUFFER_TEXT)
        return geometry_possible(screen, 2) ? BOOT_SCREEN_TEXT : BOOT_SCREEN_UNKNOWN;
    if (!depth_possible(screen->bits_per_pixel) ||
        !geometry_possible(screen, (screen->bits_per_pixel + 7u) / 8))
        return BOOT_SCREEN_UNKNOWN;
    if (type == FRAMEBUFFER_INDEXED)
        return BOOT_SCREEN_INDEXED;
    if (type == FRAMEBUFFER_RGB && take_colours(screen, colours))
        return BOOT_SCREEN_RGB;
    return BOOT_SCREEN_UNKNOWN;
}

void boot_take_screen(struct boot_info *info, const struct boot_framebuffer *framebuffer,
                      const uint8_t colours[BOOT_COLOUR_BYTES], struct line_sink *sink)
{
    struct boot_screen screen = {
        .address = framebuffer->address,
        .pitch = framebuffer->pitch,
        .width = framebuffer->width,
        .height = framebuffer->height,
        .bits_per_pixel = framebuffer->bits_per_pixel,
    };

    screen.kind = screen_kind(&screen, framebuffer->type, colours);
    if (screen.kind != BOOT_SCREEN_UNKNOWN) {
        info->screen = screen;
        return;
    }
    line(sink,
         "boot: impossible screen ignored: type %u, %ux%u, %u bits, pitch %u, at 0x%llx",
         framebuffer->type, (unsigned)screen.width, (unsigned)screen.height,
         screen.bits_per_pixel, (unsigned)screen.pitch,
         (unsigned long long)screen.address);
}
