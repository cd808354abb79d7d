// SPDX-License-Identifier: BSD-2-Clause
//
// trial.c - small texts, small models and short runs for the tests of the public functions.
#include <config.h>

#include "api_fixture.h"

#include "net/symbol_modality.h"
#include "tmpdir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const uint32_t letters[] = {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i',
                                   'j', 'k', 'l', 'm', 'n', 'o', 'p', ' ', '\n'};
#define N_LETTERS (sizeof letters / sizeof letters[0])

static uint32_t *
new_chars(size_t n)
{
    uint32_t *const chars = calloc(n + 1, sizeof *chars);
    assert_non_null(chars);
    return chars;
}

hmrnn_text
api_fixture_text(const char *latin1)
{
    const size_t n = strlen(latin1);
    uint32_t *const chars = new_chars(n);
    for (size_t i = 0; i < n; i++)
        chars[i] = (unsigned char)latin1[i];
    return (hmrnn_text){chars, n};
}

hmrnn_text
api_fixture_words(size_t n_chars, hm_rng *rng)
{
    static const char *const words[] = {"a",    "gap",  "hall", "of",   "lime",  "and",
                                        "mind", "fall", "back", "edge", "jolly", "come"};
    uint32_t *const chars = new_chars(n_chars);
    for (size_t i = 0; i < n_chars;) {
        const char *const word = words[hm_rng_below(rng, sizeof words / sizeof words[0])];
        for (size_t j = 0; i < n_chars && word[j] != '\0'; j++)
            chars[i++] = (unsigned char)word[j];
        if (i < n_chars)
            chars[i++] = ' ';
    }
    return (hmrnn_text){chars, n_chars};
}

void
api_fixture_free(hmrnn_text *text)
{
    free((void *)(uintptr_t)text->chars);
    *text = (hmrnn_text){NULL, 0};
}

hmrnn_corpus *
api_fixture_corpus(size_t n_records, uint64_t seed)
{
    hm_rng rng = hm_rng_stream(seed, 5);
    hmrnn_corpus *corpus = NULL;
    assert_int_equal(hmrnn_corpus_new(&corpus, NULL), HMRNN_OK);
    for (size_t i = 0; i < n_records; i++) {
        hmrnn_text record = api_fixture_words(20 + hm_rng_below(&rng, 20), &rng);
        assert_int_equal(hmrnn_corpus_add(corpus, &record, NULL), HMRNN_OK);
        api_fixture_free(&record);
    }
    return corpus;
}

hmrnn_train_options
api_fixture_options(void)
{
    hmrnn_train_options options;
    hmrnn_train_options_init(&options, HMRNN_GUIDE_NONE);
    options.n_layers = 2;
    options.n_units[0] = 12;
    options.n_units[1] = 10;
    options.n_embed = 8;
    options.n_output_embed = 12;
    options.min_count = 1;
    options.batch = 8;
    options.bptt = 12;
    options.rate = 0.01;
    options.epochs = 2.0;
    options.n_threads = 1;
    return options;
}

hmrnn_trainer *
api_fixture_begin(const hmrnn_train_options *options, size_t n_records)
{
    hmrnn_corpus *train = api_fixture_corpus(n_records, 1);
    hmrnn_corpus *valid = api_fixture_corpus(n_records / 10 + 1, 2);
    hmrnn_trainer *trainer = NULL;
    hmrnn_error err = {HMRNN_OK, ""};
    if (hmrnn_trainer_new(&trainer, options, NULL, &train, &valid, &err) != HMRNN_OK)
        fail_msg("%s", err.text);
    assert_null(train);
    assert_null(valid);
    return trainer;
}

hmrnn_text
api_fixture_japanese(size_t n_chars, uint64_t seed)
{
    hm_rng rng = hm_rng_stream(seed, 9);
    hmrnn_text text = api_fixture_words(n_chars, &rng);
    uint32_t *const chars = (void *)(uintptr_t)text.chars;
    size_t n = 0;
    for (size_t i = 0; i < n_chars; i++)
        if (chars[i] != ' ')
            chars[n++] = 0x3042 + (chars[i] - 'a');
    text.n_chars = n;
    return text;
}

hmrnn_corpus *
api_fixture_japanese_corpus(size_t n_records, uint64_t seed)
{
    hmrnn_corpus *corpus = NULL;
    assert_int_equal(hmrnn_corpus_new(&corpus, NULL), HMRNN_OK);
    for (size_t i = 0; i < n_records; i++) {
        hmrnn_text record = api_fixture_japanese(30, seed + i);
        assert_int_equal(hmrnn_corpus_add(corpus, &record, NULL), HMRNN_OK);
        api_fixture_free(&record);
    }
    return corpus;
}

hmrnn_train_options
api_fixture_guided_options(void)
{
    hmrnn_train_options options = api_fixture_options();
    options.n_units[0] = options.n_units[1] = 4;
    options.n_embed = options.n_output_embed = 4;
    options.is_bidirectional = 1;
    options.guide = HMRNN_GUIDE_SELF_TRAINING;
    options.batch = 32;
    options.bptt = 30;
    options.epochs = 1.0;
    options.evaluate_chars = 1500;
    return options;
}

hmrnn_trainer *
api_fixture_begin_japanese(const hmrnn_train_options *options)
{
    hmrnn_corpus *train = api_fixture_japanese_corpus(API_FIXTURE_TRAIN, 100);
    hmrnn_corpus *valid = api_fixture_japanese_corpus(API_FIXTURE_VALID, 500);
    hmrnn_trainer *trainer = NULL;
    assert_int_equal(hmrnn_trainer_new(&trainer, options, NULL, &train, &valid, NULL), HMRNN_OK);
    return trainer;
}

size_t
api_fixture_finish(hmrnn_trainer *trainer)
{
    hmrnn_train_event event = HMRNN_TRAINED;
    size_t n = 0;
    for (; event != HMRNN_FINISHED; n++)
        assert_int_equal(hmrnn_trainer_advance(trainer, &event, NULL), HMRNN_OK);
    return n - 1;
}

hm_bytes
api_fixture_saved(hmrnn_trainer *trainer)
{
    assert_int_equal(hmrnn_trainer_save(trainer, "saved", HMRNN_FLOAT32, 0, NULL, NULL), HMRNN_OK);
    return read_whole("saved");
}

static void
raise_boundary_rows(hm_model *model, float reach, hm_rng *rng)
{
    const hm_dims *const dims = &model->dims;
    for (size_t l = 0; l < hm_dims_detectors(dims); l++) {
        const hm_layer_params *const layer = &model->params.layer[l];
        const size_t D = dims->n_units[l];
        const size_t n_below = hm_dims_below(dims, l);
        const size_t n_above = dims->n_units[l + 1];
        for (size_t i = 0; i < D; i++)
            layer->recurrent[4 * D * D + i] *= reach;
        for (size_t i = 0; i < n_below; i++)
            layer->bottomup[4 * D * n_below + i] *= reach;
        for (size_t i = 0; i < n_above; i++)
            layer->topdown[4 * D * n_above + i] *= reach;
        layer->bias[4 * D] = 0.2f * (hm_rng_uniform(rng) - 0.5f);
    }
}

void
api_fixture_model_init(hm_model *model, size_t n_layers, float reach, uint64_t seed)
{
    static const size_t n_units[HMRNN_MAX_LAYERS] = {20, 17, 9, 16, 8, 8, 8, 8};
    *model = (hm_model)HM_MODEL_INIT;
    assert_int_equal(hm_alphabet_from_list(&model->alphabet, N_LETTERS, letters, NULL), HMRNN_OK);
    model->dims = (hm_dims){.cell = HMRNN_CELL_HMLSTM,
                            .modality = &hm_symbol_modality,
                            .has_layer_norm = true,
                            .n_layers = n_layers,
                            .n_symbols = N_LETTERS + 1,
                            .n_embed = 11,
                            .n_output_embed = 19};
    memcpy(model->dims.n_units, n_units, n_layers * sizeof n_units[0]);
    model->slope = 1.0;
    assert_int_equal(hm_model_allocate(model, NULL), HMRNN_OK);
    hm_params_init(&model->dims, &model->params, seed, 0.3f);
    hm_rng rng = hm_rng_stream(seed, 1);
    raise_boundary_rows(model, reach, &rng);
}

hmrnn_model *
api_fixture_model_open(const hm_model *model)
{
    static const char path[] = "trial.hmrnn";
    hm_model copy = *model;  // everything lent but the facts
    copy.metadata = (hm_metadata)HM_METADATA_INIT;
    assert_int_equal(hm_model_describe(&copy, NULL), HMRNN_OK);
    assert_int_equal(hm_model_write(&copy, path, HMRNN_FLOAT32, NULL), HMRNN_OK);
    hm_metadata_release(&copy.metadata);
    hmrnn_model *opened = NULL;
    hmrnn_error err = {HMRNN_OK, ""};
    if (hmrnn_model_open(&opened, path, &err) != HMRNN_OK)
        fail_msg("%s", err.text);
    return opened;
}

hmrnn_model *
api_fixture_model(size_t n_layers, size_t lag, float reach, uint64_t seed)
{
    hm_model model;
    api_fixture_model_init(&model, n_layers, reach, seed);
    model.lag = lag;
    hmrnn_model *const opened = api_fixture_model_open(&model);
    hm_model_release(&model);
    return opened;
}

hmrnn_text
api_fixture_record(size_t n, hm_rng *rng)
{
    static const uint32_t odd[] = {HMRNN_INVALID, 0, '\r', 0x301, 0x4E2D, 0x1F600, 'z', 0x10FFFF};
    uint32_t *const chars = new_chars(n);
    for (size_t i = 0; i < n; i++)
        chars[i] = hm_rng_below(rng, 12) == 0 ? odd[hm_rng_below(rng, sizeof odd / sizeof odd[0])]
                                              : letters[hm_rng_below(rng, N_LETTERS)];
    return (hmrnn_text){chars, n};
}
