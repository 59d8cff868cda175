#include "arch/firmware/firmware.h"

#include "lib/string.h"

/* Words of the BIOS data area (IBM PC technical reference; MP Specification 1.4, 4). */
enum { BDA_EBDA_SEGMENT = 0x40E, BDA_BASE_MEMORY_KIB = 0x413 };

enum {
    /* An EBDA ends where video memory starts, and is never larger than 128 KiB. */
    EBDA_LOWEST = 0x80000,
    EBDA_END = 0xA0000,
    /* Base memory in KiB: no CPU with PAE was sold with less than 256. */
    BASE_MEMORY_LEAST = 256,
    BASE_MEMORY_MOST = 640,
    SCAN_STEP = 16,
    SCAN_SIGNATURE_MAX = 8,
};

const struct firmware_area FIRMWARE_LAST_OF_640K = { 639 * 1024, 640 * 1024 };
const struct firmware_area FIRMWARE_BIOS = { 0xE0000, 0x100000 };

bool firmware_read(const struct physical_view *memory, uint64_t address, void *out,
                   size_t size)
{
    const uint8_t *bytes;

    if (!physical_bytes(memory, address, size, &bytes))
        return false;
    memcpy(out, bytes, size);
    return true;
}

struct firmware_area firmware_ebda(const struct physical_view *memory,
                                   struct line_sink *sink)
{
    struct firmware_area none = { 0, 0 };
    uint16_t segment = 0;

    if (!firmware_read(memory, BDA_EBDA_SEGMENT, &segment, sizeof(segment)) ||
        segment == 0)
        return none;
    uint32_t start = (uint32_t)segment << 4;
    if (start < EBDA_LOWEST || start > EBDA_END - 1024) {
        line(sink,
             "firmware: EBDA at 0x%x (word at 0x40e) is outside 0x80000-0x9ffff: ignored",
             (unsigned)start);
        return none;
    }
    return (struct firmware_area){ start, start + 1024 };
}

struct firmware_area firmware_base_memory_end(const struct physical_view *memory,
                                              struct line_sink *sink)
{
    struct firmware_area none = { 0, 0 };
    uint16_t kib = 0;

    if (!firmware_read(memory, BDA_BASE_MEMORY_KIB, &kib, sizeof(kib)) || kib == 0)
        return none;
    if (kib < BASE_MEMORY_LEAST || kib > BASE_MEMORY_MOST) {
        line(sink,
             "firmware: %u KiB of base memory (word at 0x413) is implausible: ignored",
             kib);
        return none;
    }
    return (struct firmware_area){ (kib - 1u) * 1024, kib * 1024u };
}

uint32_t firmware_scan(const struct physical_view *memory,
                       const struct firmware_area *area, const char *signature,
                       size_t length)
{
    uint8_t found[SCAN_SIGNATURE_MAX];
    uint32_t first = (area->start + SCAN_STEP - 1) & ~(uint32_t)(SCAN_STEP - 1);

    if (length > sizeof(found))
        return 0;
    for (uint32_t at = first; at < area->end && length <= area->end - at; at += SCAN_STEP)
        if (firmware_read(memory, at, found, length) &&
            memcmp(found, signature, length) == 0)
            return at;
    return 0;
}

void complain(struct complaints *self, const char *fmt, ...)
{
    va_list list;

    if (self->made++ >= COMPLAINTS_MAX)
        return;
    va_start(list, fmt);
    line_list(self->sink, fmt, list);
    va_end(list);
}

void complaints_end(const struct complaints *self, const char *subject)
{
    if (self->made > COMPLAINTS_MAX)
        line(self->sink, "%s: %u more remarks like these are not shown", subject,
             self->made - COMPLAINTS_MAX);
}

void firmware_text(char *out, const void *text, size_t length)
{
    const uint8_t *byte = text;

    for (size_t i = 0; i < length; i++)
        out[i] = byte[i] >= 0x20 && byte[i] <= 0x7E ? (char)byte[i] : '?';
    while (length > 0 && out[length - 1] == ' ')
        length--;
    out[length] = '\0';
}
