// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_self_training.c - a guided run and the model it makes, through the public
// functions.
#include <config.h>

#include "hmrnn.h"

#include "api_fixture.h"
#include "tmpdir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { N_WORDS = 40, N_LETTERS = 28, N_TRAIN = 700, N_VALID = 60, MOST = 48, HIRAGANA_A = 0x3042 };

/// A sentence of the language, and where its words end.
typedef struct sentence {
    uint32_t chars[MOST];
    uint8_t gold[MOST];
    size_t n;
} sentence;

static sentence train_text[N_TRAIN];
static sentence valid_text[N_VALID];

/// Words of 1 to 4 letters, the first ones more often; sentences of 3 to 10 words.
static void
make_text(size_t n, sentence *text, uint64_t seed)
{
    uint32_t word[N_WORDS][4];
    size_t length[N_WORDS];
    hm_rng language = hm_rng_stream(1, 0);
    hm_rng rng = hm_rng_stream(seed, 1);
    for (size_t w = 0; w < N_WORDS; w++) {
        length[w] = 1 + hm_rng_below(&language, 4);
        for (size_t j = 0; j < 4; j++)
            word[w][j] = HIRAGANA_A + (uint32_t)hm_rng_below(&language, N_LETTERS);
    }
    for (size_t i = 0; i < n; i++) {
        sentence *const s = &text[i];
        *s = (sentence){.n = 0};
        for (size_t left = 3 + hm_rng_below(&rng, 8); left > 0; left--) {
            const size_t w = hm_rng_below(&rng, 1 + hm_rng_below(&rng, N_WORDS));
            memcpy(s->chars + s->n, word[w], length[w] * sizeof word[w][0]);
            s->n += length[w];
            s->gold[s->n - 1] = 1;
        }
    }
}

static hmrnn_corpus *
corpus_of(size_t n, const sentence *text)
{
    hmrnn_corpus *corpus = NULL;
    assert_int_equal(hmrnn_corpus_new(&corpus, NULL), HMRNN_OK);
    for (size_t i = 0; i < n; i++) {
        const hmrnn_text record = {text[i].chars, text[i].n};
        assert_int_equal(hmrnn_corpus_add(corpus, &record, NULL), HMRNN_OK);
    }
    return corpus;
}

static hmrnn_train_options
guided_options(void)
{
    hmrnn_train_options options = api_fixture_options();
    options.n_units[0] = options.n_units[1] = 8;
    options.is_bidirectional = 1;
    options.guide = HMRNN_GUIDE_SELF_TRAINING;
    options.batch = 16;
    options.bptt = 30;
    options.epochs = 2.0;
    options.evaluate_chars = 3000;
    return options;
}

static hmrnn_trainer *
begin(const char *checkpoint)
{
    hmrnn_corpus *train = corpus_of(N_TRAIN, train_text);
    hmrnn_corpus *valid = corpus_of(N_VALID, valid_text);
    hmrnn_train_options options = guided_options();
    hmrnn_trainer *trainer = NULL;
    hmrnn_error err = {HMRNN_OK, ""};
    hmrnn_status status = HMRNN_OK;
    if (checkpoint == NULL) {
        status = hmrnn_trainer_new(&trainer, &options, NULL, &train, &valid, &err);
    } else {
        options.epochs = 0.0;
        options.n_threads = 2;
        status = hmrnn_trainer_resume(&trainer, checkpoint, &options, &train, &valid, &err);
    }
    if (status != HMRNN_OK)
        fail_msg("%s", err.text);
    return trainer;
}

/// A run once begun, and stopped after so many pieces of work; the model that the whole run makes.
static hmrnn_model *model;
static hm_bytes whole;
static size_t n_whole;

static int
learn(void **state)
{
    if (enter_tmpdir(state) != 0)
        return -1;
    make_text(N_TRAIN, train_text, 2);
    make_text(N_VALID, valid_text, 3);
    hmrnn_trainer *const trainer = begin(NULL);
    n_whole = api_fixture_finish(trainer);
    whole = api_fixture_saved(trainer);
    hmrnn_trainer_free(trainer);
    return hmrnn_model_open(&model, "saved", NULL) == HMRNN_OK ? 0 : -1;
}

static int
reset_state(void **state)
{
    hmrnn_model_free(model);
    hm_bytes_release(&whole);
    return leave_tmpdir(state);
}

static hmrnn_segmenter *
segmenter_of(hmrnn_evidence evidence, unsigned n_threads)
{
    const hmrnn_segment_options options = {.n_threads = n_threads,
                                           .wants_scores = 1,
                                           .evidence = evidence};
    hmrnn_segmenter *segmenter = NULL;
    assert_int_equal(hmrnn_segmenter_new(&segmenter, model, &options, NULL), HMRNN_OK);
    return segmenter;
}

static const hmrnn_segmentation *
segment(hmrnn_segmenter *segmenter, size_t n, const sentence *text)
{
    static hmrnn_text texts[N_TRAIN];
    const hmrnn_segmentation *found = NULL;
    for (size_t i = 0; i < n; i++)
        texts[i] = (hmrnn_text){text[i].chars, text[i].n};
    assert_int_equal(hmrnn_segmenter_run(segmenter, n, texts, &found, NULL), HMRNN_OK);
    return found;
}

/// F1 of the boundaries of layer 1 inside sentences.
static double
f1_of(hmrnn_evidence evidence)
{
    hmrnn_segmenter *const segmenter = segmenter_of(evidence, 1);
    const hmrnn_segmentation *const found = segment(segmenter, N_VALID, valid_text);
    double n_both = 0.0;
    double n_all = 0.0;
    for (size_t i = 0; i < N_VALID; i++)
        for (size_t j = 0; j + 1 < valid_text[i].n; j++) {
            const int is_end = found[i].depth[j] > 0;
            n_both += is_end && valid_text[i].gold[j] != 0 ? 2.0 : 0.0;
            n_all += (is_end ? 1.0 : 0.0) + (double)valid_text[i].gold[j];
        }
    hmrnn_segmenter_free(segmenter);
    return n_both / n_all;
}

static void
words_are_found_with_each_evidence(void **state)
{
    (void)state;
    static const double least[] = {0.9, 0.9, 0.85, 0.6};
    for (int e = HMRNN_EVIDENCE_WHOLE; e <= HMRNN_EVIDENCE_CAUSAL; e++) {
        const double f1 = f1_of((hmrnn_evidence)e);
        if (f1 <= least[e])
            fail_msg("evidence %d: F1 is %g only", e, f1);
    }
}

static void
there_are_three_layers_with_a_lexicon_and_one_a_detector_without(void **state)
{
    (void)state;
    assert_int_equal(hmrnn_model_boundary_layers(model), 3);
    for (int e = HMRNN_EVIDENCE_WHOLE; e <= HMRNN_EVIDENCE_CAUSAL; e++) {
        hmrnn_segmenter *const segmenter = segmenter_of((hmrnn_evidence)e, 1);
        const size_t n_layers = e == HMRNN_EVIDENCE_CAUSAL ? 1 : 3;
        assert_int_equal(hmrnn_segmenter_layers(segmenter), n_layers);
        const hmrnn_segmentation *const found = segment(segmenter, N_VALID, valid_text);
        for (size_t i = 0; i < N_VALID; i++) {
            assert_int_equal(found[i].n_layers, n_layers);
            assert_int_equal(found[i].n_chars, valid_text[i].n);
            for (size_t j = 0; j < found[i].n_chars; j++)
                assert_true(found[i].depth[j] <= n_layers);
            assert_int_equal(found[i].depth[found[i].n_chars - 1], n_layers);
        }
        hmrnn_segmenter_free(segmenter);
    }
}

static void
scores_are_probabilities_that_agree_with_the_boundaries(void **state)
{
    (void)state;
    for (int e = HMRNN_EVIDENCE_WHOLE; e <= HMRNN_EVIDENCE_CAUSAL; e++) {
        hmrnn_segmenter *const segmenter = segmenter_of((hmrnn_evidence)e, 1);
        const hmrnn_segmentation *const found = segment(segmenter, N_VALID, valid_text);
        double n_agree = 0.0;
        double n = 0.0;
        for (size_t i = 0; i < N_VALID; i++) {
            for (size_t j = 0; j < found[i].n_chars * found[i].n_layers; j++)
                assert_true(found[i].score[j] >= 0.0f && found[i].score[j] <= 1.0f);
            for (size_t j = 0; j < found[i].n_chars; j++) {
                n += 1.0;
                n_agree += (found[i].score[j] > 0.5f) == (found[i].depth[j] > 0) ? 1.0 : 0.0;
            }
        }
        assert_true(n_agree > 0.97 * n);
        hmrnn_segmenter_free(segmenter);
    }
}

static void
what_is_found_depends_neither_on_threads_nor_on_other_records(void **state)
{
    (void)state;
    for (int e = HMRNN_EVIDENCE_WHOLE; e <= HMRNN_EVIDENCE_CAUSAL; e++) {
        hmrnn_segmenter *const together = segmenter_of((hmrnn_evidence)e, 2);
        hmrnn_segmenter *const alone = segmenter_of((hmrnn_evidence)e, 1);
        const hmrnn_segmentation *const all = segment(together, N_VALID, valid_text);
        for (size_t i = 0; i < N_VALID; i++) {
            const hmrnn_segmentation *const one = segment(alone, 1, &valid_text[i]);
            assert_memory_equal(one->depth, all[i].depth, one->n_chars);
            assert_memory_equal(one->score, all[i].score,
                                one->n_chars * one->n_layers * sizeof(float));
        }
        hmrnn_segmenter_free(together);
        hmrnn_segmenter_free(alone);
    }
}

/// Go on from a checkpoint to the end, and expect the model of the whole run.
static void
expect_whole(const char *checkpoint, size_t n_done)
{
    hmrnn_trainer *const resumed = begin(checkpoint);
    api_fixture_finish(resumed);
    hm_bytes saved = api_fixture_saved(resumed);
    if (saved.n_bytes != whole.n_bytes || memcmp(saved.data, whole.data, whole.n_bytes) != 0)
        fail_msg("resumed after %zu of %zu pieces of work: another model", n_done, n_whole);
    hm_bytes_release(&saved);
    hmrnn_trainer_free(resumed);
}

static void
a_run_stopped_before_or_after_the_guide_was_made_anew_ends_in_the_same_model(void **state)
{
    (void)state;
    hmrnn_trainer *const trainer = begin(NULL);
    hmrnn_train_event event = HMRNN_TRAINED;
    size_t n_evaluated = 0;
    for (size_t i = 0; i < n_whole; i++) {
        assert_int_equal(hmrnn_trainer_advance(trainer, &event, NULL), HMRNN_OK);
        n_evaluated += event == HMRNN_EVALUATED ? 1 : 0;
        if (i == n_whole / 4 || i == n_whole * 3 / 4) {
            assert_int_equal(hmrnn_trainer_checkpoint(trainer, "checkpoint", NULL), HMRNN_OK);
            expect_whole("checkpoint", i + 1);
        }
    }
    assert_true(n_evaluated > 2);
    hmrnn_trainer_free(trainer);
}

static void
saving_half_way_changes_nothing_of_the_run(void **state)
{
    (void)state;
    hmrnn_trainer *const trainer = begin(NULL);
    hmrnn_train_event event = HMRNN_TRAINED;
    for (size_t i = 0; i < n_whole / 3; i++)
        assert_int_equal(hmrnn_trainer_advance(trainer, &event, NULL), HMRNN_OK);
    hm_bytes early = api_fixture_saved(trainer);
    hm_bytes again = api_fixture_saved(trainer);
    assert_int_equal(early.n_bytes, again.n_bytes);
    assert_memory_equal(early.data, again.data, early.n_bytes);

    api_fixture_finish(trainer);

    hm_bytes late = api_fixture_saved(trainer);
    assert_int_equal(late.n_bytes, whole.n_bytes);
    assert_memory_equal(late.data, whole.data, whole.n_bytes);
    hm_bytes_release(&early);
    hm_bytes_release(&again);
    hm_bytes_release(&late);
    hmrnn_trainer_free(trainer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_with_each_evidence),
        cmocka_unit_test(there_are_three_layers_with_a_lexicon_and_one_a_detector_without),
        cmocka_unit_test(scores_are_probabilities_that_agree_with_the_boundaries),
        cmocka_unit_test(what_is_found_depends_neither_on_threads_nor_on_other_records),
        cmocka_unit_test(
            a_run_stopped_before_or_after_the_guide_was_made_anew_ends_in_the_same_model),
        cmocka_unit_test(saving_half_way_changes_nothing_of_the_run),
    };
    return cmocka_run_group_tests(tests, learn, reset_state);
}
