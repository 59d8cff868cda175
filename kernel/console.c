#include "kernel/console.h"

#include "arch/debug_port.h"
#include "arch/screen.h"
#include "arch/uart.h"
#include "kernel/log.h"
#include "lib/format.h"

static struct screen screen;
static bool opened;

static void open_serial(const struct options *options, const struct physical_view *memory)
{
    uint16_t ports[UART_CANDIDATES];
    uint16_t chosen = options->serial >= OPTION_SERIAL_PORT_MIN ? (uint16_t)options->serial : 0;

    if (options->serial == OPTION_SERIAL_NONE)
        return;
    unsigned count = uart_candidates(memory, chosen, ports);
    for (unsigned i = 0; i < count; i++)
        if (uart_open(ports[i], options->baud)) {
            log_add_output(uart_write, NULL);
            return;
        }
}

void console_open(const struct options *options, const struct physical_view *memory,
                  bool ega_text)
{
    opened = true;
    open_serial(options, memory);
    if (debug_port_present())
        log_add_output(debug_port_write, NULL);
    if (options->screen && ega_text) {
        screen_hide_cursor();
        screen_open(&screen, (volatile uint16_t *)SCREEN_PHYSICAL);
        log_add_output(screen_write, &screen);
    }
}

void console_open_early(void)
{
    if (!opened && uart_open(UART_COM1, UART_DEFAULT_BAUD))
        log_add_output(uart_write, NULL);
}

void console_move_screen(volatile uint16_t *cells)
{
    if (screen.cells)
        screen.cells = cells;
}

void console_verdict(enum verdict verdict, const char *reason)
{
    static const enum screen_colour colours[] = {
        [VERDICT_HOLDS] = SCREEN_GREEN,
        [VERDICT_VIOLATED] = SCREEN_RED,
        [VERDICT_INCONCLUSIVE] = SCREEN_YELLOW,
        [VERDICT_ERROR] = SCREEN_BLUE,
    };
    char text[SCREEN_COLUMNS + 1];

    if (!screen.cells)
        return;
    format(text, sizeof(text), "%s: %s", verdict_name(verdict), reason);
    screen_verdict(&screen, text, colours[verdict]);
}

void console_describe(void)
{
    uart_describe(log_comment_sink());
}
