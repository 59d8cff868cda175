/*
 * The catalogues of trials. If one of these fails, a control vouches for nothing, a
 * positive counts as proven although it could not have failed, or the engine skips a step
 * of a writer's program.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/interleave/fixture.h"
#include "litmus/probe/catalogue.c"
#undef CONTROL
#undef POSITIVE
#include "litmus/stress/workload.h"
#include "litmus/trials/catalogue.c"
#include "litmus/trials/trial.h"
#include "litmus/variants/page_size.h"
#include "litmus/variants/region.h"

/* ---- stubs for the catalogues: these tests use only names and programs ---- */
/* A new name needs a line here, or the linker says "undefined reference". */

/* clang-format off */
#define ACT(name) const struct act act_##name = {#name, NULL};
ACT(look) ACT(map) ACT(put_pmd) ACT(put_pte) ACT(reuse) ACT(unmap) ACT(withdraw) ACT(zap)
#define READER(name) const struct reader reader_##name = {#name, NULL, NULL};
READER(cmpxchg8b) READER(counted) READER(fild) READER(high_low_high) READER(high_low_low)
READER(lockless) READER(movq) READER(no_barrier) READER(no_recheck) READER(pmd_lockless)
READER(pmd_u64) READER(u64)
#define STORE(name) const struct store store_##name = {#name, NULL, NULL};
STORE(clear) STORE(clear_counted) STORE(clear_high_first) STORE(get_and_clear)
STORE(pmd_clear) STORE(set) STORE(set_atomic) STORE(set_low_first) STORE(set_pmd)
#define WALKER(id) const struct walker walker_##id = {.name = #id};
WALKER(fast) WALKER(no_pmd_recheck) WALKER(no_pte_recheck) WALKER(walk)
#define SIZER(id) const struct sizer sizer_##id = {.name = #id};
SIZER(lockless) SIZER(one_look)
const struct workload workload_table = {.steps = STEPS_ON_TABLE},
                      workload_region = {.steps = STEPS_ON_REGION}, workload_live = {0},
                      workload_join = {0}, workload_nmi = {0};
const struct fixture fixture_entry = {.steps = STEPS_ON_ENTRY},
                     fixture_region = {.steps = STEPS_ON_REGION};

#define QUESTION(name)                                                                   \
    void name(struct probe_run *run, unsigned round)                                     \
    {                                                                                    \
        (void)run, (void)round;                                                          \
    }
QUESTION(clean_ask) QUESTION(dirty_ask) QUESTION(global_ask) QUESTION(no_flush_needed_ask)
QUESTION(pde_ask) QUESTION(pdpte_ask) QUESTION(pdpte_everywhere_ask)
QUESTION(pdpte_pge_ask) QUESTION(pdpte_reserved_ask) QUESTION(pdpte_untouched_ask)
QUESTION(ps_ask) QUESTION(reached_ask) QUESTION(remap_ask) QUESTION(remap_remote_ask)
QUESTION(reserved_code_ask) QUESTION(spurious_ask) QUESTION(stale_ask)
QUESTION(synonym_ask) QUESTION(synonym_message_ask) QUESTION(tear_ask)
QUESTION(walk_twice_ask) QUESTION(walk_two_cpus_ask)
#define AROUND(name)                                                                     \
    void name(struct probe_run *run)                                                     \
    {                                                                                    \
        (void)run;                                                                       \
    }
AROUND(dirty_begin) AROUND(dirty_end) AROUND(space_begin) AROUND(stale_begin)
AROUND(stale_end) AROUND(tear_begin) AROUND(tear_end) AROUND(tear_nx_begin)
    /* clang-format on */

    /* ---- both catalogues, one after the other ---- */

    static unsigned trials(void)
{
    return catalogue_size + probe_catalogue_size;
}

static const struct trial *trial_at(unsigned i)
{
    return i < catalogue_size ? &catalogue[i] : &probe_catalogue[i - catalogue_size];
}

static void test_a_name_is_one_trial(void **state)
{
    (void)state;
    for (unsigned i = 0; i < trials(); i++)
        for (unsigned j = 0; j < i; j++)
            if (!strcmp(trial_at(i)->level, trial_at(j)->level) &&
                !strcmp(trial_at(i)->id, trial_at(j)->id) &&
                trial_at(i)->engines & trial_at(j)->engines)
                fail_msg("%s/%s is there twice", trial_at(i)->level, trial_at(i)->id);
}

/* A control runs first: its tears decide where a positive reads. */
static void check_one(const struct trial *control, unsigned after, const char *id,
                      size_t length)
{
    for (unsigned i = 0; i < trials(); i++) {
        const struct trial *positive = trial_at(i);
        if (strcmp(positive->level, control->level) || strlen(positive->id) != length ||
            memcmp(positive->id, id, length) || !(positive->engines & control->engines))
            continue;
        if (positive->expected != NEVER)
            fail_msg("%s/%s vouches for %s, which is no positive", control->level,
                     control->id, positive->id);
        if (i < after)
            fail_msg("%s/%s stands behind %s, for which it vouches", control->level,
                     control->id, positive->id);
        return;
    }
    fail_msg("%s/%s vouches for %.*s, which is not there", control->level, control->id,
             (int)length, id);
}

static void test_controls_vouch_for_positives_behind_them(void **state)
{
    (void)state;
    for (unsigned i = 0; i < trials(); i++) {
        const struct trial *trial = trial_at(i);
        if ((trial->expected == SOMETIMES) != (trial->controls_for != NULL))
            fail_msg("%s/%s %s", trial->level, trial->id,
                     trial->controls_for ? "has .controls_for and is no control"
                                         : "is a control that names no positive");
        for (const char *id = trial->controls_for; id && *id;) {
            size_t length = strcspn(id, " ");
            check_one(trial, i, id, length);
            id += length + (id[length] == ' ');
        }
    }
}

static bool has_control(const struct trial *positive, uint32_t engine)
{
    for (unsigned i = 0; i < trials(); i++)
        if (trial_at(i)->engines & engine && trial_at(i)->expected == SOMETIMES &&
            trial_controls(trial_at(i), positive))
            return true;
    return false;
}

/* A workload would silently ignore another workload's argument. */
static void test_arguments_are_those_of_the_workload(void **state)
{
    (void)state;
    for (unsigned i = 0; i < trials(); i++) {
        const struct trial *trial = trial_at(i);
        if ((trial->live.shootdown && trial->workload != &workload_live) ||
            (trial->nmi.sizer != NULL) != (trial->workload == &workload_nmi) ||
            (trial->join.unordered && trial->workload != &workload_join) ||
            (trial->rounds && !(trial->engines & BY_INTERLEAVING)))
            fail_msg("%s/%s has an argument that its workload or engine does not know",
                     trial->level, trial->id);
    }
}

/* Each engine that runs the positive needs its own control. */
static void test_a_positive_has_a_control_or_says_why_not(void **state)
{
    (void)state;
    for (unsigned i = 0; i < trials(); i++)
        for (unsigned engine = 0; engine < ENGINES; engine++) {
            const struct trial *trial = trial_at(i);
            if (trial->expected != NEVER || !(trial->engines >> engine & 1))
                continue;
            if (has_control(trial, 1u << engine) == (trial->no_control != NULL))
                fail_msg("%s/%s/%s %s", engine_traits[engine].name, trial->level,
                         trial->id,
                         trial->no_control
                             ? "has a control, and .no_control all the same"
                             : "has no control, and no .no_control says why");
        }
}

static void check_program(const struct trial *trial, const struct step *program,
                          uint32_t steps)
{
    const struct step *refused = program_refused(program, steps);

    if (refused)
        fail_msg("%s/%s: its program has %s, which is not carried out", trial->level,
                 trial->id, step_name(refused->kind));
}

static void test_every_step_is_carried_out(void **state)
{
    (void)state;
    for (unsigned i = 0; i < catalogue_size; i++) {
        const struct trial *trial = &catalogue[i];
        if (trial->engines & BY_INTERLEAVING) {
            check_program(trial, trial->program, trial->fixture->steps);
            check_program(trial, trial->third, trial->fixture->steps);
        }
        if (trial->engines & BY_STRESS) {
            check_program(trial, trial->program, trial->workload->steps);
            check_program(trial, trial->third, trial->workload->steps);
        }
    }
}

/* The check itself: a step of another fixture, after a valid one; and an unknown step. */
static void test_a_step_that_is_not_carried_out_is_found(void **state)
{
    static const struct step act[] = { { STEP_FLUSH, { NULL }, VALUE_NONE },
                                       { STEP_ACT, { .act = &act_zap }, VALUE_NONE },
                                       { STEP_END, { NULL }, VALUE_NONE } };
    static const struct step none[] = { { STEP_END + 1, { NULL }, VALUE_NONE },
                                        { STEP_END, { NULL }, VALUE_NONE } };

    (void)state;
    assert_ptr_equal(program_refused(act, STEPS_ON_TABLE), &act[1]);
    assert_null(program_refused(act, STEPS_ON_REGION));
    assert_ptr_equal(program_refused(none, UINT32_MAX), &none[0]);
    assert_null(program_refused(NULL, 0));
    assert_string_equal(step_name(STEP_ACT), "an act");
    assert_string_equal(step_name(STEP_END + 1), "an unknown step");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_name_is_one_trial),
        cmocka_unit_test(test_controls_vouch_for_positives_behind_them),
        cmocka_unit_test(test_a_positive_has_a_control_or_says_why_not),
        cmocka_unit_test(test_arguments_are_those_of_the_workload),
        cmocka_unit_test(test_every_step_is_carried_out),
        cmocka_unit_test(test_a_step_that_is_not_carried_out_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
