/*
 * Non-maskable interrupts: asked for (an IPI of lohilo's own) or not (a board's parity or
 * watchdog circuit). Several parts may ask for one; each says whether it was theirs.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/cpu/traps.h"

/* True if the NMI was for this handler. Runs on the CPU that took it, whatever that was
 * doing: no locks, no log. */
typedef bool nmi_handler(struct trap_frame *frame);

enum { NMI_HANDLERS_MAX = 8 };

/* Port 0x61 (IBM PC/AT): what a board's NMI was about; struct cpu, nmi_reason. */
#define NMI_PARITY 0x80
#define NMI_CHANNEL 0x40
/* Reads that port, and makes the board ready to report again. */
uint8_t nmi_board_reason(void);

/* Lets NMIs of the board through, where a loader has shut them out: bit 7 of port 0x70, the
 * index of the CMOS (IBM PC/AT). It cannot be read. */
void nmi_board_open(void);

/* Installs the trap (once). `first` is asked before all others, and they are not where the NMI
 * is its; NULL: nobody. */
void nmi_init(nmi_handler *first);
/* Adds a handler; all are asked on every NMI, because two NMIs that come close arrive as
 * one. Those that nobody owns are counted (struct cpu, nmi_count). A second call with the same
 * handler changes nothing. */
void nmi_add_handler(nmi_handler *handler);
