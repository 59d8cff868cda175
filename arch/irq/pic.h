/*
 * Disables the two 8259 interrupt controllers: remapped, so that a spurious interrupt
 * does not look like an exception, and masked (Intel 8259A data sheet). Also the IMCR of
 * old boards, which routes them past the local APIC (MP specification 1.4, 3.6.2.1).
 */
#pragma once

#include <stdbool.h>

enum {
    PIC_FIRST_VECTOR = 0x20, /* IRQ 0; IRQ 8 is 0x28 */
    PIC_VECTORS = 16,
};

/* IRQ 0..15 to vectors 0x20..0x2F, all masked. */
void pic_remap_and_mask(void);

/* Whether the interrupt on this vector is spurious: the 8259 raises IRQ 7 or 15 when a
 * request disappears before it is acknowledged, even with all lines masked, and leaves
 * the in-service bit clear. Sends the end of interrupt if that case needs one; pic_end()
 * is for the other case. Only vectors 0x27 and 0x2F can be spurious. */
bool pic_spurious(unsigned vector);

/* End of interrupt for a vector that is not spurious. */
void pic_end(unsigned vector);

/* Unmasks only IRQ 0, for a LINT0 that delivers the 8259s' requests as NMIs. The CPU
 * then fetches no vector; the second function is the acknowledgement and the end of
 * interrupt. */
void pic_open_timer(void);
void pic_acknowledge_timer(void);

/* Switches the IMCR from PIC mode to symmetric mode. Only if bit 7 of feature byte 2 in
 * the MP table is set: elsewhere ports 0x22 and 0x23 have other uses. */
void pic_imcr_symmetric(void);
