#include "arch/cpu/machine_check.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/msr.h"

#define MSR_MCG_CAP 0x179
#define MSR_MCG_STATUS 0x17A
#define MSR_MC0_CTL 0x400 /* CTL, STATUS, ADDR, MISC of bank 0; then those of bank 1 */

enum { BANKS_MAX = 32, MSRS_PER_BANK = 4, STATUS = 1, ADDRESS = 2 };

static struct machine_check found[CPUS_MAX];

static uint32_t msr_of(unsigned bank, unsigned which)
{
    return MSR_MC0_CTL + bank * MSRS_PER_BANK + which;
}

static unsigned banks(void)
{
    uint64_t capabilities;

    if (!(read_cr4() & CR4_MCE) || !rdmsr_safe(MSR_MCG_CAP, &capabilities))
        return 0;
    unsigned count = capabilities & 0xFF;
    return count < BANKS_MAX ? count : BANKS_MAX;
}

bool machine_check_collect(void)
{
    struct machine_check *mine = &found[cpu_index()];
    uint32_t before = mine->count;

    for (unsigned bank = 0, count = banks(); bank < count; bank++) {
        uint64_t status, address = 0;
        if (!rdmsr_safe(msr_of(bank, STATUS), &status) || !(status & MACHINE_CHECK_VALID))
            continue;
        if (status & MACHINE_CHECK_ADDRESS)
            rdmsr_safe(msr_of(bank, ADDRESS), &address);
        *mine = (struct machine_check){ mine->count + 1, bank, status, address };
        wrmsr_safe(msr_of(bank, STATUS), 0);
    }
    return mine->count != before;
}

void machine_check_over(void)
{
    wrmsr_safe(MSR_MCG_STATUS, 0); /* exists with IA32_MCG_CAP, even without banks */
}

/* Bank 0 of a P6 belongs to its BIOS (Linux arch/x86/kernel/cpu/mce/core.c,
 * apply_quirks_intel(): "SDM documents that on family 6 bank 0 should not be
 * written"). */
static unsigned first_bank(unsigned family, unsigned model)
{
    return family == 6 && model < 0x1A ? 1 : 0;
}

void machine_check_enable(bool has_mce, unsigned family, unsigned model)
{
    if (!has_mce)
        return;
    write_cr4(read_cr4() | CR4_MCE);
    machine_check_collect();
    for (unsigned bank = first_bank(family, model), count = banks(); bank < count; bank++)
        wrmsr_safe(msr_of(bank, 0), ~0ull);
}

const struct machine_check *machine_check_of(unsigned cpu)
{
    return &found[cpu];
}

void machine_check_say(unsigned cpu, struct line_sink *sink)
{
    const struct machine_check *its = &found[cpu];

    line(sink,
         "# machine check: cpu %u bank %u status=0x%llx address=0x%llx (%s), %u so far",
         cpu, its->bank, (unsigned long long)its->status,
         (unsigned long long)its->address,
         its->status & MACHINE_CHECK_UNCORRECTED ? "uncorrected" : "corrected",
         its->count);
}
