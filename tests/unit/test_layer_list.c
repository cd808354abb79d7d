// SPDX-License-Identifier: BSD-2-Clause
//
// Lists of layers as options have them.
#include <config.h>

#include "cli/layer_list.h"

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
a_list_for_another_option_names_it(void **state)
{
    (void)state;
    hm_layer_list layers;
    hmrnn_error err;
    assert_int_equal(hm_layer_list_parse("states", "x", &layers, &err), HMRNN_EARG);
    assert_non_null(strstr(err.text, "--states: 'x'"));
    assert_int_equal(hm_layer_list_parse("states", "1,3", &layers, NULL), HMRNN_OK);

    assert_int_equal(hm_layer_list_fit("states", &layers, 2, &err), HMRNN_EARG);

    assert_string_equal(err.text, "--states: there is no layer 3, this model has 2");
    assert_int_equal(hm_layer_list_fit("states", &layers, 3, NULL), HMRNN_OK);
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
        cmocka_unit_test(a_list_for_another_option_names_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
