#include "litmus/interleave/actors.h"

#include "arch/cpu/instructions.h"
#include "lib/compiler.h"
#include "lib/panic.h"
#include "litmus/interleave/board.h"

struct live live;

static void stand(enum actor actor, enum stands where)
{
    WRITE_ONCE(live.stands[actor], where);
}

/* Turns of an empty loop: a tenth of a second or more, and never made by who is stepped. */
enum { TURNS_MAX = 1 << 28 };

/* Where it stands it is not stepped on. Who runs on all the same is not stepped any more,
 * and nothing else would end that on a machine without timers. */
_Noreturn static void finish(enum actor actor)
{
    stand(actor, STANDS_DONE);
    for (uint32_t turns = TURNS_MAX; turns; turns--)
        barrier();
    panic("interleave: the %s is not stepped any more: no debug exception under EFLAGS.TF",
          actor_name(actor));
}

void act_reader(void *argument)
{
    const struct role *role = argument;
    const struct trial *trial = role->trial;
    void (*read)(const struct trial *) = trial->board->read;

    stand(ACTOR_READER, STANDS_INSIDE);
    if (!trial->irqs_on)
        local_irq_disable();
    read(trial);
    /* The section ends after the last use of what was read, unless a reference makes it
     * last longer. */
    if (trial->board->use) {
        local_irq_enable();
        trial->board->use(trial);
    }
    stand(ACTOR_READER, STANDS_DONE);
    local_irq_enable();
    finish(ACTOR_READER);
}

static void change(const struct role *role, const struct operation *operation)
{
    void (*step)(const struct operation *) = role->trial->board->step;

    if (operation->begins)
        WRITE_ONCE(live.started, operation->begins);
    stand(role->actor, STANDS_INSIDE);
    step(operation);
    stand(role->actor, STANDS_BETWEEN);
    if (operation->retires)
        WRITE_ONCE(live.retired, operation->retires);
}

static bool none(const struct role *role)
{
    stand(role->actor, STANDS_INSIDE);
    bool is_none = role->trial->board->none();
    stand(role->actor, STANDS_BETWEEN);
    return is_none;
}

static const struct operation *to_unlock(const struct operation *operation)
{
    while (operation->kind != STEP_UNLOCK && operation[1].kind != STEP_END)
        operation++;
    return operation;
}

/* Returns the last operation that is done with. */
static const struct operation *perform(const struct role *role,
                                       const struct operation *operation)
{
    switch (operation->kind) {
    case STEP_STORE:
    case STEP_ACT:
        change(role, operation);
        break;
    case STEP_FLUSH:
    case STEP_SYNC:
        WRITE_ONCE(live.request, REQUEST_ASKED);
        stand(role->actor, STANDS_FOR_ACK);
        break;
    case STEP_FLUSH_BEGIN:
        WRITE_ONCE(live.request, REQUEST_ASKED);
        break;
    case STEP_FLUSH_WAIT:
        stand(role->actor, STANDS_FOR_ACK);
        break;
    case STEP_LOCK:
        stand(role->actor, STANDS_FOR_LOCK);
        break;
    case STEP_UNLOCK:
        WRITE_ONCE(live.locked, false);
        break;
    case STEP_IF_NONE:
        if (!none(role)) {
            operation = to_unlock(operation);
            WRITE_ONCE(live.locked, false);
        }
        break;
    case STEP_END:
        break;
    }
    return operation;
}

void act_writer(void *argument)
{
    const struct role *role = argument;

    for (const struct operation *next = role->script; next->kind != STEP_END; next++)
        next = perform(role, next);
    finish(role->actor);
}
