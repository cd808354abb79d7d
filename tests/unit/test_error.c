// SPDX-License-Identifier: BSD-2-Clause
//
// How a function says that it failed.
#include <config.h>

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
a_failure_is_a_status_and_a_message(void **state)
{
    (void)state;
    hmrnn_error err;

    assert_int_equal(hm_fail(&err, HMRNN_EFORMAT, "%s: byte %d", "file", 7), HMRNN_EFORMAT);

    assert_int_equal(err.status, HMRNN_EFORMAT);
    assert_string_equal(err.text, "file: byte 7");
}

static void
nobody_need_listen(void **state)
{
    (void)state;
    assert_int_equal(hm_fail(NULL, HMRNN_EIO, "%s", "unheard"), HMRNN_EIO);
    assert_int_equal(hm_fail_memory(NULL, "a thing", 5), HMRNN_ENOMEM);
}

static void
a_lack_of_memory_names_the_thing_and_its_size(void **state)
{
    (void)state;
    hmrnn_error err;

    assert_int_equal(hm_fail_memory(&err, "the weights", 123456), HMRNN_ENOMEM);

    assert_int_equal(err.status, HMRNN_ENOMEM);
    assert_non_null(strstr(err.text, "the weights"));
    assert_non_null(strstr(err.text, "123456"));
}

/// Whether text is some number of 'a' and then whole characters of three bytes.
static bool
ends_whole(const char *text, size_t n_before)
{
    const size_t n = strlen(text);
    return n >= n_before && (n - n_before) % 3 == 0;
}

static void
a_long_message_is_cut_between_characters(void **state)
{
    (void)state;
    for (size_t n_before = 0; n_before < 3; n_before++) {
        hmrnn_error err;
        char text[1300] = "aa";
        text[n_before] = '\0';
        for (size_t i = 0; i < 400; i++)
            strcat(text, "\xE2\x82\xAC");

        hm_fail(&err, HMRNN_EIO, "%s", text);

        assert_true(ends_whole(err.text, n_before));
        assert_true(strlen(err.text) >= sizeof err.text - 7);
        assert_memory_equal(err.text, text, strlen(err.text));
    }
}

static void
a_message_that_just_fits_is_not_cut(void **state)
{
    (void)state;
    hmrnn_error err;
    char text[sizeof err.text];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';

    hm_fail(&err, HMRNN_EIO, "%s", text);

    assert_string_equal(err.text, text);
}

static hmrnn_status
try_and_count(hmrnn_status status, int *n_reached)
{
    HM_TRY(status);
    ++*n_reached;
    return HMRNN_OK;
}

static void
trying_goes_on_after_success_only(void **state)
{
    (void)state;
    int n_reached = 0;

    assert_int_equal(try_and_count(HMRNN_EARG, &n_reached), HMRNN_EARG);
    assert_int_equal(n_reached, 0);
    assert_int_equal(try_and_count(HMRNN_OK, &n_reached), HMRNN_OK);
    assert_int_equal(n_reached, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_is_a_status_and_a_message),
        cmocka_unit_test(nobody_need_listen),
        cmocka_unit_test(a_lack_of_memory_names_the_thing_and_its_size),
        cmocka_unit_test(a_long_message_is_cut_between_characters),
        cmocka_unit_test(a_message_that_just_fits_is_not_cut),
        cmocka_unit_test(trying_goes_on_after_success_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
