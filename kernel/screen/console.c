#include "kernel/screen/console.h"

#include "arch/cpu/cpu.h"
#include "arch/devices/debug_port.h"
#include "arch/devices/framebuffer.h"
#include "arch/devices/screen_text.h"
#include "arch/devices/screen_text_probe.h"
#include "arch/devices/uart.h"
#include "kernel/log/log.h"

extern const char kernel_start[], kernel_end[];

static struct screen screen;
static struct screen_text text;
static struct framebuffer framebuffer;
static struct console_memory screen_memory;
static bool opened;
static bool frozen; /* the screen shows older lines */

/* Twice the log of a default run. */
enum { KEPT_BYTES = 512 * 1024 };
static char kept[KEPT_BYTES];
static struct log_ring ring = { .bytes = kept, .size = KEPT_BYTES };

static void write_screen(void *context, const char *bytes, size_t length, uint32_t *sent)
{
    (void)context;
    for (; length && !frozen; length--, (*sent)++)
        screen_write(&screen, bytes++, 1);
}

/* A long trace at 9600 baud takes longer than the watchdog's limit, so each line sent
 * counts as a heartbeat. */
static void write_serial(void *context, const char *bytes, size_t length, uint32_t *sent)
{
    uart_write(context, bytes, length, sent);
    this_cpu()->heartbeats++;
}

static void open_serial(const struct options *options, const struct physical_view *memory)
{
    uint16_t ports[UART_CANDIDATES];
    uint16_t chosen =
        options->serial >= OPTION_SERIAL_PORT_MIN ? (uint16_t)options->serial : 0;

    if (options->serial == OPTION_SERIAL_NONE)
        return;
    unsigned count = uart_candidates(memory, chosen, ports);
    for (unsigned i = 0; i < count; i++)
        if (uart_open(ports[i], options->baud)) {
            log_add_output(write_serial, NULL);
            return;
        }
}

static void start_screen(screen_draw *draw, void *device, uint64_t address, uint64_t size)
{
    screen_memory = (struct console_memory){ .address = address,
                                             .size = size,
                                             .pixels = device == &framebuffer };
    screen_open(&screen, draw, device);
    log_add_output(write_screen, NULL);
}

static void open_text_screen(void)
{
    line(log_comment_sink(), "screen: EGA text at 0x%x", SCREEN_TEXT_PHYSICAL);
    text.cells = (volatile uint16_t *)SCREEN_TEXT_PHYSICAL;
    screen_text_hide_cursor();
    start_screen(screen_text_draw, &text, SCREEN_TEXT_PHYSICAL,
                 (uint64_t)SCREEN_ROWS * SCREEN_COLUMNS * sizeof(uint16_t));
}

static struct framebuffer_mode mode_of(const struct boot_screen *told)
{
    return (struct framebuffer_mode){
        .address = told->address,
        .pitch = told->pitch,
        .width = told->width,
        .height = told->height,
        .bits_per_pixel = told->bits_per_pixel,
        .red = { told->red.position, told->red.bits },
        .green = { told->green.position, told->green.bits },
        .blue = { told->blue.position, told->blue.bits },
    };
}

/* A framebuffer above 4 GiB is drawn once it is mapped. */
static void open_framebuffer(const struct boot_screen *told)
{
    struct framebuffer_mode mode = mode_of(told);
    uint64_t size = framebuffer_size(&mode);

    if (!framebuffer_init(&framebuffer, &mode, log_comment_sink()))
        return;
    if (mode.address < (uintptr_t)kernel_end &&
        mode.address + size > (uintptr_t)kernel_start) {
        log_line("# screen: none: the framebuffer lies on the kernel");
        return;
    }
    if (mode.address + size <= 1ull << 32)
        framebuffer_clear(&framebuffer, (volatile uint8_t *)(uintptr_t)mode.address);
    start_screen(framebuffer_draw, &framebuffer, mode.address, size);
}

static void no_screen(const char *why)
{
    log_line("# screen: none: %s", why);
}

/* `told`: the loader reports EGA text. If it reports no screen (QEMU's -kernel), the
 * BIOS's text mode is still on. UEFI has no text mode, and anything may lie at that
 * address. */
static void find_text_screen(bool told, bool efi, const struct physical_view *memory)
{
    const char *why = NULL;

    if (!told && efi)
        why = "UEFI gave no framebuffer, and has no text mode";
    else if (!told)
        why = screen_text_not_set(memory);
    if (!why)
        why = screen_text_not_there();
    if (why)
        no_screen(why);
    else
        open_text_screen();
}

static void open_screen(const struct boot_screen *told, bool efi,
                        const struct physical_view *memory)
{
    switch (told->kind) {
    case BOOT_SCREEN_UNKNOWN:
        find_text_screen(false, efi, memory);
        break;
    case BOOT_SCREEN_TEXT:
        if (told->width == SCREEN_COLUMNS && told->height >= SCREEN_ROWS)
            find_text_screen(true, efi, memory);
        else
            log_line("# screen: none: text of %u by %u characters is not used",
                     (unsigned)told->width, (unsigned)told->height);
        break;
    case BOOT_SCREEN_RGB:
        open_framebuffer(told);
        break;
    case BOOT_SCREEN_INDEXED:
        log_line("# screen: none: %ux%u pixels with a palette are not used",
                 (unsigned)told->width, (unsigned)told->height);
        break;
    }
}

void console_open(const struct options *options, const struct physical_view *memory,
                  const struct boot_screen *told, bool efi)
{
    opened = true;
    log_add_output(log_ring_write, &ring);
    open_serial(options, memory);
    if (debug_port_present())
        log_add_output(debug_port_write, NULL);
    if (options->screen)
        open_screen(told, efi, memory);
}

void console_open_early(void)
{
    if (!opened && uart_open(UART_COM1, UART_DEFAULT_BAUD))
        log_add_output(write_serial, NULL);
}

struct screen *console_screen(void)
{
    return screen.draw ? &screen : NULL;
}

struct console_memory console_screen_memory(void)
{
    return screen_memory;
}

void console_move_screen(void *memory)
{
    bool drawn = framebuffer.memory != NULL;

    if (screen.device == &text) {
        text.cells = memory;
    } else if (!memory || drawn) {
        framebuffer.memory = memory;
    } else {
        framebuffer_clear(&framebuffer, memory);
        screen_redraw(&screen);
    }
}

const struct log_ring *console_log(void)
{
    return &ring;
}

void console_freeze(bool freeze)
{
    frozen = freeze;
}

/* Tries a port that was given up once more: the user's request shows that someone is at
 * the other end. */
void console_send_log_again(void)
{
    static const char gap[] = "\r\n", cut[] = "# log: older lines were not kept\r\n";
    uint32_t place = log_ring_oldest(&ring), sent = 0;

    if (!uart_port() || (!uart_alive() && !uart_open(uart_port(), uart_baud())))
        return;
    uart_write(NULL, gap, sizeof(gap) - 1, &sent);
    if (place)
        uart_write(NULL, cut, sizeof(cut) - 1, &sent);
    for (; place < ring.total && uart_alive(); place++) {
        char byte = log_ring_at(&ring, place);
        uart_write(NULL, &byte, 1, &sent);
    }
}

void console_describe(void)
{
    uart_describe(log_comment_sink());
}
