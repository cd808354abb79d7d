// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_alphabet.c - the symbols of a model.
#include <config.h>

#include "text/alphabet.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static hm_alphabet *
from_text(size_t n_chars, const uint32_t *chars, size_t min_count, size_t max_symbols)
{
    const hmrnn_text text = {chars, n_chars};
    hm_alphabet *alphabet = NULL;
    hm_census *census = NULL;
    assert_int_equal(hm_census_new(&census, NULL), HMRNN_OK);
    hm_census_add(census, &text);
    assert_int_equal(hm_alphabet_from_census(&alphabet, census, min_count, max_symbols, NULL),
                     HMRNN_OK);
    hm_census_free(census);
    return alphabet;
}

static const uint32_t sample[] = {'b', 'a', 'b', 0x1F600, 'a', 'b', HMRNN_INVALID, '\n', 'c'};
#define N_SAMPLE (sizeof sample / sizeof sample[0])

static void
symbols_are_in_order_of_falling_count_then_code_point(void **state)
{
    (void)state;

    hm_alphabet *const alphabet = from_text(N_SAMPLE, sample, 1, 0);

    const uint32_t wanted[] = {'b', 'a', '\n', 'c', 0x1F600};
    assert_int_equal(hm_alphabet_size(alphabet), 6);
    assert_memory_equal(hm_alphabet_chars(alphabet), wanted, sizeof wanted);
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(hm_alphabet_id(alphabet, wanted[i]), i + 1);
    hm_alphabet_free(alphabet);
}

static void
what_is_not_in_the_alphabet_is_unknown(void **state)
{
    (void)state;

    hm_alphabet *const alphabet = from_text(N_SAMPLE, sample, 2, 0);

    assert_int_equal(hm_alphabet_size(alphabet), 4);
    assert_int_equal(hm_alphabet_id(alphabet, 'c'), HM_SYMBOL_UNKNOWN);
    assert_int_equal(hm_alphabet_id(alphabet, 0x10FFFF), HM_SYMBOL_UNKNOWN);
    assert_int_equal(hm_alphabet_id(alphabet, 0x110000), HM_SYMBOL_UNKNOWN);
    assert_int_equal(hm_alphabet_id(alphabet, HMRNN_INVALID), HM_SYMBOL_UNKNOWN);
    hm_alphabet_free(alphabet);
}

static void
the_newline_is_a_member_even_of_an_empty_text_or_a_small_alphabet(void **state)
{
    (void)state;

    hm_alphabet *const empty = from_text(0, NULL, 1, 0);
    hm_alphabet *const small = from_text(N_SAMPLE, sample, 1, 3);
    hm_alphabet *const least = from_text(N_SAMPLE, sample, 1, 1);

    const uint32_t wanted[] = {'b', '\n'};
    assert_int_equal(hm_alphabet_size(empty), 2);
    assert_int_equal(hm_alphabet_id(empty, '\n'), 1);
    assert_int_equal(hm_alphabet_size(small), 3);
    assert_memory_equal(hm_alphabet_chars(small), wanted, sizeof wanted);
    assert_int_equal(hm_alphabet_size(least), 2);
    assert_int_equal(hm_alphabet_id(least, '\n'), 1);
    hm_alphabet_free(empty);
    hm_alphabet_free(small);
    hm_alphabet_free(least);
}

static void
expect_bad_list(size_t n_chars, const uint32_t *chars, const char *complaint)
{
    hm_alphabet *alphabet = NULL;
    hmrnn_error err = {HMRNN_OK, ""};
    assert_int_equal(hm_alphabet_from_list(&alphabet, n_chars, chars, &err), HMRNN_EFORMAT);
    assert_null(alphabet);
    assert_non_null(strstr(err.text, complaint));
}

static void
a_list_that_is_no_alphabet_is_refused(void **state)
{
    (void)state;

    expect_bad_list(0, NULL, "newline is missing");
    expect_bad_list(2, (const uint32_t[]){'a', 'b'}, "newline is missing");
    expect_bad_list(3, (const uint32_t[]){'a', '\n', 'a'}, "U+0061 is there twice, at 1 and 3");
    expect_bad_list(2, (const uint32_t[]){'\n', 0x110000}, "no code point");
    expect_bad_list(2, (const uint32_t[]){0xD800, '\n'}, "no code point");
    expect_bad_list(0x110001, sample, "more than Unicode has");
}

static void
a_list_keeps_its_order(void **state)
{
    (void)state;
    const uint32_t chars[] = {0x10FFFF, '\n', 0, 0x4E00};
    hm_alphabet *alphabet = NULL;

    assert_int_equal(hm_alphabet_from_list(&alphabet, 4, chars, NULL), HMRNN_OK);

    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(hm_alphabet_id(alphabet, chars[i]), i + 1);
    assert_int_equal(hm_alphabet_id(alphabet, 1), HM_SYMBOL_UNKNOWN);
    hm_alphabet_free(alphabet);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(symbols_are_in_order_of_falling_count_then_code_point),
        cmocka_unit_test(what_is_not_in_the_alphabet_is_unknown),
        cmocka_unit_test(the_newline_is_a_member_even_of_an_empty_text_or_a_small_alphabet),
        cmocka_unit_test(a_list_that_is_no_alphabet_is_refused),
        cmocka_unit_test(a_list_keeps_its_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
