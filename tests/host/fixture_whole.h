/*
 * Whether a log has arrived whole, by the rules of docs/log.md, which are those of
 * tools/judge.awk: its last line counts those before it and has their checksum, and the one
 * before that is a verdict.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* What is wrong with it, or NULL. Without `verdict` the line before the last may be any. */
const char *log_fault(const char *bytes, size_t length, bool verdict);
