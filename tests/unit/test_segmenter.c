// SPDX-License-Identifier: BSD-2-Clause
//
// Segmenting through the public functions: what is found in a record depends on the record alone.
#include <config.h>

#include "hmrnn.h"

#include "api_fixture.h"
#include "text/grapheme.h"
#include "tmpdir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N_TEXTS 150
#define N_LAYERS 2  // of the models' three, those with a detector

/// Some records with what was found in each when it was alone.
typedef struct bench {
    hmrnn_model *model;
    hmrnn_text texts[N_TEXTS];
    uint8_t *depth[N_TEXTS];
    float *score[N_TEXTS];
} bench;

static hmrnn_segmenter *
new_segmenter(const hmrnn_model *model, unsigned n_threads)
{
    const hmrnn_segment_options options = {.n_threads = n_threads, .wants_scores = 1};
    hmrnn_segmenter *segmenter = NULL;
    assert_int_equal(hmrnn_segmenter_new(&segmenter, model, &options, NULL), HMRNN_OK);
    return segmenter;
}

static void *
copy(const void *from, size_t n_bytes)
{
    void *const to = malloc(n_bytes + 1);
    assert_non_null(to);
    if (n_bytes > 0)
        memcpy(to, from, n_bytes);
    return to;
}

static void
set_up(bench *b, size_t lag)
{
    hm_rng rng = hm_rng_stream(6, lag);
    b->model = api_fixture_model(3, lag, 6.0f, 11);
    hmrnn_segmenter *const segmenter = new_segmenter(b->model, 1);
    for (size_t i = 0; i < N_TEXTS; i++) {
        const hmrnn_segmentation *found = NULL;
        b->texts[i] = api_fixture_record(i % 9 == 0 ? 0 : hm_rng_below(&rng, 70), &rng);
        assert_int_equal(hmrnn_segmenter_run(segmenter, 1, &b->texts[i], &found, NULL), HMRNN_OK);
        assert_int_equal(found->n_chars, b->texts[i].n_chars);
        assert_int_equal(found->n_layers, N_LAYERS);
        b->depth[i] = copy(found->depth, found->n_chars);
        b->score[i] = copy(found->score, N_LAYERS * found->n_chars * sizeof(float));
    }
    hmrnn_segmenter_free(segmenter);
}

static void
tear_down(bench *b)
{
    for (size_t i = 0; i < N_TEXTS; i++) {
        free(b->depth[i]);
        free(b->score[i]);
        api_fixture_free(&b->texts[i]);
    }
    hmrnn_model_free(b->model);
}

/// Segment the records in the order given, n_batch at once, and compare with what they gave alone.
static void
expect_the_same(const bench *b, hmrnn_segmenter *segmenter, const size_t *order, size_t n_batch)
{
    for (size_t first = 0; first < N_TEXTS; first += n_batch) {
        const size_t n = N_TEXTS - first < n_batch ? N_TEXTS - first : n_batch;
        hmrnn_text texts[N_TEXTS];
        const hmrnn_segmentation *found = NULL;
        for (size_t i = 0; i < n; i++)
            texts[i] = b->texts[order[first + i]];
        assert_int_equal(hmrnn_segmenter_run(segmenter, n, texts, &found, NULL), HMRNN_OK);
        for (size_t i = 0; i < n; i++) {
            const size_t k = order[first + i];
            if (found[i].n_chars != b->texts[k].n_chars ||
                memcmp(found[i].depth, b->depth[k], found[i].n_chars) != 0 ||
                memcmp(found[i].score, b->score[k], N_LAYERS * found[i].n_chars * sizeof(float)) !=
                    0)
                fail_msg("record %zu is another among %zu", k, n);
        }
    }
}

static void
records_depend_on_no_neighbour_no_batch_and_no_thread(void **state)
{
    (void)state;
    for (size_t lag = 0; lag < 2; lag++) {
        bench b;
        set_up(&b, lag);
        for (unsigned n_threads = 1; n_threads <= 3; n_threads++) {
            hmrnn_segmenter *const segmenter = new_segmenter(b.model, n_threads);
            hm_rng rng = hm_rng_stream(n_threads, 4);
            size_t order[N_TEXTS];
            for (size_t i = 0; i < N_TEXTS; i++)
                order[i] = i;
            static const size_t batches[] = {N_TEXTS, 1, 2, 7, 64, 65, N_TEXTS};
            for (size_t k = 0; k < sizeof batches / sizeof batches[0]; k++) {
                expect_the_same(&b, segmenter, order, batches[k]);
                for (size_t i = N_TEXTS - 1; i > 0; i--) {
                    const size_t j = hm_rng_below(&rng, i + 1);
                    const size_t kept = order[i];
                    order[i] = order[j];
                    order[j] = kept;
                }
            }
            hmrnn_segmenter_free(segmenter);
        }
        tear_down(&b);
    }
}

static void
boundaries_are_nested_and_never_inside_a_cluster(void **state)
{
    (void)state;
    bench b;
    hm_graphemes *graphemes = NULL;
    size_t n_depths[N_LAYERS + 1] = {0};
    size_t n_inside = 0;
    set_up(&b, 0);
    assert_int_equal(hm_graphemes_new(&graphemes, NULL), HMRNN_OK);
    for (size_t k = 0; k < N_TEXTS; k++) {
        const size_t n = b.texts[k].n_chars;
        uint8_t is_end[70] = {0};
        assert_int_equal(hm_graphemes_mark(graphemes, n, b.texts[k].chars, is_end, NULL), HMRNN_OK);
        for (size_t i = 0; i + 1 < n; i++) {
            const uint32_t *const chars = b.texts[k].chars + i;
            const float *const score = b.score[k] + i;
            const bool is_beside_space = chars[0] == ' ' || chars[0] == '\n' || chars[0] == '\r' ||
                                         chars[1] == ' ' || chars[1] == '\n' || chars[1] == '\r';
            size_t wanted = score[0] > 0.5f ? 1 : 0;
            if (is_beside_space && is_end[i] != 0)
                assert_true(score[0] == 1.0f);
            if (wanted == 1 && score[n] > 0.5f)
                wanted = 2;
            assert_int_equal(b.depth[k][i], is_end[i] != 0 ? wanted : 0);
            n_inside += is_end[i] == 0;
            n_depths[b.depth[k][i]]++;
        }
        if (n > 0)
            assert_int_equal(b.depth[k][n - 1], N_LAYERS);
    }
    assert_true(n_inside > 20);  // the test has met what it is about
    for (size_t d = 0; d <= N_LAYERS; d++)
        assert_true(n_depths[d] > 100);
    hm_graphemes_free(graphemes);
    tear_down(&b);
}

static void
records_of_nothing_are_records(void **state)
{
    (void)state;
    hmrnn_model *const model = api_fixture_model(3, 1, 6.0f, 1);
    hmrnn_segmenter *const segmenter = new_segmenter(model, 2);
    static const uint32_t one[] = {HMRNN_INVALID};
    const hmrnn_text texts[] = {{NULL, 0}, {NULL, 0}, {one, 1}, {one, 0}};
    const hmrnn_segmentation *found = NULL;

    assert_int_equal(hmrnn_segmenter_run(segmenter, 0, NULL, &found, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_segmenter_run(segmenter, 2, texts, &found, NULL), HMRNN_OK);
    assert_int_equal(found[0].n_chars, 0);
    assert_int_equal(found[1].n_chars, 0);
    assert_int_equal(hmrnn_segmenter_run(segmenter, 4, texts, &found, NULL), HMRNN_OK);
    assert_int_equal(found[2].n_chars, 1);
    assert_int_equal(found[2].depth[0], N_LAYERS);
    assert_int_equal(found[3].n_chars, 0);

    hmrnn_segmenter_free(segmenter);
    hmrnn_segmenter_free(NULL);
    hmrnn_model_free(model);
}

static void
without_scores_asked_for_there_are_none(void **state)
{
    (void)state;
    hmrnn_model *const model = api_fixture_model(3, 0, 6.0f, 1);
    hmrnn_segmenter *segmenter = NULL;
    hmrnn_text text = api_fixture_text("a bc");
    const hmrnn_segmentation *found = NULL;
    assert_int_equal(hmrnn_segmenter_new(&segmenter, model, NULL, NULL), HMRNN_OK);

    assert_int_equal(hmrnn_segmenter_run(segmenter, 1, &text, &found, NULL), HMRNN_OK);

    assert_null(found[0].score);
    assert_int_not_equal(found[0].depth[0], 0);
    assert_int_not_equal(found[0].depth[1], 0);
    hmrnn_segmenter_free(segmenter);
    hmrnn_model_free(model);
    api_fixture_free(&text);
}

static void
a_long_record_begins_as_a_short_one_does(void **state)
{
    (void)state;
    enum { N = 200000, N_SHORT = 5000 };
    hm_rng rng = hm_rng_stream(3, 0);
    hmrnn_model *const model = api_fixture_model(2, 0, 6.0f, 1);
    hmrnn_segmenter *const segmenter = new_segmenter(model, 2);
    hmrnn_text text = api_fixture_record(N, &rng);
    const hmrnn_text start = {text.chars, N_SHORT};
    const hmrnn_segmentation *found = NULL;
    assert_int_equal(hmrnn_segmenter_run(segmenter, 1, &text, &found, NULL), HMRNN_OK);
    assert_int_equal(found->n_chars, N);
    assert_int_equal(found->depth[N - 1], 1);
    uint8_t *const depth = copy(found->depth, N_SHORT);
    float *const score = copy(found->score, N_SHORT * sizeof(float));

    assert_int_equal(hmrnn_segmenter_run(segmenter, 1, &start, &found, NULL), HMRNN_OK);

    // a combining mark that follows could join the last character, and the end is an end
    assert_memory_equal(found->depth, depth, N_SHORT - 1);
    assert_memory_equal(found->score, score, (N_SHORT - 1) * sizeof(float));
    free(depth);
    free(score);
    hmrnn_segmenter_free(segmenter);
    hmrnn_model_free(model);
    api_fixture_free(&text);
}

static void
a_model_without_detectors_is_refused(void **state)
{
    (void)state;
    hmrnn_model *const model = api_fixture_model(1, 0, 1.0f, 1);
    hmrnn_segmenter *segmenter = NULL;
    hmrnn_error err = {HMRNN_OK, ""};

    assert_int_equal(hmrnn_segmenter_new(&segmenter, model, NULL, &err), HMRNN_EARG);

    assert_int_equal(err.status, HMRNN_EARG);
    assert_null(segmenter);
    hmrnn_model_free(model);
}

static void
norms_depend_on_no_neighbour_and_are_there_only_if_asked_for(void **state)
{
    (void)state;
    enum { N = 40, N_STATES = 3 };
    hm_rng rng = hm_rng_stream(12, 0);
    hmrnn_model *const model = api_fixture_model(N_STATES, 0, 6.0f, 11);
    const hmrnn_segment_options options = {.n_threads = 2, .wants_norms = 1};
    hmrnn_segmenter *together = NULL;
    hmrnn_segmenter *alone = NULL;
    assert_int_equal(hmrnn_segmenter_new(&together, model, &options, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_segmenter_new(&alone, model, &options, NULL), HMRNN_OK);
    hmrnn_text texts[N];
    const hmrnn_segmentation *found = NULL;
    for (size_t i = 0; i < N; i++)
        texts[i] = api_fixture_record(i % 9 == 0 ? 0 : hm_rng_below(&rng, 70), &rng);
    assert_int_equal(hmrnn_segmenter_run(together, N, texts, &found, NULL), HMRNN_OK);
    assert_null(found[0].score);

    for (size_t i = 0; i < N; i++) {
        const hmrnn_segmentation *one = NULL;
        assert_int_equal(hmrnn_segmenter_run(alone, 1, &texts[i], &one, NULL), HMRNN_OK);
        for (size_t k = 0; k < N_STATES * texts[i].n_chars; k++)
            if (!(found[i].norm[k] >= 0.0f) || found[i].norm[k] != one->norm[k])
                fail_msg("record %zu, norm %zu: %g, alone %g", i, k, (double)found[i].norm[k],
                         (double)one->norm[k]);
    }

    for (size_t i = 0; i < N; i++)
        api_fixture_free(&texts[i]);
    hmrnn_segmenter_free(together);
    hmrnn_segmenter_free(alone);
    together = new_segmenter(model, 1);
    hmrnn_text text = api_fixture_record(10, &rng);
    assert_int_equal(hmrnn_segmenter_run(together, 1, &text, &found, NULL), HMRNN_OK);
    assert_null(found->norm);
    api_fixture_free(&text);
    hmrnn_segmenter_free(together);
    hmrnn_model_free(model);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(norms_depend_on_no_neighbour_and_are_there_only_if_asked_for),
        cmocka_unit_test(records_depend_on_no_neighbour_no_batch_and_no_thread),
        cmocka_unit_test(boundaries_are_nested_and_never_inside_a_cluster),
        cmocka_unit_test(records_of_nothing_are_records),
        cmocka_unit_test(without_scores_asked_for_there_are_none),
        cmocka_unit_test(a_long_record_begins_as_a_short_one_does),
        cmocka_unit_test(a_model_without_detectors_is_refused),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
