/*
 * A timer that interrupts the boot processor by NMI, be its interrupts on or off: channel 0
 * of the 8254, whose output is IRQ 0 (arch/time/pit.h). Two ways lead from there to an NMI, and
 * which of them a board has shows only when it is tried:
 *
 *   an I/O APIC's input in NMI mode (arch/irq/io_apic.h), as Linux's nmi_watchdog=1 had it. Bochs
 *   has this one alone: its 8259 is wired past the local APIC (bx_pc_system_c::raise_INTR());
 *   the 8259 and the local APIC's LINT0 in NMI mode (SDM vol. 3, 11.5.1; KVM's pit_do_work()
 *   calls it "NMI watchdog support via Virtual Wire mode"). Nobody fetches a vector from the
 *   8259 then, so it is acknowledged by its poll command (8259A data sheet).
 *
 * No way is there without a local APIC, without an 8254 that counts (UEFI machines may have
 * stopped its clock), or where an HPET has taken over IRQ 0.
 *
 * The channel makes one shot at a time (mode 0). Its output stays high from the end of a shot
 * to the start of the next, which tells this NMI from all others without guessing by time,
 * and a shot whose NMI came together with another is not lost. Nothing comes when nobody
 * starts the next one.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/traps.h"
#include "lib/line.h"

/* As long as 16 bits of PIT_HZ reach. */
enum { NMI_TIMER_SHOT_US = 54925 };

/* Called in the NMI. True: go on; false: this was the last one. */
typedef bool nmi_timer_tick(struct trap_frame *frame);

struct nmi_timer_wiring {
    volatile void *io_apic; /* mapped; NULL: none known */
    unsigned input;         /* of it, for IRQ 0, by what firmware says */
};

/* On the boot processor, its local APIC enabled, nmi_init() done: finds the way that works,
 * takes a fifth of a second for each that does not, and starts. Says which it is, or why
 * there is none and returns false. */
bool nmi_timer_start(const struct nmi_timer_wiring *wiring, nmi_timer_tick *tick,
                     struct line_sink *sink);

/* On the boot processor, after `tick` has returned false: starts again. Where it was never
 * started, nothing. */
void nmi_timer_go_on(void);
