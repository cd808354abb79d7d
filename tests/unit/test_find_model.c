// SPDX-License-Identifier: BSD-2-Clause
//
// The language of a text, by the scripts of its letters, and names of models that do not exist.
#include <config.h>

#include "cli/find_model.h"

#include "cli/message.h"
#include "exit_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *
language(const uint32_t *chars, size_t n_chars)
{
    const hmrnn_text text = {chars, n_chars};
    const char *const found = hm_find_model_language(1, &text);
    return found == NULL ? "none" : found;
}

static void
the_letters_of_a_text_tell_its_language(void **state)
{
    (void)state;
    static const uint32_t chinese[] = {0x4ECA, 0x5929, 'o', 'k', 0x5F88, 0x597D, 0x3002};
    static const uint32_t japanese[] = {0x4ECA, 0x65E5, 0x306F, 0x6674, 0x308C};
    static const uint32_t english[] = {'a', ' ', 'd', 'a', 'y', 0x4ECA, '.'};
    static const uint32_t russian[] = {0x0434, 0x0435, 0x043D, 0x044C};
    static const uint32_t taiwanese[] = {0x9019, 0x500B, 0x554F, 0x984C};
    static const uint32_t thai[] = {0x0E20, 0x0E32, 0x0E29, 0x0E32, 'o', 'k'};
    static const uint32_t digits[] = {'1', '2', HMRNN_INVALID};

    assert_string_equal(language(chinese, 7), "zh");
    assert_string_equal(language(japanese, 5), "ja");
    assert_string_equal(language(english, 7), "en");
    assert_string_equal(language(russian, 4), "none");
    assert_string_equal(language(taiwanese, 4), "zh-hant");
    assert_string_equal(language(thai, 6), "th");
    assert_string_equal(language(digits, 3), "en");
}

static void
han_that_both_kinds_of_chinese_have_is_simplified(void **state)
{
    (void)state;
    static const uint32_t both[] = {0x6728, 0x5C71, 0x6C34};
    assert_string_equal(language(both, 3), "zh");
}

static void
a_text_without_characters_is_english(void **state)
{
    (void)state;
    static const uint32_t none[] = {0};
    assert_string_equal(language(none, 0), "en");
}

static void
open_model(const void *name)
{
    (void)hm_find_model_open(name);
}

static void
find_wanted(const void *name)
{
    (void)hm_find_model_wanted(name);
}

static void
a_model_that_does_not_exist_ends_the_program(void **state)
{
    (void)state;
    assert_int_equal(exit_status_of(open_model, "no-such-name", "there is no model 'no-such-name'"),
                     HM_EXIT_FAILED);
    assert_int_equal(exit_status_of(open_model, "./none.hmrnn", "./none.hmrnn"), HM_EXIT_FAILED);
    assert_int_equal(exit_status_of(find_wanted, "", "--model: the name is empty"), HM_EXIT_USAGE);
}

static void
without_a_name_and_without_the_variable_no_model_is_wanted(void **state)
{
    (void)state;
    unsetenv("HMRNN_MODEL");
    assert_null(hm_find_model_wanted(NULL));
    setenv("HMRNN_MODEL", "", 1);
    assert_null(hm_find_model_wanted(NULL));
    setenv("HMRNN_MODEL", "no-such-name", 1);
    assert_int_equal(exit_status_of(find_wanted, NULL, "no-such-name"), HM_EXIT_FAILED);
    unsetenv("HMRNN_MODEL");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_letters_of_a_text_tell_its_language),
        cmocka_unit_test(han_that_both_kinds_of_chinese_have_is_simplified),
        cmocka_unit_test(a_text_without_characters_is_english),
        cmocka_unit_test(a_model_that_does_not_exist_ends_the_program),
        cmocka_unit_test(without_a_name_and_without_the_variable_no_model_is_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
