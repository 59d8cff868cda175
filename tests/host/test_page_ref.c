/* mm/page_ref.h. If one of these fails, a frame is freed while it is in use, or never. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "mm/page_ref.h"
#include "tests/host/panic_host.h"

enum { FIRST = 0x40000, FRAMES = 3 };

static uint32_t counts[FRAMES];
static uint64_t released;

static void release(uint64_t frame)
{
    released = frame;
}

static const struct page_refs refs = { counts, FIRST, FRAMES, release };

static uint64_t frame(unsigned i)
{
    return (uint64_t)(FIRST + i) << PAGE_SHIFT;
}

/* A count belongs to all bytes of one frame, and to no other frame. */
static void test_range(void **state)
{
    (void)state;
    assert_ptr_equal(page_ref(&refs, frame(0)), &counts[0]);
    assert_ptr_equal(page_ref(&refs, frame(2) + PAGE_SIZE - 1), &counts[2]);
    assert_null(page_ref(&refs, frame(3)));
    assert_null(page_ref(&refs, frame(0) - 1));
    assert_null(page_ref(&refs, 0));
    assert_false(try_get_page(&refs, frame(3)));
}

/* A reference cannot be taken on a free frame. */
static void test_free_frame(void **state)
{
    (void)state;
    counts[1] = 0;
    assert_false(try_get_page(&refs, frame(1)));
    assert_int_equal(counts[1], 0);
}

static void test_last_one_out(void **state)
{
    (void)state;
    counts[1] = 1;
    released = 0;
    assert_true(try_get_page(&refs, frame(1)));
    assert_int_equal(counts[1], 2);
    put_page(&refs, frame(1) + 5);
    assert_true(released == 0);
    put_page(&refs, frame(1) + 5);
    assert_true(released == frame(1));
    assert_int_equal(counts[1], 0);
}

static void put(void *argument)
{
    put_page(&refs, *(uint64_t *)argument);
}

static void test_one_too_many(void **state)
{
    uint64_t owned_by_nobody = frame(2), without_count = frame(3);

    (void)state;
    counts[2] = 0;
    assert_non_null(expect_panic(put, &owned_by_nobody));
    assert_non_null(expect_panic(put, &without_count));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_range),
        cmocka_unit_test(test_free_frame),
        cmocka_unit_test(test_last_one_out),
        cmocka_unit_test(test_one_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
