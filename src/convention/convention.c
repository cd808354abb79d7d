// SPDX-License-Identifier: BSD-2-Clause
//
// convention/convention.c - words as a person cuts them: scores of a record, and its segmentation.
#include <config.h>

#include "convention/convention.h"

#include "base/error.h"
#include "base/size.h"
#include "net/soft_label.h"

#include <stdlib.h>

hmrnn_status
hm_convention_index(hm_convention *convention, hmrnn_error *err)
{
    HM_TRY(hm_feature_weights_index(&convention->weights, err));
    HM_TRY(hm_example_words_index(&convention->words, err));
    hm_gap_weights_make(&convention->gaps, &convention->weights);
    hm_segment_weights_make(&convention->segments, &convention->weights);
    return HMRNN_OK;
}

void
hm_convention_worker_init(hm_convention_worker *worker)
{
    *worker = (hm_convention_worker){.arena = HM_ARENA_INIT};
    hm_semi_crf_init(&worker->crf, HM_MAX_SEGMENT);
}

static void
carve(hm_convention_worker *worker, size_t n, hm_arena *arena)
{
    worker->gap = hm_arena_floats(arena, n);
    worker->segment = hm_arena_take(arena, n, HM_MAX_SEGMENT * sizeof(float));
    worker->segment_ends = hm_arena_take(arena, n, sizeof *worker->segment_ends);
    worker->labels = hm_arena_take(arena, n, 1);
    worker->ends = hm_arena_take(arena, n, 1);
    worker->probability = hm_arena_floats(arena, n);
}

static hmrnn_status
reserve(hm_convention_worker *worker, size_t n, hmrnn_error *err)
{
    hm_arena measured = HM_ARENA_INIT;
    carve(worker, n, &measured);
    HM_TRY(hm_arena_reset(&worker->arena, &measured, "a record", err));
    carve(worker, n, &worker->arena);
    return HMRNN_OK;
}

hmrnn_status
hm_convention_read(hm_convention_worker *worker, const hm_feature_source *source, hmrnn_error *err)
{
    HM_TRY(hm_feature_view_read(&worker->view, source, err));
    HM_TRY(reserve(worker, worker->view.n, err));
    bool was_space = false;
    for (size_t u = 0; u < worker->view.n; u++) {
        const bool is_space = hm_unit_type_is_space(worker->view.type[u]);
        worker->labels[u] = HM_LABEL_NONE;
        if (u > 0 && (is_space || was_space))
            worker->labels[u - 1] = 1;
        was_space = is_space;
    }
    return HMRNN_OK;
}

void
hm_state_scores_add(size_t u, size_t n, const float *scores, float *gap, float *segment)
{
    gap[u] += scores[HM_STATE_BOUNDARY];
    for (size_t k = 0; k < HM_STATE_LENGTHS; k++) {
        if (k <= u)
            segment[u * HM_MAX_SEGMENT + k] += scores[HM_STATE_END + k];
        if (u + 1 + k < n)
            segment[(u + 1 + k) * HM_MAX_SEGMENT + k] += scores[HM_STATE_BEGIN + k];
    }
}

hmrnn_status
hm_convention_run(const hm_convention *convention, hm_convention_worker *worker,
                  const float *projected, bool wants_probability, hmrnn_error *err)
{
    const hm_feature_view *const view = &worker->view;
    const size_t n = view->n;
    hm_gap_weights_score(&convention->gaps, &convention->weights,
                         convention->number[projected == NULL ? 0 : 1], view, worker->gap);
    hm_segment_weights_score(&convention->segments, &convention->weights, &convention->words, view,
                             worker->labels, &worker->types, worker->segment_ends, worker->segment);
    for (size_t u = 0; projected != NULL && u + 1 < n; u++)
        hm_state_scores_add(u, n, projected + (view->end[u] - 1) * HM_STATE_SCORES, worker->gap,
                            worker->segment);
    HM_TRY(hm_semi_crf_reserve(&worker->crf, n, err));
    hm_semi_crf_decode(&worker->crf, n, worker->gap, worker->segment, worker->labels, worker->ends);
    if (!wants_probability)
        return HMRNN_OK;
    hm_semi_crf_sum(&worker->crf, n, worker->gap, worker->segment, worker->labels,
                    worker->probability, NULL);
    if (n > 0)
        worker->probability[n - 1] = 1.0f;
    return HMRNN_OK;
}

void
hm_convention_worker_release(hm_convention_worker *worker)
{
    if (worker == NULL)
        return;
    hm_feature_view_release(&worker->view);
    hm_semi_crf_release(&worker->crf);
    hm_arena_release(&worker->arena);
}

void
hm_convention_free(hm_convention *convention)
{
    if (convention == NULL)
        return;
    hm_feature_weights_release(&convention->weights);
    hm_example_words_release(&convention->words);
    free(convention->states);
    free(convention);
}
