/* Where the log goes: serial port, screen, the debug port of emulators. */
#pragma once

#include <stdbool.h>

#include "arch/firmware/physical_view.h"
#include "arch/devices/screen.h"
#include "kernel/boot_info.h"
#include "kernel/log/log_ring.h"
#include "kernel/options/options.h"

/* Opens what the options ask for and the machine has; paging is off. What was logged before
 * appears too. */
void console_open(const struct options *options, const struct physical_view *memory,
                  const struct boot_info *boot);
/* For a run that ends before console_open(): COM1 at the default speed, no more. */
void console_open_early(void);
/* The screen, for those who put cells on it; NULL where there is none. */
struct screen *console_screen(void);

/* Physical memory that the screen needs to be mapped; size 0 where there is no screen. */
struct console_memory {
    uint64_t address, size;
    bool pixels; /* much memory, and only ever written */
};
struct console_memory console_screen_memory(void);
/* That memory can be reached here from now on (NULL: not at all, and nothing is drawn). */
void console_move_screen(void *memory);
/* While frozen, the log's new lines do not go to the screen: it shows older ones. */
void console_freeze(bool freeze);
/* The log, as far as it is kept. */
const struct log_ring *console_log(void);
/* The same, all of it, on the serial port. */
void console_send_log_again(void);
/* What was opened, as comment lines. */
void console_describe(void);
