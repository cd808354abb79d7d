// SPDX-License-Identifier: BSD-2-Clause
//
// trial.h - small texts, small models and short runs for the tests of the public functions.
#ifndef HM_TESTS_API_FIXTURE_H
#define HM_TESTS_API_FIXTURE_H

#include "base/bytes.h"
#include "base/rng.h"
#include "hmrnn.h"
#include "model/model.h"

/// The characters of a string of Latin-1; the caller frees text.chars, as with api_fixture_free().
hmrnn_text api_fixture_text(const char *latin1);

/// Text of words from a list of 12, drawn at random, in `n_chars` characters.
hmrnn_text api_fixture_words(size_t n_chars, hm_rng *rng);

void api_fixture_free(hmrnn_text *text);

/// A corpus of `n_records` records of api_fixture_words(); the same seed, the same corpus.
hmrnn_corpus *api_fixture_corpus(size_t n_records, uint64_t seed);

/// Options of a run that takes part of a second: two layers of a few units, one thread.
hmrnn_train_options api_fixture_options(void);

/// Begin a run on api_fixture_corpus() 1 (`n_records` of them), validated on 2 (a tenth of that).
hmrnn_trainer *api_fixture_begin(const hmrnn_train_options *options, size_t n_records);

#define API_FIXTURE_TRAIN 150  ///< records of Japanese to train on
#define API_FIXTURE_VALID 15   ///< and to validate with

/// The words of api_fixture_words() in hiragana, without spaces. \return fewer than n_chars
hmrnn_text api_fixture_japanese(size_t n_chars, uint64_t seed);

/// Record i is api_fixture_japanese(30, seed + i).
hmrnn_corpus *api_fixture_japanese_corpus(size_t n_records, uint64_t seed);

/// Options of a run in two directions with self-training, a fraction of a second on
/// api_fixture_begin_japanese().
hmrnn_train_options api_fixture_guided_options(void);

/// Begin a run on API_FIXTURE_TRAIN records of Japanese.
hmrnn_trainer *api_fixture_begin_japanese(const hmrnn_train_options *options);

/// Go on to the end. \return pieces of work done
size_t api_fixture_finish(hmrnn_trainer *trainer);

/// The bytes of the model that a run would save now.
hm_bytes api_fixture_saved(hmrnn_trainer *trainer);

/// A model that never was trained: random weights, boundary rows `reach` times as loud as fresh
/// ones, so that all operations occur; its alphabet is 'a' to 'p', space and newline.
void api_fixture_model_init(hm_model *model, size_t n_layers, float reach, uint64_t seed);

/// Write a model to a file and open it from there.
hmrnn_model *api_fixture_model_open(const hm_model *model);

/// api_fixture_model_init() and api_fixture_model_open().
hmrnn_model *api_fixture_model(size_t n_layers, size_t lag, float reach, uint64_t seed);

/// `n` characters the models of api_fixture_model() know, and now and then one they do not.
hmrnn_text api_fixture_record(size_t n, hm_rng *rng);

#endif
