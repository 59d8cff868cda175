#include "boot/multiboot2.h"

#include "arch/firmware/firmware.h"
#include "boot/multiboot_common.h"
#include "lib/compiler.h"
#include "lib/string.h"

struct mb2_head {
    uint32_t size, reserved; /* total size, with this head */
};

struct mb2_tag {
    uint32_t type, size; /* size excludes the padding to 8 bytes that follows */
};

/* Tags (3.6.2 and on). */
enum {
    MB2_END = 0,
    MB2_COMMAND_LINE = 1,
    MB2_LOADER_NAME = 2,
    MB2_MODULE = 3,
    MB2_MEMORY_SIZES = 4,
    MB2_MEMORY_MAP = 6,
    MB2_FRAMEBUFFER = 8,
    MB2_EFI_32 = 11, /* the 32-bit system table; 12 is the 64-bit one */
    MB2_EFI_64 = 12,
    MB2_RSDP_1_0 = 14,
    MB2_RSDP_2_0 = 15,
    MB2_EFI_MAP = 17,
    MB2_EFI_SERVICES = 18, /* boot services still run; no payload */
};

/* GRUB's is a few KiB; symbols and SMBIOS tables can make it larger. */
#define MB2_SIZE_MAX (4u << 20)

/* An entry of the memory map; a map may have longer entries. */
struct mb2_memory_entry {
    uint64_t start, length;
    uint32_t type, reserved;
} __attribute__((packed));
_Static_assert(sizeof(struct mb2_memory_entry) == 24, "layout of Multiboot 2, 3.6.8");

/* The colours follow 16 reserved bits. (The specification's text says 8; GRUB's header,
 * which every loader and kernel was built with, says 16.) */
enum { MB2_COLOURS_AT = sizeof(struct boot_framebuffer) + 2 };

struct mb2 {
    struct boot_info *out;
    struct complaints remarks;
    uint32_t seen; /* bit n: tag n was seen */
    /* Processed after all tags, because one decides how to read the other. */
    struct boot_text command_line, loader;
    struct {
        uint32_t lower, upper;
    } kib;
};

static void take_command_line(struct mb2 *self, const uint8_t *payload, uint32_t size)
{
    self->command_line = boot_text_in(payload, size);
}

static void take_loader(struct mb2 *self, const uint8_t *payload, uint32_t size)
{
    self->loader = boot_text_in(payload, size);
}

static void take_module(struct mb2 *self, const uint8_t *payload, uint32_t size)
{
    struct {
        uint32_t start, end;
    } module;

    (void)size;
    memcpy(&module, payload, sizeof(module));
    boot_take_module(self->out, module.start, module.end, &self->remarks);
}

static void take_memory_sizes(struct mb2 *self, const uint8_t *payload, uint32_t size)
{
    (void)size;
    memcpy(&self->kib, payload, sizeof(self->kib));
}

static void take_memory_map(struct mb2 *self, const uint8_t *payload, uint32_t size)
{
    struct {
        uint32_t entry_size, version;
    } head;
    struct mb2_memory_entry entry;

    memcpy(&head, payload, sizeof(head));
    if (head.entry_size < sizeof(entry)) {
        complain(&self->remarks,
                 "boot: memory map with entries of %u bytes, not 24: refused",
                 (unsigned)head.entry_size);
        return;
    }
    for (uint32_t offset = sizeof(head); size - offset >= sizeof(entry);) {
        memcpy(&entry, payload + offset, sizeof(entry));
        memory_map_add(&self->out->memory, entry.start, entry.length, entry.type);
        if (size - offset < head.entry_size)
            return;
        offset += head.entry_size;
    }
}

static void take_framebuffer(struct mb2 *self, const uint8_t *payload, uint32_t size)
{
    struct boot_framebuffer framebuffer;
    uint8_t colours[BOOT_COLOUR_BYTES] = { 0 };

    memcpy(&framebuffer, payload, sizeof(framebuffer));
    if (size >= MB2_COLOURS_AT + sizeof(colours))
        memcpy(colours, payload + MB2_COLOURS_AT, sizeof(colours));
    boot_take_screen(self->out, &framebuffer, colours, self->remarks.sink);
}

static void copy_rsdp(struct acpi_rsdp_copy *copy, const uint8_t *payload, uint32_t size)
{
    copy->size = size < sizeof(copy->bytes) ? size : sizeof(copy->bytes);
    memcpy(copy->bytes, payload, copy->size);
}

static void take_rsdp_1_0(struct mb2 *self, const uint8_t *payload, uint32_t size)
{
    copy_rsdp(&self->out->acpi.original, payload, size);
}

static void take_rsdp_2_0(struct mb2 *self, const uint8_t *payload, uint32_t size)
{
    copy_rsdp(&self->out->acpi.extended, payload, size);
}

/* Its presence shows that UEFI booted the machine; the pointer is not used. */
static void take_efi(struct mb2 *self, const uint8_t *payload, uint32_t size)
{
    (void)payload, (void)size;
    self->out->efi = true;
}

/* The supported tags, their minimum payload, and their handlers. */
static const struct tag_kind {
    uint32_t type, least;
    void (*take)(struct mb2 *self, const uint8_t *payload, uint32_t size);
} tag_kinds[] = {
    { MB2_COMMAND_LINE, 0, take_command_line },
    { MB2_LOADER_NAME, 0, take_loader },
    { MB2_MODULE, 8, take_module },
    { MB2_MEMORY_SIZES, 8, take_memory_sizes },
    { MB2_MEMORY_MAP, 8, take_memory_map },
    { MB2_FRAMEBUFFER, sizeof(struct boot_framebuffer), take_framebuffer },
    { MB2_EFI_32, 0, take_efi },
    { MB2_EFI_64, 0, take_efi },
    { MB2_EFI_MAP, 0, take_efi },
    { MB2_EFI_SERVICES, 0, take_efi },
    { MB2_RSDP_1_0, 0, take_rsdp_1_0 },
    { MB2_RSDP_2_0, 0, take_rsdp_2_0 },
};

static void take_tag(struct mb2 *self, struct mb2_tag tag, const uint8_t *payload)
{
    uint32_t size = tag.size - (uint32_t)sizeof(tag);

    for (unsigned i = 0; i < ARRAY_SIZE(tag_kinds); i++) {
        const struct tag_kind *kind = &tag_kinds[i];
        if (kind->type != tag.type)
            continue;
        if (size < kind->least) {
            complain(&self->remarks, "boot: tag %u has only %u bytes: ignored",
                     (unsigned)tag.type, (unsigned)tag.size);
        } else if (self->seen & 1u << tag.type && tag.type != MB2_MODULE) {
            complain(&self->remarks, "boot: a second tag %u is ignored",
                     (unsigned)tag.type);
        } else {
            self->seen |= 1u << tag.type;
            kind->take(self, payload, size);
        }
    }
}

static void walk_tags(struct mb2 *self, const uint8_t *bytes, uint32_t size)
{
    struct mb2_tag tag;
    uint32_t offset = sizeof(struct mb2_head);

    while (size - offset >= sizeof(tag)) {
        memcpy(&tag, bytes + offset, sizeof(tag));
        if (tag.type == MB2_END)
            return;
        if (tag.size < sizeof(tag) || tag.size > size - offset) {
            complain(&self->remarks,
                     "boot: tag %u at offset %u, size %u of %u left: the rest is ignored",
                     (unsigned)tag.type, (unsigned)offset, (unsigned)tag.size,
                     (unsigned)(size - offset));
            return;
        }
        take_tag(self, tag, bytes + offset + sizeof(tag));
        uint32_t step = (tag.size + 7) & ~7u;
        if (step > size - offset)
            break;
        offset += step;
    }
    complain(&self->remarks, "boot: the tags have no end tag");
}

static void judge(struct mb2 *self)
{
    bool map = self->seen & 1u << MB2_MEMORY_MAP &&
               boot_accept_memory_map(self->out, self->remarks.sink);

    if (!map && self->seen & 1u << MB2_MEMORY_SIZES)
        boot_take_memory_sizes(self->out, self->kib.lower, self->kib.upper,
                               self->remarks.sink);
    if (self->seen & 1u << MB2_LOADER_NAME)
        boot_take_loader(self->out, self->loader);
    if (self->seen & 1u << MB2_COMMAND_LINE)
        boot_take_command_line(self->out, self->command_line, self->remarks.sink);
}

bool multiboot2_parse(const struct physical_view *memory, uint32_t address,
                      struct boot_info *out, struct line_sink *sink)
{
    struct mb2 self = { .out = out, .remarks = { .sink = sink } };
    struct mb2_head head = { 0, 0 };
    const uint8_t *bytes;

    memset(out, 0, sizeof(*out));
    out->protocol = BOOT_MULTIBOOT_2;
    if (!firmware_read(memory, address, &head, sizeof(head)) ||
        head.size < sizeof(head) || head.size > MB2_SIZE_MAX ||
        !physical_bytes(memory, address, head.size, &bytes)) {
        line(sink, "boot: Multiboot 2 information at 0x%x, size 0x%x, cannot be read",
             (unsigned)address, (unsigned)head.size);
        return false;
    }
    boot_reserve(out, address, (uint64_t)address + head.size, "boot information");
    walk_tags(&self, bytes, head.size);
    judge(&self);
    complaints_end(&self.remarks, "boot");
    return true;
}
