#include "litmus/interleave/report.h"

#include "lib/format.h"
#include "lib/string.h"

typedef unsigned long long ull;

/* " equal alternating" */
static void name_lows(uint32_t lows, char *text, size_t size)
{
    static const char *const names[] = { [LOWS_EQUAL] = " equal",
                                         [LOWS_ALTERNATE] = " alternating",
                                         [LOWS_UNIQUE] = " unique",
                                         [LOWS_DIRECTORY] = " of a directory" };
    size_t length = 0;

    text[0] = 0;
    for (unsigned i = 0; i < ARRAY_SIZE(names) && length < size; i++)
        if (lows >> i & 1)
            length += format(text + length, size - length, "%s", names[i]);
}

void report_enumeration(struct line_sink *sink, const struct enumeration *enumeration)
{
    char lows[40];

    if (enumeration->replayed)
        return;
    name_lows(enumeration->lows, lows, sizeof(lows));
    line(sink, "#   schedules=%llu%s states=%u outcomes=%u cut=%llu%s%s",
         (ull)enumeration->schedules,
         enumeration->multinomial ? " (as many as can be)" : "", enumeration->states,
         enumeration->outcomes, (ull)enumeration->cut, lows[0] ? "; low words" : "",
         lows);
    if (enumeration->cut)
        return;
    if (enumeration->one_by_one)
        line(sink, "#   one by one: %u schedules, the same counts",
             enumeration->one_by_one);
    if (enumeration->sampled)
        line(sink, "#   every instruction: %u random schedules, no other outcome",
             enumeration->sampled);
    else
        line(sink, "#   every instruction: states=%u steps=%u, the same outcomes",
             enumeration->every_states, enumeration->every_moves);
}

static const uint8_t *opcode_of(const struct trace_line *row)
{
    return row->bytes[0] == 0xF0 /* LOCK */ ? row->bytes + 1 : row->bytes;
}

/* CMPXCHG8B reads and writes all 8 bytes; its page fault may report either. */
static bool is_cmpxchg8b(const struct trace_line *row)
{
    const uint8_t *opcode = opcode_of(row);
    return opcode[0] == 0x0F && opcode[1] == 0xC7;
}

/* The instructions of the variants that access all 8 bytes. A page fault reports the
 * start of an access, but not its width (SDM vol. 2: CMPXCHG8B, MOVQ, FILD). */
static bool both_halves(const struct trace_line *row)
{
    const uint8_t *opcode = opcode_of(row);
    return is_cmpxchg8b(row) || (opcode[0] == 0x0F && opcode[1] == 0x6F) ||
           opcode[0] == 0xDF;
}

static const char *accessed_part(const struct trace_line *row)
{
    return string_equal(row->part, "low") && both_halves(row) ? "both" : row->part;
}

/* XCHG reads and writes; its page fault may report either. Its store is the point. */
static bool is_xchg(const struct trace_line *row)
{
    return opcode_of(row)[0] == 0x87;
}

static const char *kind_of_access(const struct trace_line *row)
{
    return is_cmpxchg8b(row)            ? "compares"
           : row->write || is_xchg(row) ? "writes"
                                        : "reads";
}

/* "reads low" */
static void describe_action(const struct trace_line *row, char *text, size_t size)
{
    if (row->thread == THREAD_SHOOTDOWN)
        format(text, size, "is taken, ack");
    else if (row->accesses)
        format(text, size, "%s %s", kind_of_access(row), accessed_part(row));
    else if (!row->length)
        format(text, size, "takes the lock");
    else
        format(text, size, "interrupts %s", row->irqs_off ? "off" : "on");
}

static bool one_word(const char *name)
{
    while (*name && *name != ' ')
        name++;
    return !*name;
}

/* "  set_pte+0xc: 89 10"; a variant's name of several words is quoted. */
static void describe_instruction(const struct trace_line *row, char *text, size_t size)
{
    size_t length;

    text[0] = 0;
    if (!row->length)
        return;
    if (!row->function)
        length = format(text, size, "  0x%08x:", row->offset);
    else
        length = format(text, size,
                        one_word(row->function) ? "  %s+0x%x:" : "  '%s'+0x%x:",
                        row->function, row->offset);
    for (unsigned i = 0; i < row->length && i < sizeof(row->bytes) && length < size; i++)
        length += format(text + length, size - length, " %02x", row->bytes[i]);
}

static void report_line(struct line_sink *sink, const struct trace_line *row)
{
    char action[24], instruction[120];

    describe_action(row, action, sizeof(action));
    describe_instruction(row, instruction, sizeof(instruction));
    line(sink, "#     %-9s %-14s %08x:%08x%s%s", thread_name(row->thread), action,
         row->entry.pte_high, row->entry.pte_low, instruction,
         row->asks ? "; then asks for a shootdown" : "");
}

void report_trace(struct line_sink *sink, const char *name, const struct trace *trace)
{
    char text[SCHEDULE_TEXT_SIZE];

    schedule_encode(&trace->schedule, text);
    line(sink, "#   %s schedule, with the entry (high:low) after each move:",
         reading_wrong(trace->reading) ? "a torn" : "the");
    for (unsigned i = 0; i < trace->schedule.count; i++)
        report_line(sink, &trace->line[i]);
    if (trace->over)
        line(sink, "#     reader    returns        %08x:%08x  %s", trace->got.pte_high,
             trace->got.pte_low, reading_name(trace->reading));
    else
        line(sink, "#     reader    has no value yet");
    line(sink, "#     replay: run=%s schedule=%s", name, text);
}
