#include "kernel/end/finish.h"

#include <stddef.h>

#include "kernel/log/log.h"
#include "kernel/screen/console.h"
#include "kernel/screen/display.h"
#include "kernel/screen/input.h"
#include "kernel/smp/watchdog.h"

static enum power_action end_action = POWER_HOLD;
static struct power_means end_means;
static struct end_state state;

struct end_state *finish_state(void)
{
    return &state;
}

void finish_set(enum power_action action, const struct power_means *means)
{
    end_action = action;
    end_means = *means;
}

/* The emulator's exit status: that of tools/run for the verdict, which tools/run itself
 * takes from the log (docs/log.md). */
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

static _Noreturn void take_action(enum verdict verdict)
{
    end_means.exit_code = exit_code(verdict);
    if (!end_begin(&state, END_POWER))
        power_end(POWER_HOLD, &end_means, NULL);
    if (end_action == POWER_HOLD)
        input_poll_for_ever(&end_means);
    power_end(end_action, &end_means, NULL);
}

_Noreturn void end_run(enum verdict verdict, const char *reason)
{
    if (end_begin(&state, END_VERDICT))
        log_line("# verdict %s %s", verdict_name(verdict), reason);
    end_run_reported(verdict, reason);
}

_Noreturn void end_run_reported(enum verdict verdict, const char *reason)
{
    watchdog_stop();
    console_open_early();
    if (end_begin(&state, END_LINE))
        log_end();
    if (end_begin(&state, END_SCREEN))
        display_verdict(verdict, reason);
    take_action(verdict);
}
