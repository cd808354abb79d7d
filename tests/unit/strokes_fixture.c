// SPDX-License-Identifier: BSD-2-Clause
//
// sketches.c - made-up drawings, and small models of them.
#include <config.h>

#include "strokes_fixture.h"

#include "base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/// Squares and zigzags of several strokes, all a little crooked.
void
strokes_fixture_make(strokes_fixture *s, uint64_t seed)
{
    hm_rng rng = hm_rng_stream(7, seed);
    const size_t n_strokes = 1 + hm_rng_below(&rng, 4);
    const bool is_square = hm_rng_below(&rng, 2) == 0;
    s->n = 0;
    for (size_t k = 0; k < n_strokes; k++) {
        const size_t n_own = is_square ? 4 : 2 + hm_rng_below(&rng, 7);
        for (size_t i = 0; i < n_own; i++) {
            const float x = is_square ? (i % 2 == 0 ? 30.0f : 0.0f) : 10.0f;
            const float y = is_square ? (i % 2 == 0 ? 0.0f : 20.0f) : (i % 2 == 0 ? 15.0f : -15.0f);
            s->points[s->n++] =
                (hmrnn_point){.dx = (i / 2 % 2 == 0 ? x : -x) + (float)hm_rng_normal(&rng),
                              .dy = (i / 2 % 2 == 0 ? y : -y) + (float)hm_rng_normal(&rng),
                              .is_lift = i + 1 == n_own};
        }
    }
}

hmrnn_corpus *
strokes_fixture_corpus(uint64_t first, size_t n)
{
    hmrnn_corpus *corpus = NULL;
    assert_int_equal(hmrnn_corpus_new(&corpus, NULL), HMRNN_OK);
    for (size_t i = 0; i < n; i++) {
        strokes_fixture s;
        strokes_fixture_make(&s, first + i);
        const hmrnn_drawing drawing = {s.points, s.n};
        assert_int_equal(hmrnn_corpus_add_drawing(corpus, &drawing, NULL), HMRNN_OK);
    }
    return corpus;
}

hmrnn_train_options
strokes_fixture_options(void)
{
    hmrnn_train_options options;
    hmrnn_train_options_init(&options, HMRNN_GUIDE_NONE);
    options.n_layers = 3;
    for (size_t l = 0; l < 3; l++)
        options.n_units[l] = 16;
    options.n_embed = options.n_output_embed = 12;
    options.n_components = 3;
    options.batch = 40;
    options.bptt = 7;
    options.rate = 0.01;
    options.epochs = 6.0;
    options.dropout = 0.1;
    return options;
}

hmrnn_trainer *
strokes_fixture_begin(const hmrnn_train_options *options)
{
    hmrnn_error err;
    hmrnn_trainer *trainer = NULL;
    hmrnn_corpus *train = strokes_fixture_corpus(0, SKETCHES);
    hmrnn_corpus *valid = strokes_fixture_corpus(1000, 15);
    if (hmrnn_trainer_new(&trainer, options, NULL, &train, &valid, &err) != HMRNN_OK)
        fail_msg("%s", err.text);
    return trainer;
}

size_t
strokes_fixture_advance(hmrnn_trainer *trainer, size_t most)
{
    hmrnn_error err;
    hmrnn_train_event event = HMRNN_TRAINED;
    size_t n = 0;
    while (n < most && event != HMRNN_FINISHED) {
        if (hmrnn_trainer_advance(trainer, &event, &err) != HMRNN_OK)
            fail_msg("%s", err.text);
        n += event == HMRNN_TRAINED;
    }
    return n;
}

/// A file's bytes.
static unsigned char *
slurp(const char *path, size_t *n)
{
    FILE *const in = fopen(path, "rb");
    unsigned char *const bytes = calloc(1, 1 << 20);
    assert_true(in != NULL && bytes != NULL);
    *n = fread(bytes, 1, 1 << 20, in);
    fclose(in);
    return bytes;
}

unsigned char *
strokes_fixture_save(hmrnn_trainer *trainer, size_t *n)
{
    hmrnn_error err;
    if (hmrnn_trainer_save(trainer, STROKES_FIXTURE_MODEL, HMRNN_FLOAT32, 0, NULL, &err) !=
        HMRNN_OK)
        fail_msg("%s", err.text);
    hmrnn_trainer_free(trainer);
    return slurp(STROKES_FIXTURE_MODEL, n);
}

unsigned char *
strokes_fixture_train(unsigned n_threads, size_t *n)
{
    hmrnn_train_options options = strokes_fixture_options();
    options.n_threads = n_threads;
    hmrnn_trainer *const trainer = strokes_fixture_begin(&options);
    strokes_fixture_advance(trainer, SIZE_MAX);
    return strokes_fixture_save(trainer, n);
}

/// The model that equal options and drawings always give; written at the first call.
hmrnn_model *
strokes_fixture_model(void)
{
    size_t n = 0;
    hmrnn_model *model = NULL;
    free(strokes_fixture_train(1, &n));
    assert_int_equal(hmrnn_model_open(&model, STROKES_FIXTURE_MODEL, NULL), HMRNN_OK);
    return model;
}
