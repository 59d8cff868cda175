#include "litmus/interleave/stepping.h"

/* litmus/interleave/stepping_code.S */
void stepping_code(void *argument);
extern const uint32_t stepping_stops[], stepping_end;

bool stepping_try(struct context *context, char *why, size_t size)
{
    static uint64_t words[2] __attribute__((aligned(16)));
    struct access access;
    unsigned place = 0;

    context_start(context, stepping_code, words);
    while (place < STEPPING_STOPS) {
        context_step(context, &access);
        uint32_t eip = context->frame->eip;
        if (!stepping_follows(stepping_stops, &place, eip)) {
            stepping_complain(stepping_stops, stepping_end, place, eip, why, size);
            return false;
        }
    }
    return true;
}
