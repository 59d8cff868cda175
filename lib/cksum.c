#include "lib/cksum.h"

/* The remainder of each half byte, most significant bit first, by 0x04C11DB7. */
static const uint32_t remainder_of[16] = {
    0x00000000, 0x04c11db7, 0x09823b6e, 0x0d4326d9, 0x130476dc, 0x17c56b6b,
    0x1a864db2, 0x1e475005, 0x2608edb8, 0x22c9f00f, 0x2f8ad6d6, 0x2b4bcb61,
    0x350c9b64, 0x31cd86d3, 0x3c8ea00a, 0x384fbdbd,
};

static uint32_t update_byte(uint32_t crc, uint8_t byte)
{
    crc ^= (uint32_t)byte << 24;
    crc = crc << 4 ^ remainder_of[crc >> 28];
    return crc << 4 ^ remainder_of[crc >> 28];
}

uint32_t cksum_update(uint32_t crc, const void *bytes, size_t length)
{
    const uint8_t *byte = bytes;

    for (size_t i = 0; i < length; i++)
        crc = update_byte(crc, byte[i]);
    return crc;
}

/* The length is part of the sum: its bytes, least significant first, without leading
 * zeros. */
uint32_t cksum_finish(uint32_t crc, uint64_t length)
{
    for (; length != 0; length >>= 8)
        crc = update_byte(crc, (uint8_t)length);
    return ~crc;
}
