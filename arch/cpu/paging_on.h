/*
 * Switching PAE paging on for the calling CPU, from whatever a loader left in EFER, one
 * guarded step after the other: who refuses one, as a hypervisor without PAE paging does,
 * is an answer with a name. Pure: the registers are called through a table (the CPU's
 * own: arch/cpu/paging_registers.h); also compiled on the host.
 *
 * EFER is written whole, not added to: with EFER.LME set, CR0.PG under CR4.PAE would
 * enter long mode (SDM vol. 3, 10.8.5), and AMD's EFER.TCE changes what INVLPG drops (APM
 * vol. 2, 3.1.7).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Each write is false where the CPU raises an exception instead. */
struct paging_registers {
    bool (*read_efer)(uint64_t *value); /* false: there is no such register */
    bool (*write_efer)(uint64_t value);
    uint32_t (*read_cr4)(void);
    bool (*write_cr4)(uint32_t value);
    bool (*write_cr3)(uint32_t value);
    uint32_t (*read_cr0)(void);
    bool (*write_cr0)(uint32_t value);
};

struct paging_request {
    uint32_t cr3; /* of PAE tables in which the caller's code and stack are where they are */
    bool nx;      /* their entries may have bit 63 set */
    bool pse;     /* CPUID has PSE: CR4.PSE is set, though PAE does not need it */
};

enum paging_answer {
    PAGING_IS_ON,
    PAGING_NO_EFER,       /* NX is wanted, and there is none */
    PAGING_EFER_REFUSED,
    PAGING_EFER_DIFFERS,  /* taken, but it reads back as something else */
    PAGING_PAE_REFUSED,
    PAGING_PAE_DROPPED,   /* CR4.PAE does not stick */
    PAGING_CR3_REFUSED,
    PAGING_CR0_REFUSED,
};

/* Paging is off before, and unless the answer is PAGING_IS_ON also after. */
enum paging_answer paging_on(const struct paging_registers *registers,
                             const struct paging_request *request);

/* What was refused; "" for PAGING_IS_ON. */
const char *paging_refusal(enum paging_answer answer);
