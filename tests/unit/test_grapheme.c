// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_grapheme.c - extended grapheme clusters.
#include <config.h>

#include "text/grapheme.h"

#include "base/rng.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/utf16.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static hm_graphemes *
open_graphemes(void)
{
    hm_graphemes *graphemes = NULL;
    assert_int_equal(hm_graphemes_new(&graphemes, NULL), HMRNN_OK);
    return graphemes;
}

/// Clusters of `chars` must end where `ends` has a '|'; one letter a character.
static void
expect_ends(const uint32_t *chars, const char *ends)
{
    hm_graphemes *const graphemes = open_graphemes();
    uint8_t is_end[32] = {9};
    const size_t n_chars = strlen(ends);
    assert_int_equal(hm_graphemes_mark(graphemes, n_chars, chars, is_end, NULL), HMRNN_OK);
    for (size_t i = 0; i < n_chars; i++)
        if (is_end[i] != (ends[i] == '|'))
            fail_msg("after character %zu: %d, not as in %s", i, is_end[i], ends);
    hm_graphemes_free(graphemes);
}

static void
plain_text_is_one_cluster_a_character(void **state)
{
    (void)state;

    expect_ends((const uint32_t[]){'a', 0x4E2D, 0x3042, ' '}, "||||");
    expect_ends(NULL, "");
}

static void
marks_stay_with_their_base(void **state)
{
    (void)state;

    expect_ends((const uint32_t[]){'a', 'e', 0x0301, 0x0323, 'b'}, "|..||");
    expect_ends((const uint32_t[]){0x0301, 'a'}, "||");
    expect_ends((const uint32_t[]){0x304B, 0x3099, 0x304D}, ".||");
}

static void
newlines_and_controls_stand_alone_but_cr_lf_is_one(void **state)
{
    (void)state;

    expect_ends((const uint32_t[]){'a', '\r', '\n', '\n', 0x0301}, "|.|||");
    expect_ends((const uint32_t[]){'\n', '\r', 'x'}, "|||");
}

static void
what_is_no_character_is_a_cluster_of_its_own(void **state)
{
    (void)state;

    expect_ends((const uint32_t[]){'e', HMRNN_INVALID, 0x0301, HMRNN_INVALID, HMRNN_INVALID},
                "|||||");
}

static void
flags_families_and_syllables_are_single_clusters(void **state)
{
    (void)state;

    expect_ends((const uint32_t[]){0x1F1EF, 0x1F1F5, 0x1F1E8, 0x1F1F3, 0x1F1E8}, ".|.||");
    expect_ends((const uint32_t[]){0x1F469, 0x200D, 0x1F467, 0x1F44D, 0x1F3FD}, "..|.|");
    expect_ends((const uint32_t[]){0x1112, 0x1161, 0x11AB, 0xAE00, 0xAC00, 0x11A8}, "..||.|");
    expect_ends((const uint32_t[]){0xAC00, 0x1100, 0xAC00, 'a'}, "|.||");
}

/// The ends that ICU finds in the whole text at once.
static void
mark_whole(UBreakIterator *iterator, size_t n_chars, const uint32_t *chars, uint8_t *is_end)
{
    UChar units[128];
    int32_t n_units = 0;
    UErrorCode error = U_ZERO_ERROR;
    for (size_t i = 0; i < n_chars; i++)
        U16_APPEND_UNSAFE(units, n_units, chars[i]);
    ubrk_setText(iterator, units, n_units, &error);
    assert_true(U_SUCCESS(error));
    n_units = 0;
    for (size_t i = 0; i < n_chars; i++) {
        n_units += U16_LENGTH(chars[i]);
        is_end[i] = ubrk_isBoundary(iterator, n_units) != 0;
    }
}

static void
random_text_is_cut_as_icu_cuts_the_whole(void **state)
{
    (void)state;
    static const uint32_t char_classes[] = {'a',    0x4E2D,  '\r',   '\n',    0x07,   0x0301,
                                            0x200D, 0x1F1E6, 0x0903, 0x0600,  0x1100, 0x1161,
                                            0x11A8, 0xAC00,  0xAC01, 0x1F469, 0x2764, 0xFE0F,
                                            0x0915, 0x094D,  0x0924, 0x1F3FD, 0xE0061};
    enum { N = 12 };
    hm_graphemes *const graphemes = open_graphemes();
    UErrorCode error = U_ZERO_ERROR;
    UBreakIterator *const iterator = ubrk_open(UBRK_CHARACTER, "root", NULL, 0, &error);
    assert_true(U_SUCCESS(error));
    hm_rng rng = hm_rng_stream(2026, 1);

    for (size_t round = 0; round < 20000; round++) {
        uint32_t chars[N];
        uint8_t found[N], wanted[N];
        for (size_t i = 0; i < N; i++)
            chars[i] =
                char_classes[hm_rng_below(&rng, sizeof char_classes / sizeof char_classes[0])];
        assert_int_equal(hm_graphemes_mark(graphemes, N, chars, found, NULL), HMRNN_OK);
        mark_whole(iterator, N, chars, wanted);
        if (memcmp(found, wanted, N) != 0)
            fail_msg("seed 2026, round %zu", round);
    }

    ubrk_close(iterator);
    hm_graphemes_free(graphemes);
}

static void
a_million_marks_are_one_cluster(void **state)
{
    (void)state;
    const size_t n_chars = 1000000;
    uint32_t *const chars = malloc(n_chars * sizeof *chars);
    uint8_t *const is_end = malloc(n_chars);
    assert_non_null(chars);
    assert_non_null(is_end);
    for (size_t i = 0; i < n_chars; i++)
        chars[i] = 0x0301;
    hm_graphemes *const graphemes = open_graphemes();

    assert_int_equal(hm_graphemes_mark(graphemes, n_chars, chars, is_end, NULL), HMRNN_OK);

    size_t n_ends = 0;
    for (size_t i = 0; i < n_chars; i++)
        n_ends += is_end[i];
    assert_int_equal(n_ends, 1);
    assert_int_equal(is_end[n_chars - 1], 1);
    hm_graphemes_free(graphemes);
    free(is_end);
    free(chars);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_is_one_cluster_a_character),
        cmocka_unit_test(marks_stay_with_their_base),
        cmocka_unit_test(newlines_and_controls_stand_alone_but_cr_lf_is_one),
        cmocka_unit_test(what_is_no_character_is_a_cluster_of_its_own),
        cmocka_unit_test(flags_families_and_syllables_are_single_clusters),
        cmocka_unit_test(random_text_is_cut_as_icu_cuts_the_whole),
        cmocka_unit_test(a_million_marks_are_one_cluster),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
