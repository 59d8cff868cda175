#include "arch/irq/nmi_timer.h"

#include <stddef.h>

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "arch/irq/apic.h"
#include "arch/irq/io_apic.h"
#include "arch/irq/nmi.h"
#include "arch/irq/pic.h"
#include "arch/time/clock.h"
#include "arch/time/pit.h"

enum {
    SHOT = 0xFF, /* the longest */
    TRY = 0x05,  /* a millisecond (arch/time/pit.h, PIT_SHOT_TICKS) */
    /* Generous: on a busy host timers come late. */
    TRY_LIMIT_US = 200 * 1000,
    LOOKS_AT_START = 3,
    USUAL_INPUT = 2, /* of an I/O APIC for IRQ 0 (MP 1.4, chapter 5) */
};

_Static_assert(NMI_TIMER_SHOT_US == (PIT_SHOT_TICKS(SHOT) + 1) * 1000000ull / PIT_HZ,
               "the length of a shot");

enum way { WAY_NONE, WAY_IO_APIC, WAY_LINT0 };

static struct {
    enum way way;
    nmi_timer_tick *tick; /* NULL: not yet in use, still probing */
    uint32_t shot;        /* a shot has started and its NMI has not come */
} timer;

static void shoot(uint8_t byte)
{
    WRITE_ONCE(timer.shot, 1);
    barrier();
    pit_shot(byte);
}

static bool serve(struct trap_frame *frame)
{
    if (!READ_ONCE(timer.shot) || cpu_index() != 0 || !pit_shot_over())
        return false;
    WRITE_ONCE(timer.shot, 0);
    if (timer.way == WAY_LINT0)
        pic_acknowledge_timer();
    if (timer.tick && timer.tick(frame))
        shoot(SHOT);
    return true;
}

/* ---- finding the way ---- */

/* With both ways closed, the output must be low at first and high at the end. A busy host
 * may not run the guest for a whole shot. */
static bool timer_counts(void)
{
    bool low = false;
    struct deadline limit = deadline_in_us(TRY_LIMIT_US);

    pit_prepare_shots();
    for (unsigned i = 0; i < LOOKS_AT_START && !low; i++) {
        pit_shot(TRY);
        low = !pit_shot_over();
    }
    while (low && !pit_shot_over())
        if (deadline_passed(&limit))
            return false;
    return low;
}

static void open_way(enum way way, unsigned input)
{
    timer.way = way;
    /* Opening a way must not cause an NMI: the output is low and stays low meanwhile. */
    shoot(SHOT);
    if (way == WAY_IO_APIC) {
        io_apic_nmi(input, apic_id());
        return;
    }
    pic_remap_and_mask(); /* drops a latched request */
    apic_lint0_nmi(true);
    pic_open_timer();
}

static void close_way(enum way way, unsigned input)
{
    WRITE_ONCE(timer.shot, 0);
    timer.way = WAY_NONE;
    if (way == WAY_IO_APIC) {
        io_apic_mask(input);
        return;
    }
    apic_lint0_nmi(false);
    pic_remap_and_mask();
}

static bool works(enum way way, unsigned input)
{
    open_way(way, input);
    shoot(TRY);
    struct deadline limit = deadline_in_us(TRY_LIMIT_US);
    while (READ_ONCE(timer.shot))
        if (deadline_passed(&limit)) {
            close_way(way, input);
            return false;
        }
    return true;
}

/* Tries the input that firmware names, then the usual one: Bochs' tables name none. */
static bool find_input(const struct nmi_timer_wiring *wiring, unsigned *input)
{
    const unsigned inputs[] = { wiring->input, USUAL_INPUT };

    /* Destinations have 8 bits; a longer id, truncated, would be another CPU's. */
    if (!wiring->io_apic || apic_id() > IO_APIC_HIGHEST_ID)
        return false;
    io_apic_set_base(wiring->io_apic);
    for (unsigned i = 0; i < ARRAY_SIZE(inputs); i++) {
        *input = inputs[i];
        if (i && *input == wiring->input)
            continue;
        if (*input < io_apic_inputs() && works(WAY_IO_APIC, *input))
            return true;
    }
    return false;
}

bool nmi_timer_start(const struct nmi_timer_wiring *wiring, nmi_timer_tick *tick,
                     struct line_sink *sink)
{
    unsigned input;

    if (apic_mode() == APIC_ABSENT) {
        line(sink, "nmi timer: none: no local APIC");
        return false;
    }
    if (!timer_counts()) {
        line(sink, "nmi timer: none: channel 0 of the 8254 does not count");
        return false;
    }
    nmi_add_handler(serve);
    if (find_input(wiring, &input)) {
        line(sink, "nmi timer: the 8254, by input %u of the I/O APIC", input);
    } else if (works(WAY_LINT0, 0)) {
        line(sink, "nmi timer: the 8254, by the 8259 and LINT0");
    } else {
        line(sink, "nmi timer: none: %s by the 8259 and LINT0",
             wiring->io_apic ? "nothing comes by the I/O APIC, nor"
                             : "no I/O APIC is known, and nothing comes");
        return false;
    }
    timer.tick = tick;
    shoot(SHOT);
    return true;
}

void nmi_timer_go_on(void)
{
    if (timer.tick && !READ_ONCE(timer.shot))
        shoot(SHOT);
}
