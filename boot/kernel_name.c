#include "boot/kernel_name.h"

#include <stdbool.h>

#include "lib/compiler.h"
#include "lib/string.h"

/*
 * The names of loaders, without the version that follows, and whether they put the
 * kernel's name first. Case does not matter. Each was checked in the loader's source;
 * rows of tests/boot/rows boot those marked *.
 */
static const struct loader {
    const char *name;
    enum kernel_name_source source;
} loaders[] = {
    /* * Only the options: grub-core/loader/multiboot.c, grub_cmd_multiboot(). */
    { "GRUB 2", KERNEL_NAME_NONE },
    /* * GRUB legacy and GRUB4DOS: stage2/builtins.c, kernel_func(). */
    { "GNU GRUB", KERNEL_NAME_BY_LOADER },
    /* * mboot.c32 of Syslinux 4 to 6: com32/mboot/mboot.c, get_modules(). */
    { "ISOLINUX", KERNEL_NAME_BY_LOADER },
    { "PXELINUX", KERNEL_NAME_BY_LOADER },
    { "SYSLINUX", KERNEL_NAME_BY_LOADER },
    { "EXTLINUX", KERNEL_NAME_BY_LOADER },
    /* mboot.c32 of Syslinux 3: com32/modules/mboot.c. */
    { "COM32 Multiboot loader", KERNEL_NAME_BY_LOADER },
    /* * A URI: arch/x86/image/multiboot.c, multiboot_add_cmdline(). gPXE before 1.0 did
     * not, and is not in this table. */
    { "iPXE", KERNEL_NAME_BY_LOADER },
    /* * kexec-tools, Multiboot 1: kexec/arch/i386/kexec-multiboot-x86.c, and 2:
     * kexec-mb2-x86.c. --reuse-cmdline puts Linux' options between the name and
     * lohilo's. */
    { "kexec", KERNEL_NAME_BY_LOADER },
    /* * hw/i386/multiboot.c, load_multiboot(). */
    { "qemu", KERNEL_NAME_OF_QEMU },
    /* common/protos/multiboot1.c and multiboot2.c: only the options. */
    { "Limine", KERNEL_NAME_NONE },
};

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static char small_letter(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
    return small_letter(c) >= 'a' && small_letter(c) <= 'z';
}

/* Whether `text` begins with `start`, followed by the end or a non-letter: "kexec
 * 2.0.25", but not "kexecute". */
static bool begins_with(const char *text, const char *start)
{
    for (; *start != '\0'; start++, text++)
        if (small_letter(*text) != small_letter(*start))
            return false;
    return !is_letter(*text);
}

static const struct loader *find_loader(const char *name)
{
    for (unsigned i = 0; i < ARRAY_SIZE(loaders); i++)
        if (begins_with(name, loaders[i].name))
            return &loaders[i];
    return NULL;
}

/* Offset of the first `wanted` in the word, or the word's length. */
static size_t find(const uint8_t *word, size_t length, const char *wanted)
{
    size_t at = 0, size = strlen(wanted);

    while (at < length && (length - at < size || memcmp(word + at, wanted, size) != 0))
        at++;
    return at;
}

/* "tftp://..." */
static bool is_url(const uint8_t *word, size_t length)
{
    size_t colon = find(word, length, "://");

    for (size_t i = 0; i < colon; i++)
        if (!is_letter((char)word[i]))
            return false;
    return colon > 0 && colon < length;
}

/*
 * A URL; a path from the root, or with a device in front, "(cd)/lohilo.elf"; or a word
 * with a dot, "lohilo.elf", but without '='. Options begin differently, and flags have no
 * dot; a trial's name has slashes, but matches neither form.
 */
static bool looks_like_file(const uint8_t *word, size_t length)
{
    if (is_url(word, length) || word[0] == '/' || word[0] == '(')
        return true;
    return find(word, length, ".") < length && find(word, length, "=") == length;
}

/* The first word; with `skip_blanks`, leading blanks are skipped. */
static struct kernel_name first_word(const uint8_t *text, size_t length, bool skip_blanks)
{
    struct kernel_name word = { 0, 0, KERNEL_NAME_NONE };

    while (skip_blanks && word.start < length && is_blank(text[word.start]))
        word.start++;
    while (word.start + word.length < length && !is_blank(text[word.start + word.length]))
        word.length++;
    return word;
}

struct kernel_name kernel_name_find(const char *loader, const uint8_t *text,
                                    size_t length)
{
    const struct loader *known = find_loader(loader);
    /* iPXE's images may have no name; then its blank comes first. */
    struct kernel_name name = first_word(text, length, known == NULL);

    if (name.length == 0)
        return (struct kernel_name){ 0, 0, KERNEL_NAME_NONE };
    if (known != NULL)
        name.source = known->source;
    else if (looks_like_file(text + name.start, name.length))
        name.source = KERNEL_NAME_GUESSED;
    if (name.source == KERNEL_NAME_NONE)
        return (struct kernel_name){ 0, 0, KERNEL_NAME_NONE };
    return name;
}
