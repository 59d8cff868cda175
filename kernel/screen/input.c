#include "kernel/screen/input.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/cpu/traps.h"
#include "arch/devices/keyboard.h"
#include "arch/devices/uart.h"
#include "arch/irq/apic.h"
#include "arch/time/clock.h"
#include "kernel/log/log.h"
#include "kernel/screen/console.h"
#include "kernel/screen/display.h"
#include "kernel/screen/keys.h"
#include "kernel/screen/stolen_time.h"

enum {
    KEYS_EVERY_MS = 100,
    STATUS_EVERY = 3,   /* polls of the keys */
    BYTES_AT_ONCE = 16, /* of each source: no user types faster */
};

static struct key_decoder keyboard, terminal;
static bool started, stop;
static uint64_t next_us;
static unsigned looks;

static bool is_scroll(enum key key)
{
    return key >= KEY_UP && key <= KEY_NEWEST;
}

/* Handles a key during a run; keys that reboot or power off work only after its end. */
static void obey(enum key key)
{
    if (is_scroll(key))
        display_scroll(key);
    if (key != KEY_STOP || stop)
        return;
    stop = true;
    log_line("# stop: a key was pressed; no more trials after this one");
}

static void obey_all(void (*what)(enum key key))
{
    int byte;

    for (unsigned i = 0; i < BYTES_AT_ONCE && (byte = keyboard_read()) >= 0; i++)
        what(key_from_scan_code(&keyboard, (uint8_t)byte));
    for (unsigned i = 0; i < BYTES_AT_ONCE && (byte = uart_read()) >= 0; i++)
        what(key_from_terminal(&terminal, (uint8_t)byte));
}

void input_start(uint64_t seed)
{
    started = true;
    display_start(seed);
}

void input_poll(void)
{
    uint64_t now_us = clock_us();

    if (now_us < next_us)
        return;
    next_us = now_us + KEYS_EVERY_MS * 1000ull;
    obey_all(obey);
    if (looks++ % STATUS_EVERY)
        return;
    stolen_look();
    display_status(stop);
}

bool input_stop_asked(void)
{
    return stop;
}

/* ---- after the end ---- */

static const struct power_means *power;

static void obey_at_end(enum key key)
{
    if (is_scroll(key)) {
        display_scroll(key);
        display_status(false);
    }
    if (key == KEY_LOG)
        console_send_log_again();
    if (key == KEY_REBOOT)
        power_end(POWER_REBOOT, power, log_comment_sink());
    if (key == KEY_OFF)
        power_end(POWER_OFF, power, log_comment_sink());
}

static void tick(struct trap_frame *frame)
{
    (void)frame;
    apic_eoi();
}

/* Starts a timer that wakes this CPU for the next poll, so that it can sleep; returns
 * false if there is none. The run may have ended in the middle of an interrupt, whose
 * class would block the timer's. */
static bool start_timer(void)
{
    if (!started)
        return false;
    trap_set_handler(VECTOR_TIMER, tick);
    apic_enable(cpu_index() == 0);
    uint32_t ticks_per_ms = apic_timer_calibrate();
    if (!ticks_per_ms)
        return false;
    apic_timer_start(VECTOR_TIMER, ticks_per_ms * KEYS_EVERY_MS);
    return true;
}

_Noreturn void input_poll_for_ever(const struct power_means *means)
{
    power = means;
    bool timer = start_timer();
    for (;;) {
        obey_all(obey_at_end);
        if (timer)
            safe_halt();
        else
            clock_delay_us(KEYS_EVERY_MS * 1000);
    }
}
