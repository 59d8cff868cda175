#include "arch/cpu/mtrr.h"

#include "arch/cpu/mtrr_registers.h"
#include "lib/compiler.h"

#define TYPE_MASK 0xFFu
#define FIXED_ENABLED (1u << 10)
#define ENABLED (1u << 11)
#define RANGE_VALID (1u << 11) /* in the mask of a variable range */

enum { TYPE_UNCACHED = 0 };

static const char *type_name(unsigned type)
{
    static const char *const names[] = {
        [0] = "uncached",        [1] = "write-combining", [4] = "write-through",
        [5] = "write-protected", [6] = "write-back",
    };
    return type < ARRAY_SIZE(names) && names[type] ? names[type] : "of no known type";
}

static unsigned ranges_in_use(const struct mtrrs *mtrrs)
{
    unsigned used = 0;
    for (unsigned i = 0; i < mtrrs->variable_count; i++)
        used += (mtrrs->variable[2 * i + 1] & RANGE_VALID) != 0;
    return used;
}

void mtrrs_describe(const struct mtrrs *mtrrs, struct line_sink *sink)
{
    unsigned type = (unsigned)(mtrrs->default_type & TYPE_MASK);

    if (!mtrrs->readable) {
        line(sink, "mtrr: none");
        return;
    }
    if (!(mtrrs->default_type & ENABLED)) {
        line(sink,
             "mtrr: all off (IA32_MTRR_DEF_TYPE=0x%llx): without them no memory is "
             "cached",
             (unsigned long long)mtrrs->default_type);
        return;
    }
    line(sink, "mtrr: memory is %s but for %u of %u ranges; fixed ranges %s",
         type_name(type), ranges_in_use(mtrrs), mtrrs->variable_count,
         mtrrs->default_type & FIXED_ENABLED ? "on" : "off");
    if (type == TYPE_UNCACHED && ranges_in_use(mtrrs) == 0)
        line(sink, "mtrr: no range is cached: expect everything to be slow");
}

struct comparison {
    uint32_t index;
    uint64_t *a_value, *b_value;
};

static void compare(struct comparison *found, uint32_t index, uint64_t a, uint64_t b)
{
    if (found->index || a == b)
        return;
    found->index = index;
    *found->a_value = a;
    *found->b_value = b;
}

uint32_t mtrrs_difference(const struct mtrrs *a, const struct mtrrs *b, uint64_t *a_value,
                          uint64_t *b_value)
{
    struct comparison found = { 0, a_value, b_value };

    compare(&found, MSR_MTRR_CAP, a->readable, b->readable);
    compare(&found, MSR_MTRR_CAP, a->variable_count, b->variable_count);
    compare(&found, MSR_MTRR_DEFAULT, a->default_type, b->default_type);
    for (unsigned i = 0; i < MTRR_FIXED; i++)
        compare(&found, mtrr_fixed_msr[i], a->fixed[i], b->fixed[i]);
    for (unsigned i = 0; i < 2 * MTRR_VARIABLE_MAX; i++)
        compare(&found, MSR_MTRR_VARIABLE + i, a->variable[i], b->variable[i]);
    return found.index;
}

const uint32_t mtrr_fixed_msr[MTRR_FIXED] = {
    0x250, 0x258, 0x259, 0x268, 0x269, 0x26A, 0x26B, 0x26C, 0x26D, 0x26E, 0x26F,
};
