#include "lib/format.h"

#include "lib/divide.h"
#include "lib/format_directive.h"
#include "lib/string.h"

struct output {
    char *bytes;
    size_t size, length;
};

static void put(struct output *out, char byte)
{
    if (out->length + 1 < out->size)
        out->bytes[out->length] = byte;
    out->length++;
}

static void put_bytes(struct output *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        put(out, bytes[i]);
}

static void put_repeated(struct output *out, char byte, int times)
{
    for (int i = 0; i < times; i++)
        put(out, byte);
}

static uint64_t unsigned_argument(enum format_length length,
                                  struct format_arguments *args)
{
    switch (length) {
    case LENGTH_CHAR:
        return (unsigned char)va_arg(args->list, unsigned int);
    case LENGTH_SHORT:
        return (unsigned short)va_arg(args->list, unsigned int);
    case LENGTH_LONG:
        return va_arg(args->list, unsigned long);
    case LENGTH_LONG_LONG:
        return va_arg(args->list, unsigned long long);
    case LENGTH_SIZE:
        return va_arg(args->list, size_t);
    case LENGTH_INT:
        break;
    }
    return va_arg(args->list, unsigned int);
}

static int64_t signed_argument(enum format_length length, struct format_arguments *args)
{
    switch (length) {
    case LENGTH_CHAR:
        return (signed char)va_arg(args->list, int);
    case LENGTH_SHORT:
        return (short)va_arg(args->list, int);
    case LENGTH_LONG:
        return va_arg(args->list, long);
    case LENGTH_LONG_LONG:
        return va_arg(args->list, long long);
    case LENGTH_SIZE:
        return va_arg(args->list, ptrdiff_t);
    case LENGTH_INT:
        break;
    }
    return va_arg(args->list, int);
}

/* Pads to the width with spaces around sign and text, or with zeros between them. */
static void put_field(struct output *out, const struct format_directive *d,
                      const char *sign, int zeros, const char *text, size_t length)
{
    size_t used = strlen(sign) + (size_t)zeros + length;
    int padding = used < (size_t)d->width ? (int)((size_t)d->width - used) : 0;
    bool zero_padded = d->zero && !d->left;

    if (!d->left && !zero_padded)
        put_repeated(out, ' ', padding);
    put_bytes(out, sign, strlen(sign));
    put_repeated(out, '0', zero_padded ? zeros + padding : zeros);
    put_bytes(out, text, length);
    if (d->left)
        put_repeated(out, ' ', padding);
}

static void put_number(struct output *out, struct format_directive d, const char *sign,
                       uint64_t value, uint32_t base)
{
    const char *digits = d.conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    char text[20]; /* 2^64 - 1 has 20 decimal digits */
    size_t start = sizeof(text);
    int zeros = 0;

    for (; value != 0; start--) {
        uint32_t digit;
        value = divide32(value, base, &digit);
        text[start - 1] = digits[digit];
    }
    int length = (int)(sizeof(text) - start);
    if (d.precision == FORMAT_NO_PRECISION)
        d.precision = 1;
    else
        d.zero = false; /* a precision says how many zeros there are */
    if (d.precision > FORMAT_WIDTH_MAX)
        d.precision = FORMAT_WIDTH_MAX;
    if (d.precision > length)
        zeros = d.precision - length;
    put_field(out, &d, sign, zeros, &text[start], (size_t)length);
}

static void put_signed(struct output *out, const struct format_directive *d,
                       struct format_arguments *args)
{
    int64_t value = signed_argument(d->length, args);

    if (value < 0)
        put_number(out, *d, "-", -(uint64_t)value, 10);
    else
        put_number(out, *d, d->plus ? "+" : "", (uint64_t)value, 10);
}

static void put_hex(struct output *out, const struct format_directive *d,
                    struct format_arguments *args)
{
    uint64_t value = unsigned_argument(d->length, args);
    const char *prefix = d->conversion == 'X' ? "0X" : "0x";

    put_number(out, *d, d->prefix && value != 0 ? prefix : "", value, 16);
}

static void put_pointer(struct output *out, struct format_directive d,
                        struct format_arguments *args)
{
    d.precision = 2 * sizeof(void *);
    put_number(out, d, "0x", (uintptr_t)va_arg(args->list, void *), 16);
}

static void put_string(struct output *out, struct format_directive d,
                       struct format_arguments *args)
{
    const char *text = va_arg(args->list, const char *);

    if (text == NULL)
        text = "(null)";
    d.zero = false;
    put_field(out, &d, "", 0, text,
              d.precision < 0 ? strlen(text) : strnlen(text, (size_t)d.precision));
}

static void put_char(struct output *out, struct format_directive d,
                     struct format_arguments *args)
{
    char byte = (char)va_arg(args->list, int);

    d.zero = false;
    put_field(out, &d, "", 0, &byte, 1);
}

/* Returns whether the conversion is known. */
static bool put_directive(struct output *out, const struct format_directive *d,
                          struct format_arguments *args)
{
    switch (d->conversion) {
    case '%':
        put(out, '%');
        return true;
    case 'c':
        put_char(out, *d, args);
        return true;
    case 's':
        put_string(out, *d, args);
        return true;
    case 'd':
    case 'i':
        put_signed(out, d, args);
        return true;
    case 'u':
        put_number(out, *d, "", unsigned_argument(d->length, args), 10);
        return true;
    case 'x':
    case 'X':
        put_hex(out, d, args);
        return true;
    case 'p':
        put_pointer(out, *d, args);
        return true;
    default:
        return false;
    }
}

size_t format_list(char *bytes, size_t size, const char *fmt, va_list list)
{
    struct output out = { .bytes = bytes, .size = size };
    struct format_arguments args;

    va_copy(args.list, list);
    while (*fmt != '\0') {
        if (*fmt != '%') {
            put(&out, *fmt++);
            continue;
        }
        const char *start = fmt++;
        struct format_directive d = format_directive_read(&fmt, &args);
        if (!put_directive(&out, &d, &args)) {
            put_bytes(&out, start, strlen(start));
            break;
        }
    }
    va_end(args.list);
    if (size > 0)
        bytes[out.length < size ? out.length : size - 1] = '\0';
    return out.length;
}

size_t format(char *out, size_t size, const char *fmt, ...)
{
    va_list list;

    va_start(list, fmt);
    size_t length = format_list(out, size, fmt, list);
    va_end(list);
    return length;
}
