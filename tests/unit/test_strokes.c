// SPDX-License-Identifier: BSD-2-Clause
//
// Drawings as text.
#include <config.h>

#include "strokes/stroke_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static hmrnn_status
parse(const char *text, hm_points *points, hm_chars *chars, hmrnn_error *err)
{
    return hm_strokes_parse(strlen(text), (const unsigned char *)text, points, chars, err);
}

static void
points_are_read_with_their_places(void **state)
{
    (void)state;
    hm_points points = {NULL, 0, 0};
    hm_chars chars = HM_CHARS_INIT;

    assert_int_equal(parse("0,0,0 -1.5,2e1,1\t +3,-.25,0 \r", &points, &chars, NULL), HMRNN_OK);

    assert_int_equal(points.n, 3);
    assert_true(points.points[1].dx == -1.5f && points.points[1].dy == 20.0f);
    assert_true(points.points[2].dx == 3.0f && points.points[2].dy == -0.25f);
    assert_int_equal(points.points[0].is_lift, 0);
    assert_int_equal(points.points[1].is_lift, 1);
    assert_int_equal(chars.n_chars, 3);
    const size_t places[] = {0, 5, 16, 29};
    assert_memory_equal(chars.offset, places, sizeof places);
    hm_points_release(&points);
    hm_chars_release(&chars);
}

static void
a_record_of_blanks_has_no_points(void **state)
{
    (void)state;
    hm_points points = {NULL, 0, 0};
    hm_chars chars = HM_CHARS_INIT;

    assert_int_equal(parse("1,2,1", &points, &chars, NULL), HMRNN_OK);
    assert_int_equal(parse(" \t\r", &points, &chars, NULL), HMRNN_OK);

    assert_int_equal(points.n, 0);
    assert_int_equal(chars.n_chars, 0);
    hm_points_release(&points);
    hm_chars_release(&chars);
}

static void
what_is_no_drawing_is_an_error_that_names_its_byte(void **state)
{
    (void)state;
    static const struct {
        const char *text, *complaint;
    } bad[] = {
        {"hello", "byte 1: a number"},
        {"1,2,1 x,2,1", "byte 7: a number"},
        {"1,2", "byte 4: a comma"},
        {"1 2 1", "byte 2: a comma"},
        {"1,,1", "byte 3: a number"},
        {"1,2,", "byte 5: 0 or 1"},
        {"1,2,2", "byte 5: 0 or 1"},
        {"1,2,1.0", "byte 6: a blank"},
        {"1,2,10", "byte 6: a blank"},
        {"nan,2,1", "byte 1: a number"},
        {"inf,2,1", "byte 1: a number"},
        {"0x10,2,1", "byte 1: a number"},
        {"1e400,2,1", "byte 1: a number"},
        {"1,-1e9,1", "byte 3: a movement of -1e+09"},
        {"1,2,1\v3,4,1", "byte 6: a blank"},
        {"00000000000000000000000000000000000000000000000000000001,2,1", "byte 49: a comma"},
    };
    hm_points points = {NULL, 0, 0};
    hm_chars chars = HM_CHARS_INIT;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        hmrnn_error err = {HMRNN_OK, ""};
        assert_int_equal(parse(bad[i].text, &points, &chars, &err), HMRNN_ETEXT);
        if (strncmp(err.text, bad[i].complaint, strlen(bad[i].complaint)) != 0)
            fail_msg("'%s': '%s' is not how '%s' begins", bad[i].text, bad[i].complaint, err.text);
    }
    hm_points_release(&points);
    hm_chars_release(&chars);
}

static void
a_nul_is_no_end_of_a_number(void **state)
{
    (void)state;
    static const unsigned char bytes[] = "1\0,2,1";
    hm_points points = {NULL, 0, 0};
    hm_chars chars = HM_CHARS_INIT;
    hmrnn_error err;

    assert_int_equal(hm_strokes_parse(6, bytes, &points, &chars, &err), HMRNN_ETEXT);

    assert_non_null(strstr(err.text, "byte 2: a comma"));
    hm_points_release(&points);
    hm_chars_release(&chars);
}

static void
what_is_written_is_read_as_it_was(void **state)
{
    (void)state;
    const hmrnn_point points[] = {{0.0f, -0.0f, 0},
                                  {12.0f, -378.25f, 1},
                                  {0.5f, 123456.0f, 0},
                                  {-0.000001f, 0.01234f, 0},
                                  {1e-9f, -99.996f, 1}};
    hm_bytes bytes = HM_BYTES_INIT;
    hm_points read = {NULL, 0, 0};
    hm_chars chars = HM_CHARS_INIT;

    assert_int_equal(hm_strokes_write(&(hmrnn_drawing){points, 5}, &bytes, NULL), HMRNN_OK);
    assert_int_equal(hm_bytes_append(&bytes, 1, "", NULL), HMRNN_OK);

    assert_string_equal((const char *)bytes.data,
                        "0,0,0 12,-378.2,1 0.5,123456,0 -0.000001,0.01234,0 0,-100,1");
    assert_int_equal(parse((const char *)bytes.data, &read, &chars, NULL), HMRNN_OK);
    assert_int_equal(read.n, 5);
    hm_bytes_release(&bytes);
    hm_points_release(&read);
    hm_chars_release(&chars);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_read_with_their_places),
        cmocka_unit_test(a_record_of_blanks_has_no_points),
        cmocka_unit_test(what_is_no_drawing_is_an_error_that_names_its_byte),
        cmocka_unit_test(a_nul_is_no_end_of_a_number),
        cmocka_unit_test(what_is_written_is_read_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
