/*
 * The machine of a process (kernel/machine/machine.h), its console and its end: standard
 * output, and the exit status of the process.
 */
#include "kernel/machine/machine.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/machine_check.h"
#include "arch/cpu/microcode.h"
#include "arch/devices/debug_port.h"
#include "arch/irq/apic.h"
#include "arch/irq/nmi.h"
#include "arch/irq/nmi_timer.h"
#include "arch/time/clock.h"
#include "kernel/end/machine_check_trap.h"
#include "kernel/log/log.h"
#include "kernel/machine/memory.h"
#include "kernel/screen/console.h"
#include "kernel/screen/display.h"
#include "kernel/screen/input.h"
#include "kernel/smp/events.h"
#include "lib/panic.h"
#include "native/linux.h"

/* The CPU to which the boot processor's thread is pinned. */
static uint32_t first_cpu;

void machine_find_cpu(struct machine *machine, const struct options *options)
{
    struct cpuid_dump dump;
    (void)options;
    cpuid_collect(&dump);
    cpu_identity_from(&dump, &machine->identity);
    errata_find(&machine->identity, microcode_revision(&machine->identity),
                &machine->errata);
}

bool machine_has_pae(const struct machine *machine, const struct options *options,
                     char *reason, size_t size)
{
    (void)machine, (void)options, (void)reason, (void)size;
    return true;
}

void machine_mark_emulated(struct cpu_identity *identity)
{
    (void)identity;
}

void machine_find_clock(struct machine *machine, const struct boot_info *boot,
                        const struct physical_view *memory)
{
    const struct cpu_features *features = &machine->identity.features;
    struct clock_setup setup = { .has_tsc = features->tsc && features->invariant_tsc };
    (void)boot, (void)memory;
    clock_start(&setup, log_comment_sink());
    clock_describe(log_comment_sink());
}

bool machine_find_memory(struct machine *machine, const struct boot_info *boot,
                         const struct options *options, char *reason, size_t size)
{
    (void)boot, (void)options, (void)reason, (void)size;
    machine->trampoline = PAGE_SIZE; /* threads need none; 0: none can start */
    return true;
}

static void take_cpu(struct processors *processors, unsigned cpu)
{
    if (processors->count < PROCESSORS_MAX)
        processors->apic_id[processors->count++] = cpu;
    else
        processors->beyond++;
}

void machine_find_processors(struct machine *machine, const struct boot_info *boot,
                             const struct physical_view *memory,
                             const struct options *options)
{
    struct processors *processors = &machine->processors;
    struct linux_cpus allowed;
    char ids[120];
    (void)boot, (void)memory, (void)options;

    processors->count = 0;
    if (linux_get_affinity(&allowed) <= 0)
        panic("the operating system does not say which CPUs there are for us");
    for (unsigned cpu = 0; cpu < LINUX_CPUS_MAX; cpu++)
        if (allowed.byte[cpu / 8] >> cpu % 8 & 1)
            take_cpu(processors, cpu);
    first_cpu = processors->apic_id[0];
    if (linux_pin(first_cpu))
        panic("the operating system does not pin us to CPU %u", first_cpu);
    processors_describe(processors, ids, sizeof(ids));
    log_line("# processors: %u that this process may use, by their names here %s",
             processors->count, ids);
}

uint32_t apic_id(void)
{
    return cpu_index() ? this_cpu()->apic_id : first_cpu;
}

enum apic_mode apic_mode(void)
{
    return APIC_ABSENT;
}

bool apic_has_base(void)
{
    return false;
}

bool apic_join(uint64_t *found, uint64_t *now)
{
    *found = *now = 0;
    return true;
}

void apic_set_base(volatile void *page)
{
    (void)page;
}

/* The user can end a process that hangs: no timer, no watchdog. */
uint32_t apic_timer_calibrate(void)
{
    return 0;
}

void apic_timer_start(unsigned vector, uint32_t ticks)
{
    (void)vector, (void)ticks;
}

void apic_timer_stop(void)
{
}

bool nmi_timer_start(const struct nmi_timer_wiring *wiring, nmi_timer_tick *tick,
                     struct line_sink *sink)
{
    (void)wiring, (void)tick, (void)sink;
    return false;
}

void nmi_timer_go_on(void)
{
}

const char *memory_start(const struct machine *machine)
{
    (void)machine;
    return NULL;
}

/* Ring 3 has no ports. */
bool debug_port_present(void)
{
    return false;
}

static void write_out(void *context, const char *bytes, size_t length, uint32_t *sent)
{
    (void)context, (void)sent; /* all at once */
    if (!linux_write(bytes, length))
        linux_exit(3);
}

static void open_output(void)
{
    static bool opened;
    if (!opened)
        log_add_output(write_out, NULL);
    opened = true;
}

void console_open(const struct options *options, const struct physical_view *memory,
                  const struct boot_screen *told, bool efi)
{
    (void)options, (void)memory, (void)told, (void)efi;
    open_output();
}

void console_describe(void)
{
}

void console_open_early(void)
{
    open_output();
}

void console_move_screen(void *memory)
{
    (void)memory;
}

/* A process has no board; the operating system handles machine checks. */
uint8_t nmi_board_reason(void)
{
    return 0;
}

void machine_check_enable(bool has_mce, unsigned family, unsigned model)
{
    (void)has_mce, (void)family, (void)model;
}

void events_init(void)
{
}

void machine_check_init(void)
{
}

void events_report(void)
{
}

/* Standard output is the whole display, and no keys are read. */
void display_verdict(enum verdict verdict, const char *reason)
{
    (void)verdict, (void)reason;
}

void input_start(uint64_t seed)
{
    (void)seed;
}

void input_poll(void)
{
}

bool input_stop_asked(void)
{
    return false;
}

_Noreturn void input_poll_for_ever(const struct power_means *means)
{
    linux_exit((int)means->exit_code);
}

_Noreturn void power_end(enum power_action action, const struct power_means *means,
                         struct line_sink *sink)
{
    (void)action, (void)sink;
    linux_exit((int)means->exit_code);
}
