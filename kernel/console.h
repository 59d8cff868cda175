/* Where the log goes: serial port, screen, the debug port of emulators. */
#pragma once

#include "arch/physical_view.h"
#include "kernel/options.h"
#include "litmus/judge.h"

/* Opens what the options ask for and the machine has; paging is off. What was logged before
 * appears too. */
void console_open(const struct options *options, const struct physical_view *memory,
                  bool ega_text);
/* For a run that ends before console_open(): COM1 at the default speed, no more. */
void console_open_early(void);
/* The screen memory is now mapped here (NULL: nowhere, no more screen). */
void console_move_screen(volatile uint16_t *cells);
/* The verdict, large, and steady. */
void console_verdict(enum verdict verdict, const char *reason);
/* What was opened, as comment lines. */
void console_describe(void);
