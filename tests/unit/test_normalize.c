// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_normalize.c - what the network sees of the text.
#include <config.h>

#include "text/normalize.h"

#include <stdlib.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void
expect_view(hmrnn_normalization form, size_t n_chars, const uint32_t *chars, size_t n_wanted,
            const uint32_t *wanted, const size_t *origin)
{
    hm_normalizer *normalizer = NULL;
    hm_view view = HM_VIEW_INIT;
    const hmrnn_text text = {chars, n_chars};
    assert_int_equal(hm_normalizer_new(&normalizer, form, NULL), HMRNN_OK);
    assert_int_equal(hm_normalize(normalizer, &text, &view, NULL), HMRNN_OK);
    assert_int_equal(view.n_chars, n_wanted);
    for (size_t i = 0; i < n_wanted; i++) {
        assert_int_equal(view.chars[i], wanted[i]);
        assert_int_equal(view.origin[i], origin[i]);
    }
    hm_view_release(&view);
    hm_normalizer_free(normalizer);
}

static void
without_normalisation_the_view_is_the_text(void **state)
{
    (void)state;
    const uint32_t chars[] = {'e', 0x0301, HMRNN_INVALID, 0xFF21};

    expect_view(HMRNN_NORMALIZATION_NONE, 4, chars, 4, chars, (const size_t[]){0, 1, 2, 3});
    expect_view(HMRNN_NORMALIZATION_NONE, 0, NULL, 0, NULL, NULL);
}

static void
composed_symbols_belong_to_the_last_character_of_their_cluster(void **state)
{
    (void)state;

    expect_view(HMRNN_NORMALIZATION_NFC, 4, (const uint32_t[]){'a', 'e', 0x0301, 'b'}, 3,
                (const uint32_t[]){'a', 0xE9, 'b'}, (const size_t[]){0, 2, 3});
}

static void
one_character_can_become_several_symbols(void **state)
{
    (void)state;

    expect_view(HMRNN_NORMALIZATION_NFKC, 2, (const uint32_t[]){0x3392, 0xFF21}, 4,
                (const uint32_t[]){'M', 'H', 'z', 'A'}, (const size_t[]){0, 0, 0, 1});
    expect_view(HMRNN_NORMALIZATION_NFKC_CASEFOLD, 1, (const uint32_t[]){0xDF}, 2,
                (const uint32_t[]){'s', 's'}, (const size_t[]){0, 0});
}

static void
a_cluster_that_becomes_nothing_is_left_out(void **state)
{
    (void)state;

    expect_view(HMRNN_NORMALIZATION_NFKC_CASEFOLD, 3, (const uint32_t[]){'A', 0x200B, 'B'}, 2,
                (const uint32_t[]){'a', 'b'}, (const size_t[]){0, 2});
}

static void
what_is_no_character_is_kept(void **state)
{
    (void)state;
    const uint32_t chars[] = {HMRNN_INVALID, 0x0301, HMRNN_INVALID};

    expect_view(HMRNN_NORMALIZATION_NFKC_CASEFOLD, 3, chars, 3, chars, (const size_t[]){0, 1, 2});
}

static void
a_cluster_of_a_million_unordered_marks_takes_no_quadratic_time(void **state)
{
    (void)state;
    const size_t n_chars = 1000000;
    uint32_t *const chars = malloc(n_chars * sizeof *chars);
    assert_non_null(chars);
    for (size_t i = 0; i < n_chars; i++)
        chars[i] = i % 2 == 0 ? 0x0301 : 0x0323;
    hm_normalizer *normalizer = NULL;
    hm_view view = HM_VIEW_INIT;
    const hmrnn_text text = {chars, n_chars};
    assert_int_equal(hm_normalizer_new(&normalizer, HMRNN_NORMALIZATION_NFC, NULL), HMRNN_OK);

    assert_int_equal(hm_normalize(normalizer, &text, &view, NULL), HMRNN_OK);

    assert_int_equal(view.n_chars, n_chars);
    assert_int_equal(view.origin[0], n_chars - 1);
    hm_view_release(&view);
    hm_normalizer_free(normalizer);
    free(chars);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_normalisation_the_view_is_the_text),
        cmocka_unit_test(composed_symbols_belong_to_the_last_character_of_their_cluster),
        cmocka_unit_test(one_character_can_become_several_symbols),
        cmocka_unit_test(a_cluster_that_becomes_nothing_is_left_out),
        cmocka_unit_test(what_is_no_character_is_kept),
        cmocka_unit_test(a_cluster_of_a_million_unordered_marks_takes_no_quadratic_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
