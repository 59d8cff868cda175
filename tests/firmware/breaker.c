#include "tests/firmware/breaker.h"

#include "arch/cpu/instructions.h"
#include "arch/cpu/msr.h"
#include "lib/string.h"
#include "tests/firmware/information.h"

#define APIC_BASE_ENABLED (1u << 11)
#define APIC_BASE_X2 (1u << 10)
#define APIC_BASE_ADDRESS 0xFFFFFFFFFF000ull

enum { COM1 = 0x3F8, DEBUG_PORT = 0xE9 };

struct elf_header {
    uint8_t identity[16];
    uint16_t type, machine;
    uint32_t version, entry, segments_at, sections_at, flags;
    uint16_t size, segment_size, segments;
};

struct elf_segment {
    uint32_t type, offset, virtual_address, physical_address, file_size, memory_size;
};

enum { ELF_LOAD = 1, FILE_MAX = 4 * 1024 * 1024 };

struct information {
    uint32_t flags, sizes[2], device, command_line, module_count, modules;
};

struct module {
    uint32_t start, end;
};

_Noreturn void leave_to(uint32_t entry, uint32_t magic, const void *information);
_Noreturn void break_and_boot(const struct information *information);

static void say(const char *text)
{
    for (; *text; text++) {
        outb(DEBUG_PORT, (uint8_t)*text);
        outb(COM1, (uint8_t)*text);
    }
}

_Noreturn void give_up(const char *why)
{
    say("breaker: ");
    say(why);
    say("\r\n");
    for (;;) {
        local_irq_disable();
        halt();
    }
}

bool part_is(const struct part *part, const char *text)
{
    return strlen(text) == part->length && !memcmp(text, part->text, part->length);
}

static unsigned digit(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    give_up("a number is not hexadecimal");
}

uint64_t part_value(const struct part *part)
{
    uint64_t value = 0;
    for (size_t i = 0; i < part->length; i++)
        value = value << 4 | digit(part->text[i]);
    return value;
}

void part_poke(const struct part *part, void *to)
{
    uint8_t *byte = to;
    for (size_t i = 0; i + 1 < part->length; i += 2)
        *byte++ = (uint8_t)(digit(part->text[i]) << 4 | digit(part->text[i + 1]));
}

/* Splits off the step before the next comma; returns the rest. */
static const char *next_step(const char *text, const char *end, struct step *step)
{
    *step = (struct step){ .count = 1, .part = { { text, 0 } } };
    for (; text < end && *text != ','; text++) {
        if (*text != '.')
            step->part[step->count - 1].length++;
        else if (step->count == PARTS_MAX)
            give_up("a step has too many parts");
        else
            step->part[step->count++] = (struct part){ text + 1, 0 };
    }
    return text < end ? text + 1 : end;
}

static void poke_memory(const struct step *step)
{
    part_poke(&step->part[2], (void *)(uintptr_t)part_value(&step->part[1]));
}

void change_apic_base(uint64_t clear, uint64_t set)
{
    wrmsr(MSR_APIC_BASE, (rdmsr(MSR_APIC_BASE) & ~clear) | set);
}

static void take_step(const struct step *step)
{
    const struct part *name = &step->part[0];

    if (tables_break(step) || information_break(step) || machine_break(step) ||
        processors_break(step))
        return;
    if (part_is(name, "at") && step->count == 3)
        poke_memory(step);
    else if (part_is(name, "apic-off"))
        change_apic_base(APIC_BASE_ENABLED, 0);
    else if (part_is(name, "x2apic"))
        change_apic_base(0, APIC_BASE_X2);
    else if (part_is(name, "apic-at") && step->count == 2)
        change_apic_base(APIC_BASE_ADDRESS, part_value(&step->part[1]));
    else if (part_is(name, "caches-off"))
        write_cr0(read_cr0() | CR0_CD | CR0_NW);
    else
        give_up("a step is not known");
}

static const char *find(const char *text, const char *what)
{
    while (*text && memcmp(text, what, strnlen(text, strlen(what))) != 0)
        text++;
    return *text ? text : NULL;
}

/* Carries out the steps; returns the rest of the command line. */
static const char *take_steps(const char *line)
{
    static const char key[] = "break=";
    const char *text = find(line, key), *end;
    struct step step;

    if (!text)
        give_up("no break= on the command line");
    text += sizeof(key) - 1;
    for (end = text; *end && *end != ' '; end++)
        ;
    while (text < end) {
        text = next_step(text, end, &step);
        take_step(&step);
    }
    while (*end == ' ')
        end++;
    return end;
}

/* A loader may have put the module at lohilo's own address. */
static const uint8_t *move_away(const struct module *module)
{
    static uint8_t file[FILE_MAX];
    uint32_t size = module->end - module->start;

    if (size > sizeof(file))
        give_up("the module is too large");
    return memcpy(file, (const void *)(uintptr_t)module->start, size);
}

static uint32_t load(const struct module *module)
{
    const uint8_t *file = move_away(module);
    const struct elf_header *header = (const struct elf_header *)file;

    if (memcmp(header->identity, "\177ELF", 4) != 0)
        give_up("the module is no ELF file");
    for (unsigned i = 0; i < header->segments; i++) {
        struct elf_segment segment;
        memcpy(&segment, file + header->segments_at + i * header->segment_size,
               sizeof(segment));
        uint8_t *to = (uint8_t *)(uintptr_t)segment.physical_address;
        if (segment.type != ELF_LOAD)
            continue;
        memcpy(to, file + segment.offset, segment.file_size);
        memset(to + segment.file_size, 0, segment.memory_size - segment.file_size);
    }
    return header->entry;
}

_Noreturn void break_and_boot(const struct information *information)
{
    uint32_t magic;

    if (!(information->flags & MODULES_TOLD) || information->module_count == 0)
        give_up("lohilo is not there as a module");
    uint32_t entry = load((const struct module *)(uintptr_t)information->modules);
    information_take(information);
    const char *rest = take_steps((const char *)(uintptr_t)information->command_line);
    const void *handed_over = information_finish(rest, &magic);
    leave_to(entry, magic, handed_over);
}
