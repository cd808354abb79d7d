// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_split_point.c - where a record that is too long to be held may be divided.
#include <config.h>

#include "text/split_point.h"

#include <stdlib.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

enum { N = 200 };

/// How many of N characters, each of one byte, a part keeps.
static size_t
kept(const uint32_t *chars)
{
    uint32_t own[N];
    size_t offset[N + 1];
    uint8_t is_end[N];
    size_t n_kept = 0;
    hm_graphemes *graphemes = NULL;
    memcpy(own, chars, sizeof own);
    for (size_t i = 0; i <= N; i++)
        offset[i] = i;
    const hm_chars part = {own, offset, N, N, 0};
    assert_int_equal(hm_graphemes_new(&graphemes, NULL), HMRNN_OK);
    assert_int_equal(hm_split_point(graphemes, &part, is_end, &n_kept, NULL), HMRNN_OK);
    hm_graphemes_free(graphemes);
    return n_kept;
}

static void
fill(uint32_t *chars, uint32_t c)
{
    for (size_t i = 0; i < N; i++)
        chars[i] = c;
}

static void
a_part_ends_behind_the_last_punctuation_or_white_space(void **state)
{
    (void)state;
    uint32_t chars[N];
    fill(chars, 0x4E2D);
    chars[120] = ',';
    chars[140] = 0x3002;
    chars[141] = ' ';

    assert_int_equal(kept(chars), 142);
}

static void
without_an_edge_in_its_second_half_it_ends_as_late_as_is_sure(void **state)
{
    (void)state;
    uint32_t chars[N];
    fill(chars, 0x4E2D);
    chars[40] = ',';
    chars[N - 5] = ',';

    assert_int_equal(kept(chars), N - HM_DECODE_UNSURE);
}

static void
a_cluster_is_never_divided(void **state)
{
    (void)state;
    uint32_t chars[N];
    fill(chars, 0x0301);
    chars[0] = 'a';
    assert_int_equal(kept(chars), 0);

    chars[30] = 'b';
    assert_int_equal(kept(chars), 30);
}

static void
white_space_with_an_accent_is_no_place_to_end(void **state)
{
    (void)state;
    uint32_t chars[N];
    fill(chars, 'x');
    chars[110] = ' ';
    chars[150] = ' ';
    chars[151] = 0x0301;

    assert_int_equal(kept(chars), 111);
}

static void
bytes_that_are_no_characters_are_divided_anywhere(void **state)
{
    (void)state;
    uint32_t chars[N];
    fill(chars, HMRNN_INVALID);

    assert_int_equal(kept(chars), N - HM_DECODE_UNSURE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_ends_behind_the_last_punctuation_or_white_space),
        cmocka_unit_test(without_an_edge_in_its_second_half_it_ends_as_late_as_is_sure),
        cmocka_unit_test(a_cluster_is_never_divided),
        cmocka_unit_test(white_space_with_an_accent_is_no_place_to_end),
        cmocka_unit_test(bytes_that_are_no_characters_are_divided_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
