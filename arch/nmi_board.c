#include "arch/nmi.h"

#include "arch/instructions.h"

enum { PORT_B = 0x61 };

#define PORT_B_WRITABLE 0x0F
#define PARITY_DISABLED 0x04
#define CHANNEL_DISABLED 0x08

/* Disabling and enabling clears the latches (Linux arch/x86/kernel/nmi.c,
 * pci_serr_error()); the timer's gate and the speaker stay as they are. */
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
