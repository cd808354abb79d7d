// SPDX-License-Identifier: BSD-2-Clause
//
// bench.c - what the measurements share.
#include <config.h>

#include "bench.h"

#include "kern/blas.h"
#include "net/symbol_modality.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

double
bench_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int
compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return x < y ? -1 : x > y;
}

double
bench_median(size_t n, double *values)
{
    qsort(values, n, sizeof *values, compare);
    return values[n / 2];
}

static void
print_number(double value, int n_digits)
{
    if (value == 0.0)
        printf("\t-");
    else
        printf("\t%.*f", value < 100.0 ? n_digits : 0, value);
}

void
bench_print(const bench_row *row)
{
    printf("%s\t%s\t%s", row->measure, row->shape, row->unit);
    print_number(row->ours, 2);
    print_number(row->peer, 2);
    printf("\t%s", row->peer_name == NULL ? "-" : row->peer_name);
    print_number(row->peer == 0.0 ? 0.0 : row->ours / row->peer, 2);
    printf("\t%s", row->rates == NULL ? "-" : row->rates);
    print_number(row->share, 2);
    printf("\t-\t%s\n", hm_kernels_best()->name);
    fflush(stdout);
}

void
bench_check(hmrnn_status status, const hmrnn_error *err)
{
    if (status == HMRNN_OK)
        return;
    fprintf(stderr, "bench: %s\n", err->text);
    exit(1);
}

hm_dims
bench_dims(hmrnn_cell cell, size_t n_layers, size_t n_units, size_t n_symbols, size_t n_embed,
           size_t n_output_embed)
{
    hm_dims dims = {.cell = cell,
                    .modality = &hm_symbol_modality,
                    .has_layer_norm = true,
                    .n_layers = n_layers,
                    .n_symbols = n_symbols,
                    .n_embed = n_embed,
                    .n_output_embed = n_output_embed};
    for (size_t l = 0; l < n_layers; l++)
        dims.n_units[l] = n_units;
    return dims;
}

const char *
bench_shape(const hm_dims *dims, const char *more)
{
    static char shape[128];
    snprintf(shape, sizeof shape, "%zu x %zu units, embeddings %zu/%zu, %zu symbols%s",
             dims->n_layers, dims->n_units[0], dims->n_embed, dims->n_output_embed, dims->n_symbols,
             more);
    return shape;
}

void
bench_net_make(bench_net *net, const hm_dims *dims)
{
    hmrnn_error err;
    hm_tensor tensors[HM_MAX_TENSORS];
    size_t n_tensors = 0;
    size_t n_floats = 0;
    bench_check(hm_params_layout(dims, tensors, &n_tensors, &n_floats, &err), &err);
    float *const all = calloc(n_floats, sizeof *all);
    if (all == NULL)
        exit(1);
    net->dims = *dims;
    net->params = hm_params_view(dims, all);
    hm_params_init(dims, &net->params, 1, 0.3f);
    bench_check(hm_net_init(&net->net, dims, &net->params, HM_NET_RUNS, &err), &err);
    hm_net_pack(&net->net, NULL);
    net->table = calloc(dims->n_symbols * hm_dims_ld(dims, 0), sizeof *net->table);
    if (net->table == NULL)
        exit(1);
    hm_net_tabulate(&net->net, 0, dims->n_symbols, net->table);
}

void
bench_net_free(bench_net *net)
{
    hm_net_release(&net->net);
    free(net->params.all);
    free(net->table);
}

void
bench_hold_rate(const hm_dims *dims, const hm_params *params, size_t l, double rate)
{
    const hm_layer_params *const layer = &params->layer[l];
    const size_t D = dims->n_units[l];
    const size_t n_below = hm_dims_below(dims, l);
    const size_t n_above = dims->n_units[l + 1];
    memset(layer->recurrent + 4 * D * D, 0, D * sizeof(float));
    memset(layer->topdown + 4 * D * n_above, 0, n_above * sizeof(float));
    memset(layer->bottomup + 4 * D * n_below, 0, n_below * sizeof(float));
    layer->bias[4 * D] = (2.0f * (float)rate - 1.0f) / BENCH_SLOPE;
}

double
bench_forward_operations(const hm_dims *dims, const double *active, const double *fires,
                         bool has_head)
{
    double n = has_head ? 2.0 * (double)(dims->n_symbols * dims->n_output_embed) : 0.0;
    for (size_t l = 0; l < dims->n_layers; l++) {
        const double rows = 2.0 * (double)hm_dims_rows(dims, l);
        const bool is_always_fed = l == 0 || !hm_dims_has_detector(dims, l - 1);
        n += rows * active[l] * (double)dims->n_units[l];
        n += rows * (is_always_fed ? 1.0 : fires[l - 1]) * (double)hm_dims_below(dims, l);
        if (hm_dims_has_detector(dims, l))
            n += rows * fires[l] * (double)dims->n_units[l + 1];
        if (has_head)
            n += 2.0 * (double)(dims->n_layers + dims->n_output_embed) * active[l] *
                 (double)dims->n_units[l];
    }
    return n;
}

double
bench_training_operations(const hm_dims *dims, const double *active, const double *fires)
{
    double n = 2.0 * bench_forward_operations(dims, active, fires, true);  // and the gradients
    for (size_t l = 0; l < dims->n_layers; l++) {                          // the way back
        const size_t n_above = hm_dims_has_detector(dims, l) ? dims->n_units[l + 1] : 0;
        n += 2.0 * (double)hm_dims_rows(dims, l) * active[l] *
             (double)(dims->n_units[l] + hm_dims_below(dims, l) + n_above);
    }
    const size_t n_back = dims->n_output_embed * (hm_dims_all_units(dims) + dims->n_symbols);
    return n + 2.0 * (double)n_back;
}
