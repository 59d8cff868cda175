#include "arch/irq/nmi.h"

#include "arch/cpu/instructions.h"

enum { PORT_B = 0x61, CMOS_INDEX = 0x70, CMOS_DATA = 0x71, CMOS_STATUS_D = 0x0D };

#define PORT_B_WRITABLE 0x0F
#define PARITY_DISABLED 0x04
#define CHANNEL_DISABLED 0x08

/* Disabling and enabling clears the latches (Linux arch/x86/kernel/nmi.c,
 * pci_serr_error()); the timer's gate and the speaker keep their state. */
uint8_t nmi_board_reason(void)
{
    uint8_t port = inb(PORT_B);

    if (port & (NMI_PARITY | NMI_CHANNEL)) {
        uint8_t kept = port & PORT_B_WRITABLE & ~(PARITY_DISABLED | CHANNEL_DISABLED);
        outb(PORT_B, kept | PARITY_DISABLED | CHANNEL_DISABLED);
        outb(PORT_B, kept);
    }
    return port;
}

/* A data access must follow a write of the index (MC146818 on the AT board: otherwise the
 * clock is left between the two). */
void nmi_board_open(void)
{
    outb(CMOS_INDEX, CMOS_STATUS_D);
    (void)inb(CMOS_DATA);
}
