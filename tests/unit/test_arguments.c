// SPDX-License-Identifier: BSD-2-Clause
//
// Values of options that have a grammar of their own: units.
#include <config.h>

#include "programs/train_options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_number_of_units_is_for_every_layer),
        cmocka_unit_test(a_list_of_units_says_how_many_layers_there_are),
        cmocka_unit_test(what_is_no_list_of_units_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
