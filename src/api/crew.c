// SPDX-License-Identifier: BSD-2-Clause
//
// api/crew.c - records run through a model by several threads, each with lanes of its own.
#include <config.h>

#include "api/crew.h"

#include "base/error.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

#define MOST_LANES 64                           // enough rows for the products to be fast
#define MOST_TABLE ((size_t)32 << 20)           // bytes of the table of symbols
#define STEPS 16                                // of a window: more would only need more memory

hmrnn_status
hm_crew_init(hm_crew *crew, const hmrnn_model *model, unsigned n_threads, hmrnn_error *err)
{
    hm_crew fresh = {.model = model, .view = HM_VIEW_INIT};
    HM_TRY(hm_normalizer_new(&fresh.normalizer, model->model.normalization, err));
    hmrnn_status status = hm_team_new(&fresh.team, n_threads, err);
    if (status == HMRNN_OK) {
        const size_t n = hm_team_size(fresh.team);
        fresh.lanes = calloc(n, sizeof *fresh.lanes);
        if (fresh.lanes == NULL)
            status = hm_fail_memory(err, "threads", n * sizeof *fresh.lanes);
    }
    if (status != HMRNN_OK) {
        hm_crew_release(&fresh);
        return status;
    }
    *crew = fresh;
    return HMRNN_OK;
}

/// Room for `n` records. Arrays that did grow stay grown if a later one does not.
static hmrnn_status
reserve_pieces(hm_crew *crew, size_t n, hmrnn_error *err)
{
    if (n <= crew->n_pieces_room)
        return HMRNN_OK;
    hm_piece *const pieces = realloc(crew->pieces, n * sizeof *pieces);
    crew->pieces = pieces == NULL ? crew->pieces : pieces;
    size_t *const order = realloc(crew->order, n * sizeof *order);
    crew->order = order == NULL ? crew->order : order;
    hm_sequence *const sequences = realloc(crew->sequences, n * sizeof *sequences);
    crew->sequences = sequences == NULL ? crew->sequences : sequences;
    if (pieces == NULL || order == NULL || sequences == NULL)
        return hm_fail_memory(err, "records", n * sizeof *sequences);
    crew->n_pieces_room = n;
    return HMRNN_OK;
}

static hmrnn_status
keep_origin(hm_crew *crew, size_t first, hmrnn_error *err)
{
    if (crew->n_ids > crew->n_origin_room) {
        size_t *const grown = realloc(crew->origin, crew->n_room * sizeof *grown);
        if (grown == NULL)
            return hm_fail_memory(err, "symbols", crew->n_room * sizeof *grown);
        crew->origin = grown;
        crew->n_origin_room = crew->n_room;
    }
    if (crew->n_ids > first)
        memcpy(crew->origin + first, crew->view.origin, (crew->n_ids - first) * sizeof(size_t));
    return HMRNN_OK;
}

hmrnn_status
hm_crew_read(hm_crew *crew, size_t n_texts, const hmrnn_text *texts, hmrnn_error *err)
{
    HM_TRY(reserve_pieces(crew, n_texts, err));
    crew->n_ids = 0;
    for (size_t i = 0; i < n_texts; i++) {
        const size_t first = crew->n_ids;
        HM_TRY(hm_api_symbols(crew->normalizer, crew->model->model.alphabet, &texts[i],
                              &crew->view, &crew->ids, &crew->n_ids, &crew->n_room, err));
        HM_TRY(keep_origin(crew, first, err));
        crew->pieces[i] = (hm_piece){first, crew->n_ids - first};
    }
    return HMRNN_OK;
}

static hmrnn_status
reserve_lanes(hm_crew *crew, size_t n_texts, hmrnn_error *err)
{
    const size_t n_workers = hm_team_size(crew->team);
    size_t n_wanted = 1;
    while (n_wanted < MOST_LANES && n_wanted * n_workers < n_texts)
        n_wanted *= 2;
    if (n_wanted <= crew->n_lanes)
        return HMRNN_OK;
    for (size_t w = 0; w < n_workers; w++) {
        hm_lanes fresh;
        HM_TRY(hm_lanes_init(&fresh, &crew->model->model.dims, STEPS, n_wanted, err));
        hm_lanes_release(&crew->lanes[w]);
        crew->lanes[w] = fresh;
    }
    crew->n_lanes = n_wanted;
    return HMRNN_OK;
}

/// Length and number of a record, for sorting.
typedef struct ranked {
    size_t n;
    size_t index;
} ranked;

static int
compare_lengths(const void *a, const void *b)
{
    const ranked *const x = a;
    const ranked *const y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

/// Deal the records out, the longest first: worker w gets the w-th stretch of crew->order.
static hmrnn_status
deal(hm_crew *crew, size_t n_texts, hmrnn_error *err)
{
    const size_t n_workers = hm_team_size(crew->team);
    ranked *const ranks = malloc((n_texts + 1) * sizeof *ranks);
    if (ranks == NULL)
        return hm_fail_memory(err, "records", n_texts * sizeof *ranks);
    for (size_t i = 0; i < n_texts; i++)
        ranks[i] = (ranked){crew->pieces[i].n, i};
    qsort(ranks, n_texts, sizeof *ranks, compare_lengths);
    size_t at = 0;
    for (size_t w = 0; w < n_workers; w++)
        for (size_t i = w; i < n_texts; i += n_workers)
            crew->order[at++] = ranks[i].index;
    free(ranks);
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

/// Tabulate what the symbols bring in, once so many have been run that it will have paid. Without
/// the table, for want of memory too, the result is the same.
static void
reserve_table(hm_crew *crew)
{
    const hm_net *const net = &crew->model->net;
    const size_t V = net->dims.n_symbols;
    const size_t n_bytes = V * hm_dims_ld(&net->dims, 0) * sizeof(float);
    crew->n_run += crew->n_ids;
    if (crew->table != NULL || crew->n_run < V || n_bytes > MOST_TABLE)
        return;
    crew->table = malloc(n_bytes);
    if (crew->table == NULL)
        return;
    tabulation job = {net, crew->table};
    hm_team_run(crew->team, (V + N_TABULATED - 1) / N_TABULATED, tabulate, &job);
}

typedef struct shift {
    hm_crew *crew;
    size_t n_texts;
    hm_mode mode;
} shift;

static void
run_lanes(void *context, size_t worker)
{
    const shift *const job = context;
    hm_crew *const crew = job->crew;
    const size_t n_workers = hm_team_size(crew->team);
    const size_t n_each = job->n_texts / n_workers;
    const size_t n_more = job->n_texts % n_workers;
    const size_t first = worker * n_each + hm_size_min(worker, n_more);
    hm_lanes_run(&crew->lanes[worker], &crew->model->net, &job->mode,
                 hm_alphabet_id(crew->model->model.alphabet, '\n'),
                 n_each + (worker < n_more ? 1 : 0), crew->order + first, crew->sequences);
}

hmrnn_status
hm_crew_run(hm_crew *crew, size_t n_texts, float *evidence, double *nats, hmrnn_error *err)
{
    const size_t n_detectors = hm_dims_detectors(&crew->model->model.dims);
    HM_TRY(reserve_lanes(crew, n_texts, err));
    HM_TRY(deal(crew, n_texts, err));
    for (size_t i = 0; i < n_texts; i++) {
        const hm_piece piece = crew->pieces[i];
        crew->sequences[i] = (hm_sequence){
            .ids = crew->ids + piece.first,
            .n = piece.n,
            .evidence = evidence == NULL ? NULL : evidence + n_detectors * piece.first,
            .nats = nats == NULL ? NULL : nats + piece.first};
    }
    reserve_table(crew);
    shift job = {crew, n_texts, hm_api_mode(&crew->model->model)};
    job.mode.bottomup = crew->table;
    job.mode.is_narrow = nats == NULL;
    hm_team_run(crew->team, hm_team_size(crew->team), run_lanes, &job);
    return HMRNN_OK;
}

void
hm_crew_release(hm_crew *crew)
{
    if (crew == NULL)
        return;
    for (size_t w = 0; crew->lanes != NULL && w < hm_team_size(crew->team); w++)
        hm_lanes_release(&crew->lanes[w]);
    free(crew->lanes);
    free(crew->table);
    hm_team_free(crew->team);
    hm_normalizer_free(crew->normalizer);
    hm_view_release(&crew->view);
    free(crew->ids);
    free(crew->origin);
    free(crew->pieces);
    free(crew->order);
    free(crew->sequences);
    *crew = (hm_crew){.view = HM_VIEW_INIT};
}
