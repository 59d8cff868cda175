/* The outputs of the log: serial port, screen, the debug port of emulators. */
#pragma once

#include <stdbool.h>

#include "arch/devices/screen.h"
#include "arch/firmware/physical_view.h"
#include "kernel/log/log_ring.h"
#include "kernel/options/options.h"
#include "kernel/screen/boot_screen.h"

/* Opens the outputs that the options name and the machine has; paging is off. Earlier
 * lines appear too. `efi`: UEFI booted the machine, so there is no BIOS text screen. */
void console_open(const struct options *options, const struct physical_view *memory,
                  const struct boot_screen *told, bool efi);
/* For a run that ends before console_open(): only COM1 at the default speed. */
void console_open_early(void);
/* The screen, for code that writes cells on it; NULL if there is none. */
struct screen *console_screen(void);

/* Physical memory that must be mapped for the screen; size 0 if there is no screen. */
struct console_memory {
    uint64_t address, size;
    bool pixels; /* much memory, and write-only */
};
struct console_memory console_screen_memory(void);
/* Sets the address of that memory from now on (NULL: unreachable, nothing is drawn). */
void console_move_screen(void *memory);
/* While frozen, the screen shows older lines, and new lines do not go to it. */
void console_freeze(bool freeze);
/* The part of the log that is kept. */
const struct log_ring *console_log(void);
/* Sends all of that part to the serial port. */
void console_send_log_again(void);
/* Logs the outputs as comment lines. */
void console_describe(void);
