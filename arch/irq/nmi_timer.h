/*
 * A timer that interrupts the boot processor by NMI, even with interrupts off: channel 0
 * of the 8254, whose output is IRQ 0 (arch/time/pit.h). Two ways lead from there to an
 * NMI; only a trial shows which one a board has:
 *
 *   an I/O APIC's input in NMI mode (arch/irq/io_apic.h), as Linux's nmi_watchdog=1 did.
 *   It is the only way on Bochs, whose 8259 bypasses the local APIC
 *   (bx_pc_system_c::raise_INTR());
 *   the 8259 and the local APIC's LINT0 in NMI mode (SDM vol. 3, 11.5.1; KVM's
 *   pit_do_work() calls it "NMI watchdog support via Virtual Wire mode"). The CPU fetches
 *   no vector from the 8259 then, so the handler acknowledges with the poll command
 *   (8259A data sheet).
 *
 * Neither works without a local APIC, without an 8254 that counts (UEFI machines may have
 * stopped its clock), or where an HPET has replaced IRQ 0.
 *
 * The channel makes one shot at a time (mode 0). Its output stays high from the end of a
 * shot to the start of the next. That tells this NMI from all others without a guess by
 * time, and keeps a shot whose NMI merged with another one. The timer stops unless the
 * handler starts the next shot.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/traps.h"
#include "lib/line.h"

/* The longest that 16 bits at PIT_HZ allow. */
enum { NMI_TIMER_SHOT_US = 54925 };

/* Called in the NMI. True: start the next shot; false: stop. */
typedef bool nmi_timer_tick(struct trap_frame *frame);

struct nmi_timer_wiring {
    volatile void *io_apic; /* mapped; NULL: no I/O APIC known */
    unsigned input;         /* its input for IRQ 0, according to firmware */
};

/* On the boot processor, with its local APIC enabled, after nmi_init(): finds the way
 * that works, at a fifth of a second for each that does not, and starts the timer. Logs
 * the way, or logs why there is none and returns false. */
bool nmi_timer_start(const struct nmi_timer_wiring *wiring, nmi_timer_tick *tick,
                     struct line_sink *sink);

/* On the boot processor, after `tick` has returned false: starts again. No-op if the
 * timer was never started. */
void nmi_timer_go_on(void);
