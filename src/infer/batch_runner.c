// SPDX-License-Identifier: BSD-2-Clause
//
// infer/batch_runner.c - texts as symbols through the networks of a model, by several threads.
#include <config.h>

#include "infer/batch_runner.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "net/symbol_modality.h"
#include "text/symbols.h"

#include <stdlib.h>
#include <string.h>

#define MAX_TABLE ((size_t)32 << 20)  // bytes of the table of symbols

hmrnn_status
hm_batch_runner_init(hm_batch_runner *runner, const hmrnn_model *model, unsigned n_threads,
                     hmrnn_error *err)
{
    hm_batch_runner fresh = {.model = model, .view = HM_VIEW_INIT};
    HM_TRY(hm_normalizer_new(&fresh.normalizer, model->model.normalization, err));
    hmrnn_status status = hm_thread_pool_new(&fresh.pool, n_threads, err);
    if (status == HMRNN_OK)
        status = hm_inference_init(&fresh.inference, &model->model.dims, fresh.pool, err);
    if (status != HMRNN_OK) {
        hm_batch_runner_release(&fresh);
        return status;
    }
    *runner = fresh;
    return HMRNN_OK;
}

static hmrnn_status
keep_view(hm_batch_runner *runner, size_t first, hmrnn_error *err)
{
    HM_TRY(hm_alloc_grow(&runner->chars, &runner->chars_capacity, runner->n_ids,
                         sizeof *runner->chars, "symbols", err));
    // One more than there are, so that there is an array for empty records, too.
    HM_TRY(hm_alloc_grow(&runner->origin, &runner->origin_capacity, runner->n_ids + 1,
                         sizeof *runner->origin, "symbols", err));
    const size_t n = runner->n_ids - first;
    if (n > 0) {
        memcpy(runner->origin + first, runner->view.origin, n * sizeof(size_t));
        memcpy(runner->chars + first, runner->view.chars, n * sizeof(uint32_t));
    }
    return HMRNN_OK;
}

hmrnn_status
hm_batch_runner_read(hm_batch_runner *runner, size_t n_texts, const hmrnn_text *texts,
                     hmrnn_error *err)
{
    HM_TRY(hm_model_expect(&runner->model->model, &hm_symbol_modality, err));
    HM_TRY(hm_alloc_grow(&runner->records, &runner->records_capacity, n_texts,
                         sizeof *runner->records, "records", err));
    runner->n_ids = 0;
    runner->begin = hm_alphabet_id(runner->model->model.alphabet, '\n');
    for (size_t i = 0; i < n_texts; i++) {
        const size_t first = runner->n_ids;
        HM_TRY(hm_symbols_append(runner->normalizer, runner->model->model.alphabet, &texts[i],
                                 &runner->view, &runner->ids, &runner->n_ids, &runner->capacity,
                                 err));
        HM_TRY(keep_view(runner, first, err));
        runner->records[i] = (hm_range){first, runner->n_ids - first};
    }
    return HMRNN_OK;
}

#define N_TABULATED ((size_t)256)  // symbols of one piece of work

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
reserve_table(hm_batch_runner *runner, size_t which, const hm_net *net)
{
    if (!net->dims.modality->has_vocabulary)
        return;
    const size_t V = net->dims.n_symbols;
    const size_t n_bytes = V * hm_dims_ld(&net->dims, 0) * sizeof(float);
    runner->n_run[which] += runner->n_ids;
    if (runner->table[which] != NULL || runner->n_run[which] < V || n_bytes > MAX_TABLE)
        return;
    runner->table[which] = hm_alloc_array(n_bytes, 1, "a table of symbols", NULL);
    if (runner->table[which] == NULL)
        return;
    tabulation job = {net, runner->table[which]};
    hm_parallel_for(runner->pool, (V + N_TABULATED - 1) / N_TABULATED, tabulate, &job);
}

hmrnn_status
hm_batch_runner_run(hm_batch_runner *runner, size_t n_texts, const hm_outputs *found,
                    hmrnn_error *err)
{
    const hm_model *const model = &runner->model->model;
    const bool looks_back = model->has_back && hm_outputs_need_back(found);
    hm_direction directions[2] = {{&runner->model->net, hm_model_forward_options(model),
                                   model->lag},
                                  {NULL, hm_model_forward_options(model), model->back_lag}};
    directions[1].forward.slope = (float)model->back_slope;
    if (looks_back)
        directions[1].net = &runner->model->back;
    for (size_t d = 0; d < 2; d++) {
        if (directions[d].net != NULL)
            reserve_table(runner, d, directions[d].net);
        directions[d].forward.bottomup = runner->table[d];
        directions[d].forward.elements = runner->elements;
        directions[d].forward.is_int16 = found->nats == NULL && found->pmi == NULL;
    }
    return hm_inference_run(&runner->inference, directions, runner->begin, HM_SYMBOL_UNKNOWN,
                            n_texts, runner->records, runner->ids, found, err);
}

void
hm_batch_runner_release(hm_batch_runner *runner)
{
    if (runner == NULL)
        return;
    hm_inference_release(&runner->inference);
    free(runner->table[0]);
    free(runner->table[1]);
    hm_thread_pool_free(runner->pool);
    hm_normalizer_free(runner->normalizer);
    hm_view_release(&runner->view);
    free(runner->ids);
    free(runner->chars);
    free(runner->elements);
    free(runner->origin);
    free(runner->records);
    *runner = (hm_batch_runner){.view = HM_VIEW_INIT};
}
