// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_allocation_failure.c - each allocation fails in turn: reading, segmenting,
// scoring.
#include <config.h>

#include "hmrnn_strokes.h"

#include "alloc_fixture.h"
#include "api_fixture.h"
#include "archive_fixture.h"
#include "strokes_fixture.h"
#include "text/decode.h"
#include "text/normalize.h"
#include "text/record.h"
#include "text/source.h"
#include "tmpdir.h"

#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define WORDS "words.hmrnn"  // a model with a lexicon, in two directions
#define N_TEXTS 6

static hmrnn_model *
open_words(void)
{
    hmrnn_model *model = NULL;
    assert_int_equal(hmrnn_model_open(&model, WORDS, NULL), HMRNN_OK);
    return model;
}

static hmrnn_model *words_model;
static hmrnn_model *plain_model;  // of detectors alone
static hmrnn_model *strokes_model;
static hmrnn_text texts[N_TEXTS];
static hmrnn_text plain_texts[N_TEXTS];

static int
prepare(void **state)
{
    if (enter_tmpdir(state) != 0)
        return -1;
    const hmrnn_train_options options = api_fixture_guided_options();
    hmrnn_trainer *const trainer = api_fixture_begin_japanese(&options);
    api_fixture_finish(trainer);
    assert_int_equal(hmrnn_trainer_save(trainer, WORDS, HMRNN_FLOAT16, 0, NULL, NULL), HMRNN_OK);
    hmrnn_trainer_free(trainer);
    words_model = open_words();
    plain_model = api_fixture_model(3, 1, 5.0f, 1);
    strokes_model = strokes_fixture_model();
    hm_rng rng = hm_rng_stream(4, 0);
    for (size_t i = 0; i < N_TEXTS; i++) {
        texts[i] = api_fixture_japanese(20 + 40 * i, 900 + i);
        plain_texts[i] = api_fixture_record(20 + 40 * i, &rng);
    }
    return 0;
}

static int
clear(void **state)
{
    hmrnn_model_free(words_model);
    hmrnn_model_free(plain_model);
    hmrnn_model_free(strokes_model);
    for (size_t i = 0; i < N_TEXTS; i++) {
        api_fixture_free(&texts[i]);
        api_fixture_free(&plain_texts[i]);
    }
    return leave_tmpdir(state);
}

// ------------------------------------------------------------------------------------------- paths

static hmrnn_status
open_one(const char *name, hmrnn_error *err)
{
    hmrnn_model *model = NULL;
    arm();
    const hmrnn_status status = disarm(hmrnn_model_open(&model, name, err));
    assert_true((model == NULL) == (status != HMRNN_OK));
    hmrnn_model_free(model);
    return status;
}

static hmrnn_status
open_model_of_words(hmrnn_error *err)
{
    return open_one(WORDS, err);
}

static hmrnn_status
open_model_of_strokes(hmrnn_error *err)
{
    return open_one(STROKES_FIXTURE_MODEL, err);
}

static hmrnn_segment_options segment_options;

static hmrnn_status
new_segmenter(hmrnn_error *err)
{
    hmrnn_segmenter *segmenter = NULL;
    arm();
    const hmrnn_status status =
        disarm(hmrnn_segmenter_new(&segmenter, words_model, &segment_options, err));
    assert_true((segmenter == NULL) == (status != HMRNN_OK));
    hmrnn_segmenter_free(segmenter);
    return status;
}

/// A run of a segmenter, after a smaller one; if it fails it is done again, with memory.
static hmrnn_status
run_segmenter(const hmrnn_model *model, const hmrnn_text *text, hmrnn_error *err)
{
    hmrnn_segmenter *segmenter = NULL;
    const hmrnn_segmentation *found = NULL;
    assert_int_equal(hmrnn_segmenter_new(&segmenter, model, &segment_options, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_segmenter_run(segmenter, 1, text, &found, NULL), HMRNN_OK);
    found = NULL;
    arm();
    const hmrnn_status status = disarm(hmrnn_segmenter_run(segmenter, N_TEXTS, text, &found, err));
    assert_true((found == NULL) == (status != HMRNN_OK));
    if (status != HMRNN_OK)
        assert_int_equal(hmrnn_segmenter_run(segmenter, N_TEXTS, text, &found, NULL), HMRNN_OK);
    for (size_t i = 0; i < N_TEXTS; i++)
        expect_as_before(found[i].n_chars, found[i].depth);
    hmrnn_segmenter_free(segmenter);
    return status;
}

static hmrnn_status
segment_words(hmrnn_error *err)
{
    return run_segmenter(words_model, texts, err);
}

/// Entries of all strengths that stand in the texts.
static hmrnn_status
fill_word_list(hmrnn_word_list **list, hmrnn_error *err)
{
    hmrnn_status status = hmrnn_word_list_new(list, err);
    for (size_t i = 0; i < 80 && status == HMRNN_OK; i++) {
        const hmrnn_word word = {
            .text = {texts[5].chars + 2 * i, 2},
            .strength = i % 3 == 0   ? HMRNN_WORD_EVIDENCE
                        : i % 3 == 1 ? HMRNN_WORD_ALWAYS
                                     : HMRNN_WORD_UNCUT,
            .file = i < 40 ? "one" : "two",
            .line = i + 1,
        };
        const size_t n = hmrnn_word_list_size(*list);
        status = hmrnn_word_list_add(*list, &word, err);
        assert_true(hmrnn_word_list_size(*list) - n <= (status == HMRNN_OK ? 1 : 0));
        status = status == HMRNN_ETEXT ? HMRNN_OK : status;  // some contradict others
    }
    return status;
}

static hmrnn_status
make_word_list(hmrnn_error *err)
{
    hmrnn_word_list *list = NULL;
    arm();
    const hmrnn_status status = disarm(fill_word_list(&list, err));
    hmrnn_word_list_free(list);
    return status;
}

static hmrnn_status
segment_by_detectors(hmrnn_error *err)
{
    return run_segmenter(plain_model, plain_texts, err);
}

static hmrnn_status
segment_drawings(hmrnn_error *err)
{
    strokes_fixture sketch[2];
    hmrnn_drawing drawing[2];
    hmrnn_segmenter *segmenter = NULL;
    const hmrnn_segmentation *found = NULL;
    for (size_t i = 0; i < 2; i++) {
        strokes_fixture_make(&sketch[i], 70 + i);
        drawing[i] = (hmrnn_drawing){sketch[i].points, sketch[i].n};
    }
    assert_int_equal(hmrnn_segmenter_new(&segmenter, strokes_model, &segment_options, NULL), 0);
    arm();
    const hmrnn_status status =
        disarm(hmrnn_segmenter_run_drawings(segmenter, 2, drawing, &found, err));
    assert_true((found == NULL) == (status != HMRNN_OK));
    if (status != HMRNN_OK)
        assert_int_equal(hmrnn_segmenter_run_drawings(segmenter, 2, drawing, &found, NULL), 0);
    for (size_t i = 0; i < 2; i++)
        expect_as_before(found[i].n_chars, found[i].depth);
    hmrnn_segmenter_free(segmenter);
    return status;
}

static hmrnn_status
new_scorer(hmrnn_error *err)
{
    hmrnn_scorer *scorer = NULL;
    arm();
    const hmrnn_status status = disarm(hmrnn_scorer_new(&scorer, plain_model, 2, err));
    assert_true((scorer == NULL) == (status != HMRNN_OK));
    hmrnn_scorer_free(scorer);
    return status;
}

static hmrnn_scorer *
scorer_of(const hmrnn_model *model)
{
    hmrnn_scorer *scorer = NULL;
    assert_int_equal(hmrnn_scorer_new(&scorer, model, 1, NULL), HMRNN_OK);
    return scorer;
}

/// Feed two texts, the second without memory; if that fails the stream must not have moved.
static hmrnn_status
feed_and_free(hmrnn_scorer *scorer, hmrnn_error *err)
{
    double bits[400];
    size_t n_unknown = 0;
    assert_int_equal(hmrnn_scorer_feed(scorer, &plain_texts[0], bits, &n_unknown, NULL), HMRNN_OK);
    arm();
    const hmrnn_status status =
        disarm(hmrnn_scorer_feed(scorer, &plain_texts[5], bits, &n_unknown, err));
    if (status != HMRNN_OK)
        assert_int_equal(hmrnn_scorer_feed(scorer, &plain_texts[5], bits, &n_unknown, NULL), 0);
    expect_as_before(plain_texts[5].n_chars * sizeof bits[0], bits);
    hmrnn_scorer_free(scorer);
    return status;
}

static hmrnn_status
feed_scorer(hmrnn_error *err)
{
    return feed_and_free(scorer_of(plain_model), err);
}

static hmrnn_status
feed_scorer_with_probe(hmrnn_error *err)
{
    const hmrnn_probe probe = {1, 2, {1, 3}};
    hmrnn_scorer *const scorer = scorer_of(plain_model);
    assert_int_equal(hmrnn_scorer_set_probe(scorer, &probe, NULL), HMRNN_OK);
    return feed_and_free(scorer, err);
}

static hmrnn_status
set_dynamic_and_feed(hmrnn_error *err)
{
    double bits[400];
    hmrnn_dynamic_options options;
    hmrnn_dynamic_options_init(&options);
    hmrnn_scorer *const scorer = scorer_of(plain_model);
    arm();
    hmrnn_status status = hmrnn_scorer_set_dynamic(scorer, &options, err);
    if (status == HMRNN_OK)
        status = hmrnn_scorer_feed(scorer, &plain_texts[4], bits, NULL, err);
    disarm(status);
    hmrnn_scorer_free(scorer);
    return status;
}

static hmrnn_status
score_batch(hmrnn_error *err)
{
    double room[N_TEXTS][400];
    double *bits[N_TEXTS];
    size_t n_unknown[N_TEXTS];
    hmrnn_scorer *const scorer = scorer_of(plain_model);
    for (size_t i = 0; i < N_TEXTS; i++)
        bits[i] = room[i];
    arm();
    const hmrnn_status status =
        disarm(hmrnn_scorer_batch(scorer, N_TEXTS, plain_texts, bits, n_unknown, err));
    if (status != HMRNN_OK)
        assert_int_equal(hmrnn_scorer_batch(scorer, N_TEXTS, plain_texts, bits, n_unknown, NULL),
                         0);
    for (size_t i = 0; i < N_TEXTS; i++)
        expect_as_before(plain_texts[i].n_chars * sizeof room[0][0], bits[i]);
    hmrnn_scorer_free(scorer);
    return status;
}

static hmrnn_status
score_drawings(hmrnn_error *err)
{
    strokes_fixture sketch;
    double room[STROKES_FIXTURE_POINTS];
    double *const nats = room;
    strokes_fixture_make(&sketch, 70);
    const hmrnn_drawing drawing = {sketch.points, sketch.n};
    hmrnn_scorer *const scorer = scorer_of(strokes_model);
    arm();
    const hmrnn_status status = disarm(hmrnn_scorer_drawings(scorer, 1, &drawing, &nats, err));
    if (status != HMRNN_OK)
        assert_int_equal(hmrnn_scorer_drawings(scorer, 1, &drawing, &nats, NULL), HMRNN_OK);
    expect_as_before(sketch.n * sizeof room[0], room);
    hmrnn_scorer_free(scorer);
    return status;
}

static hmrnn_status
draw(hmrnn_error *err)
{
    hmrnn_sampler *sampler = NULL;
    hmrnn_drawing drawing = {NULL, 0};
    arm();
    hmrnn_status status = hmrnn_sampler_new(&sampler, strokes_model, 3, 0.5, err);
    if (status == HMRNN_OK)
        status = hmrnn_sampler_draw(sampler, 60, &drawing, err);
    disarm(status);
    if (sampler != NULL && status != HMRNN_OK)
        assert_int_equal(hmrnn_sampler_draw(sampler, 60, &drawing, NULL), HMRNN_OK);
    if (sampler != NULL)
        expect_as_before(drawing.n_points * sizeof(hmrnn_point), drawing.points);
    hmrnn_sampler_free(sampler);
    return status;
}

/// Add records, say where to keep them, hold some back.
static hmrnn_status
fill_corpus(hmrnn_error *err)
{
    hmrnn_corpus *corpus = NULL;
    hmrnn_corpus *held_out = NULL;
    arm();
    hmrnn_status status = hmrnn_corpus_new(&corpus, err);
    if (status == HMRNN_OK)
        status = hmrnn_corpus_new(&held_out, err);
    if (status == HMRNN_OK)
        status = hmrnn_corpus_set_folder(corpus, ".", err);
    for (size_t i = 0; i < 2 * N_TEXTS && status == HMRNN_OK; i++) {
        const size_t n_before = hmrnn_corpus_chars(corpus);
        status = hmrnn_corpus_add(corpus, &texts[i % N_TEXTS], err);
        const size_t n_more = status == HMRNN_OK ? texts[i % N_TEXTS].n_chars + 1 : 0;
        assert_int_equal(hmrnn_corpus_chars(corpus), n_before + n_more);
    }
    const size_t n = corpus == NULL ? 0 : hmrnn_corpus_chars(corpus);
    if (status == HMRNN_OK)
        status = hmrnn_corpus_split(corpus, 0.5, held_out, err);
    disarm(status);
    if (held_out != NULL)
        assert_int_equal(hmrnn_corpus_chars(corpus) + hmrnn_corpus_chars(held_out), n);
    hmrnn_corpus_free(corpus);
    hmrnn_corpus_free(held_out);
    return status;
}

static hmrnn_status
fill_corpus_of_drawings(hmrnn_error *err)
{
    hmrnn_corpus *corpus = NULL;
    hmrnn_corpus *held_out = NULL;
    assert_int_equal(hmrnn_corpus_new(&corpus, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_corpus_new(&held_out, NULL), HMRNN_OK);
    hmrnn_status status = HMRNN_OK;
    for (uint64_t i = 0; i < 30 && status == HMRNN_OK; i++) {
        strokes_fixture sketch;
        strokes_fixture_make(&sketch, i);
        const hmrnn_drawing drawing = {sketch.points, sketch.n};
        const size_t n_before = hmrnn_corpus_drawings(corpus);
        i == 0 ? arm() : (void)0;
        status = hmrnn_corpus_add_drawing(corpus, &drawing, err);
        assert_int_equal(hmrnn_corpus_drawings(corpus), n_before + (status == HMRNN_OK ? 1 : 0));
    }
    const size_t n = hmrnn_corpus_chars(corpus);
    if (status == HMRNN_OK)
        status = hmrnn_corpus_split(corpus, 0.5, held_out, err);
    disarm(status);
    assert_int_equal(hmrnn_corpus_chars(corpus) + hmrnn_corpus_chars(held_out), n);
    hmrnn_corpus_free(corpus);
    hmrnn_corpus_free(held_out);
    return status;
}

// -------------------------------------------------------------------------------------------- text

static hmrnn_status
read_source(void *context, size_t capacity, unsigned char *bytes, size_t *n_read, hmrnn_error *err)
{
    return hm_source_read(context, capacity, bytes, n_read, err);
}

/// All records of an entry as characters. \return of the first call that fails
static hmrnn_status
read_entry(hm_source *source, hm_records *records, hm_decoder *decoder, hm_chars *chars,
           size_t *n_chars, hmrnn_error *err)
{
    (void)source;
    hm_record record = {.bytes = NULL};
    hmrnn_status status = hm_records_next(records, &record, err);
    while (status == HMRNN_OK && record.bytes != NULL) {
        status = hm_decode(decoder, record.n_bytes, record.bytes, chars, err);
        *n_chars += status == HMRNN_OK ? chars->n_chars : 0;
        if (status == HMRNN_OK)
            status = hm_records_next(records, &record, err);
    }
    return status;
}

/// A folder of a long text, a compressed one, and an archive.
static hmrnn_status
read_sources(hmrnn_error *err)
{
    const char *const operands[] = {"texts"};
    const hm_source_options options = {1, operands, NULL, 0};
    hm_source *source = NULL;
    hm_records *records = NULL;
    hm_decoder *decoder = NULL;
    hm_chars chars = HM_CHARS_INIT;
    const char *name = "";
    size_t n_chars = 0;
    arm();
    hmrnn_status status = hm_source_new(&source, &options, err);
    if (status == HMRNN_OK)
        status =
            hm_records_new(&records, read_source, source, (const unsigned char *)"\n", 1, 1, err);
    if (status == HMRNN_OK)
        status = hm_decoder_new(&decoder, "UTF-8", HM_INVALID_KEEP, err);
    while (status == HMRNN_OK && name != NULL) {
        status = hm_source_next(source, &name, err);
        if (status == HMRNN_OK && name != NULL) {
            hm_records_reset(records);
            status = read_entry(source, records, decoder, &chars, &n_chars, err);
        }
    }
    disarm(status);
    if (status == HMRNN_OK)
        expect_as_before(sizeof n_chars, &n_chars);
    hm_chars_release(&chars);
    hm_decoder_free(decoder);
    hm_records_free(records);
    hm_source_free(source);
    return status;
}

static hmrnn_status
normalize(hmrnn_error *err)
{
    static const uint32_t chars[] = {'a', 0x301, 0x3392, 0xFF21, 0x304B, 0x3099, 0x1F1EF, 0x1F1F5};
    const hmrnn_text text = {chars, sizeof chars / sizeof chars[0]};
    hm_normalizer *normalizer = NULL;
    hm_view view = HM_VIEW_INIT;
    arm();
    hmrnn_status status = hm_normalizer_new(&normalizer, HMRNN_NORMALIZATION_NFKC_CASEFOLD, err);
    if (status == HMRNN_OK)
        status = hm_normalize(normalizer, &text, &view, err);
    disarm(status);
    if (normalizer != NULL) {
        if (status != HMRNN_OK)
            assert_int_equal(hm_normalize(normalizer, &text, &view, NULL), HMRNN_OK);
        expect_as_before(view.n_chars * sizeof *view.chars, view.chars);
    }
    hm_view_release(&view);
    hm_normalizer_free(normalizer);
    return status;
}

// ------------------------------------------------------------------------------------------- tests

static void
a_model_is_opened_or_not(void **state)
{
    (void)state;
    FAIL_EACH_ALLOCATION(open_model_of_words);
    FAIL_EACH_ALLOCATION(open_model_of_strokes);
}

static void
a_segmenter_that_failed_gives_the_same_afterwards(void **state)
{
    (void)state;
    for (int e = HMRNN_EVIDENCE_WHOLE; e <= HMRNN_EVIDENCE_CAUSAL; e++) {
        segment_options = (hmrnn_segment_options){.n_threads = 1 + (unsigned)e % 2,
                                                  .wants_scores = 1,
                                                  .wants_norms = 1,
                                                  .evidence = (hmrnn_evidence)e};
        FAIL_EACH_ALLOCATION(new_segmenter);
        FAIL_EACH_ALLOCATION(segment_words);
    }
    segment_options.evidence = HMRNN_EVIDENCE_WHOLE;
    FAIL_EACH_ALLOCATION(segment_by_detectors);
    FAIL_EACH_ALLOCATION(segment_drawings);
}

static void
a_word_list_is_used_or_not(void **state)
{
    (void)state;
    hmrnn_word_list *list = NULL;
    FAIL_EACH_ALLOCATION(make_word_list);
    assert_int_equal(fill_word_list(&list, NULL), HMRNN_OK);
    segment_options = (hmrnn_segment_options){.n_threads = 2,
                                              .wants_scores = 1,
                                              .evidence = HMRNN_EVIDENCE_LEXICON,
                                              .words = list,
                                              .wants_word_effects = 1};
    FAIL_EACH_ALLOCATION(new_segmenter);
    FAIL_EACH_ALLOCATION(segment_words);
    segment_options = (hmrnn_segment_options){.n_threads = 0};
    hmrnn_word_list_free(list);
}

static void
a_scorer_that_failed_gives_the_same_afterwards(void **state)
{
    (void)state;
    FAIL_EACH_ALLOCATION(new_scorer);
    FAIL_EACH_ALLOCATION(feed_scorer);
    FAIL_EACH_ALLOCATION(feed_scorer_with_probe);
    FAIL_EACH_ALLOCATION(set_dynamic_and_feed);
    FAIL_EACH_ALLOCATION(score_batch);
    FAIL_EACH_ALLOCATION(score_drawings);
}

static void
a_drawing_that_failed_is_drawn_again(void **state)
{
    (void)state;
    FAIL_EACH_ALLOCATION(draw);
}

static void
a_corpus_keeps_what_it_had(void **state)
{
    (void)state;
    FAIL_EACH_ALLOCATION(fill_corpus);
    FAIL_EACH_ALLOCATION(fill_corpus_of_drawings);
}

static void
a_source_is_read_or_not(void **state)
{
    (void)state;
    static const member members[] = {{"one.txt", AE_IFREG, "first\nsecond\n", false},
                                     {"two.txt", AE_IFREG, "third", false}};
    static char line[100000];
    memset(line, 'x', sizeof line);
    assert_int_equal(mkdir("texts", 0700) | mkdir("texts/below", 0700), 0);
    pack("texts/a.tar.gz", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, NULL, 2, members);
    compress_text("texts/below/b.gz", ARCHIVE_FILTER_GZIP, "compressed\n");
    write_file("texts/c", sizeof line, line);
    FAIL_EACH_ALLOCATION(read_sources);
}

static void
a_normalizer_that_failed_gives_the_same_afterwards(void **state)
{
    (void)state;
    FAIL_EACH_ALLOCATION(normalize);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_is_opened_or_not),
        cmocka_unit_test(a_segmenter_that_failed_gives_the_same_afterwards),
        cmocka_unit_test(a_word_list_is_used_or_not),
        cmocka_unit_test(a_scorer_that_failed_gives_the_same_afterwards),
        cmocka_unit_test(a_drawing_that_failed_is_drawn_again),
        cmocka_unit_test(a_corpus_keeps_what_it_had),
        cmocka_unit_test(a_source_is_read_or_not),
        cmocka_unit_test(a_normalizer_that_failed_gives_the_same_afterwards),
    };
    return cmocka_run_group_tests(tests, prepare, clear);
}
