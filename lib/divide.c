#include "lib/divide.h"

#include <stdbool.h>
#include <stddef.h>

struct wide {
    uint64_t high, low;
};

static struct wide multiply(uint64_t a, uint64_t b)
{
    uint64_t a_low = (uint32_t)a, a_high = a >> 32;
    uint64_t b_low = (uint32_t)b, b_high = b >> 32;
    uint64_t low = a_low * b_low;
    uint64_t middle = a_high * b_low + (low >> 32);
    uint64_t middle2 = a_low * b_high + (uint32_t)middle;

    return (struct wide){
        .high = a_high * b_high + (middle >> 32) + (middle2 >> 32),
        .low = middle2 << 32 | (uint32_t)low,
    };
}

/* Long division in base 2; value.high < divisor, so that the quotient fits. */
static struct division divide_wide(struct wide value, uint64_t divisor)
{
    uint64_t remainder = value.high, quotient = 0;

    for (int bit = 63; bit >= 0; bit--) {
        bool carry = remainder >> 63;
        remainder = remainder << 1 | (value.low >> bit & 1);
        quotient <<= 1;
        if (carry || remainder >= divisor) {
            remainder -= divisor; /* a carry is worth 2^64; the wrap-around accounts
                                   * for it */
            quotient |= 1;
        }
    }
    return (struct division){ .quotient = quotient, .remainder = remainder };
}

struct division divide64(uint64_t value, uint64_t divisor)
{
    if (divisor == 0)
        return (struct division){ .quotient = UINT64_MAX, .remainder = 0 };
    return divide_wide((struct wide){ .high = 0, .low = value }, divisor);
}

/* Long division in base 65536: the CPU's 32-bit division does one digit at a time. */
static uint64_t divide16(uint64_t value, uint16_t divisor, uint32_t *remainder)
{
    uint64_t quotient = 0;
    uint32_t rest = 0;

    for (int shift = 48; shift >= 0; shift -= 16) {
        uint32_t digit = rest << 16 | (uint16_t)(value >> shift);
        quotient = quotient << 16 | digit / divisor;
        rest = digit % divisor;
    }
    *remainder = rest;
    return quotient;
}

uint64_t divide32(uint64_t value, uint32_t divisor, uint32_t *remainder)
{
    struct division result;
    uint32_t rest;

    if (divisor > 0 && divisor <= UINT16_MAX) {
        result.quotient = divide16(value, (uint16_t)divisor, &rest);
    } else {
        result = divide64(value, divisor);
        rest = (uint32_t)result.remainder;
    }
    if (remainder != NULL)
        *remainder = rest;
    return result.quotient;
}

uint64_t scale(uint64_t value, uint64_t multiplier, uint64_t divisor)
{
    struct wide product = multiply(value, multiplier);

    if (product.high >= divisor)
        return UINT64_MAX;
    return divide_wide(product, divisor).quotient;
}
