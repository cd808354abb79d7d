// SPDX-License-Identifier: BSD-2-Clause
//
// The same run gives the same model and the same scores, whatever the threads: where they take
// streams and records side by side, and where they share the products of a single one.
#include <config.h>

#include "hmrnn.h"

#include "api_fixture.h"
#include "tmpdir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static hm_bytes
train(const hmrnn_train_options *options, unsigned n_threads)
{
    hmrnn_train_options chosen = *options;
    chosen.n_threads = n_threads;
    hmrnn_trainer *const trainer = api_fixture_begin(&chosen, 250);
    api_fixture_finish(trainer);
    hm_bytes model = api_fixture_saved(trainer);
    hmrnn_trainer_free(trainer);
    return model;
}

static void
expect_one_model(const hmrnn_train_options *options, const char *what)
{
    hm_bytes first = train(options, 1);
    for (unsigned n_threads = 1; n_threads <= 3; n_threads++) {
        hm_bytes again = train(options, n_threads);
        if (again.n_bytes != first.n_bytes || memcmp(again.data, first.data, first.n_bytes) != 0)
            fail_msg("%s: another model with %u threads", what, n_threads);
        hm_bytes_release(&again);
    }
    hm_bytes_release(&first);
}

static void
equal_seeds_give_equal_models_whatever_the_threads(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.batch = 70;  // three shards
    expect_one_model(&options, "step");
    options.boundary = HMRNN_BOUNDARY_SAMPLED;
    options.estimator = HMRNN_ESTIMATOR_SKIP;
    options.dropout = 0.2;
    options.mask = 0.3;
    expect_one_model(&options, "sampled, skip, dropout, mask");
    options.is_bidirectional = 1;
    expect_one_model(&options, "two directions");
    options.is_bidirectional = 0;
    options.dropout_input = options.dropout_layers = options.dropout_output = 0.2;
    options.dropout_weights = options.layer_zoneout = 0.3;
    options.weight_decay = options.detector_rate = options.boundary_penalty = 0.1;
    options.ema = 0.9;
    expect_one_model(&options, "masks, weights left out, layers held, decay, average, a price");
    options.boundary = HMRNN_BOUNDARY_SOFT;
    options.estimator = HMRNN_ESTIMATOR_FULL;
    options.has_layer_norm = 0;
    expect_one_model(&options, "soft, no layer norm");
    options.cell = HMRNN_CELL_LSTM;
    expect_one_model(&options, "LSTM");
}

static void
one_shard_gives_equal_models_whatever_the_threads_that_share_its_products(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.batch = 16;
    options.epochs = 0.2;
    for (size_t l = 0; l < options.n_layers; l++)
        options.n_units[l] = 192;
    expect_one_model(&options, "float32");
    options.matmul = HMRNN_MATMUL_BFLOAT16;
    expect_one_model(&options, "bfloat16");
}

static void
another_seed_gives_another_model(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.epochs = 0.2;
    hm_bytes first = train(&options, 1);
    options.seed = 2;
    hm_bytes second = train(&options, 1);

    assert_true(first.n_bytes != second.n_bytes ||
                memcmp(first.data, second.data, first.n_bytes) != 0);

    hm_bytes_release(&first);
    hm_bytes_release(&second);
}

#define N_SCORED 300

/// What a text costs as one stream.
static void
score_stream(const hmrnn_model *model, unsigned n_threads, const hmrnn_dynamic_options *dynamic,
             const hmrnn_text *text, double *bits)
{
    hmrnn_scorer *scorer = NULL;
    assert_int_equal(hmrnn_scorer_new(&scorer, model, n_threads, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_scorer_set_dynamic(scorer, dynamic, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_scorer_feed(scorer, text, bits, NULL, NULL), HMRNN_OK);
    hmrnn_scorer_free(scorer);
}

static void
a_stream_costs_the_same_whatever_the_threads_that_share_its_products(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    hmrnn_dynamic_options dynamic;
    hmrnn_dynamic_options_init(&dynamic);
    options.n_layers = 2;
    options.n_units[0] = options.n_units[1] = 384;
    options.epochs = 0.02;
    hm_bytes written = train(&options, 2);
    hmrnn_model *model = NULL;
    assert_int_equal(hmrnn_model_open(&model, "saved", NULL), HMRNN_OK);
    hm_rng rng = hm_rng_stream(8, 0);
    hmrnn_text text = api_fixture_words(N_SCORED, &rng);
    double wanted[N_SCORED];
    double bits[N_SCORED];

    for (int kind = 0; kind < 2; kind++) {
        const hmrnn_dynamic_options *const how = kind == 0 ? NULL : &dynamic;
        score_stream(model, 1, how, &text, wanted);
        for (unsigned n_threads = 2; n_threads <= 3; n_threads++) {
            score_stream(model, n_threads, how, &text, bits);
            assert_memory_equal(bits, wanted, sizeof bits);
        }
    }
    api_fixture_free(&text);
    hmrnn_model_free(model);
    hm_bytes_release(&written);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_seeds_give_equal_models_whatever_the_threads),
        cmocka_unit_test(one_shard_gives_equal_models_whatever_the_threads_that_share_its_products),
        cmocka_unit_test(another_seed_gives_another_model),
        cmocka_unit_test(a_stream_costs_the_same_whatever_the_threads_that_share_its_products),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
