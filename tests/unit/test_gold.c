// SPDX-License-Identifier: BSD-2-Clause
//
// A segmented text against another one: taking records apart, counting words as spans.
#include <config.h>

#include "programs/gold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
split(const char *record, const char *delimiter, hm_marked_text *segmented)
{
    uint32_t chars[64];
    uint32_t delimiters[8];
    for (size_t i = 0; record[i] != '\0'; i++)
        chars[i] = (unsigned char)record[i];
    for (size_t i = 0; delimiter[i] != '\0'; i++)
        delimiters[i] = (unsigned char)delimiter[i];
    assert_int_equal(hm_gold_split(&(hmrnn_text){chars, strlen(record)},
                                   &(hmrnn_text){delimiters, strlen(delimiter)}, segmented, NULL),
                     HMRNN_OK);
}

static hmrnn_status
compare(const char *gold, const char *found, const char *delimiter, hmrnn_agreement *agreement,
        hmrnn_error *err)
{
    hm_marked_text a = HM_MARKED_TEXT_INIT;
    hm_marked_text b = HM_MARKED_TEXT_INIT;
    split(gold, delimiter, &a);
    split(found, delimiter, &b);
    const hmrnn_status status = hm_gold_add(agreement, &a, &b, err);
    hm_marked_text_release(&a);
    hm_marked_text_release(&b);
    return status;
}

static void
words_are_spans_of_characters(void **state)
{
    (void)state;
    hmrnn_agreement agreement = {.n_gold = 0};

    assert_int_equal(compare("ab c de", "ab cd e", "", &agreement, NULL), HMRNN_OK);

    assert_int_equal(agreement.n_gold, 3);
    assert_int_equal(agreement.n_found, 3);
    assert_int_equal(agreement.n_both, 1);
    assert_int_equal(agreement.n_gold_ends, 2);
    assert_int_equal(agreement.n_found_ends, 2);
    assert_int_equal(agreement.n_both_ends, 1);
}

static void
white_space_of_any_length_is_one_separator(void **state)
{
    (void)state;
    hmrnn_agreement agreement = {.n_gold = 0};

    assert_int_equal(compare("ab  c\t d", " ab c d  \r", "", &agreement, NULL), HMRNN_OK);

    assert_int_equal(agreement.n_gold, 3);
    assert_int_equal(agreement.n_both, 3);
}

static void
with_a_delimiter_white_space_separates_nothing(void **state)
{
    (void)state;
    hmrnn_agreement agreement = {.n_gold = 0};

    assert_int_equal(compare("ab | c d", "ab|cd", "|", &agreement, NULL), HMRNN_OK);

    assert_int_equal(agreement.n_gold, 2);
    assert_int_equal(agreement.n_both, 2);
}

static void
records_without_characters_have_no_words(void **state)
{
    (void)state;
    hmrnn_agreement agreement = {.n_gold = 0};

    assert_int_equal(compare("", "  ", "", &agreement, NULL), HMRNN_OK);

    assert_int_equal(agreement.n_gold, 0);
    assert_int_equal(agreement.n_found, 0);
}

static void
another_text_is_an_error_that_names_the_character(void **state)
{
    (void)state;
    hmrnn_agreement agreement = {.n_gold = 0};
    hmrnn_error err;

    assert_int_equal(compare("ab cd", "ab c", "", &agreement, &err), HMRNN_ETEXT);
    assert_non_null(strstr(err.text, "character 4, white space not counted, is its end here and "
                                     "'d' (U+0064) there"));

    assert_int_equal(compare("ab", "xb", "", &agreement, &err), HMRNN_ETEXT);
    assert_non_null(strstr(err.text, "character 1"));
    assert_int_equal(agreement.n_gold, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_spans_of_characters),
        cmocka_unit_test(white_space_of_any_length_is_one_separator),
        cmocka_unit_test(with_a_delimiter_white_space_separates_nothing),
        cmocka_unit_test(records_without_characters_have_no_words),
        cmocka_unit_test(another_text_is_an_error_that_names_the_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
