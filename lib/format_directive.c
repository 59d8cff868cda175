#include "lib/format_directive.h"

#include <stdint.h>

#include "lib/format.h"
#include "lib/string.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A width or precision: digits, or `*` and an argument. */
static int parse_amount(const char **fmt, struct format_arguments *args)
{
    int amount = 0;

    if (**fmt == '*') {
        ++*fmt;
        return va_arg(args->list, int);
    }
    for (; is_digit(**fmt); ++*fmt)
        if (amount < INT32_MAX / 10)
            amount = amount * 10 + (**fmt - '0');
    return amount;
}

static void parse_flags(const char **fmt, struct format_directive *d)
{
    for (;; ++*fmt) {
        switch (**fmt) {
        case '-':
            d->left = true;
            break;
        case '0':
            d->zero = true;
            break;
        case '+':
            d->plus = true;
            break;
        case '#':
            d->prefix = true;
            break;
        default:
            return;
        }
    }
}

static enum format_length parse_length(const char **fmt)
{
    static const struct {
        char text[3];
        enum format_length length;
    } lengths[] = {
        { "hh", LENGTH_CHAR }, { "h", LENGTH_SHORT }, { "ll", LENGTH_LONG_LONG },
        { "l", LENGTH_LONG },  { "z", LENGTH_SIZE },
    };

    for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
        size_t size = strlen(lengths[i].text);
        if (strnlen(*fmt, size) == size && memcmp(*fmt, lengths[i].text, size) == 0) {
            *fmt += size;
            return lengths[i].length;
        }
    }
    return LENGTH_INT;
}

struct format_directive format_directive_read(const char **fmt,
                                              struct format_arguments *args)
{
    struct format_directive d = { .precision = FORMAT_NO_PRECISION };

    parse_flags(fmt, &d);
    d.width = parse_amount(fmt, args);
    if (d.width < 0) {
        d.left = true;
        d.width = d.width < -FORMAT_WIDTH_MAX ? FORMAT_WIDTH_MAX : -d.width;
    }
    if (d.width > FORMAT_WIDTH_MAX)
        d.width = FORMAT_WIDTH_MAX;
    if (**fmt == '.') {
        ++*fmt;
        d.precision = parse_amount(fmt, args);
    }
    d.length = parse_length(fmt);
    d.conversion = **fmt;
    if (d.conversion != '\0')
        ++*fmt;
    return d;
}
