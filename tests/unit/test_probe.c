// SPDX-License-Identifier: BSD-2-Clause
//
// What a scorer shows besides bits: entropies and cell states, as they were before each character.
#include <config.h>

#include "hmrnn.h"

#include "api_fixture.h"
#include "tmpdir.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N_CHARS 300

static hmrnn_scorer *
new_scorer(const hmrnn_model *model, const hmrnn_probe *probe)
{
    hmrnn_scorer *scorer = NULL;
    assert_int_equal(hmrnn_scorer_new(&scorer, model, 2, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_scorer_set_probe(scorer, probe, NULL), HMRNN_OK);
    return scorer;
}

static void
feed(hmrnn_scorer *scorer, size_t n, const uint32_t *chars, double *bits)
{
    assert_int_equal(hmrnn_scorer_feed(scorer, &(hmrnn_text){chars, n}, bits, NULL, NULL),
                     HMRNN_OK);
}

static void
entropy_is_the_mean_of_what_all_symbols_would_cost(void **state)
{
    (void)state;
    static const uint32_t known[] = {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h',  'i',   'j',
                                     'k', 'l', 'm', 'n', 'o', 'p', ' ', '\n', 0x4E2D};
    const double choice = log2(0x10F800 - 18);  // besides its symbol, an unknown character costs
    const hmrnn_probe probe = {.wants_entropy = 1};
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 2);
    hmrnn_scorer *const scorer = new_scorer(model, &probe);
    double bits[6];
    double mean = 0.0;
    double entropy = 0.0;

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        double last = 0.0;
        hmrnn_scorer_reset(scorer);
        feed(scorer, 6, (const uint32_t[]){'a', 'b', 'c', ' ', 'd', 'e'}, bits);
        feed(scorer, 1, &known[i], &last);
        last -= known[i] == 0x4E2D ? choice : 0.0;
        mean += exp2(-last) * last;
        entropy = hmrnn_scorer_entropy(scorer, 0)[0];
    }

    assert_true(fabs(mean - entropy) < 1e-5);  // float32 logits, other ways to add
    assert_null(hmrnn_scorer_entropy(scorer, 1));
    hmrnn_scorer_free(scorer);
    hmrnn_model_free(model);
}

static void
entropies_of_a_batch_are_those_of_fresh_streams(void **state)
{
    (void)state;
    enum { N = 9 };
    hm_rng rng = hm_rng_stream(3, 0);
    const hmrnn_probe probe = {.wants_entropy = 1};
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 2);
    hmrnn_scorer *const scorer = new_scorer(model, &probe);
    hmrnn_scorer *const alone = new_scorer(model, &probe);
    static double room[N][N_CHARS];
    double bits[N_CHARS];
    double *arrays[N];
    hmrnn_text texts[N];
    for (size_t i = 0; i < N; i++) {
        texts[i] = api_fixture_record(i * 33 + 1, &rng);
        arrays[i] = room[i];
    }

    assert_int_equal(hmrnn_scorer_batch(scorer, N, texts, arrays, NULL, NULL), HMRNN_OK);

    for (size_t i = 0; i < N; i++) {
        hmrnn_scorer_reset(alone);
        feed(alone, texts[i].n_chars, texts[i].chars, bits);
        for (size_t k = 0; k < texts[i].n_chars; k++)
            if (fabs(hmrnn_scorer_entropy(alone, 0)[k] - hmrnn_scorer_entropy(scorer, i)[k]) > 1e-5)
                fail_msg("record %zu, character %zu", i, k);
        api_fixture_free(&texts[i]);
    }
    hmrnn_scorer_free(scorer);
    hmrnn_scorer_free(alone);
    hmrnn_model_free(model);
}

static void
states_are_those_before_the_character_whatever_it_is(void **state)
{
    (void)state;
    const hmrnn_probe probe = {.n_layers = 2, .layer = {1, 3}};
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 2);
    hmrnn_scorer *const scorer = new_scorer(model, &probe);
    const uint32_t text[2][3] = {{'a', 'b', 'c'}, {'a', 'b', 'p'}};
    double bits[3];
    size_t n_units = 0;
    float *kept[2];
    for (size_t i = 0; i < 2; i++) {
        hmrnn_scorer_reset(scorer);
        feed(scorer, 3, text[i], bits);
        const float *const states = hmrnn_scorer_states(scorer, &n_units);
        kept[i] = calloc(3 * n_units, sizeof(float));
        assert_non_null(kept[i]);
        memcpy(kept[i], states, 3 * n_units * sizeof(float));
    }

    assert_memory_equal(kept[0], kept[1], 3 * n_units * sizeof(float));
    assert_memory_not_equal(kept[0] + n_units, kept[0] + 2 * n_units, n_units * sizeof(float));
    assert_null(hmrnn_scorer_entropy(scorer, 0));
    free(kept[0]);
    free(kept[1]);
    hmrnn_scorer_free(scorer);
    hmrnn_model_free(model);
}

static void
states_of_a_stream_in_pieces_are_those_of_the_stream_at_once(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(4, 0);
    const hmrnn_probe probe = {.wants_entropy = 1, .n_layers = 3, .layer = {1, 2, 3}};
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 2);
    hmrnn_scorer *const whole = new_scorer(model, &probe);
    hmrnn_scorer *const pieces = new_scorer(model, &probe);
    hmrnn_text text = api_fixture_record(N_CHARS, &rng);
    double bits[N_CHARS];
    size_t n_units = 0;

    feed(whole, N_CHARS, text.chars, bits);
    const float *const wanted = hmrnn_scorer_states(whole, &n_units);
    for (size_t first = 0; first < N_CHARS; first += 50) {
        feed(pieces, 50, text.chars + first, bits);
        assert_memory_equal(hmrnn_scorer_states(pieces, &n_units), wanted + first * n_units,
                            50 * n_units * sizeof(float));
        assert_memory_equal(hmrnn_scorer_entropy(pieces, 0), hmrnn_scorer_entropy(whole, 0) + first,
                            50 * sizeof(double));
    }

    api_fixture_free(&text);
    hmrnn_scorer_free(whole);
    hmrnn_scorer_free(pieces);
    hmrnn_model_free(model);
}

static void
a_layer_that_is_not_there_is_refused_and_so_is_one_that_adapts(void **state)
{
    (void)state;
    const hmrnn_probe probe = {.n_layers = 1, .layer = {3}};
    const hmrnn_probe absent = {.n_layers = 1, .layer = {4}};
    hmrnn_dynamic_options dynamic;
    hmrnn_dynamic_options_init(&dynamic);
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 2);
    hmrnn_scorer *const scorer = new_scorer(model, &probe);

    assert_int_equal(hmrnn_scorer_set_probe(scorer, &absent, NULL), HMRNN_EARG);
    assert_int_equal(hmrnn_scorer_set_dynamic(scorer, &dynamic, NULL), HMRNN_EARG);
    assert_int_equal(hmrnn_scorer_set_probe(scorer, NULL, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_scorer_set_dynamic(scorer, &dynamic, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_scorer_set_probe(scorer, &probe, NULL), HMRNN_EARG);

    hmrnn_scorer_free(scorer);
    hmrnn_model_free(model);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entropy_is_the_mean_of_what_all_symbols_would_cost),
        cmocka_unit_test(entropies_of_a_batch_are_those_of_fresh_streams),
        cmocka_unit_test(states_are_those_before_the_character_whatever_it_is),
        cmocka_unit_test(states_of_a_stream_in_pieces_are_those_of_the_stream_at_once),
        cmocka_unit_test(a_layer_that_is_not_there_is_refused_and_so_is_one_that_adapts),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
