#include "arch/cpu/cpu_identity.h"

#include "lib/format.h"
#include "lib/string.h"

enum {
    LEAF_VENDOR = 0,
    LEAF_FEATURES = 1,
    LEAF_TOPOLOGY = 0xB,
    LEAF_HYPERVISOR = 0x40000000,
};
#define LEAF_EXTENDED 0x80000000u
#define LEAF_EXTENDED_LAST 0x8000FFFFu
#define LEAF_EXTENDED_FEATURES 0x80000001u
#define LEAF_BRAND 0x80000002u /* and the two after it */
#define LEAF_POWER 0x80000007u
#define LEAF_ADDRESS_SIZES 0x80000008u

enum { BRAND_LEAVES = 3, BYTES_PER_LEAF = 16 };
enum { BITS_32 = 32, BITS_PAE = 36, BITS_MAX = 52 };

enum output { ECX, EDX };

/* In the order of the log line. */
static const struct feature {
    const char *name;
    size_t offset; /* of the bool in struct cpu_features */
    uint32_t leaf;
    enum output output;
    unsigned bit;
} features[] = {
/* clang-format off */
#define FEATURE(name, leaf, output, bit)                                                 \
    { #name, offsetof(struct cpu_features, name), leaf, output, bit }
    /* clang-format on */
    FEATURE(pae, LEAF_FEATURES, EDX, 6),
    FEATURE(nx, LEAF_EXTENDED_FEATURES, EDX, 20),
    FEATURE(pge, LEAF_FEATURES, EDX, 13),
    FEATURE(pse, LEAF_FEATURES, EDX, 3),
    FEATURE(pse36, LEAF_FEATURES, EDX, 17),
    FEATURE(cx8, LEAF_FEATURES, EDX, 8),
    FEATURE(apic, LEAF_FEATURES, EDX, 9),
    FEATURE(x2apic, LEAF_FEATURES, ECX, 21),
    FEATURE(msr, LEAF_FEATURES, EDX, 5),
    FEATURE(mtrr, LEAF_FEATURES, EDX, 12),
    FEATURE(mce, LEAF_FEATURES, EDX, 7),
    FEATURE(tsc, LEAF_FEATURES, EDX, 4),
    FEATURE(invariant_tsc, LEAF_POWER, EDX, 8),
    FEATURE(cmov, LEAF_FEATURES, EDX, 15),
    FEATURE(mmx, LEAF_FEATURES, EDX, 23),
    FEATURE(fxsr, LEAF_FEATURES, EDX, 24),
    FEATURE(sse2, LEAF_FEATURES, EDX, 26),
    FEATURE(htt, LEAF_FEATURES, EDX, 28),
    FEATURE(longmode, LEAF_EXTENDED_FEATURES, EDX, 29),
    FEATURE(hypervisor, LEAF_FEATURES, ECX, 31),
#undef FEATURE
};

static void collect(struct cpuid_dump *dump, uint32_t leaf)
{
    if (dump->count == CPUID_DUMP_MAX)
        return;
    dump->leaves[dump->count++] = (struct cpuid_leaf){ leaf, 0, cpuid(leaf, 0) };
}

static struct cpuid_registers find(const struct cpuid_dump *dump, uint32_t leaf)
{
    for (unsigned i = 0; i < dump->count && i < CPUID_DUMP_MAX; i++)
        if (dump->leaves[i].leaf == leaf && dump->leaves[i].subleaf == 0)
            return dump->leaves[i].registers;
    return (struct cpuid_registers){ 0, 0, 0, 0 };
}

static uint32_t max_extended_leaf(const struct cpuid_dump *dump)
{
    uint32_t max = find(dump, LEAF_EXTENDED).eax;
    return max >= LEAF_EXTENDED && max <= LEAF_EXTENDED_LAST ? max : 0;
}

void cpuid_collect(struct cpuid_dump *dump)
{
    static const uint32_t extended[] = {
        LEAF_EXTENDED_FEATURES, LEAF_BRAND, LEAF_BRAND + 1,
        LEAF_BRAND + 2,         LEAF_POWER, LEAF_ADDRESS_SIZES,
    };

    dump->count = 0;
    collect(dump, LEAF_VENDOR);
    uint32_t max = find(dump, LEAF_VENDOR).eax;
    if (max >= LEAF_FEATURES)
        collect(dump, LEAF_FEATURES);
    if (max >= LEAF_TOPOLOGY)
        collect(dump, LEAF_TOPOLOGY);
    if (find(dump, LEAF_FEATURES).ecx >> 31) /* the hypervisor bit */
        collect(dump, LEAF_HYPERVISOR);
    collect(dump, LEAF_EXTENDED);
    max = max_extended_leaf(dump);
    for (unsigned i = 0; i < ARRAY_SIZE(extended); i++)
        if (extended[i] <= max)
            collect(dump, extended[i]);
}

/* Never looks at leaves beyond the CPU's own limit, even if the dump has them. */
static struct cpuid_registers leaf_of(const struct cpuid_dump *dump,
                                      const struct cpu_identity *identity, uint32_t leaf)
{
    bool extended = leaf >= LEAF_EXTENDED;
    uint32_t max = extended ? identity->max_extended_leaf : identity->max_leaf;

    if (leaf > max)
        return (struct cpuid_registers){ 0, 0, 0, 0 };
    return find(dump, leaf);
}

/* Appends the bytes of a register, made printable, after the first `at` bytes. */
static size_t append_register(char *text, size_t at, uint32_t value)
{
    for (unsigned i = 0; i < sizeof(value); i++) {
        char byte = (char)(value >> (8 * i) & 0xFF);
        text[at++] = byte == '\0' || (byte >= ' ' && byte <= '~') ? byte : '?';
    }
    return at;
}

static void read_name(char name[13], uint32_t first, uint32_t second, uint32_t third)
{
    size_t at = append_register(name, 0, first);
    at = append_register(name, at, second);
    at = append_register(name, at, third);
    name[at] = '\0';
}

/* Intel pads the brand with blanks in front, others behind. */
static void trim(char *text)
{
    size_t length = strlen(text), lead = 0;

    while (text[lead] == ' ')
        lead++;
    while (length > lead && text[length - 1] == ' ')
        length--;
    memmove(text, text + lead, length - lead);
    text[length - lead] = '\0';
}

static void read_brand(const struct cpuid_dump *dump, struct cpu_identity *identity)
{
    size_t at = 0;

    identity->brand[0] = '\0';
    if (identity->max_extended_leaf < LEAF_BRAND + BRAND_LEAVES - 1)
        return;
    for (uint32_t i = 0; i < BRAND_LEAVES; i++) {
        struct cpuid_registers r = find(dump, LEAF_BRAND + i);
        at = append_register(identity->brand, at, r.eax);
        at = append_register(identity->brand, at, r.ebx);
        at = append_register(identity->brand, at, r.ecx);
        at = append_register(identity->brand, at, r.edx);
    }
    identity->brand[at] = '\0';
    trim(identity->brand);
}

/* SDM vol. 2, CPUID, figure 3-6. The extended model counts from family 6 up; older CPUs
 * of family 6 leave it 0, so they come out right too. */
static void read_signature(struct cpu_identity *identity)
{
    uint32_t signature = identity->signature;

    identity->stepping = signature & 0xF;
    identity->model = signature >> 4 & 0xF;
    identity->family = signature >> 8 & 0xF;
    if (identity->family >= 6)
        identity->model |= (signature >> 16 & 0xF) << 4;
    if (identity->family == 0xF)
        identity->family += signature >> 20 & 0xFF;
}

static void read_features(const struct cpuid_dump *dump, struct cpu_identity *identity)
{
    for (unsigned i = 0; i < ARRAY_SIZE(features); i++) {
        const struct feature *feature = &features[i];
        struct cpuid_registers r = leaf_of(dump, identity, feature->leaf);
        uint32_t word = feature->output == ECX ? r.ecx : r.edx;
        bool *field = (bool *)((char *)&identity->features + feature->offset);
        *field = word >> feature->bit & 1;
    }
}

static bool is_intel(const struct cpu_identity *identity)
{
    return string_equal(identity->vendor, "GenuineIntel");
}

static bool is_pentium_m(const struct cpu_identity *identity)
{
    return is_intel(identity) && identity->family == 6 &&
           (identity->model == 9 || identity->model == 13);
}

static bool reports_wrong_width(const struct cpu_identity *identity)
{
    return is_intel(identity) && identity->family == 0xF && identity->model == 3 &&
           (identity->stepping == 3 || identity->stepping == 4);
}

static unsigned physical_bits(const struct cpuid_dump *dump,
                              const struct cpu_identity *identity)
{
    unsigned told = leaf_of(dump, identity, LEAF_ADDRESS_SIZES).eax & 0xFF;

    if (!identity->features.pae)
        return BITS_32;
    if (reports_wrong_width(identity))
        return BITS_PAE;
    if (told >= BITS_32 && told <= BITS_MAX)
        return told;
    if (identity->features.pse36 && !is_pentium_m(identity))
        return BITS_PAE;
    return BITS_32;
}

enum { INTEL_CORE_DUO_MODEL = 14 };

/* CPUID.1:EBX[31:24] came with the Pentium 4 (SDM vol. 2, CPUID), Core Duo and K8; on P6,
 * Pentium M and K7 the field has another meaning, and is often 0 on every CPU. */
static bool leaf_1_tells_apic_id(const struct cpu_identity *identity)
{
    if (is_intel(identity) && identity->family == 6)
        return identity->model >= INTEL_CORE_DUO_MODEL;
    return identity->family >= 0xF;
}

static void find_initial_apic_id(const struct cpuid_dump *dump,
                                 struct cpu_identity *identity)
{
    struct cpuid_registers topology = leaf_of(dump, identity, LEAF_TOPOLOGY);

    if (topology.ebx != 0) { /* otherwise the leaf is not implemented (SDM vol. 2,
                              * CPUID) */
        identity->initial_apic_id = topology.edx;
        identity->initial_apic_id_bits = 32;
    } else if (leaf_1_tells_apic_id(identity)) {
        identity->initial_apic_id = leaf_of(dump, identity, LEAF_FEATURES).ebx >> 24;
        identity->initial_apic_id_bits = 8;
    }
}

bool cpu_identity_agrees_with(const struct cpu_identity *identity, uint32_t apic_id)
{
    uint32_t told = identity->initial_apic_id_bits == 32
                        ? UINT32_MAX
                        : (1u << identity->initial_apic_id_bits) - 1;

    return ((identity->initial_apic_id ^ apic_id) & told) == 0;
}

void cpu_identity_from(const struct cpuid_dump *dump, struct cpu_identity *identity)
{
    struct cpuid_registers first = find(dump, LEAF_VENDOR);

    memset(identity, 0, sizeof(*identity));
    identity->max_leaf = first.eax;
    identity->max_extended_leaf = max_extended_leaf(dump);
    read_name(identity->vendor, first.ebx, first.edx, first.ecx);
    identity->signature = leaf_of(dump, identity, LEAF_FEATURES).eax;
    read_signature(identity);
    read_features(dump, identity);
    read_brand(dump, identity);
    if (identity->features.hypervisor) {
        struct cpuid_registers r = find(dump, LEAF_HYPERVISOR);
        read_name(identity->hypervisor_vendor, r.ebx, r.ecx, r.edx);
    }
    identity->emulated = string_equal(identity->hypervisor_vendor, "TCGTCGTCGTCG");
    identity->physical_bits = physical_bits(dump, identity);
    find_initial_apic_id(dump, identity);
}

static size_t features_text(const struct cpu_features *set, char *buffer, size_t size)
{
    size_t length = 0;

    buffer[0] = '\0';
    for (unsigned i = 0; i < ARRAY_SIZE(features) && length < size; i++)
        if (*(const bool *)((const char *)set + features[i].offset))
            length += format(buffer + length, size - length, "%s%s",
                             length != 0 ? "," : "", features[i].name);
    return length;
}

size_t cpu_identity_line(const struct cpu_identity *identity, char *buffer, size_t size)
{
    char list[160]; /* all names and commas: 122 */
    char id[12] = "-";

    if (identity->initial_apic_id_bits)
        format(id, sizeof(id), "%u", identity->initial_apic_id);
    features_text(&identity->features, list, sizeof(list));
    return format(buffer, size,
                  "vendor=%s family=0x%x model=0x%x stepping=0x%x signature=0x%08x "
                  "physical_bits=%u initial_id=%s leaves=0x%x/0x%x features=%s%s%s "
                  "brand=\"%s\"",
                  identity->vendor, identity->family, identity->model, identity->stepping,
                  identity->signature, identity->physical_bits, id, identity->max_leaf,
                  identity->max_extended_leaf, list,
                  identity->hypervisor_vendor[0] != '\0' ? " hypervisor=" : "",
                  identity->hypervisor_vendor, identity->brand);
}
