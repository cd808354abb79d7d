// SPDX-License-Identifier: BSD-2-Clause
//
// net/weights.c - a network ready to run: its parameters, and their matrices packed for the
// kernels.
#include <config.h>

#include "net/weights.h"

#include "base/error.h"

#include <string.h>

#define MAX_MATRICES (8 * HMRNN_MAX_LAYERS + 3)

/// One matrix to pack, as floats, in bfloat16 or, if `int16`, in 16-bit integers: element (n, k)
/// is w[n * stride_n + k * stride_k].
typedef struct matrix {
    void **packed;
    hm_int16_weights *int16;
    bool is_bfloat16;
    const float *w;
    size_t N, K, stride_n, stride_k;
} matrix;

/// A matrix w[n_rows][n_columns] and, on the way back, its transpose.
static void
put(matrix *list, size_t *n, bool is_bfloat16, void **forward, void **back, const float *w,
    size_t n_rows, size_t n_columns)
{
    list[(*n)++] = (matrix){forward, NULL, is_bfloat16, w, n_rows, n_columns, n_columns, 1};
    if (back != NULL)
        list[(*n)++] = (matrix){back, NULL, is_bfloat16, w, n_columns, n_rows, 1, n_columns};
}

static void
put_int16_matrix(matrix *list, size_t *n, hm_int16_weights *to, const float *w, size_t n_rows,
                 size_t n_columns)
{
    list[(*n)++] = (matrix){NULL, to, false, w, n_rows, n_columns, n_columns, 1};
}

/// What layer l is fed by states, once more in 16 bits.
static void
put_int16(hm_net *net, size_t l, matrix *list, size_t *n)
{
    const hm_dims *const dims = &net->dims;
    const hm_layer_params *const from = &net->params.layer[l];
    const size_t n_rows = hm_dims_rows(dims, l);
    put_int16_matrix(list, n, &net->int16[l].recurrent, from->recurrent, n_rows, dims->n_units[l]);
    if (from->topdown != NULL)
        put_int16_matrix(list, n, &net->int16[l].topdown, from->topdown, n_rows,
                         dims->n_units[l + 1]);
    if (l > 0)
        put_int16_matrix(list, n, &net->int16[l].bottomup, from->bottomup, n_rows,
                         dims->n_units[l - 1]);
}

/// The head: what each layer's states are multiplied with is a matrix by itself on the way there.
static void
put_head(hm_net *net, matrix *list, size_t *n)
{
    const hm_dims *const dims = &net->dims;
    const bool is_bfloat16 = net->is_bfloat16;
    const size_t n_all = hm_dims_all_units(dims);
    const size_t E = dims->n_output_embed;
    size_t at = 0;
    for (size_t l = 0; l < dims->n_layers; l++) {
        const size_t D = dims->n_units[l];
        list[(*n)++] = (matrix){&net->head_gate[l], NULL, false, net->params.head_gate + at,
                                dims->n_layers,     D,    n_all, 1};
        list[(*n)++] = (matrix){
            &net->head_embed[l], NULL, is_bfloat16, net->params.head_embed + at, E, D, n_all, 1};
        at += D;
    }
    put(list, n, is_bfloat16, &net->head_output, net->is_training ? &net->head_output_back : NULL,
        net->params.head_output, hm_dims_outputs(dims), E);
    if (net->is_training)
        list[(*n)++] = (matrix){
            &net->head_embed_back, NULL, is_bfloat16, net->params.head_embed, n_all, E, 1, n_all};
}

/// All that has to be packed. \return how many
static size_t
list_matrices(hm_net *net, matrix list[MAX_MATRICES])
{
    const hm_dims *const dims = &net->dims;
    size_t n = 0;
    for (size_t l = 0; l < dims->n_layers; l++) {
        const hm_layer_params *const from = &net->params.layer[l];
        hm_layer_weights *const to = &net->layer[l];
        const size_t n_rows = hm_dims_rows(dims, l);
        const bool is_training = net->is_training;
        put(list, &n, net->is_bfloat16, &to->recurrent, is_training ? &to->recurrent_back : NULL,
            net->is_dropconnected ? net->dropconnect[l] : from->recurrent, n_rows,
            dims->n_units[l]);
        if (from->topdown != NULL)
            put(list, &n, net->is_bfloat16, &to->topdown, is_training ? &to->topdown_back : NULL,
                from->topdown, n_rows, dims->n_units[l + 1]);
        put(list, &n, net->is_bfloat16, &to->bottomup, is_training ? &to->bottomup_back : NULL,
            from->bottomup, n_rows, hm_dims_below(dims, l));
        if (!is_training)
            put_int16(net, l, list, &n);
    }
    put_head(net, list, &n);
    return n;
}

static void
carve(hm_net *net)
{
    matrix list[MAX_MATRICES];
    const size_t n = list_matrices(net, list);
    if (net->dims.char_classes != NULL)
        net->folded = hm_arena_floats(&net->arena, net->dims.n_symbols * net->dims.n_embed);
    for (size_t i = 0; i < n; i++) {
        const matrix *const m = &list[i];
        const size_t n_packed = net->kern->packed16_size(m->N, m->K);
        if (m->int16 != NULL) {
            m->int16->packed = hm_arena_take(&net->arena, n_packed, sizeof(int16_t));
            m->int16->scale = hm_arena_floats(&net->arena, m->N);
        } else if (m->is_bfloat16) {
            *m->packed = hm_arena_take(&net->arena, n_packed, sizeof(uint16_t));
        } else {
            *m->packed = hm_arena_floats(&net->arena, net->kern->packed_size(m->N, m->K));
        }
    }
}

hmrnn_status
hm_net_init(hm_net *net, const hm_dims *dims, const hm_params *params, hm_net_use use,
            hmrnn_error *err)
{
    hm_net fresh = {.dims = *dims,
                    .kern = hm_kernels_best(),
                    .params = *params,
                    .is_training = use != HM_NET_RUNS,
                    .is_bfloat16 = use == HM_NET_LEARNS_BFLOAT16,
                    .arena = HM_ARENA_INIT,
                    .dropconnect_arena = HM_ARENA_INIT};
    carve(&fresh);
    HM_TRY(hm_arena_allocate(&fresh.arena, "packed weights", err));
    carve(&fresh);
    *net = fresh;
    return HMRNN_OK;
}

typedef struct pack_work {
    const hm_kernels *kern;
    matrix list[MAX_MATRICES];
} pack_work;

static void
pack_one(void *context, size_t index)
{
    const pack_work *const work = context;
    const matrix *const m = &work->list[index];
    if (m->int16 != NULL)
        work->kern->int16_pack(m->N, m->K, m->w, m->stride_n, m->stride_k, m->int16->packed,
                               m->int16->scale);
    else if (m->is_bfloat16)
        work->kern->bfloat16_pack(m->N, m->K, m->w, m->stride_n, m->stride_k, *m->packed);
    else
        work->kern->pack(m->N, m->K, m->w, m->stride_n, m->stride_k, *m->packed);
}

/// Add to every symbol what its kind brings in.
static void
fold_kinds(hm_net *net)
{
    const hm_params *const params = &net->params;
    const size_t E = net->dims.n_embed;
    net->symbols = net->folded == NULL ? params->embedding : net->folded;
    for (size_t id = 0; net->folded != NULL && id < net->dims.n_symbols; id++) {
        float *const x = net->folded + id * E;
        memcpy(x, params->embedding + id * E, E * sizeof(float));
        net->kern->add(E, params->char_classes + net->dims.char_classes[id] * E, x);
    }
}

static void
pack_all(hm_net *net, hm_thread_pool *pool)
{
    pack_work work = {.kern = net->kern};
    fold_kinds(net);
    hm_parallel_for(pool, list_matrices(net, work.list), pack_one, &work);
}

void
hm_net_pack(hm_net *net, hm_thread_pool *pool)
{
    net->is_dropconnected = false;
    pack_all(net, pool);
}

// ---------------------------------------------------------------------------------------- thinning

static void
carve_dropconnect(hm_net *net)
{
    for (size_t l = 0; l < net->dims.n_layers; l++)
        net->dropconnect[l] = hm_arena_floats(&net->dropconnect_arena,
                                              hm_dims_rows(&net->dims, l) * net->dims.n_units[l]);
}

hmrnn_status
hm_net_allow_dropconnect(hm_net *net, hmrnn_error *err)
{
    carve_dropconnect(net);
    HM_TRY(hm_arena_allocate(&net->dropconnect_arena, "thinned weights", err));
    carve_dropconnect(net);
    return HMRNN_OK;
}

/// The rows of the gates of layer l, each by a choice of its own.
static void
thin(const hm_net *net, const hm_forward_options *forward, size_t l, const float *from, float *to)
{
    const size_t D = net->dims.n_units[l];
    for (size_t i = 0; i < 4 * D; i++)
        net->kern->thin(D, hm_forward_rng(forward, HM_DRAW_WEIGHT_MASKS, 0, i, l),
                        forward->dropout_weights, from + i * D, to + i * D);
}

typedef struct dropconnect_work {
    const hm_net *net;
    const hm_forward_options *forward;
} dropconnect_work;

static void
drop_weights(void *context, size_t l)
{
    const dropconnect_work *const work = context;
    const hm_dims *const dims = &work->net->dims;
    const float *const from = work->net->params.layer[l].recurrent;
    const size_t D = dims->n_units[l];
    thin(work->net, work->forward, l, from, work->net->dropconnect[l]);
    if (hm_dims_has_detector(dims, l))
        memcpy(work->net->dropconnect[l] + 4 * D * D, from + 4 * D * D, D * sizeof(float));
}

void
hm_net_pack_dropconnect(hm_net *net, const hm_forward_options *forward, hm_thread_pool *pool)
{
    dropconnect_work work = {net, forward};
    hm_parallel_for(pool, net->dims.n_layers, drop_weights, &work);
    net->is_dropconnected = true;
    pack_all(net, pool);
}

void
hm_net_dropconnect_gradient(const hm_net *net, const hm_forward_options *forward,
                            const hm_params *gradient)
{
    for (size_t l = 0; l < net->dims.n_layers; l++)
        thin(net, forward, l, gradient->layer[l].recurrent, gradient->layer[l].recurrent);
}

// ------------------------------------------------------------------------------------ other forms

void
hm_net_tabulate(const hm_net *net, size_t first, size_t n, float *table)
{
    const size_t E = net->dims.n_embed;
    const size_t ld = hm_dims_ld(&net->dims, 0);
    net->kern->product(n, hm_dims_rows(&net->dims, 0), E, net->symbols + first * E, E,
                       net->layer[0].bottomup, table + first * ld, ld, false);
}

void
hm_net_release(hm_net *net)
{
    if (net == NULL)
        return;
    hm_arena_release(&net->arena);
    hm_arena_release(&net->dropconnect_arena);
}
