#include "kernel/log/log.h"

#include "arch/cpu/cpu.h"
#include "arch/cpu/instructions.h"
#include "kernel/log/log_stream.h"
#include "lib/panic.h"
#include "lib/string.h"

/*
 * Polls of the lock before its holder is given up. A holder may write 16 KiB to a serial
 * port at 9600 baud, which takes 17 s. A PAUSE takes one cycle (before the Pentium 4) to
 * 140 (since Skylake), so this is ten seconds or more on all of them.
 */
enum { LOCK_TRIES = 400 * 1000 * 1000, EMERGENCY_TRIES = 20 * 1000 * 1000 };

static struct log_stream stream;
static uint32_t holder; /* of the lock: 0, or this_cpu_tag() of its CPU */

/* 0, or this_cpu_tag() of the CPU that called log_emergency(). */
static uint32_t emergency_owner;
static uint32_t emergency_waited;

/* Never 0, and different on each CPU. (CPUID's initial APIC id would need no descriptors,
 * but is 0 on every CPU before the Pentium 4.) */
static uint32_t this_cpu_tag(void)
{
    return cpu_index() + 1;
}

static uint32_t exchange(uint32_t *object, uint32_t value)
{
    __asm__ __volatile__("xchgl %0, %1" : "+r"(value), "+m"(*object)::"memory");
    return value;
}

/* Stores value if the object is 0. Returns the old value. */
static uint32_t claim(uint32_t *object, uint32_t value)
{
    uint32_t found = 0;

    __asm__ __volatile__("lock; cmpxchgl %2, %1"
                         : "+a"(found), "+m"(*object)
                         : "r"(value)
                         : "memory", "cc");
    return found;
}

/* Returns false if another CPU has the lock, or this one already has it. */
static bool try_lock(uint32_t tag)
{
    return READ_ONCE(holder) == 0 && claim(&holder, tag) == 0;
}

static bool lock(uint32_t tag)
{
    for (uint32_t i = 0; i < LOCK_TRIES && READ_ONCE(holder) != tag; i++) {
        if (try_lock(tag))
            return true;
        cpu_relax();
    }
    return false;
}

/* How a CPU got into the log, for leave(). */
struct entry {
    bool inside; /* false: another CPU panics, the line is dropped */
    bool unlock;
    uint32_t flags;
};

static _Noreturn void stays_locked(uint32_t by, uint32_t tag)
{
    if (by == tag)
        panic("CPU %u writes to the log while it writes to the log", tag - 1);
    if (by == 0)
        panic("the log is never free: its holders take turns, or an output is too slow");
    panic("the log stays locked by CPU %u: it is dead, or an output hangs", by - 1);
}

static struct entry enter(void)
{
    struct entry entry = { .flags = local_irq_save() };
    uint32_t owner = READ_ONCE(emergency_owner), tag = this_cpu_tag();

    if (owner != 0) {
        entry.inside = owner == tag;
    } else {
        entry.inside = entry.unlock = lock(tag);
        if (!entry.inside && READ_ONCE(emergency_owner) == 0)
            stays_locked(READ_ONCE(holder), tag);
    }
    return entry;
}

static void leave(const struct entry *entry)
{
    if (entry->unlock) {
        barrier();
        exchange(&holder, 0); /* locked, for the Pentium Pro's ordering errata */
    }
    local_irq_restore(entry->flags);
}

void log_add_output(log_write *write, void *context)
{
    struct entry entry = enter();
    bool added = !entry.inside || log_stream_add_output(&stream, write, context);

    leave(&entry);
    ASSERT(added);
}

static void emit_line(struct line_sink *self, const char *text)
{
    struct entry entry = enter();

    (void)self;
    if (entry.inside)
        log_stream_line(&stream, text);
    leave(&entry);
}

static void emit_comment(struct line_sink *self, const char *text)
{
    if (text[0] == '#')
        emit_line(self, text);
    else
        log_line("# %s", text);
}

static struct line_sink line_output = { .emit = emit_line };
static struct line_sink comment_output = { .emit = emit_comment };

struct line_sink *log_sink(void)
{
    return &line_output;
}

struct line_sink *log_comment_sink(void)
{
    return &comment_output;
}

void log_line(const char *fmt, ...)
{
    va_list list;

    va_start(list, fmt);
    line_list(&line_output, fmt, list);
    va_end(list);
}

static void emit_progress(struct line_sink *self, const char *text)
{
    char bytes[LINE_MAX_LENGTH + 1] = "# progress ";
    const size_t length = strlen(bytes);
    struct entry entry = enter();

    (void)self;
    string_copy(bytes + length, sizeof(bytes) - length, text);
    if (entry.inside)
        log_stream_progress(&stream, bytes);
    leave(&entry);
}

void log_progress(uint64_t now_us, const char *fmt, ...)
{
    struct line_sink output = { .emit = emit_progress };
    struct entry entry = enter();
    bool due = entry.inside && log_stream_progress_due(&stream, now_us);
    va_list list;

    leave(&entry);
    if (!due)
        return;
    va_start(list, fmt);
    line_list(&output, fmt, list);
    va_end(list);
}

void log_end(void)
{
    struct entry entry = enter();

    if (entry.inside)
        log_stream_end(&stream);
    leave(&entry);
}

/* Two holders never release the lock, so waiting is useless: this CPU itself, interrupted
 * while it logged, and a CPU that no longer runs. */
static bool worth_waiting(uint32_t its_holder, uint32_t tag)
{
    return its_holder != tag &&
           (its_holder == 0 || cpumask_test(&cpu_online_mask, its_holder - 1));
}

/* A nested panic does not wait again after the first one did. */
static void lock_for_emergency(uint32_t tag)
{
    while (emergency_waited < EMERGENCY_TRIES && worth_waiting(READ_ONCE(holder), tag)) {
        if (try_lock(tag))
            return;
        emergency_waited++;
        cpu_relax();
    }
}

bool log_emergency(void)
{
    uint32_t flags = local_irq_save();
    uint32_t tag = this_cpu_tag();
    uint32_t found = claim(&emergency_owner, tag);
    bool mine = found == 0 || found == tag;

    if (mine)
        lock_for_emergency(tag);
    local_irq_restore(flags);
    return mine;
}

void log_resume(void)
{
    struct entry entry = enter();

    if (entry.inside)
        log_stream_resume(&stream);
    leave(&entry);
}
