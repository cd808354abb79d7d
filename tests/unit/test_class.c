// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_class.c - kinds of characters.
#include <config.h>

#include "text/class.h"

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

    assert_int_equal(hm_class_of(' '), HM_CLASS_SPACE);
    assert_int_equal(hm_class_of('\n'), HM_CLASS_SPACE);
    assert_int_equal(hm_class_of(0x3000), HM_CLASS_SPACE);
    assert_int_equal(hm_class_of(0x3002), HM_CLASS_PUNCTUATION);
    assert_int_equal(hm_class_of('+'), HM_CLASS_SYMBOL);
    assert_int_equal(hm_class_of(0x1F600), HM_CLASS_SYMBOL);
    assert_int_equal(hm_class_of('7'), HM_CLASS_DIGIT);
    assert_int_equal(hm_class_of(0x0967), HM_CLASS_DIGIT);
    assert_int_equal(hm_class_of(0x4E2D), HM_CLASS_LETTER);
    assert_int_equal(hm_class_of(0x0301), HM_CLASS_LETTER);
    assert_int_equal(hm_class_of(0x2167), HM_CLASS_LETTER);
    assert_int_equal(hm_class_of(0x07), HM_CLASS_OTHER);
}

static void
what_is_no_character_is_other_and_has_no_script(void **state)
{
    (void)state;

    assert_int_equal(hm_class_of(HMRNN_INVALID), HM_CLASS_OTHER);
    assert_int_equal(hm_class_of(0x110000), HM_CLASS_OTHER);
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
an_edge_is_visible_where_one_side_only_is_space_or_punctuation(void **state)
{
    (void)state;

    assert_true(hm_class_is_visible_edge('a', ' '));
    assert_true(hm_class_is_visible_edge(0x3002, 0x4E2D));
    assert_false(hm_class_is_visible_edge('a', 'b'));
    assert_false(hm_class_is_visible_edge(',', ' '));
    assert_false(hm_class_is_visible_edge('a', HMRNN_INVALID));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_fall_into_the_classes_of_their_categories),
        cmocka_unit_test(what_is_no_character_is_other_and_has_no_script),
        cmocka_unit_test(scripts_have_their_iso_names),
        cmocka_unit_test(an_edge_is_visible_where_one_side_only_is_space_or_punctuation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
