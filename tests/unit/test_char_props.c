// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_char_props.c - kinds of characters.
#include <config.h>

#include "text/char_props.h"

#include "hmrnn.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void
characters_fall_into_the_classes_of_their_categories(void **state)
{
    (void)state;

    assert_int_equal(hm_char_category_of(' '), HM_CATEGORY_SPACE);
    assert_int_equal(hm_char_category_of('\n'), HM_CATEGORY_SPACE);
    assert_int_equal(hm_char_category_of(0x3000), HM_CATEGORY_SPACE);
    assert_int_equal(hm_char_category_of(0x3002), HM_CATEGORY_PUNCTUATION);
    assert_int_equal(hm_char_category_of('+'), HM_CATEGORY_SYMBOL);
    assert_int_equal(hm_char_category_of(0x1F600), HM_CATEGORY_SYMBOL);
    assert_int_equal(hm_char_category_of('7'), HM_CATEGORY_DIGIT);
    assert_int_equal(hm_char_category_of(0x0967), HM_CATEGORY_DIGIT);
    assert_int_equal(hm_char_category_of(0x4E2D), HM_CATEGORY_LETTER);
    assert_int_equal(hm_char_category_of(0x0301), HM_CATEGORY_LETTER);
    assert_int_equal(hm_char_category_of(0x2167), HM_CATEGORY_LETTER);
    assert_int_equal(hm_char_category_of(0x07), HM_CATEGORY_OTHER);
}

static void
opening_signs_and_pauses_are_told_from_other_punctuation(void **state)
{
    (void)state;

    assert_true(hm_char_opens('('));
    assert_true(hm_char_opens(0x300C));
    assert_true(hm_char_opens(0x201C));
    assert_false(hm_char_opens(0x300D));
    assert_false(hm_char_opens(UINT32_MAX));
    assert_true(hm_char_quotes('"'));
    assert_false(hm_char_quotes(0x201C));
    assert_false(hm_char_quotes(UINT32_MAX));
    assert_true(hm_char_pauses(','));
    assert_true(hm_char_pauses(0x3002));
    assert_false(hm_char_pauses('-'));
    assert_false(hm_char_pauses(')'));
    assert_false(hm_char_pauses(UINT32_MAX));
}

static void
characters_have_the_columns_of_their_width(void **state)
{
    (void)state;

    assert_int_equal(hm_char_columns('a'), 1);
    assert_int_equal(hm_char_columns(0x0E33), 1);
    assert_int_equal(hm_char_columns(0x0E34), 0);
    assert_int_equal(hm_char_columns(0x0301), 0);
    assert_int_equal(hm_char_columns(0x200D), 0);
    assert_int_equal(hm_char_columns(0x4E2D), 2);
    assert_int_equal(hm_char_columns(0xFF0C), 2);
    assert_int_equal(hm_char_columns(0x1F600), 2);
    assert_int_equal(hm_char_columns(0xFF76), 1);
    assert_int_equal(hm_char_columns(UINT32_MAX), 1);
}

static void
what_is_no_character_is_other_and_has_no_script(void **state)
{
    (void)state;

    assert_int_equal(hm_char_category_of(HMRNN_INVALID), HM_CATEGORY_OTHER);
    assert_int_equal(hm_char_category_of(0x110000), HM_CATEGORY_OTHER);
    assert_int_equal(hm_script_of(HMRNN_INVALID), 0);
}

static void
scripts_have_their_iso_names(void **state)
{
    (void)state;

    assert_string_equal(hm_script_name(hm_script_of(0x4E2D)), "Hani");
    assert_string_equal(hm_script_name(hm_script_of(0x3042)), "Hira");
    assert_string_equal(hm_script_name(hm_script_of('x')), "Latn");
    assert_string_equal(hm_script_name(hm_script_of(' ')), "Zyyy");
    assert_string_equal(hm_script_name(-7), "Zzzz");
}

static void
letters_of_scripts_without_spaces_are_continuous(void **state)
{
    (void)state;

    assert_true(hm_char_is_continuous(0x4E2D));  // Han
    assert_true(hm_char_is_continuous(0x3005));  // its iteration mark
    assert_true(hm_char_is_continuous(0x3042));  // hiragana
    assert_true(hm_char_is_continuous(0x30E7));  // small katakana
    assert_true(hm_char_is_continuous(0x30FC));  // a long vowel
    assert_true(hm_char_is_continuous(0x0E01));  // Thai, and a mark of it
    assert_true(hm_char_is_continuous(0x0E31));
    assert_true(hm_char_is_continuous(0x1780));  // Khmer
}

static void
what_is_written_with_spaces_or_is_no_letter_is_not_continuous(void **state)
{
    (void)state;

    assert_false(hm_char_is_continuous('x'));
    assert_false(hm_char_is_continuous(0x0436));  // Cyrillic
    assert_false(hm_char_is_continuous(0x05D0));  // Hebrew
    assert_false(hm_char_is_continuous(0xAC00));  // Hangul, and its jamo
    assert_false(hm_char_is_continuous(0xAC01));
    assert_false(hm_char_is_continuous(0x1100));
    assert_false(hm_char_is_continuous(0x1161));
    assert_false(hm_char_is_continuous(0x11A8));
    assert_false(hm_char_is_continuous(0x0301));  // an accent
    assert_false(hm_char_is_continuous(0x2460));  // a number in a circle
    assert_false(hm_char_is_continuous(0x02C8));  // a sign of stress
    assert_false(hm_char_is_continuous('7'));
    assert_false(hm_char_is_continuous(0x0E51));  // a Thai digit
    assert_false(hm_char_is_continuous(0x3002));
    assert_false(hm_char_is_continuous(0x1F600));
    assert_false(hm_char_is_continuous(HMRNN_INVALID));
}

static void
letters_that_need_a_neighbour_are_known(void **state)
{
    (void)state;

    assert_true(hm_char_holds_next(0x0E40));  // a vowel before its consonant
    assert_true(hm_char_holds_next(0x0EC0));
    assert_true(hm_char_holds_next(0x17D2));  // the sign of subscript letters
    assert_true(hm_char_holds_next(0x1039));
    assert_false(hm_char_holds_next(0x0E01));
    assert_false(hm_char_holds_next(HMRNN_INVALID));
    assert_true(hm_char_holds_on(0x0E30));  // a vowel behind its consonant
    assert_true(hm_char_holds_on(0x0EB2));
    assert_false(hm_char_holds_on(0x0E40));
    assert_false(hm_char_holds_on(0x0E01));
    assert_false(hm_char_holds_on(HMRNN_INVALID));
    assert_true(hm_char_silences(0x103A));
    assert_false(hm_char_silences(0x1004));
    assert_false(hm_char_silences(HMRNN_INVALID));
}

static void
signs_inside_words_and_between_them_are_known(void **state)
{
    (void)state;

    assert_true(hm_char_joins_letters('\''));
    assert_true(hm_char_joins_letters('_'));
    assert_false(hm_char_joins_letters('-'));
    assert_false(hm_char_joins_letters(HMRNN_INVALID));
    assert_true(hm_char_joins_words('-'));
    assert_true(hm_char_joins_words('/'));
    assert_true(hm_char_joins_words('.'));
    assert_true(hm_char_joins_words(0x2013));   // from ... to
    assert_false(hm_char_joins_words(0x2014));  // a dash
    assert_false(hm_char_joins_words(0x3001));
    assert_false(hm_char_joins_words(HMRNN_INVALID));
    assert_true(hm_char_parts_words(0x200B));
    assert_false(hm_char_parts_words(' '));
    assert_false(hm_char_parts_words(HMRNN_INVALID));
}

static void
points_and_commas_join_digits(void **state)
{
    (void)state;

    assert_true(hm_char_joins_digits('.'));
    assert_true(hm_char_joins_digits(','));
    assert_true(hm_char_joins_digits(0xFF0E));
    assert_false(hm_char_joins_digits(0x3001));
    assert_false(hm_char_joins_digits('-'));
    assert_false(hm_char_joins_digits('7'));
    assert_false(hm_char_joins_digits(HMRNN_INVALID));
}

static void
signs_of_percent_and_degree_follow_digits(void **state)
{
    (void)state;

    assert_true(hm_char_follows_digits('%'));
    assert_true(hm_char_follows_digits(0xFF05));
    assert_true(hm_char_follows_digits(0x2103));
    assert_false(hm_char_follows_digits('$'));
    assert_false(hm_char_follows_digits('7'));
    assert_false(hm_char_follows_digits(HMRNN_INVALID));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_fall_into_the_classes_of_their_categories),
        cmocka_unit_test(opening_signs_and_pauses_are_told_from_other_punctuation),
        cmocka_unit_test(characters_have_the_columns_of_their_width),
        cmocka_unit_test(what_is_no_character_is_other_and_has_no_script),
        cmocka_unit_test(scripts_have_their_iso_names),
        cmocka_unit_test(letters_of_scripts_without_spaces_are_continuous),
        cmocka_unit_test(what_is_written_with_spaces_or_is_no_letter_is_not_continuous),
        cmocka_unit_test(letters_that_need_a_neighbour_are_known),
        cmocka_unit_test(signs_inside_words_and_between_them_are_known),
        cmocka_unit_test(points_and_commas_join_digits),
        cmocka_unit_test(signs_of_percent_and_degree_follow_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
