// SPDX-License-Identifier: BSD-2-Clause
//
// One of several words.
#include <config.h>

#include "base/choice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
a_word_is_found_by_its_whole_text(void **state)
{
    (void)state;
    size_t which = 7;

    assert_true(hm_choice_find("no|noon|night", "noon", &which));
    assert_int_equal(which, 1);
    assert_true(hm_choice_find("no|noon|night", "night", &which));
    assert_int_equal(which, 2);
    assert_true(hm_choice_find("one", "one", &which));
    assert_int_equal(which, 0);
}

static void
what_is_no_word_is_not_found(void **state)
{
    (void)state;
    size_t which = 7;

    assert_false(hm_choice_find("no|noon|night", "", &which));
    assert_false(hm_choice_find("no|noon|night", "n", &which));
    assert_false(hm_choice_find("no|noon|night", "no|noon", &which));
    assert_false(hm_choice_find("no|noon|night", "nightly", &which));
    assert_int_equal(which, 7);
}

static void
a_word_is_given_back_by_its_number(void **state)
{
    (void)state;
    size_t n_word = 0;

    const char *const word = hm_choice_word("no|noon|night", 1, &n_word);

    assert_int_equal(hm_choice_count("no|noon|night"), 3);
    assert_int_equal(n_word, 4);
    assert_memory_equal(word, "noon|", 5);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_found_by_its_whole_text),
        cmocka_unit_test(what_is_no_word_is_not_found),
        cmocka_unit_test(a_word_is_given_back_by_its_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
