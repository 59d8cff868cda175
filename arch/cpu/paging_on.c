#include "arch/cpu/paging_on.h"

#include "arch/cpu/instructions.h"
#include "arch/cpu/msr.h"

static enum paging_answer set_efer(const struct paging_registers *registers, bool nx)
{
    uint64_t wanted = nx ? EFER_NXE : 0, value;

    if (!registers->read_efer(&value))
        return nx ? PAGING_NO_EFER : PAGING_IS_ON;
    if (value == wanted)
        return PAGING_IS_ON;
    if (!registers->write_efer(wanted))
        return PAGING_EFER_REFUSED;
    /* These two bits decide how the tables are read; a hypervisor may not change
     * others. */
    if (!registers->read_efer(&value) || (value ^ wanted) & (EFER_NXE | EFER_LME))
        return PAGING_EFER_DIFFERS;
    return PAGING_IS_ON;
}

/* Also sets CR4.PSE if possible. The SDM ignores it under PAE (vol. 3, 4.4), but every
 * other system sets it, and some software CPUs were never run without it. */
static enum paging_answer set_cr4(const struct paging_registers *registers, bool pse)
{
    uint32_t wanted = registers->read_cr4() | CR4_PAE;

    if (pse)
        (void)registers->write_cr4(registers->read_cr4() | CR4_PSE);
    wanted |= registers->read_cr4() & CR4_PSE;
    if (!registers->write_cr4(wanted))
        return PAGING_PAE_REFUSED;
    return registers->read_cr4() & CR4_PAE ? PAGING_IS_ON : PAGING_PAE_DROPPED;
}

enum paging_answer paging_on(const struct paging_registers *registers,
                             const struct paging_request *request)
{
    enum paging_answer answer = set_cr4(registers, request->pse);

    /* After PAE: without PAE a K8 refuses NXE (NetBSD sys/arch/amd64/acpi, PR 38587). */
    if (answer == PAGING_IS_ON)
        answer = set_efer(registers, request->nx);
    if (answer != PAGING_IS_ON)
        return answer;
    if (!registers->write_cr3(request->cr3))
        return PAGING_CR3_REFUSED;
    if (!registers->write_cr0(registers->read_cr0() | CR0_PG | CR0_WP))
        return PAGING_CR0_REFUSED;
    return PAGING_IS_ON;
}

const char *paging_refusal(enum paging_answer answer)
{
    static const char *const texts[] = {
        [PAGING_IS_ON] = "",
        [PAGING_NO_EFER] = "CPUID reports NX, but EFER (MSR 0xc0000080) cannot be read: "
                           "nx=off goes without",
        [PAGING_EFER_REFUSED] = "WRMSR to EFER (MSR 0xc0000080) was refused",
        [PAGING_EFER_DIFFERS] = "EFER (MSR 0xc0000080) does not keep LME off, or NXE as "
                                "it was set",
        [PAGING_PAE_REFUSED] = "MOV to CR4 with PAE was refused",
        [PAGING_PAE_DROPPED] = "CR4.PAE does not stay set",
        [PAGING_CR3_REFUSED] = "MOV to CR3 was refused under PAE",
        [PAGING_CR0_REFUSED] = "MOV to CR0 with PG was refused under PAE",
    };
    return texts[answer];
}
