/*
 * The checksum of POSIX's `cksum` utility (POSIX.1-2017, XCU, cksum): every Unix can
 * check a log with it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { CKSUM_START = 0 };

/* Feeds more bytes; starts from CKSUM_START. */
uint32_t cksum_update(uint32_t crc, const void *bytes, size_t length);

/* The first number that `cksum` prints for the bytes fed so far, whose count is `length`.
 * The crc itself can be fed further. */
uint32_t cksum_finish(uint32_t crc, uint64_t length);
