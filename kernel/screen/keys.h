/*
 * Translates the bytes of a keyboard or a terminal into commands. Pure. Every command has
 * a plain letter; cursor keys work if they are recognized.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum key {
    KEY_NONE,
    KEY_UP,        /* k, or the arrow: one row towards older lines of the log */
    KEY_DOWN,      /* j */
    KEY_PAGE_UP,   /* u, PgUp */
    KEY_PAGE_DOWN, /* d, PgDn */
    KEY_OLDEST,    /* g, Home */
    KEY_NEWEST,    /* e, End: follow the log again */
    KEY_STOP,      /* q, s: stop after this trial */
    KEY_LOG,       /* l: send the log again on the serial port */
    KEY_REBOOT,    /* r */
    KEY_OFF,       /* p */
};

/* One for each keyboard and each line; all zero at the start. */
struct key_decoder {
    uint8_t state;  /* state after the earlier bytes */
    uint8_t left;   /* bytes of a Pause key still to be skipped */
    uint8_t number; /* in a terminal's sequence */
};

/* A byte of scan code set 1. A key counts when it goes down. */
enum key key_from_scan_code(struct key_decoder *decoder, uint8_t byte);

/* A byte from a terminal: a letter of either case, or part of an escape sequence
 * (ECMA-48, 5.4). Letters within a sequence are not commands. */
enum key key_from_terminal(struct key_decoder *decoder, uint8_t byte);
