// SPDX-License-Identifier: BSD-2-Clause
//
// Labels as data: from the records of a corpus through normalisation and the held-out split to the
// detectors of a run.
#include <config.h>

#include "hmrnn.h"

#include "api_fixture.h"
#include "data/corpus_reader.h"
#include "tmpdir.h"
#include "train/bidirectional.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { N_RECORDS = 160, MOST = 40, LAYERS = 2 };

#define YES (HM_SOFT_LABEL_STEPS << 1 | 1)
#define NO 0

static const float none = HMRNN_LABEL_NONE;

static hmrnn_corpus *
new_corpus(void)
{
    hmrnn_corpus *corpus = NULL;
    assert_int_equal(hmrnn_corpus_new(&corpus, NULL), HMRNN_OK);
    return corpus;
}

/// What the labels of a corpus are like.
typedef enum kind { GOLD, OTHER_GOLD, NO_LABELS, ALL_NONE } kind;

/// Letters at random. A segment of layer 1 ends after 'c' and 'd', one of layer 2 after 'd'; one
/// gap in five has no label.
static hmrnn_corpus *
labelled_corpus(size_t n_records, size_t n_layers, kind how, uint64_t seed)
{
    hmrnn_corpus *const corpus = new_corpus();
    hm_rng rng = hm_rng_stream(seed, 3);
    for (size_t r = 0; r < n_records; r++) {
        uint32_t chars[MOST];
        float labels[LAYERS * MOST];
        const size_t n = 20 + hm_rng_below(&rng, MOST - 20);
        for (size_t i = 0; i < n; i++)
            chars[i] = 'a' + (uint32_t)hm_rng_below(&rng, 8);
        for (size_t l = 0; l < n_layers; l++)
            for (size_t i = 0; i < n; i++) {
                const bool ends = chars[i] == 'd' || (l == 0 && chars[i] == 'c');
                const bool is_none = hm_rng_below(&rng, 5) == 0 || how == ALL_NONE;
                labels[l * n + i] = is_none ? none : ends == (how == GOLD) ? 1.0f : 0.0f;
            }
        const hmrnn_text record = {chars, n};
        assert_int_equal(how == NO_LABELS
                             ? hmrnn_corpus_add(corpus, &record, NULL)
                             : hmrnn_corpus_add_labelled(corpus, &record, n_layers, labels, NULL),
                         HMRNN_OK);
    }
    return corpus;
}

static hmrnn_train_options
options_of(size_t n_layers)
{
    hmrnn_train_options options = api_fixture_options();
    options.n_layers = n_layers;
    options.n_units[2] = 10;
    options.epochs = 6.0;
    options.schedule = HMRNN_SCHEDULE_COSINE;
    return options;
}

static hmrnn_status
begin(hmrnn_trainer **trainer, const hmrnn_train_options *options, size_t n_layers, kind how,
      const char *checkpoint, hmrnn_error *err)
{
    hmrnn_corpus *train = labelled_corpus(N_RECORDS, n_layers, how, 1);
    hmrnn_corpus *valid = labelled_corpus(N_RECORDS / 8, n_layers, how, 2);
    const hmrnn_status status =
        checkpoint == NULL
            ? hmrnn_trainer_new(trainer, options, NULL, &train, &valid, err)
            : hmrnn_trainer_resume(trainer, checkpoint, options, &train, &valid, err);
    hmrnn_corpus_free(train);
    hmrnn_corpus_free(valid);
    return status;
}

static hm_bytes
train_whole(const hmrnn_train_options *options, size_t n_layers, kind how,
            hmrnn_train_report *report)
{
    hmrnn_trainer *trainer = NULL;
    assert_int_equal(begin(&trainer, options, n_layers, how, NULL, NULL), HMRNN_OK);
    api_fixture_finish(trainer);
    hmrnn_trainer_report(trainer, report);
    hm_bytes saved = api_fixture_saved(trainer);
    hmrnn_trainer_free(trainer);
    return saved;
}

static void
expect_equal(const hm_bytes *a, const hm_bytes *b)
{
    assert_int_equal(a->n_bytes, b->n_bytes);
    assert_memory_equal(a->data, b->data, a->n_bytes);
}

// ------------------------------------------------------------------------------------------- merge

static void
the_surer_source_counts_where_two_label_a_gap(void **state)
{
    (void)state;
    hm_labels gold = hm_labels_in(NULL, HM_LABELS_GOLD);
    hm_labels dictionary = hm_labels_in(NULL, HM_LABELS_DICTIONARY);
    hm_labels_append(&gold, 4);
    hm_labels_append(&dictionary, 4);
    assert_int_equal(hm_labels_add_layer(&gold, 0, NULL), HMRNN_OK);
    assert_int_equal(hm_labels_add_layer(&dictionary, 0, NULL), HMRNN_OK);
    assert_int_equal(hm_labels_add_layer(&dictionary, 1, NULL), HMRNN_OK);
    memcpy(gold.layer[0], (const uint8_t[]){YES, NO, HM_LABEL_NONE, HM_LABEL_NONE}, 4);
    memcpy(dictionary.layer[0], (const uint8_t[]){NO, HM_LABEL_NONE, YES, HM_LABEL_NONE}, 4);
    hm_labels other;
    assert_int_equal(hm_labels_copy(&other, &dictionary, NULL), HMRNN_OK);

    assert_int_equal(hm_labels_merge(&other, &gold, NULL), HMRNN_OK);
    assert_int_equal(hm_labels_merge(&gold, &dictionary, NULL), HMRNN_OK);

    static const uint8_t wanted[] = {YES, NO, YES, HM_LABEL_NONE};
    assert_memory_equal(gold.layer[0], wanted, 4);
    assert_memory_equal(other.layer[0], wanted, 4);
    assert_int_equal(gold.layer[1][0], HM_LABEL_NONE);
    assert_null(gold.layer[2]);
    hm_labels_release(&gold);
    hm_labels_release(&dictionary);
    hm_labels_release(&other);
}

// ---------------------------------------------------------------------------------------- to a run

/// The labels of layer 1 that a record has after normalisation.
static void
expect_labels(hmrnn_normalization form, size_t n, const uint32_t *chars, const float *labels,
              size_t n_wanted, const uint8_t *wanted)
{
    hmrnn_corpus *const corpus = new_corpus();
    hm_corpus_reader reader;
    hmrnn_status status = HMRNN_OK;
    hm_labels found = hm_labels_in(NULL, HM_LABELS_GOLD);
    assert_int_equal(hmrnn_corpus_add(corpus, &(hmrnn_text){chars, 1}, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_corpus_add_labelled(corpus, &(hmrnn_text){chars, n}, 1, labels, NULL),
                     HMRNN_OK);
    assert_int_equal(hm_corpus_reader_open(&reader, corpus, form, NULL), HMRNN_OK);
    size_t n_before = 0;
    while (hm_corpus_reader_next(&reader, &status, NULL)) {
        n_before = found.n;
        assert_int_equal(hm_corpus_reader_label(&reader, &found, NULL), HMRNN_OK);
        assert_int_equal(found.n - n_before, reader.view.n_chars);
    }
    assert_int_equal(status, HMRNN_OK);
    for (size_t i = 0; i < n_before; i++)
        assert_int_equal(found.layer[0][i], HM_LABEL_NONE);  // the record without labels
    assert_int_equal(found.n - n_before, n_wanted + 1);
    assert_memory_equal(found.layer[0] + n_before, wanted, n_wanted);
    assert_int_equal(found.layer[0][found.n - 1], HM_LABEL_NONE);  // its newline
    hm_labels_release(&found);
    hm_corpus_reader_close(&reader);
    hmrnn_corpus_free(corpus);
}

static void
labels_go_with_their_characters_through_normalisation(void **state)
{
    (void)state;
    // a, a sign that NFKC makes four of, e with an accent, b
    static const uint32_t chars[] = {'a', 0x337F, 'e', 0x301, 'b'};
    static const float labels[] = {0.0f, 1.0f, 0.0f, 1.0f, -1.0f};
    static const uint8_t same[] = {NO, YES, NO, YES, HM_LABEL_NONE};
    static const uint8_t composed[] = {NO, YES, YES, HM_LABEL_NONE};
    static const uint8_t longer[] = {NO, NO, NO, NO, YES, YES, HM_LABEL_NONE};
    expect_labels(HMRNN_NORMALIZATION_NONE, 5, chars, labels, 5, same);
    expect_labels(HMRNN_NORMALIZATION_NFC, 5, chars, labels, 4, composed);
    expect_labels(HMRNN_NORMALIZATION_NFKC, 5, chars, labels, 7, longer);
}

static void
a_boundary_after_what_normalises_to_nothing_is_one_before_it(void **state)
{
    (void)state;
    static const uint32_t chars[] = {'a', 0x2060, 'b', 0x2060, 'c'};  // word joiners
    static const float labels[] = {0.0f, 1.0f, 0.0f, 0.0f, 1.0f};
    static const uint8_t wanted[] = {YES, NO, YES};
    expect_labels(HMRNN_NORMALIZATION_NFKC_CASEFOLD, 5, chars, labels, 3, wanted);
}

static void
labels_go_with_their_records_into_the_held_out_text(void **state)
{
    (void)state;
    hmrnn_corpus *const corpus = new_corpus();
    hmrnn_corpus *const held_out = new_corpus();
    const hmrnn_corpus *const both[] = {corpus, held_out};
    size_t n_labels = 0;
    for (uint32_t r = 0; r < 300; r++) {
        const uint32_t chars[] = {1000 + r, 1000 + r};
        const float labels[] = {r % 3 == 0 ? 1.0f : r % 3 == 1 ? 0.0f : none, none, none, 1.0f};
        assert_int_equal(hmrnn_corpus_add_labelled(corpus, &(hmrnn_text){chars, 2}, 2, labels,
                                                   NULL),
                         HMRNN_OK);
    }

    assert_int_equal(hmrnn_corpus_split(corpus, 0.3, held_out, NULL), HMRNN_OK);

    assert_true(hmrnn_corpus_chars(held_out) > 200);
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < both[k]->n_chars; i += 3) {
            const uint32_t r = both[k]->chars[i] - 1000;
            const uint8_t wanted = r % 3 == 0 ? YES : r % 3 == 1 ? NO : HM_LABEL_NONE;
            assert_int_equal(both[k]->labels.layer[0][i], wanted);
            assert_int_equal(both[k]->labels.layer[1][i + 1], YES);
            n_labels++;
        }
    assert_int_equal(n_labels, 300);
    hmrnn_corpus_free(corpus);
    hmrnn_corpus_free(held_out);
}

static void
labels_out_of_range_and_of_too_many_layers_are_errors(void **state)
{
    (void)state;
    static const float bad[] = {1.5f, -0.5f, (float)NAN};
    static const uint32_t a = 'a';
    static const float labels[HMRNN_MAX_LAYERS + 1] = {0.0f};
    hmrnn_corpus *const corpus = new_corpus();
    hmrnn_error err = {HMRNN_OK, ""};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(hmrnn_corpus_add_labelled(corpus, &(hmrnn_text){&a, 1}, 1, &bad[i], &err),
                         HMRNN_EARG);
    assert_non_null(strstr(err.text, "it must be 0 to 1, or none"));
    assert_int_equal(hmrnn_corpus_add_labelled(corpus, &(hmrnn_text){&a, 1}, HMRNN_MAX_LAYERS + 1,
                                               labels, NULL),
                     HMRNN_EARG);
    assert_int_equal(hmrnn_corpus_chars(corpus), 0);
    hmrnn_corpus_free(corpus);
}

// ----------------------------------------------------------------------------------------- learned

static void
gold_labels_are_learned_where_nothing_else_guides(void **state)
{
    (void)state;
    for (size_t lag = 0; lag <= 1; lag++) {
        hmrnn_train_options options = options_of(2);
        hmrnn_train_report report;
        options.label_lag = lag;
        hm_bytes saved = train_whole(&options, 1, GOLD, &report);
        assert_true(report.label_f1 > 0.98);
        assert_true(report.label_loss < 0.3);
        hm_bytes_release(&saved);
    }
}

static void
labels_of_layer_2_are_learned_with_those_of_layer_1(void **state)
{
    (void)state;
    hmrnn_train_options options = options_of(3);
    hmrnn_train_report report;
    options.epochs = 12.0;
    hm_bytes saved = train_whole(&options, 2, GOLD, &report);
    assert_true(report.label_f1 > 0.97);  // over both layers
    // of eight letters two end a segment of layer 1 and one a segment of layer 2
    assert_true(fabs(report.boundary_rate[1] - 0.125) < 0.06);
    hm_bytes_release(&saved);
}

static void
a_label_of_none_is_silent(void **state)
{
    (void)state;
    const hmrnn_train_options options = options_of(3);
    hmrnn_train_report report;
    hm_bytes without = train_whole(&options, 2, NO_LABELS, &report);
    hm_bytes silent = train_whole(&options, 2, ALL_NONE, &report);
    assert_true(isnan(report.label_f1));
    expect_equal(&silent, &without);
    hm_bytes_release(&without);
    hm_bytes_release(&silent);
}

static void
labels_of_a_layer_without_a_detector_are_refused(void **state)
{
    (void)state;
    const hmrnn_train_options options = options_of(2);
    hmrnn_trainer *trainer = NULL;
    hmrnn_error err = {HMRNN_OK, ""};
    assert_int_equal(begin(&trainer, &options, 2, GOLD, NULL, &err), HMRNN_EARG);
    assert_non_null(strstr(err.text, "gold labels of layer 2 need a detector: at least 3 layers"));
    assert_null(trainer);
}

static void
a_run_with_gold_labels_goes_on_from_a_checkpoint_to_the_bit(void **state)
{
    (void)state;
    for (int guide = HMRNN_GUIDE_NONE; guide <= HMRNN_GUIDE_SELF_TRAINING; guide++) {
        hmrnn_train_options options = options_of(3);
        hmrnn_trainer *trainer = NULL;
        hmrnn_train_report report;
        hmrnn_train_event event = HMRNN_TRAINED;
        options.guide = (hmrnn_guide)guide;
        options.is_bidirectional = 1;
        options.clamp = 0.3;
        options.epochs = 2.0;
        options.evaluate_chars = 2000;
        hm_bytes whole = train_whole(&options, 2, GOLD, &report);
        assert_int_equal(begin(&trainer, &options, 2, GOLD, NULL, NULL), HMRNN_OK);
        for (size_t i = 0; i < 100; i++) {
            assert_int_equal(hmrnn_trainer_advance(trainer, &event, NULL), HMRNN_OK);
            if (i % 33 != 32)
                continue;
            hmrnn_trainer *resumed = NULL;
            assert_int_equal(hmrnn_trainer_checkpoint(trainer, "checkpoint", NULL), HMRNN_OK);
            options.n_threads = 2;
            assert_int_equal(begin(&resumed, &options, 2, GOLD, "checkpoint", NULL), HMRNN_OK);
            api_fixture_finish(resumed);
            hm_bytes saved = api_fixture_saved(resumed);
            expect_equal(&saved, &whole);
            hm_bytes_release(&saved);
            hmrnn_trainer_free(resumed);
        }
        hmrnn_trainer_free(trainer);
        hm_bytes_release(&whole);
    }
}

static void
other_gold_labels_are_another_text_to_a_checkpoint(void **state)
{
    (void)state;
    const hmrnn_train_options options = options_of(3);
    hmrnn_trainer *trainer = NULL;
    hmrnn_trainer *resumed = NULL;
    hmrnn_error err = {HMRNN_OK, ""};
    assert_int_equal(begin(&trainer, &options, 2, GOLD, NULL, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_trainer_checkpoint(trainer, "checkpoint", NULL), HMRNN_OK);
    hmrnn_trainer_free(trainer);

    assert_int_equal(begin(&resumed, &options, 2, OTHER_GOLD, "checkpoint", &err), HMRNN_EFORMAT);
    assert_int_equal(begin(&resumed, &options, 2, NO_LABELS, "checkpoint", NULL), HMRNN_EFORMAT);

    assert_non_null(strstr(err.text, "another training-text"));
    assert_null(resumed);
}

static void
what_is_learned_from_labels_does_not_depend_on_threads(void **state)
{
    (void)state;
    hmrnn_train_options options = options_of(3);
    hmrnn_train_report report;
    options.batch = 70;  // three shards
    hm_bytes one = train_whole(&options, 2, GOLD, &report);
    options.n_threads = 3;
    hm_bytes three = train_whole(&options, 2, GOLD, &report);
    expect_equal(&three, &one);
    hm_bytes_release(&one);
    hm_bytes_release(&three);
}

static void
gold_labels_stand_where_a_lexicon_says_otherwise(void **state)
{
    (void)state;
    hmrnn_train_options options = options_of(3);
    hmrnn_trainer *trainer = NULL;
    options.guide = HMRNN_GUIDE_LEXICON;
    options.is_bidirectional = 1;
    assert_int_equal(begin(&trainer, &options, 2, GOLD, NULL, NULL), HMRNN_OK);
    for (size_t run = 0; run < 2; run++) {
        const hm_id_text *const text = &trainer->run[run]->train;
        size_t n_filled = 0;
        for (size_t i = 0; i < text->n; i++) {
            const uint8_t gold = text->gold.layer[0][i];
            if (!hm_soft_label_is_none(gold))
                assert_int_equal(text->labels.layer[0][i], gold);
            n_filled += gold != text->labels.layer[0][i];
            assert_int_equal(text->labels.layer[1][i], text->gold.layer[1][i]);
        }
        assert_true(n_filled > text->n / 8);  // one in five had no label
    }
    hmrnn_trainer_free(trainer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_surer_source_counts_where_two_label_a_gap),
        cmocka_unit_test(labels_go_with_their_characters_through_normalisation),
        cmocka_unit_test(a_boundary_after_what_normalises_to_nothing_is_one_before_it),
        cmocka_unit_test(labels_go_with_their_records_into_the_held_out_text),
        cmocka_unit_test(labels_out_of_range_and_of_too_many_layers_are_errors),
        cmocka_unit_test(gold_labels_are_learned_where_nothing_else_guides),
        cmocka_unit_test(labels_of_layer_2_are_learned_with_those_of_layer_1),
        cmocka_unit_test(a_label_of_none_is_silent),
        cmocka_unit_test(labels_of_a_layer_without_a_detector_are_refused),
        cmocka_unit_test(a_run_with_gold_labels_goes_on_from_a_checkpoint_to_the_bit),
        cmocka_unit_test(other_gold_labels_are_another_text_to_a_checkpoint),
        cmocka_unit_test(what_is_learned_from_labels_does_not_depend_on_threads),
        cmocka_unit_test(gold_labels_stand_where_a_lexicon_says_otherwise),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
