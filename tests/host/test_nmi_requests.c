/*
 * litmus/nmi/requests.c. If one of these fails, the log reports a sampler's own NMI as a
 * board's, or takes a board's for its own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "litmus/nmi/requests.h"

static void test_one_request_is_one_nmi(void **state)
{
    struct nmi_requests requests = { 0 };

    (void)state;
    assert_false(nmi_requests_serve(&requests));
    nmi_requests_add(&requests);
    assert_true(nmi_requests_serve(&requests));
    assert_false(nmi_requests_serve(&requests));
}

static void test_two_requests_may_come_as_two_nmis(void **state)
{
    struct nmi_requests requests = { 0 };

    (void)state;
    nmi_requests_add(&requests);
    nmi_requests_add(&requests);
    assert_true(nmi_requests_serve(&requests));
    assert_true(nmi_requests_serve(&requests));
    assert_false(nmi_requests_serve(&requests));
}

/* The second of three NMIs serves the third request; the third NMI is still lohilo's. */
static void test_a_late_nmi_stays_late(void **state)
{
    struct nmi_requests requests = { 0 };

    (void)state;
    nmi_requests_add(&requests);
    nmi_requests_add(&requests);
    assert_true(nmi_requests_serve(&requests));
    nmi_requests_add(&requests);
    assert_true(nmi_requests_serve(&requests));
    assert_true(nmi_requests_serve(&requests));
    assert_false(nmi_requests_serve(&requests));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_request_is_one_nmi),
        cmocka_unit_test(test_two_requests_may_come_as_two_nmis),
        cmocka_unit_test(test_a_late_nmi_stays_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
