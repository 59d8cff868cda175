#include "kernel/ending.h"

#include <stdbool.h>

#include "arch/cpu.h"
#include "kernel/attend.h"
#include "kernel/console.h"
#include "kernel/display.h"
#include "kernel/log.h"
#include "kernel/watchdog.h"

static enum power_action end_action = POWER_HOLD;
static struct power_means end_means;

/* What is under way, and would fail a second time where it was what ended the run. */
static bool drawing;
static unsigned attendant; /* 1 + index of the CPU that attends; 0: none */

void ending_set(enum power_action action, const struct power_means *means)
{
    end_action = action;
    end_means = *means;
}

/* The exit status of tools/run (docs/log.md). */
static unsigned exit_code(enum verdict verdict)
{
    static const unsigned codes[] = {
        [VERDICT_HOLDS] = 0,
        [VERDICT_VIOLATED] = 1,
        [VERDICT_INCONCLUSIVE] = 2,
        [VERDICT_ERROR] = 3,
    };
    return codes[verdict];
}

static void show(enum verdict verdict, const char *reason)
{
    if (drawing)
        return;
    drawing = true;
    display_verdict(verdict, reason);
    drawing = false;
}

static _Noreturn void hold(void)
{
    bool again = attendant == cpu_index() + 1;

    attendant = cpu_index() + 1;
    if (again)
        power_end(POWER_HOLD, &end_means, NULL);
    attend_for_ever(&end_means);
}

_Noreturn void end_run(enum verdict verdict, const char *reason)
{
    log_line("# verdict %s %s", verdict_name(verdict), reason);
    end_run_reported(verdict, reason);
}

_Noreturn void end_run_reported(enum verdict verdict, const char *reason)
{
    watchdog_stop();
    console_open_early();
    log_end();
    show(verdict, reason);
    end_means.exit_code = exit_code(verdict);
    if (end_action == POWER_HOLD)
        hold();
    power_end(end_action, &end_means, NULL);
}
