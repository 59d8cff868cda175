#include "kernel/end/machine_check_trap.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/machine_check.h"
#include "arch/cpu/traps.h"
#include "arch/smp/cpu_failure.h"
#include "kernel/end/panic.h"
#include "lib/panic.h"

/* Reads the banks here, because another CPU cannot read them. */
static void machine_check(struct trap_frame *frame)
{
    machine_check_collect();
    machine_check_over();
    if (!panic_is_due())
        cpu_fail_and_halt(frame, TRAP_FRAME_ESP(frame), "machine check (18)");
    const struct machine_check *its = machine_check_of(cpu_index());
    panic("machine check (18) at EIP 0x%08x: %u errors, the last in bank %u: "
          "status=0x%llx address=0x%llx",
          frame->eip, its->count, its->bank, (unsigned long long)its->status,
          (unsigned long long)its->address);
}

void machine_check_init(void)
{
    trap_set_handler(TRAP_MACHINE_CHECK, machine_check);
}
