/*
 * What a processor may do either way: found out by the probes, and listed at the end of
 * the log in one table, always with the same keys in the same order, so that the tables
 * of two machines can be compared line by line. Pure; also compiled on the host.
 */
#pragma once

#include "lib/line.h"

enum { CHARACTERISTIC_VALUE_SIZE = 40 };

struct characteristic {
    const char *key;
    const char *values; /* those it can have, and what they mean */
    const char *source;
};

extern const struct characteristic characteristics[];
extern const unsigned characteristics_count;

/* What is known of one machine, in the order of the table; "" where nothing is. */
struct machine_character {
    char value[16][CHARACTERISTIC_VALUE_SIZE];
};

/* Notes that a value was seen; one that was not seen before is added after a comma. An
 * unknown key panics. */
void characteristic_note(struct machine_character *machine, const char *key,
                         const char *value);
/* One line a key; "-" where no trial that tells has run. */
void characteristics_report(struct line_sink *sink,
                            const struct machine_character *machine);
