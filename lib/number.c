#include "lib/number.h"

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 16;
}

static unsigned int suffix_thousands(char c)
{
    switch (c) {
    case 'k':
        return 1;
    case 'M':
        return 2;
    case 'G':
        return 3;
    default:
        return 0;
    }
}

static bool parse_digits(const char *text, size_t length, bool hex, uint64_t *value)
{
    const uint64_t most = hex ? UINT64_MAX / 16 : UINT64_MAX / 10;
    const int base = hex ? 16 : 10;
    uint64_t sum = 0;

    if (length == 0)
        return false;
    for (size_t i = 0; i < length; i++) {
        int digit = digit_value(text[i]);
        if (digit >= base || sum > most)
            return false;
        sum *= (uint64_t)base;
        if (sum > UINT64_MAX - (uint64_t)digit)
            return false;
        sum += (uint64_t)digit;
    }
    *value = sum;
    return true;
}

bool number_parse(const char *text, size_t length, enum number_suffix suffix,
                  uint64_t *value)
{
    bool hex = length > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    unsigned int thousands = 0;
    uint64_t sum;

    if (suffix == NUMBER_WITH_SUFFIX && length > 0) {
        thousands = suffix_thousands(text[length - 1]);
        length -= thousands > 0;
    }
    if (!parse_digits(hex ? text + 2 : text, hex ? length - 2 : length, hex, &sum))
        return false;
    for (; thousands > 0; thousands--) {
        if (sum > UINT64_MAX / 1000)
            return false;
        sum *= 1000;
    }
    *value = sum;
    return true;
}
