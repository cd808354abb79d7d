// SPDX-License-Identifier: BSD-2-Clause
//
// Models of drawings through the public functions: scored with, segmented with, drawn from.
#include <config.h>

#include "model/model.h"
#include "strokes_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/// Scores of the validation drawings, and their sum.
static double
score_all(const hmrnn_model *model, size_t n, strokes_fixture *sketches,
          double bits[][STROKES_FIXTURE_POINTS])
{
    hmrnn_scorer *scorer = NULL;
    hmrnn_drawing drawings[SKETCHES];
    double *nats[SKETCHES];
    double sum = 0.0;
    assert_int_equal(hmrnn_scorer_new(&scorer, model, 2, NULL), HMRNN_OK);
    for (size_t i = 0; i < n; i++) {
        strokes_fixture_make(&sketches[i], 1000 + i);
        drawings[i] = (hmrnn_drawing){sketches[i].points, sketches[i].n};
        nats[i] = bits[i];
    }
    assert_int_equal(hmrnn_scorer_drawings(scorer, n, drawings, nats, NULL), HMRNN_OK);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < sketches[i].n; k++)
            sum += bits[i][k];
    hmrnn_scorer_free(scorer);
    return sum;
}

static void
a_scorer_gives_what_the_trainer_reported(void **state)
{
    (void)state;
    hmrnn_train_options options = strokes_fixture_options();
    hmrnn_trainer *const trainer = strokes_fixture_begin(&options);
    hmrnn_train_report report;
    hmrnn_model *model = NULL;
    static strokes_fixture sketches[15];
    static double nats[15][STROKES_FIXTURE_POINTS];
    size_t n = 0;
    strokes_fixture_advance(trainer, SIZE_MAX);
    hmrnn_trainer_report(trainer, &report);
    free(strokes_fixture_save(trainer, &n));
    assert_int_equal(hmrnn_model_open(&model, STROKES_FIXTURE_MODEL, NULL), HMRNN_OK);

    const double mean = -score_all(model, 15, sketches, nats) / 15.0;

    // both add up floats, in another order
    assert_true(fabs(mean - report.best_log_likelihood) < 1e-4 * fabs(mean));
    hmrnn_model_free(model);
}

static void
scores_are_densities_in_the_units_of_the_data(void **state)
{
    (void)state;
    hmrnn_model *const model = strokes_fixture_model();
    hmrnn_scorer *scorer = NULL;
    double sum = 0.0;
    assert_int_equal(hmrnn_scorer_new(&scorer, model, 1, NULL), HMRNN_OK);

    // the first point: over lifts and a grid in x and y the density adds up to 1, where the pen is
    // lifted split into drawings that end there and those that do not
    enum { STEP = 4, REACH = 160 };
    for (int x = -REACH; x <= REACH; x += STEP) {
        for (int y = -REACH; y <= REACH; y += STEP) {
            const hmrnn_point points[] = {{(float)x, (float)y, 0},
                                          {(float)x, (float)y, 1},
                                          {0.0f, 0.0f, 1}};
            const hmrnn_point no_lift[] = {points[0], points[2]};
            const hmrnn_drawing drawings[] = {{no_lift, 2}, {points + 1, 2}, {points + 1, 1}};
            double nats[3][2];
            double *const all[] = {nats[0], nats[1], nats[2]};
            assert_int_equal(hmrnn_scorer_drawings(scorer, 3, drawings, all, NULL), HMRNN_OK);
            for (size_t i = 0; i < 3; i++)
                sum += exp(-nats[i][0]) * STEP * STEP;
        }
    }

    assert_true(fabs(sum - 1.0) < 0.02);
    hmrnn_scorer_free(scorer);
    hmrnn_model_free(model);
}

static void
boundaries_are_nested_and_each_drawing_stands_alone(void **state)
{
    (void)state;
    hmrnn_model *const model = strokes_fixture_model();
    hmrnn_segmenter *segmenter = NULL;
    const hmrnn_segment_options options = {.n_threads = 2, .wants_scores = 1, .wants_norms = 1};
    const hmrnn_segmentation *found = NULL;
    static strokes_fixture sketches[SKETCHES];
    hmrnn_drawing drawings[SKETCHES];
    uint8_t depth[SKETCHES][STROKES_FIXTURE_POINTS];
    assert_int_equal(hmrnn_segmenter_new(&segmenter, model, &options, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_segmenter_layers(segmenter), 2);
    for (size_t i = 0; i < SKETCHES; i++) {
        strokes_fixture_make(&sketches[i], i);
        drawings[i] = (hmrnn_drawing){sketches[i].points, i == 5 ? 0 : sketches[i].n};
    }

    assert_int_equal(hmrnn_segmenter_run_drawings(segmenter, SKETCHES, drawings, &found, NULL),
                     HMRNN_OK);

    for (size_t i = 0; i < SKETCHES; i++) {
        const size_t n = drawings[i].n_points;
        assert_int_equal(found[i].n_chars, n);
        if (n == 0)
            continue;
        assert_int_equal(found[i].depth[n - 1], 2);
        for (size_t k = 0; k + 1 < n; k++)
            assert_int_equal(found[i].depth[k], found[i].score[k] <= 0.5f       ? 0
                                                : found[i].score[n + k] <= 0.5f ? 1
                                                                                : 2);
        for (size_t k = 0; k < 3 * n; k++)
            assert_true(found[i].norm[k] >= 0.0f && isfinite(found[i].norm[k]));
        memcpy(depth[i], found[i].depth, n);
    }
    for (size_t i = 0; i < SKETCHES; i += 7) {
        assert_int_equal(hmrnn_segmenter_run_drawings(segmenter, 1, &drawings[i], &found, NULL),
                         HMRNN_OK);
        assert_memory_equal(found[0].depth, depth[i], drawings[i].n_points);
    }
    hmrnn_segmenter_free(segmenter);
    hmrnn_model_free(model);
}

static void
the_same_seed_draws_the_same(void **state)
{
    (void)state;
    hmrnn_model *const model = strokes_fixture_model();
    hmrnn_sampler *one = NULL, *two = NULL, *other = NULL;
    hmrnn_drawing a, b, c;
    size_t n_equal = 0;
    assert_int_equal(hmrnn_sampler_new(&one, model, 3, 0.0, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_sampler_new(&two, model, 3, 0.0, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_sampler_new(&other, model, 4, 0.0, NULL), HMRNN_OK);

    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(hmrnn_sampler_draw(one, 50, &a, NULL), HMRNN_OK);
        assert_int_equal(hmrnn_sampler_draw(two, 50, &b, NULL), HMRNN_OK);
        assert_int_equal(hmrnn_sampler_draw(other, 50, &c, NULL), HMRNN_OK);
        assert_true(a.n_points >= 1 && a.n_points <= 50);
        assert_true(a.points[a.n_points - 1].is_lift);
        assert_int_equal(a.n_points, b.n_points);
        assert_memory_equal(a.points, b.points, a.n_points * sizeof *a.points);
        n_equal += a.points[0].dx == c.points[0].dx;
    }

    assert_int_equal(n_equal, 0);
    assert_int_equal(hmrnn_sampler_draw(one, 1, &a, NULL), HMRNN_OK);
    assert_int_equal(a.n_points, 1);
    hmrnn_sampler_free(one);
    hmrnn_sampler_free(two);
    hmrnn_sampler_free(other);
    hmrnn_model_free(model);
}

static void
text_and_drawings_are_not_mixed(void **state)
{
    (void)state;
    hmrnn_error err;
    hmrnn_model *const model = strokes_fixture_model();
    const uint32_t chars[] = {'a', 'b', 'c', 'd', 'a', 'b'};
    const hmrnn_text text = {chars, 6};
    const hmrnn_point point = {1.0f, 2.0f, 1};
    const hmrnn_drawing drawing = {&point, 1};
    const hmrnn_train_options options = strokes_fixture_options();
    hmrnn_segmenter *segmenter = NULL;
    hmrnn_scorer *scorer = NULL;
    hmrnn_trainer *trainer = NULL;
    hmrnn_corpus *text_corpus = NULL;
    hmrnn_corpus *drawings = strokes_fixture_corpus(0, SKETCHES);
    const hmrnn_segmentation *found = NULL;
    double bits[6];
    assert_int_equal(hmrnn_model_has_strokes(model), 1);
    assert_string_equal(hmrnn_model_metadata(model, "input"), "strokes");
    assert_int_equal(hmrnn_segmenter_new(&segmenter, model, NULL, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_scorer_new(&scorer, model, 1, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_corpus_new(&text_corpus, NULL), HMRNN_OK);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(hmrnn_corpus_add(text_corpus, &text, NULL), HMRNN_OK);

    assert_int_equal(hmrnn_segmenter_run(segmenter, 1, &text, &found, &err), HMRNN_EARG);
    assert_non_null(strstr(err.text, "drawings"));
    assert_int_equal(hmrnn_scorer_feed(scorer, &text, bits, NULL, &err), HMRNN_EARG);
    assert_int_equal(hmrnn_corpus_add_drawing(text_corpus, &drawing, &err), HMRNN_EARG);
    assert_int_equal(hmrnn_corpus_add(drawings, &text, &err), HMRNN_EARG);
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, NULL, &drawings, &text_corpus, &err),
                     HMRNN_EARG);
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, NULL, &text_corpus, &drawings, &err),
                     HMRNN_EARG);
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, model, &text_corpus, &text_corpus, &err),
                     HMRNN_EARG);

    hmrnn_corpus_free(text_corpus);
    hmrnn_corpus_free(drawings);
    hmrnn_scorer_free(scorer);
    hmrnn_segmenter_free(segmenter);
    hmrnn_model_free(model);
}

/// Open the model with one fact changed. \return the status
static hmrnn_status
open_with(const char *name, const char *value, hmrnn_error *err)
{
    hm_container container = HM_CONTAINER_INIT;
    hm_metadata metadata = HM_METADATA_INIT;
    hm_bytes manifest = HM_BYTES_INIT;
    hm_section sections[HM_MAX_TENSORS + 2];
    hmrnn_model *model = NULL;
    assert_int_equal(hm_container_open(&container, STROKES_FIXTURE_MODEL, NULL), HMRNN_OK);
    memcpy(sections, container.sections, container.n_sections * sizeof *sections);
    assert_int_equal(hm_metadata_read(&metadata, sections[0].n_bytes, sections[0].data, NULL),
                     HMRNN_OK);
    assert_int_equal(hm_metadata_set(&metadata, name, value, NULL), HMRNN_OK);
    assert_int_equal(hm_metadata_write(&metadata, &manifest, NULL), HMRNN_OK);
    sections[0] = hm_section_of("manifest", HM_SECTION_BYTES, 1, manifest.n_bytes, manifest.data);
    assert_int_equal(hm_container_write("changed", container.n_sections, sections, NULL), HMRNN_OK);
    const hmrnn_status status = hmrnn_model_open(&model, "changed", err);
    hmrnn_model_free(model);
    hm_bytes_release(&manifest);
    hm_metadata_release(&metadata);
    hm_container_close(&container);
    return status;
}

static void
a_manifest_that_lies_about_drawings_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value, *complaint;
    } lies[] = {
        {"input", "pictures", "input"},          {"input", "text", "lacks"},
        {"components", "0", "components"},       {"components", "65", "components"},
        {"components", "4", "head.output"},      {"stroke-scale", "0", "stroke-scale"},
        {"stroke-scale", "nan", "stroke-scale"}, {"bidirectional", "1", "back-slope"},
    };
    hmrnn_model_free(strokes_fixture_model());
    assert_int_equal(open_with("title", "Pens", NULL), HMRNN_OK);

    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        hmrnn_error err = {HMRNN_OK, ""};
        assert_int_equal(open_with(lies[i].name, lies[i].value, &err), HMRNN_EFORMAT);
        if (strstr(err.text, lies[i].complaint) == NULL)
            fail_msg("'%s' is not in '%s'", lies[i].complaint, err.text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scorer_gives_what_the_trainer_reported),
        cmocka_unit_test(scores_are_densities_in_the_units_of_the_data),
        cmocka_unit_test(boundaries_are_nested_and_each_drawing_stands_alone),
        cmocka_unit_test(the_same_seed_draws_the_same),
        cmocka_unit_test(text_and_drawings_are_not_mixed),
        cmocka_unit_test(a_manifest_that_lies_about_drawings_is_refused),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
