#include "kernel/main.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/irq/stray.h"
#include "arch/smp/smp.h"
#include "arch/time/clock.h"
#include "arch/time/timeout_scale.h"
#include "kernel/end/finish.h"
#include "kernel/end/machine_check_trap.h"
#include "kernel/end/panic.h"
#include "kernel/end/self_test.h"
#include "kernel/log/log.h"
#include "kernel/machine/machine.h"
#include "kernel/machine/memory.h"
#include "kernel/options/options.h"
#include "kernel/screen/console.h"
#include "kernel/screen/input.h"
#include "kernel/smp/cpu_facts.h"
#include "kernel/smp/cpus.h"
#include "kernel/smp/events.h"
#include "kernel/smp/watchdog.h"
#include "kernel/smp/workers.h"
#include "lib/format.h"
#include "lib/string.h"
#include "litmus/judge/result_line.h"
#include "litmus/run/session.h"
#include "litmus/run/trials.h"
#include "litmus/trials/trial.h"
#include "mm/tlb.h"
#include "version.h"

static struct options options;
static char reason[VERDICT_REASON_SIZE]; /* of a run that ends before its first trial */
static struct machine machine;
static struct environment environment;

static bool run_selects(const char *name)
{
    return options_selects(&options, name);
}

struct glob {
    const char *text;
    size_t length;
};

static bool glob_selects(void *context, const char *name)
{
    const struct glob *glob = context;
    return trial_selected(glob->text, glob->length, name);
}

/* A glob that selects nothing is a typing error, and no trial runs on a guess. */
static bool every_glob_selects(void)
{
    struct glob glob;
    bool good = true;
    for (size_t i = 0; options_run_part(&options, i, &glob.text, &glob.length); i++)
        if (!trials_any(glob_selects, &glob)) {
            log_line("# options: run=%.*s selects no trial; the trials are:",
                     (int)glob.length, glob.text);
            if (good)
                format(reason, sizeof(reason),
                       "run=%.*s selects no trial; the option list "
                       "alone names them all, as stress/pte/lockless; nothing was run",
                       (int)glob.length, glob.text);
            good = false;
        }
    if (!good)
        trials_list(log_comment_sink());
    return good;
}

/* The end of a text, as much as fits into a reason. */
static const char *end_of(const char *text)
{
    enum { SHOWN = 40 };
    size_t length = strlen(text);

    return length > SHOWN ? text + length - SHOWN : text;
}

/* Prints the lists; ends the run after a list or a bad option. */
static void obey_options(const struct boot_info *boot,
                         const struct options_mistakes *mistakes)
{
    if (boot->command_line_cut) {
        format(reason, sizeof(reason),
               "the command line has more than %u characters: what follows '%s' is lost; "
               "give fewer options; nothing was run",
               BOOT_COMMAND_LINE_MAX, end_of(boot->command_line));
        end_run(VERDICT_ERROR, reason);
    }
    if (mistakes->count) {
        options_reason(mistakes, reason, sizeof(reason));
        end_run(VERDICT_ERROR, reason);
    }
    if (!every_glob_selects())
        end_run(VERDICT_ERROR, reason);
    if (options.help)
        options_help(log_comment_sink());
    if (options.list)
        trials_list(log_comment_sink());
    if (options.help || options.list)
        end_run(VERDICT_INCONCLUSIVE,
                "a list was requested and is in the log above (u, d: "
                "pages); nothing was run");
}

static enum power_action action(enum option_end end)
{
    static const enum power_action actions[] = {
        [OPTION_END_HOLD] = POWER_HOLD,
        [OPTION_END_REBOOT] = POWER_REBOOT,
        [OPTION_END_POWEROFF] = POWER_OFF,
        [OPTION_END_EMULATOR] = POWER_EMULATOR,
    };
    return actions[end];
}

static void banner(const struct boot_info *boot)
{
    const char *loader = boot->loader[0] ? boot->loader : "unnamed loader";

    log_line("# lohilo %s, commit %s, log format 2", LOHILO_VERSION, LOHILO_COMMIT);
    if (boot->protocol)
        log_line("# boot: Multiboot %u, %s", (unsigned)boot->protocol, loader);
    else /* unknown, or a process (native/) */
        log_line("# boot: %s", loader);
    if (boot->reserved_joined)
        log_line("# boot: modules in more than %u places: %u gaps between them, %llu "
                 "bytes, are "
                 "not used",
                 (unsigned)BOOT_RESERVED_MAX, boot->reserved_joined,
                 (unsigned long long)boot->reserved_between);
    console_describe();
    options_describe(&options, log_comment_sink());
}

static void run_trials(void)
{
    struct litmus_options wishes = {
        .selects = run_selects,
        .time_ms = options.time_ms,
        .count = options.count,
        .seed = options.seed,
        .rounds = options.rounds,
        .windows = options.window.value,
        .window_count = options.window.count,
        .gaps = options.gap.value,
        .gap_count = options.gap.count,
        .slots = options.slots,
        .writers = options.writers,
        .nmis = options.nmis,
        .schedule = options.schedule[0] ? options.schedule : NULL,
    };
    struct summary summary;

    this_cpu()->phase = CPU_PHASE_RUNNING_TRIALS;
    input_start(options.seed);
    session_run(&environment, &wishes, &summary);
    end_run_reported(summary.verdict, summary.reason);
}

void kernel_early(void)
{
    cpus_init_boot();
    traps_init();
    stray_init();
    panic_init();
    events_init();
    machine_check_init();
    traps_load();
    this_cpu()->takes_nmi = 1;
}

_Noreturn void kernel_main(const struct boot_info *boot,
                           const struct physical_view *memory)
{
    struct options_mistakes mistakes;

    options_parse(boot->command_line, &options, &mistakes, log_comment_sink());
    finish_set(action(options.end), &machine.power);
    timeout_scale_set(options.patience);
    console_open(&options, memory, &boot->screen, boot->efi);
    banner(boot);
    obey_options(boot, &mistakes);

    machine_find_cpu(&machine, &options);
    if (!machine_has_pae(&machine, &options, reason, sizeof(reason)))
        end_run(VERDICT_ERROR, reason);
    machine_find_clock(&machine, boot, memory);
    result_line_mark(clock_mark());
    finish_set(action(options.end), &machine.power);
    if (!machine_find_memory(&machine, boot, &options, reason, sizeof(reason)))
        end_run(VERDICT_ERROR, reason);
    machine_find_processors(&machine, boot, memory, &options);
    if (machine.trampoline)
        smp_set_warm_reset_vector(machine.trampoline);

    /* Frames, page tables, paging on. */
    const char *refused = memory_start(&machine);
    if (refused)
        end_run(VERDICT_ERROR, refused);
    tlb_init(machine.paging.pge);
    cpus_set_up_boot(&machine);
    watchdog_start_alone(&machine.processors);
    self_test_early(options.test);
    cpus_start(&machine, boot, &options);
    cpu_facts_describe();
    local_irq_enable();
    watchdog_start();
    workers_init(&environment);
    cpus_compare_tsc(&environment);

    self_test(options.test, &environment);
    run_trials();
    for (;;)
        halt();
}
