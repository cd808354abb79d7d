// SPDX-License-Identifier: BSD-2-Clause
//
// infer/inference.c - many records run through one network or two, by all threads of a pool.
#include <config.h>

#include "infer/inference.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "infer/reverse.h"

#include <stdlib.h>

#define MAX_LANES 64             // enough rows for the products to be fast
#define STEPS 16                 // of a window: more would only need more memory
#define BLOCK ((size_t)1 << 20)  // symbols that are run before the next come

hmrnn_status
hm_inference_init(hm_inference *inference, const hm_dims *dims, hm_thread_pool *pool,
                  hmrnn_error *err)
{
    const size_t n = hm_thread_pool_size(pool);
    hm_continuous_batch *const batch = hm_alloc_array(n, sizeof *batch, "threads", err);
    if (batch == NULL)
        return HMRNN_ENOMEM;
    *inference = (hm_inference){.pool = pool, .dims = *dims, .batch = batch};
    return HMRNN_OK;
}

// ------------------------------------------------------------------------------------------ memory

/// \param n_symbols    of all records if they are reversed, else 0
/// \param n_projected  numbers that they are projected to, in all
static void
carve(hm_inference *inference, size_t n_records, size_t n_symbols, size_t n_projected,
      hm_arena *arena)
{
    inference->ranks = hm_arena_take(arena, n_records, sizeof *inference->ranks);
    inference->order = hm_arena_take(arena, n_records, sizeof *inference->order);
    inference->sequences = hm_arena_take(arena, n_records, sizeof *inference->sequences);
    inference->ids = hm_arena_take(arena, n_symbols, sizeof *inference->ids);
    inference->logit = hm_arena_floats(arena, n_symbols);
    inference->pmi = hm_arena_floats(arena, n_symbols);
    inference->projection = hm_arena_floats(arena, n_projected);
}

static hmrnn_status
reserve_block(hm_inference *inference, size_t n_records, size_t n_symbols, size_t n_projected,
              hmrnn_error *err)
{
    hm_arena measured = HM_ARENA_INIT;
    carve(inference, n_records, n_symbols, n_projected, &measured);
    HM_TRY(hm_arena_reset(&inference->arena, &measured, "records", err));
    carve(inference, n_records, n_symbols, n_projected, &inference->arena);
    return HMRNN_OK;
}

static hmrnn_status
reserve_batches(hm_inference *inference, size_t n_records, bool has_pmi, hmrnn_error *err)
{
    const size_t n_workers = hm_thread_pool_size(inference->pool);
    size_t n_wanted = 1;
    while (n_wanted < MAX_LANES && n_wanted * n_workers < n_records)
        n_wanted *= 2;
    n_wanted = hm_size_max(n_wanted, inference->n_batch_rows);
    has_pmi = has_pmi || inference->has_pmi;
    if (n_wanted == inference->n_batch_rows && has_pmi == inference->has_pmi)
        return HMRNN_OK;
    for (size_t w = 0; w < n_workers; w++) {
        hm_continuous_batch fresh;
        HM_TRY(hm_continuous_batch_init(&fresh, &inference->dims, STEPS, n_wanted, has_pmi, err));
        hm_continuous_batch_release(&inference->batch[w]);
        inference->batch[w] = fresh;
    }
    inference->n_batch_rows = n_wanted;
    inference->has_pmi = has_pmi;
    return HMRNN_OK;
}

// ----------------------------------------------------------------------------------------- batches

static int
compare_lengths(const void *a, const void *b)
{
    const hm_ranked_record *const x = a;
    const hm_ranked_record *const y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

/// Deal the records out, the longest first: worker w gets the w-th stretch of inference->order.
static void
deal(hm_inference *inference, size_t n_records, const hm_range *records)
{
    const size_t n_workers = hm_thread_pool_size(inference->pool);
    hm_ranked_record *const ranks = inference->ranks;
    for (size_t i = 0; i < n_records; i++)
        ranks[i] = (hm_ranked_record){records[i].n, i};
    qsort(ranks, n_records, sizeof *ranks, compare_lengths);
    size_t at = 0;
    for (size_t w = 0; w < n_workers; w++)
        for (size_t i = w; i < n_records; i += n_workers)
            inference->order[at++] = ranks[i].index;
}

/// Consecutive records, and the outputs that are wanted of them.
typedef struct block {
    hm_inference *inference;
    const hm_direction *reader;
    uint32_t begin, mask_id;
    size_t n_records;
    const hm_range *records;
    const uint32_t *ids;
    const hm_outputs *found;
} block;

static void
run_batches(void *context, size_t worker)
{
    const block *const job = context;
    hm_inference *const inference = job->inference;
    const size_t n_workers = hm_thread_pool_size(inference->pool);
    const size_t n_each = job->n_records / n_workers;
    const size_t n_more = job->n_records % n_workers;
    const size_t first = worker * n_each + hm_size_min(worker, n_more);
    hm_continuous_batch_run(&inference->batch[worker], job->reader->net, &job->reader->forward,
                            job->begin, job->mask_id, n_each + (worker < n_more ? 1 : 0),
                            inference->order + first, inference->sequences);
}

/// Where the results of a record begin. \param array  NULL: they are not wanted
static float *
part_of(float *array, size_t at)
{
    return array == NULL ? NULL : array + at;
}

/// From the beginning: results go where they belong.
static void
read_forward(block *job)
{
    const hm_outputs *const found = job->found;
    const hm_dims *const dims = &job->inference->dims;
    for (size_t i = 0; i < job->n_records; i++) {
        const hm_range record = job->records[i];
        job->inference->sequences[i] = (hm_sequence){
            .ids = job->ids + record.first,
            .n = record.n,
            .z_tilde = part_of(found->z_tilde, hm_dims_detectors(dims) * record.first),
            .nats = found->nats == NULL ? NULL : found->nats + record.first,
            .entropy = found->entropy == NULL ? NULL : found->entropy + record.first,
            .logit = part_of(found->logit[0], record.first),
            .pmi = part_of(found->pmi, record.first),
            .norm = part_of(found->norm, dims->n_layers * record.first),
            .states = part_of(found->states[0], hm_dims_all_units(dims) * record.first),
            .projection = part_of(found->projection, found->n_projections * record.first),
            .n_projections = found->n_projections,
            .projection_weights = found->projection_weights,
            .clamp = found->clamp == NULL ? NULL : found->clamp + record.first,
            .lag = job->reader->lag};
    }
    hm_parallel_for(job->inference->pool, hm_thread_pool_size(job->inference->pool), run_batches,
                    job);
}

/// Add what was found at the gaps of a record that was reversed, `width` numbers each.
static void
add_reversed_rows(size_t n, size_t width, const float *reversed, float *sums)
{
    for (size_t k = 0; k < n; k++)
        for (size_t p = 0; p < width; p++)
            sums[k * width + p] += reversed[hm_reverse_gap(n, k) * width + p];
}

/// From the end: the records are reversed and so are the results.
static void
read_backward(block *job)
{
    hm_inference *const inference = job->inference;
    const hm_outputs *const found = job->found;
    const size_t n_units = hm_dims_all_units(&inference->dims);
    const size_t P = found->n_projections;
    const size_t first = job->records[0].first;
    for (size_t i = 0; i < job->n_records; i++) {
        const size_t n = job->records[i].n;
        const size_t at = job->records[i].first - first;
        hm_reverse_symbols(n, job->ids + job->records[i].first, inference->ids + at);
        inference->sequences[i] =
            (hm_sequence){.ids = inference->ids + at,
                          .n = n,
                          .logit = found->logit[1] == NULL ? NULL : inference->logit + at,
                          .pmi = found->pmi == NULL ? NULL : inference->pmi + at,
                          .states = part_of(found->states[1], n_units * job->records[i].first),
                          .projection =
                              found->projection == NULL ? NULL : inference->projection + P * at,
                          .n_projections = P,
                          .projection_weights = found->projection_weights == NULL
                                                    ? NULL
                                                    : found->projection_weights + 2 * P * n_units,
                          .lag = job->reader->lag};
    }
    hm_parallel_for(inference->pool, hm_thread_pool_size(inference->pool), run_batches, job);
    for (size_t i = 0; i < job->n_records; i++) {
        const size_t n = job->records[i].n;
        const size_t at = job->records[i].first - first;
        if (found->logit[1] != NULL)
            hm_reverse_numbers(n, inference->logit + at, found->logit[1] + job->records[i].first);
        for (size_t k = 0; found->pmi != NULL && k < n; k++) {
            float *const mean = &found->pmi[job->records[i].first + k];
            *mean = 0.5f * (*mean + inference->pmi[at + hm_reverse_gap(n, k)]);
        }
        if (found->states[1] != NULL)
            hm_reverse_rows(n, n_units, found->states[1] + n_units * job->records[i].first);
        if (found->projection != NULL)
            add_reversed_rows(n, P, inference->projection + P * at,
                              found->projection + P * job->records[i].first);
    }
}

hmrnn_status
hm_inference_run(hm_inference *inference, const hm_direction directions[2], uint32_t begin,
                 uint32_t mask_id, size_t n_records, const hm_range *records, const uint32_t *ids,
                 const hm_outputs *found, hmrnn_error *err)
{
    const bool looks_forward = found->z_tilde != NULL || found->nats != NULL ||
                               found->logit[0] != NULL || found->pmi != NULL ||
                               found->norm != NULL || found->states[0] != NULL ||
                               found->projection != NULL;
    const bool looks_backward = directions[1].net != NULL && hm_outputs_need_back(found);
    for (size_t i = 0; i < n_records;) {
        size_t n = 1;
        const size_t first = records[i].first;
        while (i + n < n_records && records[i + n].first + records[i + n].n - first <= BLOCK)
            n++;
        const size_t n_symbols = records[i + n - 1].first + records[i + n - 1].n - first;
        const size_t n_reversed = looks_backward ? n_symbols : 0;
        HM_TRY(reserve_block(inference, n, n_reversed,
                             found->projection != NULL ? n_reversed * found->n_projections : 0,
                             err));
        HM_TRY(reserve_batches(inference, n, found->pmi != NULL, err));
        deal(inference, n, records + i);
        block job = {inference, &directions[0], begin, mask_id, n, records + i, ids, found};
        if (looks_forward && n_symbols > 0)
            read_forward(&job);
        job.reader = &directions[1];
        if (looks_backward && n_symbols > 0)
            read_backward(&job);
        i += n;
    }
    return HMRNN_OK;
}

void
hm_inference_release(hm_inference *inference)
{
    if (inference == NULL)
        return;
    for (size_t w = 0; inference->batch != NULL && w < hm_thread_pool_size(inference->pool); w++)
        hm_continuous_batch_release(&inference->batch[w]);
    free(inference->batch);
    hm_arena_release(&inference->arena);
    *inference = (hm_inference){.pool = NULL};
}
