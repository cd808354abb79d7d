// SPDX-License-Identifier: BSD-2-Clause
//
// The layout of a network's parameters: which of them detectors decide by.
#include <config.h>

#include "net/params.h"

#include "net/symbol_modality.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const hm_dims three_layers = {.cell = HMRNN_CELL_HMLSTM,
                                     .modality = &hm_symbol_modality,
                                     .has_layer_norm = true,
                                     .n_layers = 3,
                                     .n_units = {5, 7, 3},
                                     .n_symbols = 11,
                                     .n_char_classes = 4,
                                     .n_embed = 6,
                                     .n_output_embed = 8};

/// An array in which the ranges of detectors are 1 and all else is 0.
typedef struct svg {
    float *all;
    size_t n_floats;
} svg;

static svg
marked(const hm_dims *dims, hm_params *params, size_t *n_ranges)
{
    svg s = {0};
    hm_tensor tensors[HM_MAX_TENSORS];
    hm_range ranges[HM_MAX_DETECTOR_RANGES];
    size_t n_tensors = 0;
    assert_int_equal(hm_params_layout(dims, tensors, &n_tensors, &s.n_floats, NULL), HMRNN_OK);
    s.all = calloc(s.n_floats, sizeof *s.all);
    assert_non_null(s.all);
    *params = hm_params_view(dims, s.all);
    *n_ranges = hm_params_detectors(dims, params, ranges);
    assert_true(*n_ranges <= HM_MAX_DETECTOR_RANGES);
    size_t end = 0;
    for (size_t i = 0; i < *n_ranges; i++) {
        assert_true(ranges[i].first >= end);
        end = ranges[i].first + ranges[i].n;
        assert_true(end <= s.n_floats);
        for (size_t k = ranges[i].first; k < end; k++)
            s.all[k] = 1.0f;
    }
    return s;
}

static void
unmark(float *matrix, size_t row, size_t n_columns)
{
    for (size_t i = row * n_columns; i < (row + 1) * n_columns; i++) {
        assert_true(matrix[i] == 1.0f);
        matrix[i] = 0.0f;
    }
}

static void
expect_nothing_marked(const svg *s)
{
    for (size_t i = 0; i < s->n_floats; i++)
        assert_true(s->all[i] == 0.0f);
}

static void
detectors_decide_by_the_last_row_of_each_matrix_and_bias(void **state)
{
    (void)state;
    const hm_dims dims = three_layers;
    hm_params params;
    size_t n = 0;
    svg s = marked(&dims, &params, &n);
    assert_int_equal(n, 9);
    unmark(params.class_change, 20, 1);
    for (size_t l = 0; l < 2; l++) {
        const size_t row = 4 * dims.n_units[l];
        unmark(params.layer[l].recurrent, row, dims.n_units[l]);
        unmark(params.layer[l].topdown, row, dims.n_units[l + 1]);
        unmark(params.layer[l].bottomup, row, l == 0 ? 6 : 5);
        unmark(params.layer[l].bias, row, 1);
    }
    expect_nothing_marked(&s);
    free(s.all);
}

static void
where_no_layer_has_a_detector_nothing_is_found(void **state)
{
    (void)state;
    hm_dims dims = three_layers;
    dims.cell = HMRNN_CELL_LSTM;
    hm_params params;
    size_t n = 1;
    svg s = marked(&dims, &params, &n);
    assert_int_equal(n, 0);
    free(s.all);

    dims.cell = HMRNN_CELL_HMLSTM;
    dims.n_layers = 1;
    s = marked(&dims, &params, &n);
    assert_int_equal(n, 0);
    free(s.all);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(detectors_decide_by_the_last_row_of_each_matrix_and_bias),
        cmocka_unit_test(where_no_layer_has_a_detector_nothing_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
