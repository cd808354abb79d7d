// SPDX-License-Identifier: BSD-2-Clause
//
// Values of options that have a grammar of their own: layers, delimiters, units; and the language
// of a text.
#include <config.h>

#include "cli/find_model.h"
#include "cli/layer_list.h"
#include "cli/unescape.h"
#include "programs/train_options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
a_list_of_layers_is_sorted_and_has_each_once(void **state)
{
    (void)state;
    hm_layer_list layers;

    assert_int_equal(hm_layer_list_parse("layers", "3,1,3", &layers, NULL), HMRNN_OK);

    assert_int_equal(layers.n, 2);
    assert_int_equal(layers.layer[0], 1);
    assert_int_equal(layers.layer[1], 3);
}

static void
what_is_no_list_of_layers_is_an_error(void **state)
{
    (void)state;
    static const char *const lists[] = {"", "0", "9", "1,", ",1", "1 2", "12", "a", "ALL", "-1"};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        hm_layer_list layers;
        if (hm_layer_list_parse("layers", lists[i], &layers, NULL) != HMRNN_EARG)
            fail_msg("'%s' was taken for a list of layers", lists[i]);
    }
}

static void
all_layers_are_those_of_the_model(void **state)
{
    (void)state;
    hm_layer_list layers;
    assert_int_equal(hm_layer_list_parse("layers", "all", &layers, NULL), HMRNN_OK);

    assert_int_equal(hm_layer_list_resolve("x.hmrnn", &layers, 3, NULL), HMRNN_OK);

    assert_int_equal(layers.n, 3);
    assert_int_equal(layers.layer[2], 3);
}

static void
a_layer_that_the_model_lacks_is_an_error_that_names_how_many_it_has(void **state)
{
    (void)state;
    hm_layer_list layers;
    hmrnn_error err;
    assert_int_equal(hm_layer_list_parse("layers", "1,4", &layers, NULL), HMRNN_OK);

    assert_int_equal(hm_layer_list_resolve("x.hmrnn", &layers, 2, &err), HMRNN_EARG);

    assert_string_equal(err.text, "--layers: there is no layer 4, x.hmrnn finds boundaries in 2 "
                                  "layers");
}

static void
a_model_without_boundaries_is_an_error(void **state)
{
    (void)state;
    hm_layer_list layers;
    assert_int_equal(hm_layer_list_parse("layers", "all", &layers, NULL), HMRNN_OK);
    assert_int_equal(hm_layer_list_resolve("x.hmrnn", &layers, 0, NULL), HMRNN_EARG);
}

static void
a_delimiter_may_have_escapes_and_nuls(void **state)
{
    (void)state;
    hm_bytes bytes = HM_BYTES_INIT;

    assert_int_equal(hm_unescape("a\\n\\t\\r\\0\\\\\\xfF", &bytes, NULL), HMRNN_OK);

    assert_int_equal(bytes.n_bytes, 7);
    assert_memory_equal(bytes.data, "a\n\t\r\0\\\xFF", 7);
    hm_bytes_release(&bytes);
}

static void
an_unknown_escape_is_an_error(void **state)
{
    (void)state;
    static const char *const texts[] = {"\\", "\\q", "\\x", "\\x1", "\\xg0"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        hm_bytes bytes = HM_BYTES_INIT;
        if (hm_unescape(texts[i], &bytes, NULL) != HMRNN_EARG)
            fail_msg("'%s' was taken for a delimiter", texts[i]);
        hm_bytes_release(&bytes);
    }
}

static void
one_number_of_units_is_for_every_layer(void **state)
{
    (void)state;
    size_t n_layers = 3;
    size_t n_units[HMRNN_MAX_LAYERS] = {0};

    assert_int_equal(hm_train_options_units("64", &n_layers, n_units, NULL), HMRNN_OK);

    assert_int_equal(n_layers, 3);
    assert_int_equal(n_units[0], 64);
    assert_int_equal(n_units[2], 64);
}

static void
a_list_of_units_says_how_many_layers_there_are(void **state)
{
    (void)state;
    size_t n_layers = 0;
    size_t n_units[HMRNN_MAX_LAYERS] = {0};

    assert_int_equal(hm_train_options_units("64,32", &n_layers, n_units, NULL), HMRNN_OK);

    assert_int_equal(n_layers, 2);
    assert_int_equal(n_units[0], 64);
    assert_int_equal(n_units[1], 32);
}

static void
what_is_no_list_of_units_is_an_error(void **state)
{
    (void)state;
    static const char *const lists[] = {"",    "0",       "1,",
                                        ",1",  "1,2",     "1 2",
                                        "-64", "1,2,3,4", "1,1,1,1,1,1,1,1,1"};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        size_t n_layers = 3;
        size_t n_units[HMRNN_MAX_LAYERS] = {0};
        if (hm_train_options_units(lists[i], &n_layers, n_units, NULL) != HMRNN_EARG)
            fail_msg("'%s' was taken for units of three layers", lists[i]);
    }
}

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_of_layers_is_sorted_and_has_each_once),
        cmocka_unit_test(what_is_no_list_of_layers_is_an_error),
        cmocka_unit_test(all_layers_are_those_of_the_model),
        cmocka_unit_test(a_layer_that_the_model_lacks_is_an_error_that_names_how_many_it_has),
        cmocka_unit_test(a_model_without_boundaries_is_an_error),
        cmocka_unit_test(a_delimiter_may_have_escapes_and_nuls),
        cmocka_unit_test(an_unknown_escape_is_an_error),
        cmocka_unit_test(one_number_of_units_is_for_every_layer),
        cmocka_unit_test(a_list_of_units_says_how_many_layers_there_are),
        cmocka_unit_test(what_is_no_list_of_units_is_an_error),
        cmocka_unit_test(the_letters_of_a_text_tell_its_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
