/*
 * The breaker: a loader that stands between QEMU's (or GRUB's) and lohilo. It takes lohilo as
 * a module, breaks what the firmware left in memory as its command line says, and starts it
 * with boot information of its own making. So a running kernel meets the faults that no
 * emulator has.
 *
 * The first word of the command line is `break=STEP,STEP,...`; the others are lohilo's. Steps,
 * in order; numbers are hexadecimal:
 *
 *   TABLE.OFFSET.BYTES      pokes bytes into a table and makes its checksum right again:
 *                           rsdp, rsdt, facp, madt, mp (the floating pointer), pcmp
 *   TABLE.OFFSET.BYTES.raw  the same, and leaves the checksum wrong
 *   at.ADDRESS.BYTES        pokes bytes into memory, as into the BIOS data area
 *   no-map                  forgets the memory map; no-sizes: mem_lower and mem_upper
 *   map.START.LENGTH.TYPE   adds an entry to the memory map; empty-map drops those before
 *   flood.COUNT.START.STRIDE.LENGTH.TYPE
 *                           adds COUNT entries, one every STRIDE bytes from START on
 *   entry-size.SIZE         hands over entries of SIZE bytes, 18 (as usual) to 20, all that
 *                           belongs to one counted; what is added is 0
 *   modules.COUNT.START.STRIDE.LENGTH
 *                           tells of COUNT modules, one every STRIDE bytes. Nothing is put
 *                           there
 *   loader.NAME             calls the loader so; `_` is a blank, and dots are part of it
 *   fb.ADDRESS.PITCH.WIDTH.HEIGHT.BITS.TYPE[.COLOURS]
 *                           tells of a framebuffer; COLOURS are six bytes: position and size
 *                           of red, green and blue
 *   multiboot2              hands over Multiboot 2 information rather than 1
 *   place.PIECE.ADDRESS     puts a piece at an address, 0 for one: info, all that EBX points
 *                           at; and of Multiboot 1 map, line, loader, modules
 *   info.OFFSET.BYTES       pokes bytes into the boot information, the last thing done
 *   magic.VALUE             starts lohilo with this in EAX
 *   apic-off, x2apic        clears bit 11, sets bit 10 of IA32_APIC_BASE
 *   apic-at.ADDRESS         puts the local APIC there, by the same register
 *   apid.OLD.NEW            the CPU with APIC id OLD (the boot processor or another one) writes
 *                           NEW into its APIC ID register
 *   apoff.ID, apx2.ID       the CPU with that APIC id clears bit 11, sets bit 10 of its
 *                           IA32_APIC_BASE
 *   apat.ID.ADDRESS         the CPU with that APIC id puts its local APIC there
 *   caches-off              sets CR0.CD and CR0.NW
 *   msr.NUMBER.VALUE        writes an MSR; msror.NUMBER.BITS sets bits of one
 *   w32.ADDRESS.VALUE       writes 32 bits at once, as a device's register wants it
 *   out.PORT.VALUE          writes a byte to a port; outl: 32 bits
 *   cr4.VALUE, cr0or.BITS, eflags.BITS   writes CR4; sets bits of CR0, of EFLAGS
 *   breakpoint.ADDRESS.DR7  leaves a breakpoint armed (SDM vol. 3, 18.2.4)
 *   paging                  switches 32-bit paging on, every address where it is
 *   spin.N                  spends 2^N turns of a loop
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
/* The value of its hexadecimal digits; 0 where there is none. */
uint64_t part_value(const struct part *part);
/* Writes its digits as bytes, two each, in this order. */
void part_poke(const struct part *part, void *to);

/* tables.c: a poke into a table of the firmware. False where the step is none. Stops where
 * there is no such table: a row that breaks nothing must not pass. */
bool tables_break(const struct step *step);

/* machine.c: registers and ports. False where the step is none of these. */
bool machine_break(const struct step *step);

/* information.c: what lohilo is told. */
void information_take(const void *loaders);
/* False where the step is none of these. */
bool information_break(const struct step *step);
/* processors.c: the local APIC of one CPU. False where the step is none of these. Stops where
 * no such CPU comes. To be done while the boot processor is in xAPIC mode. */
bool processors_break(const struct step *step);
/* The information as it has to be handed over, and what goes into EAX with it. */
const void *information_finish(const char *command_line, uint32_t *magic);

/* In the calling CPU's IA32_APIC_BASE. */
void change_apic_base(uint64_t clear, uint64_t set);

/* Says why on the debug port and the serial port, and stops for good. */
_Noreturn void give_up(const char *why);
