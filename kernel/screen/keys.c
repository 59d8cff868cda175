#include "kernel/screen/keys.h"

#include <stddef.h>

#include "lib/compiler.h"

/* ---- scan codes ---- */

enum { PLAIN, EXTENDED };

#define CODE_EXTENDED 0xE0
#define CODE_PAUSE 0xE1 /* five more bytes follow: the key has no release code */
#define CODE_RELEASED 0x80
enum { PAUSE_BYTES = 5 };

static const struct {
    uint8_t code;
    uint8_t key;
} plain_codes[] = {
    /* clang-format off */
    { 0x25, KEY_UP },     { 0x24, KEY_DOWN },   { 0x16, KEY_PAGE_UP },
    { 0x20, KEY_PAGE_DOWN }, { 0x22, KEY_OLDEST }, { 0x12, KEY_NEWEST },
    { 0x10, KEY_STOP },   { 0x1F, KEY_STOP },   { 0x26, KEY_LOG },
    { 0x13, KEY_REBOOT }, { 0x19, KEY_OFF },
    /* The numeric keypad, whose keys move the cursor on old keyboards. */
    { 0x48, KEY_UP },     { 0x50, KEY_DOWN },   { 0x49, KEY_PAGE_UP },
    { 0x51, KEY_PAGE_DOWN }, { 0x47, KEY_OLDEST }, { 0x4F, KEY_NEWEST },
    /* clang-format on */
};

/* After 0xE0 only the cursor block has a meaning. */
static bool is_cursor_code(uint8_t code)
{
    return code >= 0x47 && code <= 0x51;
}

static enum key key_of_code(uint8_t code)
{
    for (size_t i = 0; i < ARRAY_SIZE(plain_codes); i++)
        if (plain_codes[i].code == code)
            return plain_codes[i].key;
    return KEY_NONE;
}

enum key key_from_scan_code(struct key_decoder *decoder, uint8_t byte)
{
    bool extended = decoder->state == EXTENDED;

    if (decoder->left) {
        decoder->left--;
        return KEY_NONE;
    }
    decoder->state = byte == CODE_EXTENDED ? EXTENDED : PLAIN;
    if (byte == CODE_PAUSE)
        decoder->left = PAUSE_BYTES;
    if (byte & CODE_RELEASED || (extended && !is_cursor_code(byte)))
        return KEY_NONE;
    return key_of_code(byte);
}

/* ---- terminals ---- */

enum { TEXT, ESCAPE, SEQUENCE, ONE_MORE };

#define ASCII_ESCAPE 0x1B

static const struct {
    char letter;
    uint8_t key;
} letters[] = {
    { 'k', KEY_UP },        { 'j', KEY_DOWN },   { 'u', KEY_PAGE_UP },
    { 'd', KEY_PAGE_DOWN }, { 'g', KEY_OLDEST }, { 'e', KEY_NEWEST },
    { 'q', KEY_STOP },      { 's', KEY_STOP },   { 'l', KEY_LOG },
    { 'r', KEY_REBOOT },    { 'p', KEY_OFF },
};

static enum key key_of_letter(uint8_t byte)
{
    char lower = byte >= 'A' && byte <= 'Z' ? (char)(byte + 'a' - 'A') : (char)byte;
    for (size_t i = 0; i < ARRAY_SIZE(letters); i++)
        if (letters[i].letter == lower)
            return letters[i].key;
    return KEY_NONE;
}

/* A sequence ends in a letter that names the key (xterm's cursor keys), or in ~ after a
 * number (VT220's). */
static enum key key_of_sequence(uint8_t last, uint8_t number)
{
    switch (last) {
    case 'A':
        return KEY_UP;
    case 'B':
        return KEY_DOWN;
    case 'H':
        return KEY_OLDEST;
    case 'F':
        return KEY_NEWEST;
    case '~':
        break;
    default:
        return KEY_NONE;
    }
    static const uint8_t numbered[] = {
        [1] = KEY_OLDEST, [4] = KEY_NEWEST, [5] = KEY_PAGE_UP, [6] = KEY_PAGE_DOWN
    };
    return number < ARRAY_SIZE(numbered) ? numbered[number] : KEY_NONE;
}

static enum key in_sequence(struct key_decoder *decoder, uint8_t byte)
{
    if (byte >= '0' && byte <= '9') {
        uint8_t digit = (uint8_t)(byte - '0');
        decoder->number = decoder->number > 20 ? 255
                                               : (uint8_t)(decoder->number * 10 + digit);
    }
    if (byte < 0x40 || byte > 0x7E)
        return KEY_NONE;
    decoder->state = TEXT;
    return key_of_sequence(byte, decoder->number);
}

enum key key_from_terminal(struct key_decoder *decoder, uint8_t byte)
{
    if (byte == ASCII_ESCAPE) {
        decoder->state = ESCAPE;
        decoder->number = 0;
        return KEY_NONE;
    }
    switch (decoder->state) {
    case ESCAPE:
        decoder->state = byte == '[' ? SEQUENCE : byte == 'O' ? ONE_MORE : TEXT;
        return KEY_NONE;
    case SEQUENCE:
        return in_sequence(decoder, byte);
    case ONE_MORE:
        decoder->state = TEXT;
        return key_of_sequence(byte, 0);
    default:
        return key_of_letter(byte);
    }
}
