/*
 * The checksum of POSIX's `cksum` utility (POSIX.1-2017, XCU, cksum): whoever holds a log
 * checks it with a command that every Unix has.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { CKSUM_START = 0 };

/* Feeds more bytes; starts from CKSUM_START. */
uint32_t cksum_update(uint32_t crc, const void *bytes, size_t length);

/* What `cksum` prints first for the bytes fed so far, given how many they were. The crc
 * itself can be fed on. */
uint32_t cksum_finish(uint32_t crc, uint64_t length);
