/*
 * The exception screen: what panic() (lib/panic.h) and, on the boot processor, an exception
 * that nobody handles print, once and whole, after every other CPU has been stopped. The
 * verdict is then ERROR. An exception on another CPU parks that one (arch/loss.h).
 */
#pragma once

/* Installs the fatal hook and the NMI handlers: before the IDT is loaded (arch/traps.h), so
 * that no exception finds it without them. */
void panic_init(void);
