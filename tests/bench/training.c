// SPDX-License-Identifier: BSD-2-Clause
//
// training.c - characters a second in training, by the trainer itself: batch 64, BPTT 100, two
// threads, where nothing else is said.
//
// Adam's rate is so small that no weight moves, so every turn does the same work.
#include <config.h>

#include "bench.h"

#include "train/trainer.h"

#include <stdlib.h>
#include <string.h>

#define MAX_TURNS 5
#define N_SYMBOLS 50

typedef struct bench_run {
    hm_trainer *trainer;
    double speed[MAX_TURNS];  ///< characters a second, of each turn
    size_t n_turns;
} bench_run;

static hm_id_text
random_text(size_t n, size_t n_symbols)
{
    hm_rng rng = hm_rng_stream(2, n);
    hm_id_text text = {.ids = malloc(n * sizeof(uint32_t)), .n = n};
    for (size_t i = 0; text.ids != NULL && i < n; i++)
        text.ids[i] = (uint32_t)(1 + hm_rng_below(&rng, n_symbols - 1));
    if (text.ids == NULL)
        exit(1);
    return text;
}

static hmrnn_train_options
usual_options(void)
{
    hmrnn_train_options options;
    hmrnn_train_options_init(&options, HMRNN_GUIDE_NONE);
    options.slope_start = options.slope_max = (double)BENCH_SLOPE;
    options.batch = 64;
    options.bptt = 100;
    options.rate = 1e-30;
    options.epochs = 1e9;
    options.evaluate_chars = SIZE_MAX;
    options.n_threads = 2;
    return options;
}

/// A trainer of a fresh network.
///
/// \param fire     [detectors] the share of its steps in which each fires; NULL: as it comes
static void
begin(bench_run *run, const hm_dims *dims, const hmrnn_train_options *asked, const double *fire)
{
    hmrnn_error err;
    hmrnn_train_options options = *asked;
    options.boundary = fire != NULL ? HMRNN_BOUNDARY_SAMPLED : HMRNN_BOUNDARY_STEP;

    uint32_t chars[8192];
    for (uint32_t i = 0; i + 1 < dims->n_symbols; i++)
        chars[i] = i == 0 ? '\n' : 0x4E00 + i;
    hm_model model = HM_MODEL_INIT;
    model.dims = *dims;
    bench_check(hm_alphabet_from_list(&model.alphabet, dims->n_symbols - 1, chars, &err), &err);
    bench_check(hm_model_allocate(&model, &err), &err);
    hm_params_init(dims, &model.params, 1, 0.3f);
    for (size_t l = 0; fire != NULL && l < hm_dims_detectors(dims); l++)
        bench_hold_rate(dims, &model.params, l, fire[l]);

    hm_id_text train = random_text(400000, dims->n_symbols);
    hm_id_text valid = random_text(1000, dims->n_symbols);
    uint8_t *separates = calloc(dims->n_symbols, 1);
    *run = (bench_run){.trainer = NULL};
    bench_check(hm_trainer_new(&run->trainer, &options, &model, &train, &valid, &separates, &err),
                &err);
}

static void
take_turn(bench_run *run, size_t n_windows)
{
    hmrnn_error err;
    hmrnn_train_event event = HMRNN_TRAINED;
    const double start = bench_now();
    for (size_t i = 0; i < n_windows; i++)
        bench_check(hm_trainer_advance(run->trainer, &event, &err), &err);
    const hmrnn_train_options *const options = &run->trainer->options;
    run->speed[run->n_turns++] =
        (double)(n_windows * options->batch * options->bptt) / (bench_now() - start);
}

/// Shares of steps with UPDATE or FLUSH and with z = 1 in all windows so far.
static void
rates_of(const hm_trainer *trainer, double *active, double *fires)
{
    for (size_t l = 0; l < trainer->model.dims.n_layers; l++) {
        double n_active = 0.0;
        double n_fires = 0.0;
        double n = 0.0;
        for (size_t i = 0; i < trainer->n_shards; i++) {
            n_active += (double)trainer->shards[i].window.n_active[l];
            n_fires += (double)trainer->shards[i].window.n_boundaries[l];
            n += (double)trainer->shards[i].window.n_rows[l];
        }
        active[l] = n_active / n;
        fires[l] = n_fires / n;
    }
}

/// \param peer     of the same unit, or 0
static double
report(bench_run *run, const char *measure, const char *more, double peer, const char *peer_name,
       double sgemm)
{
    const hm_dims *const dims = &run->trainer->model.dims;
    double active[HMRNN_MAX_LAYERS];
    double fires[HMRNN_MAX_LAYERS];
    rates_of(run->trainer, active, fires);
    char rates[64] = "";
    for (size_t l = 0; l < dims->n_layers; l++)
        snprintf(rates + strlen(rates), sizeof rates - strlen(rates), "%s%.2f", l == 0 ? "" : " ",
                 active[l]);
    const double speed = bench_median(run->n_turns, run->speed);
    const double bound = 1e9 * sgemm / bench_training_operations(dims, active, fires);
    bench_print(&(bench_row){measure, bench_shape(dims, more), "characters/s", speed, peer,
                             peer_name, rates, speed / bound});
    return speed;
}

/// Two estimators and two number formats in turns, at the same rates.
static void
compare_ways(const hm_dims *dims, const double *fire, double sgemm)
{
    bench_run full;
    bench_run skip;
    bench_run brief;
    hmrnn_train_options options = usual_options();
    begin(&full, dims, &options, fire);
    options.estimator = HMRNN_ESTIMATOR_SKIP;
    begin(&skip, dims, &options, fire);
    options.estimator = HMRNN_ESTIMATOR_FULL;
    options.matmul = HMRNN_MATMUL_BFLOAT16;
    begin(&brief, dims, &options, fire);
    for (size_t turn = 0; turn < MAX_TURNS; turn++) {
        take_turn(&full, 1);
        take_turn(&skip, 1);
        take_turn(&brief, 1);
    }
    const char *const more = fire == NULL ? ", its own rates" : ", rates 0.20 0.15";
    const double speed = report(&full, "training, full", more, 0.0, NULL, sgemm);
    report(&skip, "training, skip", more, speed, "full", sgemm);
    report(&brief, "training, full, bfloat16", more, speed, "full", sgemm);
    hm_trainer_free(full.trainer);
    hm_trainer_free(skip.trainer);
    hm_trainer_free(brief.trainer);
}

/// Few streams, by one thread and by two that share the products.
static void
compare_threads(const hm_dims *dims, hmrnn_matmul matmul, double sgemm)
{
    bench_run alone;
    bench_run shared;
    const double fire[2] = {0.2, 0.15 / 0.32};  // as below
    const char *const more = ", 16 streams of 50, rates 0.20 0.15";
    hmrnn_train_options options = usual_options();
    options.matmul = matmul;
    options.batch = 16;
    options.bptt = 50;
    begin(&shared, dims, &options, fire);
    options.n_threads = 1;
    begin(&alone, dims, &options, fire);
    for (size_t turn = 0; turn < MAX_TURNS; turn++) {
        take_turn(&alone, 4);
        take_turn(&shared, 4);
    }
    const bool is_brief = matmul == HMRNN_MATMUL_BFLOAT16;
    const double speed =
        report(&alone, is_brief ? "training, 1 thread, bfloat16" : "training, 1 thread", more, 0.0,
               NULL, sgemm);
    report(&shared, is_brief ? "training, 2 threads, bfloat16" : "training, 2 threads", more, speed,
           "1 thread", sgemm);
    hm_trainer_free(alone.trainer);
    hm_trainer_free(shared.trainer);
}

void
bench_training(void)
{
    const double sgemm = bench_sgemm(256, 2048, 1536);
    const hm_dims dims = bench_dims(HMRNN_CELL_HMLSTM, 3, 512, N_SYMBOLS, 128, 512);
    compare_ways(&dims, NULL, sgemm);
    // z_1 = 0.2 and z_2 = 0.15: layer 2 runs in 1 - 0.8 * 0.85 = 0.32 of the steps
    const double fire[2] = {0.2, 0.15 / 0.32};
    compare_ways(&dims, fire, sgemm);

    bench_run lstm;
    const hm_dims plain = bench_dims(HMRNN_CELL_LSTM, 3, 512, N_SYMBOLS, 128, 512);
    const hmrnn_train_options options = usual_options();
    begin(&lstm, &plain, &options, NULL);
    for (size_t turn = 0; turn < MAX_TURNS; turn++)
        take_turn(&lstm, 1);
    report(&lstm, "training, LSTM", "", 0.0, NULL, sgemm);
    hm_trainer_free(lstm.trainer);
    compare_threads(&dims, HMRNN_MATMUL_FLOAT32, sgemm);
    compare_threads(&dims, HMRNN_MATMUL_BFLOAT16, sgemm);
}

void
bench_softmax(void)
{
    const double sgemm = bench_sgemm(256, 2048, 1536);
    static const size_t units[] = {128, 176};
    for (size_t i = 0; i < 2; i++) {
        bench_run large;
        bench_run small;
        const hm_dims wide = bench_dims(HMRNN_CELL_HMLSTM, 3, units[i], 5000, 64, 128);
        const hm_dims narrow = bench_dims(HMRNN_CELL_HMLSTM, 3, units[i], N_SYMBOLS, 64, 128);
        hmrnn_train_options options = usual_options();
        options.estimator = HMRNN_ESTIMATOR_SKIP;
        begin(&large, &wide, &options, (double[]){0.5, 0.5});
        begin(&small, &narrow, &options, (double[]){0.5, 0.5});
        for (size_t turn = 0; turn < MAX_TURNS; turn++) {
            take_turn(&large, 2);
            take_turn(&small, 2);
        }
        const double speed = report(&small, "training, small alphabet", "", 0.0, NULL, sgemm);
        report(&large, "training, large alphabet", "", speed, "small alphabet", sgemm);
        hm_trainer_free(large.trainer);
        hm_trainer_free(small.trainer);
    }
}
