// SPDX-License-Identifier: BSD-2-Clause
//
// infer/batch_runner.c - records run through a model by several threads, each with lanes of its
// own.
#include <config.h>

#include "infer/batch_runner.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "text/symbols.h"

#include <stdlib.h>
#include <string.h>

#define MOST_TABLE ((size_t)32 << 20)           // bytes of the table of symbols

hmrnn_status
hm_crew_init(hm_crew *crew, const hmrnn_model *model, unsigned n_threads, hmrnn_error *err)
{
    hm_crew fresh = {.model = model, .view = HM_VIEW_INIT};
    HM_TRY(hm_normalizer_new(&fresh.normalizer, model->model.normalization, err));
    hmrnn_status status = hm_team_new(&fresh.team, n_threads, err);
    if (status == HMRNN_OK)
        status = hm_survey_init(&fresh.survey, &model->model.dims, fresh.team, err);
    if (status != HMRNN_OK) {
        hm_crew_release(&fresh);
        return status;
    }
    *crew = fresh;
    return HMRNN_OK;
}

static hmrnn_status
keep_view(hm_crew *crew, size_t first, hmrnn_error *err)
{
    HM_TRY(hm_room_grow(&crew->chars, &crew->n_chars_room, crew->n_ids, sizeof *crew->chars,
                        "symbols", err));
    HM_TRY(hm_room_grow(&crew->origin, &crew->n_origin_room, crew->n_ids, sizeof *crew->origin,
                        "symbols", err));
    const size_t n = crew->n_ids - first;
    if (n > 0) {
        memcpy(crew->origin + first, crew->view.origin, n * sizeof(size_t));
        memcpy(crew->chars + first, crew->view.chars, n * sizeof(uint32_t));
    }
    return HMRNN_OK;
}

hmrnn_status
hm_crew_read(hm_crew *crew, size_t n_texts, const hmrnn_text *texts, hmrnn_error *err)
{
    HM_TRY(hm_model_expect_strokes(&crew->model->model, false, err));
    HM_TRY(hm_room_grow(&crew->pieces, &crew->n_pieces_room, n_texts, sizeof *crew->pieces,
                        "records", err));
    crew->n_ids = 0;
    for (size_t i = 0; i < n_texts; i++) {
        const size_t first = crew->n_ids;
        HM_TRY(hm_symbols_append(crew->normalizer, crew->model->model.alphabet, &texts[i],
                              &crew->view, &crew->ids, &crew->n_ids, &crew->n_room, err));
        HM_TRY(keep_view(crew, first, err));
        crew->pieces[i] = (hm_range){first, crew->n_ids - first};
    }
    return HMRNN_OK;
}

hmrnn_status
hm_crew_read_drawings(hm_crew *crew, size_t n_drawings, const hmrnn_drawing *drawings,
                      hmrnn_error *err)
{
    const double scale = crew->model->model.scale;
    HM_TRY(hm_model_expect_strokes(&crew->model->model, true, err));
    HM_TRY(hm_room_grow(&crew->pieces, &crew->n_pieces_room, n_drawings, sizeof *crew->pieces,
                        "drawings", err));
    crew->n_ids = 0;
    for (size_t i = 0; i < n_drawings; i++) {
        const size_t n = drawings[i].n_points;
        const size_t first = crew->n_ids;
        HM_TRY(hm_room_grow(&crew->points, &crew->n_points_room, first + n + 1,
                            sizeof *crew->points, "points", err));
        HM_TRY(hm_room_grow(&crew->ids, &crew->n_room, first + n, sizeof *crew->ids, "points",
                            err));
        HM_TRY(hm_room_grow(&crew->origin, &crew->n_origin_room, first + n, sizeof *crew->origin,
                            "points", err));
        for (size_t k = 0; k < n; k++) {
            crew->points[first + k + 1] =
                hm_point_of(&drawings[i].points[k], scale, k + 1 == n);
            crew->ids[first + k] = (uint32_t)(first + k + 1);
            crew->origin[first + k] = k;
        }
        crew->pieces[i] = (hm_range){first, n};
        crew->n_ids += n;
    }
    if (n_drawings > 0)
        crew->points[HM_POINT_BEGIN] = (hm_point)HM_POINT_BEGINNING;
    return HMRNN_OK;
}

#define N_TABULATED ((size_t)256)               // symbols of one piece of work

typedef struct tabulation {
    const hm_net *net;
    float *table;
} tabulation;

static void
tabulate(void *context, size_t index)
{
    const tabulation *const job = context;
    const size_t first = index * N_TABULATED;
    hm_net_tabulate(job->net, first, hm_size_min(N_TABULATED, job->net->dims.n_symbols - first),
                    job->table);
}

/// Tabulate what the symbols bring into a network, once so many have been run that it will have
/// paid. Without the table, for want of memory too, the result is the same.
static void
reserve_table(hm_crew *crew, size_t which, const hm_net *net)
{
    if (hm_dims_has_strokes(&net->dims))
        return;
    const size_t V = net->dims.n_symbols;
    const size_t n_bytes = V * hm_dims_ld(&net->dims, 0) * sizeof(float);
    crew->n_run[which] += crew->n_ids;
    if (crew->table[which] != NULL || crew->n_run[which] < V || n_bytes > MOST_TABLE)
        return;
    crew->table[which] = malloc(n_bytes);
    if (crew->table[which] == NULL)
        return;
    tabulation job = {net, crew->table[which]};
    hm_team_run(crew->team, (V + N_TABULATED - 1) / N_TABULATED, tabulate, &job);
}

hmrnn_status
hm_crew_run(hm_crew *crew, size_t n_texts, const hm_findings *found, hmrnn_error *err)
{
    const hm_model *const model = &crew->model->model;
    const bool looks_back =
        model->has_back && (found->logit[1] != NULL || found->cohesion != NULL);
    hm_reader readers[2] = {{&crew->model->net, hm_model_mode(model), model->lag},
                            {NULL, hm_model_mode(model), model->back_lag}};
    readers[1].mode.slope = (float)model->back_slope;
    if (looks_back)
        readers[1].net = &crew->model->back;
    for (size_t d = 0; d < 2; d++) {
        if (readers[d].net != NULL)
            reserve_table(crew, d, readers[d].net);
        readers[d].mode.bottomup = crew->table[d];
        readers[d].mode.points = crew->points;
        readers[d].mode.is_narrow = found->nats == NULL && found->cohesion == NULL;
    }
    const uint32_t begin = hm_dims_has_strokes(&model->dims)
                               ? HM_POINT_BEGIN
                               : hm_alphabet_id(model->alphabet, '\n');
    return hm_survey_run(&crew->survey, readers, begin, HM_SYMBOL_UNKNOWN, n_texts, crew->pieces,
                         crew->ids, found, err);
}

void
hm_crew_release(hm_crew *crew)
{
    if (crew == NULL)
        return;
    hm_survey_release(&crew->survey);
    free(crew->table[0]);
    free(crew->table[1]);
    hm_team_free(crew->team);
    hm_normalizer_free(crew->normalizer);
    hm_view_release(&crew->view);
    free(crew->ids);
    free(crew->chars);
    free(crew->points);
    free(crew->origin);
    free(crew->pieces);
    *crew = (hm_crew){.view = HM_VIEW_INIT};
}
