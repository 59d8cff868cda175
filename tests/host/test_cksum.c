/* lib/cksum.c against the cksum command. If one of these fails, a complete log looks
 * damaged to the user who checks it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/cksum.h"

enum { SIZE = 70000 }; /* more than two bytes of length */

static unsigned long command_cksum(const unsigned char *bytes, size_t length)
{
    char path[] = "/tmp/lohilo-cksum-XXXXXX", command[64];
    int file = mkstemp(path);
    unsigned long sum;

    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, length), length);
    close(file);
    snprintf(command, sizeof(command), "cksum < %s", path);
    FILE *output = popen(command, "r");
    assert_non_null(output);
    assert_int_equal(fscanf(output, "%lu", &sum), 1);
    assert_int_equal(pclose(output), 0);
    unlink(path);
    return sum;
}

static uint32_t cksum(const unsigned char *bytes, size_t length)
{
    return cksum_finish(cksum_update(CKSUM_START, bytes, length), length);
}

static void test_agrees_with_the_command(void **state)
{
    static const size_t lengths[] = { 0, 1, 2, 3, 255, 256, 257, 65535, 65536, SIZE };
    unsigned char *bytes = malloc(SIZE);

    (void)state;
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (unsigned char)rand();
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
        assert_int_equal(cksum(bytes, lengths[i]), command_cksum(bytes, lengths[i]));
    memset(bytes, 0, SIZE);
    assert_int_equal(cksum(bytes, 300), command_cksum(bytes, 300));
    free(bytes);
}

/* A line may begin anywhere: the sum must not depend on it. */
static void test_pieces_make_the_same_sum_as_the_whole(void **state)
{
    static const unsigned char text[] = "# verdict HOLDS\n# end of it\n";
    const size_t length = sizeof(text) - 1;

    (void)state;
    for (size_t cut = 0; cut <= length; cut++) {
        uint32_t crc = cksum_update(CKSUM_START, text, cut);
        cksum_finish(crc, cut); /* a call in between changes nothing */
        crc = cksum_update(crc, text + cut, length - cut);
        assert_int_equal(cksum_finish(crc, length), cksum(text, length));
    }
}

/* A sum without the upper part of the length is wrong for a log of more than 4 GiB. */
static void test_length_counts_beyond_32_bits(void **state)
{
    (void)state;
    assert_int_equal(cksum_finish(0, 0x100000000), ~cksum_update(0, "\0\0\0\0\1", 5));
    assert_int_not_equal(cksum_finish(0, 0x100000000), cksum_finish(0, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agrees_with_the_command),
        cmocka_unit_test(test_pieces_make_the_same_sum_as_the_whole),
        cmocka_unit_test(test_length_counts_beyond_32_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
