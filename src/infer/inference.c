// SPDX-License-Identifier: BSD-2-Clause
//
// infer/inference.c - many records run through one network, or two, by all threads of a team.
#include <config.h>

#include "infer/inference.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "infer/reverse.h"

#include <stdlib.h>

#define MOST_LANES 64                           // enough rows for the products to be fast
#define STEPS 16                                // of a window: more would only need more memory
#define BLOCK ((size_t)1 << 20)                 // symbols that are run before the next come

hmrnn_status
hm_survey_init(hm_survey *survey, const hm_dims *dims, hm_team *team, hmrnn_error *err)
{
    const size_t n = hm_team_size(team);
    hm_lanes *const lanes = calloc(n, sizeof *lanes);
    if (lanes == NULL)
        return hm_fail_memory(err, "threads", n * sizeof *lanes);
    *survey = (hm_survey){.team = team, .dims = *dims, .lanes = lanes};
    return HMRNN_OK;
}

// -------------------------------------------------------------------------------------------- room

/// Room for `n` records.
static hmrnn_status
reserve_pieces(hm_survey *survey, size_t n, hmrnn_error *err)
{
    size_t n_order = survey->n_pieces_room;
    HM_TRY(hm_room_grow(&survey->order, &n_order, n, sizeof *survey->order, "records", err));
    return hm_room_grow(&survey->sequences, &survey->n_pieces_room, n, sizeof *survey->sequences,
                        "records", err);
}

static hmrnn_status
reserve_symbols(hm_survey *survey, size_t n, hmrnn_error *err)
{
    if (n <= survey->n_room)
        return HMRNN_OK;
    free(survey->ids);
    free(survey->logit);
    free(survey->cohesion);
    survey->n_room = n;
    survey->ids = malloc(n * sizeof *survey->ids);
    survey->logit = malloc(n * sizeof *survey->logit);
    survey->cohesion = malloc(n * sizeof *survey->cohesion);
    if (survey->ids != NULL && survey->logit != NULL && survey->cohesion != NULL)
        return HMRNN_OK;
    survey->n_room = 0;
    return hm_fail_memory(err, "symbols", n * sizeof *survey->ids);
}

static hmrnn_status
reserve_lanes(hm_survey *survey, size_t n_pieces, bool has_cohesion, hmrnn_error *err)
{
    const size_t n_workers = hm_team_size(survey->team);
    size_t n_wanted = 1;
    while (n_wanted < MOST_LANES && n_wanted * n_workers < n_pieces)
        n_wanted *= 2;
    n_wanted = hm_size_max(n_wanted, survey->n_lanes);
    has_cohesion = has_cohesion || survey->has_cohesion;
    if (n_wanted == survey->n_lanes && has_cohesion == survey->has_cohesion)
        return HMRNN_OK;
    for (size_t w = 0; w < n_workers; w++) {
        hm_lanes fresh;
        HM_TRY(hm_lanes_init(&fresh, &survey->dims, STEPS, n_wanted, has_cohesion, err));
        hm_lanes_release(&survey->lanes[w]);
        survey->lanes[w] = fresh;
    }
    survey->n_lanes = n_wanted;
    survey->has_cohesion = has_cohesion;
    return HMRNN_OK;
}

// ------------------------------------------------------------------------------------------- lanes

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

/// Deal the records out, the longest first: worker w gets the w-th stretch of survey->order.
static hmrnn_status
deal(hm_survey *survey, size_t n_pieces, const hm_range *pieces, hmrnn_error *err)
{
    const size_t n_workers = hm_team_size(survey->team);
    ranked *const ranks = malloc((n_pieces + 1) * sizeof *ranks);
    if (ranks == NULL)
        return hm_fail_memory(err, "records", n_pieces * sizeof *ranks);
    for (size_t i = 0; i < n_pieces; i++)
        ranks[i] = (ranked){pieces[i].n, i};
    qsort(ranks, n_pieces, sizeof *ranks, compare_lengths);
    size_t at = 0;
    for (size_t w = 0; w < n_workers; w++)
        for (size_t i = w; i < n_pieces; i += n_workers)
            survey->order[at++] = ranks[i].index;
    free(ranks);
    return HMRNN_OK;
}

/// Records that follow one another, and what is asked of them.
typedef struct block {
    hm_survey *survey;
    const hm_reader *reader;
    uint32_t begin, hide;
    size_t n_pieces;
    const hm_range *pieces;
    const uint32_t *ids;
    const hm_findings *found;
} block;

static void
run_lanes(void *context, size_t worker)
{
    const block *const job = context;
    hm_survey *const survey = job->survey;
    const size_t n_workers = hm_team_size(survey->team);
    const size_t n_each = job->n_pieces / n_workers;
    const size_t n_more = job->n_pieces % n_workers;
    const size_t first = worker * n_each + hm_size_min(worker, n_more);
    hm_lanes_run(&survey->lanes[worker], job->reader->net, &job->reader->mode, job->begin,
                 job->hide, n_each + (worker < n_more ? 1 : 0), survey->order + first,
                 survey->sequences);
}

/// From the beginning: results go where they belong.
static void
read_forward(block *job)
{
    const hm_findings *const found = job->found;
    const size_t n_detectors = hm_dims_detectors(&job->survey->dims);
    for (size_t i = 0; i < job->n_pieces; i++) {
        const hm_range piece = job->pieces[i];
        job->survey->sequences[i] = (hm_sequence){
            .ids = job->ids + piece.first,
            .n = piece.n,
            .evidence =
                found->evidence == NULL ? NULL : found->evidence + n_detectors * piece.first,
            .nats = found->nats == NULL ? NULL : found->nats + piece.first,
            .entropy = found->entropy == NULL ? NULL : found->entropy + piece.first,
            .logit = found->logit[0] == NULL ? NULL : found->logit[0] + piece.first,
            .cohesion = found->cohesion == NULL ? NULL : found->cohesion + piece.first,
            .norm = found->norm == NULL
                        ? NULL
                        : found->norm + job->survey->dims.n_layers * piece.first,
            .clamp = found->clamp == NULL ? NULL : found->clamp + piece.first,
            .lag = job->reader->lag};
    }
    hm_team_run(job->survey->team, hm_team_size(job->survey->team), run_lanes, job);
}

/// From the end: the records are reversed and so are the results.
static void
read_backward(block *job)
{
    hm_survey *const survey = job->survey;
    const hm_findings *const found = job->found;
    const size_t first = job->pieces[0].first;
    for (size_t i = 0; i < job->n_pieces; i++) {
        const size_t n = job->pieces[i].n;
        const size_t at = job->pieces[i].first - first;
        hm_reverse_symbols(n, job->ids + job->pieces[i].first, survey->ids + at);
        survey->sequences[i] =
            (hm_sequence){.ids = survey->ids + at,
                          .n = n,
                          .logit = found->logit[1] == NULL ? NULL : survey->logit + at,
                          .cohesion = found->cohesion == NULL ? NULL : survey->cohesion + at,
                          .lag = job->reader->lag};
    }
    hm_team_run(survey->team, hm_team_size(survey->team), run_lanes, job);
    for (size_t i = 0; i < job->n_pieces; i++) {
        const size_t n = job->pieces[i].n;
        const size_t at = job->pieces[i].first - first;
        if (found->logit[1] != NULL)
            hm_reverse_numbers(n, survey->logit + at, found->logit[1] + job->pieces[i].first);
        for (size_t k = 0; found->cohesion != NULL && k < n; k++) {
            float *const mean = &found->cohesion[job->pieces[i].first + k];
            *mean = 0.5f * (*mean + survey->cohesion[at + hm_reverse_gap(n, k)]);
        }
    }
}

hmrnn_status
hm_survey_run(hm_survey *survey, const hm_reader readers[2], uint32_t begin, uint32_t hide,
              size_t n_pieces, const hm_range *pieces, const uint32_t *ids,
              const hm_findings *found, hmrnn_error *err)
{
    const bool looks_forward = found->evidence != NULL || found->nats != NULL ||
                               found->logit[0] != NULL || found->cohesion != NULL ||
                               found->norm != NULL;
    const bool looks_backward = readers[1].net != NULL &&
                                (found->logit[1] != NULL || found->cohesion != NULL);
    for (size_t i = 0; i < n_pieces;) {
        size_t n = 1;
        const size_t first = pieces[i].first;
        while (i + n < n_pieces && pieces[i + n].first + pieces[i + n].n - first <= BLOCK)
            n++;
        const size_t n_symbols = pieces[i + n - 1].first + pieces[i + n - 1].n - first;
        HM_TRY(reserve_pieces(survey, n, err));
        HM_TRY(reserve_lanes(survey, n, found->cohesion != NULL, err));
        if (looks_backward)
            HM_TRY(reserve_symbols(survey, n_symbols, err));
        HM_TRY(deal(survey, n, pieces + i, err));
        block job = {survey, &readers[0], begin, hide, n, pieces + i, ids, found};
        if (looks_forward)
            read_forward(&job);
        job.reader = &readers[1];
        if (looks_backward)
            read_backward(&job);
        i += n;
    }
    return HMRNN_OK;
}

void
hm_survey_release(hm_survey *survey)
{
    if (survey == NULL)
        return;
    for (size_t w = 0; survey->lanes != NULL && w < hm_team_size(survey->team); w++)
        hm_lanes_release(&survey->lanes[w]);
    free(survey->lanes);
    free(survey->order);
    free(survey->sequences);
    free(survey->ids);
    free(survey->logit);
    free(survey->cohesion);
    *survey = (hm_survey){.team = NULL};
}
