/*
 * The end of a run: hold, reboot, power off, or leave the emulator. Each is a ladder of
 * methods that work on some machines (measured on QEMU and Bochs; ACPI 6.5, 4.8.3.6 for
 * the reset register). If a step has no effect within a tenth of a second, that is logged
 * and the next one is tried. After the last the machine holds: an unrequested reboot
 * would look like a crash.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/firmware/acpi.h"
#include "lib/line.h"

enum power_action {
    POWER_HOLD,     /* halt for ever; the screen stays */
    POWER_REBOOT,   /* reset register, port 0xCF9, keyboard controller, triple fault */
    POWER_OFF,      /* QEMU's and Bochs' ACPI ports; a real board would need its _S5 */
    POWER_EMULATOR, /* QEMU's isa-debug-exit, Bochs' magic break or shutdown port */
};

/*
 * isa-debug-exit at 0xF4 turns the value v into exit status 2v + 1; v is this plus the
 * exit code of the verdict: HOLDS 33, VIOLATED 35, INCONCLUSIVE 37, ERROR 39. They differ
 * from QEMU's own (0 when the machine is gone, 1 when it could not start).
 */
enum { POWER_EXIT_BASE = 0x10 };

/* The known means of this machine, and the exit code for an emulator. */
struct power_means {
    unsigned exit_code; /* of the verdict, 0..3, as in tools/run; 0 is success */

    /* From a FADT of revision 2 or later whose flags have RESET_REG_SUP (bit 10). A
     * register in memory is ignored: it is not mapped. */
    bool has_reset_register;
    enum acpi_space reset_space;
    uint64_t reset_address;
    uint8_t reset_value;
};

/* Disables interrupts on this CPU and does not return; the others must have been stopped.
 * Drains the serial port before each step. Logs to `sink` which steps had no effect. */
_Noreturn void power_end(enum power_action action, const struct power_means *means,
                         struct line_sink *sink);
