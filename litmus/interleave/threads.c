#include "litmus/interleave/threads.h"

#include "arch/cpu/instructions.h"
#include "lib/compiler.h"
#include "lib/panic.h"
#include "litmus/interleave/fixture.h"

struct live live;

static void set_status(enum thread thread, enum thread_status where)
{
    WRITE_ONCE(live.thread_status[thread], where);
}

/* Turns of an empty loop: 0.1 s or more. A stepped thread never reaches the end. */
enum { LOOKS_MAX = 1 << 28 };

/* The engine does not step a thread that is done. A thread that still runs on has lost
 * its traps, and on a machine without timers only this panic ends it. */
_Noreturn static void finish(enum thread thread)
{
    set_status(thread, THREAD_IS_DONE);
    for (uint32_t looks = LOOKS_MAX; looks; looks--)
        barrier();
    panic(
        "interleave: the %s is not stepped any more: no debug exception under EFLAGS.TF",
        thread_name(thread));
}

void reader_thread(void *argument)
{
    const struct thread_argument *thread_argument = argument;
    const struct trial *trial = thread_argument->trial;
    void (*read)(const struct trial *) = trial->fixture->read;

    set_status(THREAD_READER, THREAD_IS_INSIDE);
    if (!trial->irqs_on)
        local_irq_disable();
    read(trial);
    /* The section must last until the last use of the entry, unless a reference protects
     * the frame beyond it. */
    if (trial->fixture->use) {
        local_irq_enable();
        trial->fixture->use(trial);
    }
    set_status(THREAD_READER, THREAD_IS_DONE);
    local_irq_enable();
    finish(THREAD_READER);
}

static void change(const struct thread_argument *thread_argument,
                   const struct operation *operation)
{
    void (*step)(const struct operation *) = thread_argument->trial->fixture->step;

    if (operation->begins)
        WRITE_ONCE(live.started, operation->begins);
    set_status(thread_argument->thread, THREAD_IS_INSIDE);
    step(operation);
    set_status(thread_argument->thread, THREAD_IS_BETWEEN);
    if (operation->retires)
        WRITE_ONCE(live.retired, operation->retires);
}

static bool none(const struct thread_argument *thread_argument)
{
    set_status(thread_argument->thread, THREAD_IS_INSIDE);
    bool is_none = thread_argument->trial->fixture->none();
    set_status(thread_argument->thread, THREAD_IS_BETWEEN);
    return is_none;
}

static const struct operation *to_unlock(const struct operation *operation)
{
    while (operation->kind != STEP_UNLOCK && operation[1].kind != STEP_END)
        operation++;
    return operation;
}

/* Returns the last completed operation. */
static const struct operation *perform(const struct thread_argument *thread_argument,
                                       const struct operation *operation)
{
    switch (operation->kind) {
    case STEP_STORE:
    case STEP_ACT:
        change(thread_argument, operation);
        break;
    case STEP_FLUSH:
    case STEP_SYNC:
        WRITE_ONCE(live.request, REQUEST_ASKED);
        set_status(thread_argument->thread, THREAD_IS_FOR_ACK);
        break;
    case STEP_FLUSH_BEGIN:
        WRITE_ONCE(live.request, REQUEST_ASKED);
        break;
    case STEP_FLUSH_WAIT:
        set_status(thread_argument->thread, THREAD_IS_FOR_ACK);
        break;
    case STEP_LOCK:
        set_status(thread_argument->thread, THREAD_IS_FOR_LOCK);
        break;
    case STEP_UNLOCK:
        WRITE_ONCE(live.locked, false);
        break;
    case STEP_IF_NONE:
        if (!none(thread_argument)) {
            operation = to_unlock(operation);
            WRITE_ONCE(live.locked, false);
        }
        break;
    case STEP_END:
        break;
    }
    return operation;
}

void writer_thread(void *argument)
{
    const struct thread_argument *thread_argument = argument;

    for (const struct operation *next = thread_argument->unrolled; next->kind != STEP_END;
         next++)
        next = perform(thread_argument, next);
    finish(thread_argument->thread);
}
