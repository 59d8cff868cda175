/* Finds the firmware's tables and pokes bytes into them. */
#include "arch/cpu/instructions.h"
#include "lib/checksum.h"
#include "lib/string.h"
#include "tests/firmware/breaker.h"

enum {
    BIOS_START = 0xE0000,
    BIOS_END = 0x100000,
    RSDP_RSDT = 16,
    TABLE_LENGTH = 4,
    TABLE_HEADER = 36,
    POINTER_TABLE = 4,
    PCI_ADDRESS = 0xCF8,
    PCI_DATA = 0xCFC,
};

#define PCI_ENABLE (1u << 31)
#define HOST_BRIDGE_I440FX 0x12378086u
#define PAM_I440FX 0x59u /* the first of seven (Intel 82441FX data sheet, 3.2.17) */
#define PAM_Q35 0x90u
#define PAM_READ_AND_WRITE 0x33

enum { PAM_REGISTERS = 7 };

static uint8_t *byte_at(uintptr_t address)
{
    __asm__("" : "+r"(address));
    return (uint8_t *)address;
}

static uint32_t word_at(const uint8_t *bytes)
{
    uint32_t word;
    memcpy(&word, bytes, sizeof(word));
    return word;
}

/* The BIOS makes its segment read-only at its end: makes it RAM again, and writable. */
static void unlock_bios(void)
{
    outl(PCI_ADDRESS, PCI_ENABLE);
    uint32_t pam = inl(PCI_DATA) == HOST_BRIDGE_I440FX ? PAM_I440FX : PAM_Q35;
    for (uint32_t i = pam; i < pam + PAM_REGISTERS; i++) {
        outl(PCI_ADDRESS, PCI_ENABLE | (i & ~3u));
        outb((uint16_t)(PCI_DATA + (i & 3)), PAM_READ_AND_WRITE);
    }
}

static uint8_t *in_bios(const char *signature)
{
    for (uintptr_t at = BIOS_START; at < BIOS_END; at += 16)
        if (!memcmp(byte_at(at), signature, strlen(signature)))
            return byte_at(at);
    return NULL;
}

static uint8_t *rsdt(void)
{
    const uint8_t *rsdp = in_bios("RSD PTR ");
    return rsdp ? byte_at(word_at(rsdp + RSDP_RSDT)) : NULL;
}

static uint8_t *acpi_table(const char *signature)
{
    const uint8_t *list = rsdt();

    for (uint32_t at = TABLE_HEADER; list && at < word_at(list + TABLE_LENGTH); at += 4) {
        uint8_t *table = byte_at(word_at(list + at));
        if (!memcmp(table, signature, 4))
            return table;
    }
    return NULL;
}

static uint8_t *rsdp_found(void)
{
    return in_bios("RSD PTR ");
}

static uint8_t *madt_found(void)
{
    return acpi_table("APIC");
}

static uint8_t *facp_found(void)
{
    return acpi_table("FACP");
}

static uint8_t *mp_found(void)
{
    return in_bios("_MP_");
}

static uint8_t *pcmp_found(void)
{
    const uint8_t *pointer = mp_found();
    return pointer ? byte_at(word_at(pointer + POINTER_TABLE)) : NULL;
}

/* `length`: bytes under the checksum; 0: the table has its length in `length_bytes` at
 * 4. */
static const struct kind {
    const char *name;
    uint8_t *(*find)(void);
    uint8_t length, length_bytes, checksum;
} kinds[] = {
    { "rsdp", rsdp_found, 20, 0, 8 }, { "rsdt", rsdt, 0, 4, 9 },
    { "madt", madt_found, 0, 4, 9 },  { "facp", facp_found, 0, 4, 9 },
    { "mp", mp_found, 16, 0, 10 },    { "pcmp", pcmp_found, 0, 2, 7 },
};

static void fix_checksum(const struct kind *kind, uint8_t *table, uint32_t length)
{
    table[kind->checksum] = 0;
    table[kind->checksum] = (uint8_t)-checksum(table, length);
}

/* The length before the poke, because a poked length must not be trusted. */
static void break_table(const struct kind *kind, uint8_t *table, const struct step *step)
{
    uint32_t length = kind->length;

    memcpy(&length, table + TABLE_LENGTH, kind->length_bytes);
    part_poke(&step->part[2], table + part_value(&step->part[1]));
    if (step->count == 3)
        fix_checksum(kind, table, length);
}

bool tables_break(const struct step *step)
{
    for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++) {
        if (!part_is(&step->part[0], kinds[i].name) || step->count < 3)
            continue;
        unlock_bios();
        uint8_t *table = kinds[i].find();
        if (!table)
            give_up("there is no such table to break");
        break_table(&kinds[i], table, step);
        return true;
    }
    return false;
}
