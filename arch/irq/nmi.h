/*
 * Non-maskable interrupts: lohilo's own (an IPI or a timer), or unexpected ones (a
 * board's parity or watchdog circuit). Several modules may use NMIs; each handler reports
 * whether an NMI was its own.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/traps.h"

/* True if the NMI was for this handler. Runs on the CPU that took it, in the middle of
 * anything: no locks, no log. */
typedef bool nmi_handler(struct trap_frame *frame);

enum { NMI_HANDLERS_MAX = 8 };

/* Port 0x61 (IBM PC/AT): the reason of a board's NMI; struct cpu, nmi_reason. */
#define NMI_PARITY 0x80
#define NMI_CHANNEL 0x40
/* Reads that port, and re-arms the board's NMI sources. */
uint8_t nmi_board_reason(void);

/* Unmasks the board's NMIs, which a loader may have masked: bit 7 of port 0x70, the CMOS
 * index (IBM PC/AT). The bit cannot be read. */
void nmi_board_open(void);

/* Installs the trap (once). `first`, or NULL, runs before all other handlers; they are
 * skipped if it returns true. */
void nmi_init(nmi_handler *first);
/* Adds a handler. Every NMI calls all handlers, because two NMIs close together arrive as
 * one. Unowned NMIs are counted (struct cpu, nmi_count). Adding a handler twice has no
 * effect. */
void nmi_add_handler(nmi_handler *handler);
