/*
 * Non-maskable interrupts: asked for (an IPI of lohilo's own) or not (a board's parity or
 * watchdog circuit). Several parts may ask for one; each says whether it was theirs.
 */
#pragma once

#include <stdbool.h>

#include "arch/traps.h"

/* True if the NMI was for this handler. Runs on the CPU that took it, whatever that was
 * doing: no locks, no log. */
typedef bool nmi_handler(struct trap_frame *frame);

enum { NMI_HANDLERS_MAX = 8 };

/* Installs the trap (once). */
void nmi_init(void);
/* Adds a handler; all are asked on every NMI, because two NMIs that come close arrive as
 * one. Those that nobody owns are counted (struct cpu, nmi_count). A second call with the same
 * handler changes nothing. */
void nmi_add_handler(nmi_handler *handler);
