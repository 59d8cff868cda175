/*
 * The breaker: a loader between QEMU's (or GRUB's) and lohilo. It gets lohilo as a
 * module, breaks the firmware's data in memory as its command line says, and starts
 * lohilo with boot information of its own. So a running kernel meets faults that no
 * emulator has.
 *
 * The first word of the command line is `break=STEP,STEP,...`; the others are lohilo's.
 * The steps are carried out in order; numbers are hexadecimal:
 *
 *   TABLE.OFFSET.BYTES      pokes bytes into a table and corrects its checksum:
 *                           rsdp, rsdt, facp, madt, mp (the floating pointer), pcmp
 *   TABLE.OFFSET.BYTES.raw  the same, and leaves the checksum wrong
 *   at.ADDRESS.BYTES        pokes bytes into memory, for example the BIOS data area
 *   no-map                  omits the memory map; no-sizes: mem_lower and mem_upper
 *   map.START.LENGTH.TYPE   adds an entry to the memory map; empty-map drops those before
 *   flood.COUNT.START.STRIDE.LENGTH.TYPE
 *                           adds COUNT entries, one every STRIDE bytes from START on
 *   entry-size.SIZE         uses map entries of SIZE bytes in all, 18 (as usual) to 20;
 *                           added bytes are 0
 *   modules.COUNT.START.STRIDE.LENGTH
 *                           announces COUNT modules, one every STRIDE bytes. Nothing is
 *                           put there
 *   loader.NAME             sets the loader's name; `_` is a blank, and dots are part of
 *                           it
 *   fb.ADDRESS.PITCH.WIDTH.HEIGHT.BITS.TYPE[.COLOURS]
 *                           announces a framebuffer; COLOURS are six bytes: position and
 *                           size of red, green and blue
 *   multiboot2              passes Multiboot 2 information instead of 1
 *   place.PIECE.ADDRESS     puts a piece at an address, for example 0: info (all that EBX
 *                           points at); with Multiboot 1 also map, line, loader, modules
 *   info.OFFSET.BYTES       pokes bytes into the boot information, after everything else
 *   magic.VALUE             starts lohilo with this in EAX
 *   apic-off, x2apic        clears bit 11, sets bit 10 of IA32_APIC_BASE
 *   apic-at.ADDRESS         puts the local APIC there, by the same register
 *   apid.OLD.NEW            the CPU with APIC id OLD (the boot processor or another one)
 *                           writes NEW into its APIC ID register
 *   apoff.ID, apx2.ID       the CPU with that APIC id clears bit 11, sets bit 10 of its
 *                           IA32_APIC_BASE
 *   apat.ID.ADDRESS         the CPU with that APIC id puts its local APIC there
 *   caches-off              sets CR0.CD and CR0.NW
 *   msr.NUMBER.VALUE        writes an MSR; msror.NUMBER.BITS sets bits of one
 *   w32.ADDRESS.VALUE       writes 32 bits at once, as device registers require
 *   out.PORT.VALUE          writes a byte to a port; outl: 32 bits
 *   cr4.VALUE, cr0or.BITS, eflags.BITS   writes CR4; sets bits of CR0, of EFLAGS
 *   breakpoint.ADDRESS.DR7  leaves a breakpoint armed (SDM vol. 3, 18.2.4)
 *   paging                  enables 32-bit paging with an identity map
 *   spin.N                  runs a loop 2^N times
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A part of a step: text up to the next dot. */
struct part {
    const char *text;
    size_t length;
};

enum { PARTS_MAX = 12 };

struct step {
    unsigned count;
    struct part part[PARTS_MAX];
};

bool part_is(const struct part *part, const char *text);
/* The value of its hexadecimal digits; 0 if there is no part. */
uint64_t part_value(const struct part *part);
/* Writes its digits as bytes, two each, in this order. */
void part_poke(const struct part *part, void *to);

/* tables.c: pokes into a firmware table. Returns false if the step is of another kind.
 * Stops if there is no such table, so that a row that breaks nothing cannot pass. */
bool tables_break(const struct step *step);

/* machine.c: registers and ports. Returns false if the step is of another kind. */
bool machine_break(const struct step *step);

/* information.c: the boot information for lohilo. */
void information_take(const void *loaders);
/* Returns false if the step is of another kind. */
bool information_break(const struct step *step);
/* processors.c: the local APIC of one CPU. Returns false if the step is of another kind.
 * Stops if that CPU does not come. Requires the boot processor in xAPIC mode. */
bool processors_break(const struct step *step);
/* The finished information for lohilo, and the value for EAX. */
const void *information_finish(const char *command_line, uint32_t *magic);

/* Changes the calling CPU's IA32_APIC_BASE. */
void change_apic_base(uint64_t clear, uint64_t set);

/* Prints the reason on the debug port and the serial port, and stops for good. */
_Noreturn void give_up(const char *why);
