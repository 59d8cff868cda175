/*
 * Characteristics: behaviour that the manual leaves to the processor. The probes find it
 * out, and the end of the log lists it in one table, always with the same keys in the
 * same order, so that tables of two machines can be compared line by line. Pure; also
 * compiled on the host.
 */
#pragma once

#include "lib/line.h"

enum { CHARACTERISTIC_VALUE_SIZE = 40 };

struct characteristic {
    const char *key;
    const char *values; /* the possible values and their meanings */
    const char *source;
};

extern const struct characteristic characteristics[];
extern const unsigned characteristics_count;

/* The values of one machine, in the order of the table; "" if unknown. */
struct machine_character {
    char value[16][CHARACTERISTIC_VALUE_SIZE];
};

/* Adds a value that was seen; several values are separated by commas. An unknown key
 * panics. */
void characteristic_note(struct machine_character *machine, const char *key,
                         const char *value);
/* Logs one line a key; "-" if no trial that shows it has run. */
void characteristics_report(struct line_sink *sink,
                            const struct machine_character *machine);
