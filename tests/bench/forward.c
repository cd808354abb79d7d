// SPDX-License-Identifier: BSD-2-Clause
//
// forward.c - characters a second without learning, two threads with half of the records each,
// beside our own LSTM of the same size. In 16 bits, with the table of symbols, is how records are
// segmented; in floats is how they are scored, the output module left out or not.
#include <config.h>

#include "bench.h"

#include "base/thread_pool.h"

#include <stdlib.h>
#include <string.h>

#define STEPS 16
#define TURNS 5
#define N_SYMBOLS 50

/// One thread's half of a batch.
typedef struct half {
    const hm_net *net;
    hm_forward_options forward;
    hm_window window;
    size_t n_rows;
    bool has_head;
    uint32_t *ids;  ///< [STEPS][n_rows]
    double nats;
} half;

typedef struct runner {
    size_t n_halves, n_records;
    half halves[2];
    double speed[TURNS];
} runner;

static void
run_half(void *context, size_t index)
{
    half *const h = &((runner *)context)->halves[index];
    hm_window_forward(&h->window, h->net, &h->forward, STEPS, h->n_rows, h->ids, NULL);
    if (h->has_head)
        h->nats += hm_window_score(&h->window, h->net, &h->forward, STEPS, h->n_rows, h->ids, NULL,
                                   0.0f, false);
    hm_window_carry(&h->window, h->net, STEPS);
    h->forward.key++;
}

static void
make(runner *r, const bench_net *net, size_t n_records, bool has_head, bool is_int16)
{
    hmrnn_error err;
    *r = (runner){.n_halves = n_records > 1 ? 2 : 1, .n_records = n_records};
    for (size_t i = 0; i < r->n_halves; i++) {
        half *const h = &r->halves[i];
        h->net = &net->net;
        h->n_rows = n_records / r->n_halves;
        h->has_head = has_head;
        h->forward = (hm_forward_options){.boundary = HMRNN_BOUNDARY_SAMPLED,
                                          .slope = BENCH_SLOPE,
                                          .is_int16 = is_int16,
                                          .bottomup = is_int16 ? net->table : NULL,
                                          .key = 1000 * i,
                                          .first_row = i * h->n_rows};
        bench_check(hm_window_init(&h->window, &net->dims, STEPS, h->n_rows, false, &err), &err);
        h->ids = malloc(STEPS * h->n_rows * sizeof *h->ids);
        if (h->ids == NULL)
            exit(1);
        hm_rng rng = hm_rng_stream(3, i);
        for (size_t at = 0; at < STEPS * h->n_rows; at++)
            h->ids[at] = (uint32_t)hm_rng_below(&rng, net->dims.n_symbols);
    }
}

static void
release(runner *r)
{
    for (size_t i = 0; i < r->n_halves; i++) {
        hm_window_release(&r->halves[i].window);
        free(r->halves[i].ids);
    }
}

static double
turn(runner *r, hm_thread_pool *pool, double seconds)
{
    const double begin = bench_now();
    size_t n = 0;
    for (; bench_now() - begin < seconds; n += STEPS * r->n_records)
        hm_parallel_for(pool, r->n_halves, run_half, r);
    return (double)n / (bench_now() - begin);
}

static void
rates_of(const runner *r, size_t n_layers, double *active, double *fires)
{
    for (size_t l = 0; l < n_layers; l++) {
        double n_active = 0.0;
        double n_fires = 0.0;
        double n = 0.0;
        for (size_t i = 0; i < r->n_halves; i++) {
            n_active += (double)r->halves[i].window.n_active[l];
            n_fires += (double)r->halves[i].window.n_boundaries[l];
            n += (double)r->halves[i].window.n_rows[l];
        }
        active[l] = n_active / n;
        fires[l] = n_fires / n;
    }
}

static void
compare(hm_thread_pool *pool, const bench_net *net, const bench_net *lstm, size_t n_records,
        bool has_head, bool is_int16, double sgemm)
{
    const double seconds = n_records < 64 ? 0.1 : 0.2;
    runner ours;
    runner theirs;
    make(&ours, net, n_records, has_head, is_int16);
    make(&theirs, lstm, n_records, has_head, is_int16);
    turn(&ours, pool, seconds);
    for (size_t t = 0; t < TURNS; t++) {
        theirs.speed[t] = turn(&theirs, pool, seconds);
        ours.speed[t] = turn(&ours, pool, seconds);
    }
    double active[HMRNN_MAX_LAYERS];
    double fires[HMRNN_MAX_LAYERS];
    rates_of(&ours, net->dims.n_layers, active, fires);
    char rates[64] = "";
    for (size_t l = 0; l < net->dims.n_layers; l++)
        snprintf(rates + strlen(rates), sizeof rates - strlen(rates), "%s%.2f", l == 0 ? "" : " ",
                 active[l]);
    char more[32];
    snprintf(more, sizeof more, ", %zu record%s", n_records, n_records == 1 ? "" : "s");
    const double speed = bench_median(TURNS, ours.speed);
    const double bound =
        1e9 * sgemm / bench_forward_operations(&net->dims, active, fires, has_head);
    bench_print(&(bench_row){has_head   ? "forward, score"
                             : is_int16 ? "forward, 16 bits"
                                        : "forward",
                             bench_shape(&net->dims, more), "characters/s", speed,
                             bench_median(TURNS, theirs.speed), "our LSTM", rates, speed / bound});
    release(&ours);
    release(&theirs);
}

/// Networks of L layers of D units: an HM-LSTM whose upper layers run as often as the paper's
/// (layer 2: 0.21, layer 3: 0.03), and an LSTM.
static void
make_pair(bench_net *net, bench_net *lstm, size_t n_layers, size_t n_units, size_t n_embed,
          size_t n_output_embed)
{
    const hm_dims ours =
        bench_dims(HMRNN_CELL_HMLSTM, n_layers, n_units, N_SYMBOLS, n_embed, n_output_embed);
    const hm_dims theirs =
        bench_dims(HMRNN_CELL_LSTM, n_layers, n_units, N_SYMBOLS, n_embed, n_output_embed);
    bench_net_make(net, &ours);
    bench_net_make(lstm, &theirs);
    // layer 2 runs where z_1 or its own last z_2 is 1: 0.21 = z_1 + 0.03 - 0.03 z_1
    const double fire[2] = {0.18 / 0.97, 0.03 / 0.21};
    for (size_t l = 0; l < hm_dims_detectors(&ours); l++)
        bench_hold_rate(&ours, &net->params, l, fire[l]);
    hm_net_pack(&net->net, NULL);
    hm_net_tabulate(&net->net, 0, N_SYMBOLS, net->table);
}

static void
with_pair(const size_t n_counts, const size_t *counts, bool has_both, size_t n_layers,
          size_t n_units, size_t n_embed, size_t n_output_embed)
{
    hmrnn_error err;
    hm_thread_pool *pool = NULL;
    bench_net net;
    bench_net lstm;
    const double sgemm = bench_sgemm(256, 2048, 1536);
    bench_check(hm_thread_pool_new(&pool, 2, &err), &err);
    make_pair(&net, &lstm, n_layers, n_units, n_embed, n_output_embed);
    for (size_t i = 0; i < n_counts; i++) {
        compare(pool, &net, &lstm, counts[i], false, false, sgemm);
        compare(pool, &net, &lstm, counts[i], false, true, sgemm);
        if (has_both)
            compare(pool, &net, &lstm, counts[i], true, false, sgemm);
    }
    bench_net_free(&net);
    bench_net_free(&lstm);
    hm_thread_pool_free(pool);
}

void
bench_forward(void)
{
    with_pair(1, (size_t[]){256}, true, 3, 512, 128, 512);
    with_pair(1, (size_t[]){256}, true, 3, 176, 64, 128);
    with_pair(1, (size_t[]){256}, false, 3, 128, 64, 128);
    with_pair(1, (size_t[]){256}, false, 2, 96, 64, 128);
}

void
bench_batches(void)
{
    with_pair(6, (size_t[]){1, 8, 32, 64, 256, 1024}, false, 3, 512, 128, 512);
}
