/*
 * The end of a run: hold, reboot, power off, or leave the emulator. Each is a ladder of
 * ways that work on some machines (measured on QEMU and Bochs; ACPI 6.5, 4.8.3.6 for the
 * reset register). A step that did nothing within a tenth of a second is said to have
 * failed, the next one is tried, and after the last the machine holds: a reboot that was
 * not asked for could not be told from a crash.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/firmware/acpi.h"
#include "lib/line.h"

enum power_action {
    POWER_HOLD,     /* halt for ever, what is on the screen stays */
    POWER_REBOOT,   /* reset register, port 0xCF9, keyboard controller, triple fault */
    POWER_OFF,      /* QEMU's and Bochs' ACPI ports; a real board would need its _S5 */
    POWER_EMULATOR, /* QEMU's isa-debug-exit, Bochs' magic break or shutdown port */
};

/*
 * isa-debug-exit at 0xF4 turns the value v into exit status 2v + 1; v is this plus the
 * exit code of the verdict: HOLDS 33, VIOLATED 35, INCONCLUSIVE 37, ERROR 39. None of
 * them is what QEMU itself exits with (0 when the machine is gone, 1 when it could not
 * start).
 */
enum { POWER_EXIT_BASE = 0x10 };

/* What is known about the machine, and what there is to tell an emulator. */
struct power_means {
    unsigned exit_code; /* of the verdict, 0..3, as tools/run has them; 0 is success */

    /* From a FADT of revision 2 or later whose flags have RESET_REG_SUP (bit 10). A
     * register in memory is passed over: nothing maps it. */
    bool has_reset_register;
    enum acpi_space reset_space;
    uint64_t reset_address;
    uint8_t reset_value;
};

/* Disables interrupts on this CPU and does not return; the others must have been stopped.
 * Lets the serial port finish before each step. Says to `sink` what had no effect. */
_Noreturn void power_end(enum power_action action, const struct power_means *means,
                         struct line_sink *sink);
