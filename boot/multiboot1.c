#include "boot/multiboot1.h"

#include "arch/firmware/firmware.h"
#include "boot/multiboot_common.h"
#include "lib/string.h"

/* Bits of the first word: which fields are present. */
#define MB1_MEMORY_SIZES (1u << 0)
#define MB1_COMMAND_LINE (1u << 2)
#define MB1_MODULES (1u << 3)
#define MB1_MEMORY_MAP (1u << 6)
#define MB1_LOADER_NAME (1u << 9)
#define MB1_FRAMEBUFFER (1u << 12)
/* All defined bits. At address 0 any other bit shows that this is no boot information:
 * the BIOS leaves the first interrupt vector there, which has some of them. */
#define MB1_ALL ((1u << 13) - 1)

/* Offsets of the fields. */
enum {
    MB1_AT_MEMORY_SIZES = 4,
    MB1_AT_COMMAND_LINE = 16,
    MB1_AT_MODULES = 20,
    MB1_AT_MEMORY_MAP = 44,
    MB1_AT_LOADER_NAME = 64,
    MB1_AT_FRAMEBUFFER = 88,
    MB1_AT_COLOURS = 110,
    MB1_AT_COLOURS_ALIGNED = 112,
    MB1_SIZE = 118,
};

/* More than any machine has; limits the walk with a wrong count. */
enum { MB1_MEMORY_MAP_BYTES_MAX = 1 << 20, MB1_MODULES_MAX = 4096 };

/* An entry of the memory map. `size` excludes itself, and may be larger. */
struct mb1_memory_entry {
    uint32_t size;
    uint64_t start, length;
    uint32_t type;
} __attribute__((packed));

struct mb1_module {
    uint32_t start, end, text, reserved;
};

struct mb1 {
    const struct physical_view *memory;
    uint32_t address, flags;
    struct boot_info *out;
    struct complaints remarks;
};

/* Copies a field if `flag` says that it is present; false if absent or unreadable. */
static bool told(struct mb1 *self, uint32_t flag, uint32_t offset, void *field,
                 size_t size)
{
    if (!(self->flags & flag))
        return false;
    if (firmware_read(self->memory, (uint64_t)self->address + offset, field, size))
        return true;
    complain(&self->remarks, "boot: information at 0x%x ends before its field at %u",
             (unsigned)self->address, (unsigned)offset);
    return false;
}

static bool read_text(struct mb1 *self, uint32_t flag, uint32_t offset,
                      struct boot_text *text)
{
    uint32_t address;

    if (!told(self, flag, offset, &address, sizeof(address)))
        return false;
    *text = boot_text_at(self->memory, address);
    if (address == 0 && text->length == 0)
        complain(&self->remarks,
                 "boot: field at %u points to 0x0, where there is no text: ignored",
                 (unsigned)offset);
    return true;
}

static void read_texts(struct mb1 *self)
{
    struct boot_text text;

    if (read_text(self, MB1_LOADER_NAME, MB1_AT_LOADER_NAME, &text))
        boot_take_loader(self->out, text);
    if (read_text(self, MB1_COMMAND_LINE, MB1_AT_COMMAND_LINE, &text))
        boot_take_command_line(self->out, text, self->remarks.sink);
}

static void walk_memory_map(struct mb1 *self, uint32_t start, uint32_t length)
{
    struct mb1_memory_entry entry;
    uint32_t offset = 0;

    if (length > MB1_MEMORY_MAP_BYTES_MAX) {
        complain(&self->remarks, "boot: memory map of %u bytes: only %u are looked at",
                 (unsigned)length, (unsigned)MB1_MEMORY_MAP_BYTES_MAX);
        length = MB1_MEMORY_MAP_BYTES_MAX;
    }
    while (offset < length) {
        uint32_t left = length - offset;
        entry.size = 0;
        if (left < sizeof(entry) ||
            !firmware_read(self->memory, (uint64_t)start + offset, &entry,
                           sizeof(entry)) ||
            entry.size < sizeof(entry) - sizeof(entry.size) ||
            entry.size > left - sizeof(entry.size)) {
            complain(&self->remarks,
                     "boot: memory map entry at 0x%llx, size %u of %u left: the rest is "
                     "ignored",
                     (unsigned long long)start + offset, (unsigned)entry.size,
                     (unsigned)left);
            return;
        }
        memory_map_add(&self->out->memory, entry.start, entry.length, entry.type);
        offset += (uint32_t)sizeof(entry.size) + entry.size;
    }
}

static void read_memory(struct mb1 *self)
{
    struct {
        uint32_t length, start;
    } map;
    struct {
        uint32_t lower, upper;
    } kib;

    if (told(self, MB1_MEMORY_MAP, MB1_AT_MEMORY_MAP, &map, sizeof(map))) {
        walk_memory_map(self, map.start, map.length);
        if (boot_accept_memory_map(self->out, self->remarks.sink))
            return;
    }
    if (told(self, MB1_MEMORY_SIZES, MB1_AT_MEMORY_SIZES, &kib, sizeof(kib)))
        boot_take_memory_sizes(self->out, kib.lower, kib.upper, self->remarks.sink);
}

static void read_modules(struct mb1 *self)
{
    struct {
        uint32_t count, start;
    } list;
    struct mb1_module module;

    if (!told(self, MB1_MODULES, MB1_AT_MODULES, &list, sizeof(list)))
        return;
    if (list.count > MB1_MODULES_MAX) {
        complain(&self->remarks, "boot: %u modules: only %u are looked at",
                 (unsigned)list.count, (unsigned)MB1_MODULES_MAX);
        list.count = MB1_MODULES_MAX;
    }
    for (uint32_t i = 0; i < list.count; i++) {
        uint64_t address = (uint64_t)list.start + (uint64_t)i * sizeof(module);
        if (!firmware_read(self->memory, address, &module, sizeof(module))) {
            complain(&self->remarks, "boot: module list at 0x%llx cannot be read",
                     (unsigned long long)address);
            return;
        }
        boot_take_module(self->out, module.start, module.end, &self->remarks);
    }
}

/* At 110 by the specification's text. In its own header file, which GRUB is compiled
 * with, their union is aligned to 4: two bytes of 0 come first, and red has no bits at
 * 111. */
static bool read_colours(struct mb1 *self, uint8_t colours[BOOT_COLOUR_BYTES])
{
    return told(self, MB1_FRAMEBUFFER, MB1_AT_COLOURS, colours, BOOT_COLOUR_BYTES) &&
           (colours[0] || colours[1] ||
            told(self, MB1_FRAMEBUFFER, MB1_AT_COLOURS_ALIGNED, colours,
                 BOOT_COLOUR_BYTES));
}

static void read_screen(struct mb1 *self)
{
    struct boot_framebuffer framebuffer;
    uint8_t colours[BOOT_COLOUR_BYTES];

    if (told(self, MB1_FRAMEBUFFER, MB1_AT_FRAMEBUFFER, &framebuffer,
             sizeof(framebuffer)) &&
        read_colours(self, colours))
        boot_take_screen(self->out, &framebuffer, colours, self->remarks.sink);
}

bool multiboot1_parse(const struct physical_view *memory, uint32_t address,
                      struct boot_info *out, struct line_sink *sink)
{
    struct mb1 self = {
        .memory = memory, .address = address, .out = out, .remarks = { .sink = sink }
    };

    memset(out, 0, sizeof(*out));
    out->protocol = BOOT_MULTIBOOT_1;
    if (!firmware_read(memory, address, &self.flags, sizeof(self.flags)) ||
        (address == 0 && self.flags & ~MB1_ALL)) {
        line(sink, "boot: Multiboot 1 information at 0x%x cannot be read",
             (unsigned)address);
        return false;
    }
    boot_reserve(out, address, (uint64_t)address + MB1_SIZE, "boot information");
    read_texts(&self);
    read_memory(&self);
    read_modules(&self);
    read_screen(&self);
    complaints_end(&self.remarks, "boot");
    return true;
}
