/*
 * Checks that a log arrived complete, by the rules of docs/log.md and tools/judge.awk:
 * its last line counts the lines before it and has their checksum, and the line before
 * that is a verdict.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Returns what is wrong with the log, or NULL. Without `verdict` the line before the last
 * may be any. */
const char *log_fault(const char *bytes, size_t length, bool verdict);
