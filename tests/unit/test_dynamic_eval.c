// SPDX-License-Identifier: BSD-2-Clause
//
// Scorers that go on learning: from what is past, whatever the pieces, and not for ever.
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

#include <cmocka.h>

#define N_CHARS 3000

static hmrnn_scorer *
new_scorer(const hmrnn_model *model, unsigned n_threads)
{
    hmrnn_scorer *scorer = NULL;
    assert_int_equal(hmrnn_scorer_new(&scorer, model, n_threads, NULL), HMRNN_OK);
    return scorer;
}

static double *
new_bits(size_t n)
{
    double *const bits = calloc(n + 1, sizeof *bits);
    assert_non_null(bits);
    return bits;
}

static void
feed(hmrnn_scorer *scorer, const hmrnn_text *text, double *bits)
{
    assert_int_equal(hmrnn_scorer_feed(scorer, text, bits, NULL, NULL), HMRNN_OK);
}

/// What `text` costs in pieces of at most `most`, by a scorer that adapts; in bits[].
static double
feed_adapting(const hmrnn_model *model, const hmrnn_dynamic_options *options, unsigned n_threads,
              const hmrnn_text *text, size_t most, double *bits)
{
    hmrnn_scorer *const scorer = new_scorer(model, n_threads);
    assert_int_equal(hmrnn_scorer_set_dynamic(scorer, options, NULL), HMRNN_OK);
    double sum = 0.0;
    for (size_t first = 0; first < text->n_chars;) {
        const size_t n_left = text->n_chars - first;
        const size_t n = most < n_left ? most : n_left;
        feed(scorer, &(hmrnn_text){text->chars + first, n}, bits + first);
        first += n;
    }
    for (size_t i = 0; i < text->n_chars; i++)
        sum += bits[i];
    hmrnn_scorer_free(scorer);
    return sum;
}

static void
a_scorer_that_adapts_learns_a_text_that_repeats_itself(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(6, 0);
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 2);
    hmrnn_text text = api_fixture_words(N_CHARS, &rng);
    double *const bits = new_bits(N_CHARS);
    hmrnn_dynamic_options options;
    hmrnn_dynamic_options_init(&options);
    options.rate = 1e-2;
    const double plain = feed_adapting(model, NULL, 1, &text, N_CHARS, bits);

    const double adapted = feed_adapting(model, &options, 1, &text, N_CHARS, bits);

    if (adapted > 0.95 * plain)
        fail_msg("%g bits with, %g without adapting", adapted, plain);
    free(bits);
    api_fixture_free(&text);
    hmrnn_model_free(model);
}

static void
adapting_does_not_depend_on_pieces_or_threads(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(7, 0);
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 2);
    hmrnn_text text = api_fixture_record(700, &rng);
    double wanted[700];
    double bits[700];
    hmrnn_dynamic_options options;
    hmrnn_dynamic_options_init(&options);
    options.steps = 30;
    feed_adapting(model, &options, 1, &text, 700, wanted);

    for (size_t most = 1; most < 400; most = most * 3 + 1) {
        feed_adapting(model, &options, 1 + (unsigned)(most % 3), &text, most, bits);
        for (size_t i = 0; i < 700; i++)
            // the same kernels in the same order: nothing but a last digit may differ
            if (fabs(bits[i] - wanted[i]) > 1e-9)
                fail_msg("pieces of %zu, character %zu: %.12g, at once %.12g", most, i, bits[i],
                         wanted[i]);
    }
    api_fixture_free(&text);
    hmrnn_model_free(model);
}

static void
what_a_character_costs_does_not_depend_on_what_follows(void **state)
{
    (void)state;
    enum { N = 400, CUT = 210 };
    hm_rng rng = hm_rng_stream(8, 0);
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 2);
    hmrnn_text text = api_fixture_record(N, &rng);
    double wanted[N];
    double bits[N];
    hmrnn_dynamic_options options;
    hmrnn_dynamic_options_init(&options);
    options.rate = 1e-2;
    feed_adapting(model, &options, 1, &text, N, wanted);

    text.n_chars = CUT;
    feed_adapting(model, &options, 1, &text, N, bits);

    for (size_t i = 0; i < CUT; i++)  // as above
        if (fabs(bits[i] - wanted[i]) > 1e-9)
            fail_msg("character %zu: %.12g, with what follows %.12g", i, bits[i], wanted[i]);
    api_fixture_free(&text);
    hmrnn_model_free(model);
}

static void
a_reset_or_a_rate_of_nothing_is_the_model_as_it_was(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(9, 0);
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 2);
    hmrnn_text text = api_fixture_record(500, &rng);
    double plain[500];
    double adapted[500];
    double bits[500];
    hmrnn_scorer *const scorer = new_scorer(model, 1);
    hmrnn_dynamic_options options;
    hmrnn_dynamic_options_init(&options);
    feed(scorer, &text, plain);
    assert_int_equal(hmrnn_scorer_set_dynamic(scorer, &options, NULL), HMRNN_OK);
    feed(scorer, &text, adapted);
    assert_memory_not_equal(adapted, plain, sizeof plain);

    hmrnn_scorer_reset(scorer);
    feed(scorer, &text, bits);
    assert_memory_equal(bits, adapted, sizeof bits);
    options.rate = 0.0;
    assert_int_equal(hmrnn_scorer_set_dynamic(scorer, &options, NULL), HMRNN_OK);
    feed(scorer, &text, bits);
    for (size_t i = 0; i < 500; i++)  // windows of other lengths: last digits
        if (fabs(bits[i] - plain[i]) > 1e-5)
            fail_msg("character %zu: %.12g, not %.12g", i, bits[i], plain[i]);
    options.decay = 0.0;  // what was never left needs no way back
    assert_int_equal(hmrnn_scorer_set_dynamic(scorer, &options, NULL), HMRNN_OK);
    feed(scorer, &text, adapted);
    assert_memory_equal(adapted, bits, sizeof bits);
    assert_int_equal(hmrnn_scorer_set_dynamic(scorer, NULL, NULL), HMRNN_OK);
    feed(scorer, &text, bits);
    assert_memory_equal(bits, plain, sizeof bits);

    api_fixture_free(&text);
    hmrnn_scorer_free(scorer);
    hmrnn_model_free(model);
}

static void
adapting_in_a_way_that_makes_no_sense_is_refused(void **state)
{
    (void)state;
    hmrnn_model *const model = api_fixture_model(2, 0, 1.0f, 2);
    hmrnn_scorer *const scorer = new_scorer(model, 1);
    const hmrnn_dynamic_options wrong[] = {
        {-1.0, 0.0, 50},         {(double)NAN, 0.0, 50}, {1e-4, 1.5, 50},
        {1e-4, (double)NAN, 50}, {1e-4, 0.0, 0},         {1e-4, 0.0, 1000000},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        hmrnn_error err = {HMRNN_OK, ""};
        if (hmrnn_scorer_set_dynamic(scorer, &wrong[i], &err) != HMRNN_EARG || err.text[0] == '\0')
            fail_msg("options %zu were taken", i);
    }
    hmrnn_scorer_free(scorer);
    hmrnn_model_free(model);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scorer_that_adapts_learns_a_text_that_repeats_itself),
        cmocka_unit_test(adapting_does_not_depend_on_pieces_or_threads),
        cmocka_unit_test(what_a_character_costs_does_not_depend_on_what_follows),
        cmocka_unit_test(a_reset_or_a_rate_of_nothing_is_the_model_as_it_was),
        cmocka_unit_test(adapting_in_a_way_that_makes_no_sense_is_refused),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
