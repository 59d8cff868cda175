/*
 * Switches PAE paging on for the calling CPU, whatever a loader left in EFER, one guarded
 * step at a time. A refused step, as on a hypervisor without PAE paging, gives an answer
 * that names it. Pure: the registers are accessed through a table (the CPU's own:
 * arch/cpu/paging_registers.h); also compiled on the host.
 *
 * EFER is written whole: with EFER.LME left set, CR0.PG under CR4.PAE would enter long
 * mode (SDM vol. 3, 10.8.5), and AMD's EFER.TCE changes what INVLPG drops (APM vol. 2,
 * 3.1.7).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Each write returns false if the CPU raises an exception. */
struct paging_registers {
    bool (*read_efer)(uint64_t *value); /* false: the register does not exist */
    bool (*write_efer)(uint64_t value);
    uint32_t (*read_cr4)(void);
    bool (*write_cr4)(uint32_t value);
    bool (*write_cr3)(uint32_t value);
    uint32_t (*read_cr0)(void);
    bool (*write_cr0)(uint32_t value);
};

struct paging_request {
    uint32_t cr3; /* PAE tables that map the caller's code and stack one to one */
    bool nx;      /* entries may have bit 63 set */
    bool pse;     /* set CR4.PSE, though PAE does not need it: CPUID has PSE */
};

enum paging_answer {
    PAGING_IS_ON,
    PAGING_NO_EFER, /* NX is requested, but there is no EFER */
    PAGING_EFER_REFUSED,
    PAGING_EFER_DIFFERS, /* written, but it reads back differently */
    PAGING_PAE_REFUSED,
    PAGING_PAE_DROPPED, /* CR4.PAE reads back as 0 */
    PAGING_CR3_REFUSED,
    PAGING_CR0_REFUSED,
};

/* Paging must be off; it stays off unless the answer is PAGING_IS_ON. */
enum paging_answer paging_on(const struct paging_registers *registers,
                             const struct paging_request *request);

/* The name of the refused step; "" for PAGING_IS_ON. */
const char *paging_refusal(enum paging_answer answer);
