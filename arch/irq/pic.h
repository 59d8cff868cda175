/*
 * The two 8259 interrupt controllers, put out of the way: remapped, so that a spurious
 * interrupt does not pose as an exception, and masked (Intel 8259A data sheet). And the
 * IMCR of old boards, which routes them past the local APIC (MP specification 1.4,
 * 3.6.2.1).
 */
#pragma once

#include <stdbool.h>

enum {
    PIC_FIRST_VECTOR = 0x20, /* IRQ 0; IRQ 8 is 0x28 */
    PIC_VECTORS = 16,
};

/* IRQ 0..15 to vectors 0x20..0x2F, all masked. */
void pic_remap_and_mask(void);

/* Whether the interrupt that came in on this vector was none: the 8259 raises IRQ 7 or 15
 * when a request went away before it was answered, even while all are masked, and its
 * in-service bit is then clear. Does what end-of-interrupt the case needs; pic_end() is
 * for the other case. Vectors other than 0x27 and 0x2F are never spurious. */
bool pic_spurious(unsigned vector);

/* End of interrupt for a vector that pic_spurious() denied. */
void pic_end(unsigned vector);

/* Lets IRQ 0 through, of all, to whoever takes what the 8259s ask for as an NMI; then nobody
 * fetches a vector, and this is the acknowledgement and the end of interrupt. */
void pic_open_timer(void);
void pic_acknowledge_timer(void);

/* Switches the IMCR from PIC mode to symmetric mode. Only where the MP table's feature
 * byte 2 has bit 7 set: elsewhere ports 0x22 and 0x23 belong to something else. */
void pic_imcr_symmetric(void);
