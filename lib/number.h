/* Numbers typed by the user. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum number_suffix {
    NUMBER_PLAIN,
    NUMBER_WITH_SUFFIX, /* k, M or G may follow: thousand, million, thousand million */
};

/* Reads all of the `length` bytes as one number: decimal, or hexadecimal after 0x (a
 * leading 0 does not mean octal). False, with *value unchanged, if there is no digit, any
 * other character, or more than 64 bits. */
bool number_parse(const char *text, size_t length, enum number_suffix suffix,
                  uint64_t *value);
