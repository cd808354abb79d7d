// SPDX-License-Identifier: BSD-2-Clause
//
// arithmetic.c - how fast the library computes: products, training, running.
//
//     arithmetic [products] [training] [forward] [batches] [softmax]
//
// Writes rows of the table that tests/bench/run.sh describes. What is compared is measured in
// turns, and each number is the median of its turns.
#include <config.h>

#include "bench.h"

#include "base/thread_pool.h"
#include "cli/blas_reexec.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TURNS 7
#define SECONDS 0.05  // of one turn of a product

typedef struct product_job {
    const hm_kernels *kern;
    size_t M, N, K;
    const float *x, *packed;
    const int16_t *x_int16, *packed_int16;
    const float *scale;
    float *y;
    bool is_int16;
    size_t n_runs;
} product_job;

/// Half of the rows, as a shard's, again and again: threads meet rarely in training, too.
static void
multiply_half(void *context, size_t half)
{
    const product_job *const job = context;
    const size_t M = job->M / 2;
    float *const y = job->y + half * M * job->N;
    for (size_t i = 0; i < job->n_runs; i++) {
        if (job->is_int16)
            job->kern->int16_product(M, job->N, job->K, job->x_int16 + half * M * job->K, job->K,
                                     job->packed_int16, job->scale, y, job->N, false);
        else
            job->kern->product(M, job->N, job->K, job->x + half * M * job->K, job->K, job->packed,
                               y, job->N, false);
    }
}

static float *
random_floats(size_t n)
{
    hm_rng rng = hm_rng_stream(1, n);
    float *const x = aligned_alloc(64, (n * sizeof *x + 63) / 64 * 64);
    for (size_t i = 0; x != NULL && i < n; i++)
        x[i] = hm_rng_uniform(&rng) - 0.5f;
    if (x == NULL)
        exit(1);
    return x;
}

static double
rate_of(size_t M, size_t N, size_t K, size_t n_runs, double seconds)
{
    return 2e-9 * (double)M * (double)N * (double)K * (double)n_runs / seconds;
}

static double
sgemm_turn(size_t M, size_t N, size_t K, const float *x, const float *w, float *y)
{
    const double begin = bench_now();
    size_t n = 0;
    for (; bench_now() - begin < SECONDS; n++)
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)M, (blasint)N, (blasint)K,
                    1.0f, x, (blasint)K, w, (blasint)K, 0.0f, y, (blasint)N);
    return rate_of(M, N, K, n, bench_now() - begin);
}

static double
product_turn(hm_thread_pool *pool, product_job *job)
{
    const double guess = rate_of(job->M, job->N, job->K, 1, 1.0);
    job->n_runs = (size_t)(SECONDS * 200.0 / guess) + 1;
    const double begin = bench_now();
    hm_parallel_for(pool, 2, multiply_half, job);
    return rate_of(job->M, job->N, job->K, job->n_runs, bench_now() - begin);
}

/// One thread again. OpenBLAS's second thread looks out for work a few hundredths of a second more
/// before it sleeps, on a core that we need.
static void
quieten(void)
{
    openblas_set_num_threads(1);
    nanosleep(&(struct timespec){0, 100000000}, NULL);
}

double
bench_sgemm(size_t M, size_t N, size_t K)
{
    double rate[TURNS];
    float *const x = random_floats(M * K);
    float *const w = random_floats(N * K);
    float *const y = random_floats(M * N);
    openblas_set_num_threads(2);
    sgemm_turn(M, N, K, x, w, y);
    for (size_t turn = 0; turn < TURNS; turn++)
        rate[turn] = sgemm_turn(M, N, K, x, w, y);
    quieten();
    free(x);
    free(w);
    free(y);
    return bench_median(TURNS, rate);
}

/// Our product beside OpenBLAS's, two threads each, in turns.
static void
compare_products(hm_thread_pool *pool, size_t M, size_t N, size_t K)
{
    double ours[TURNS];
    double theirs[TURNS];
    float *const x = random_floats(M * K);
    float *const w = random_floats(N * K);
    float *const y = random_floats(M * N);
    product_job job = {.kern = hm_kernels_best(), .M = M, .N = N, .K = K, .x = x, .y = y};
    float *const packed = random_floats(job.kern->packed_size(N, K));
    job.kern->pack(N, K, w, K, 1, packed);
    job.packed = packed;
    for (size_t turn = 0; turn < TURNS; turn++) {
        openblas_set_num_threads(2);
        theirs[turn] = sgemm_turn(M, N, K, x, w, y);
        quieten();
        ours[turn] = product_turn(pool, &job);
    }
    char shape[64];
    snprintf(shape, sizeof shape, "%zu x %zu x %zu", M, N, K);
    bench_print(&(bench_row){.measure = "product",
                             .shape = shape,
                             .unit = "GFLOP/s",
                             .ours = bench_median(TURNS, ours),
                             .peer = bench_median(TURNS, theirs),
                             .peer_name = openblas_get_corename()});
    free(x);
    free(w);
    free(y);
    free(packed);
}

/// Our product in 16 bits beside the one in floats.
static void
compare_int16(hm_thread_pool *pool, size_t M, size_t N, size_t K)
{
    double int16[TURNS];
    double wide[TURNS];
    float *const x = random_floats(M * K);
    float *const w = random_floats(N * K);
    float *const y = random_floats(M * N);
    float *const scale = random_floats(N);
    product_job job = {.kern = hm_kernels_best(), .M = M, .N = N, .K = K, .x = x, .y = y};
    float *const packed = random_floats(job.kern->packed_size(N, K));
    int16_t *const packed_int16 = (int16_t *)random_floats(job.kern->packed16_size(N, K));
    int16_t *const x_int16 = (int16_t *)random_floats(M * K);
    job.kern->pack(N, K, w, K, 1, packed);
    job.kern->int16_pack(N, K, w, K, 1, packed_int16, scale);
    job.kern->int16_quantize(M * K, 1.0f, x, x_int16);
    job.packed = packed;
    job.packed_int16 = packed_int16;
    job.x_int16 = x_int16;
    job.scale = scale;
    for (size_t turn = 0; turn < TURNS; turn++) {
        job.is_int16 = false;
        wide[turn] = product_turn(pool, &job);
        job.is_int16 = true;
        int16[turn] = product_turn(pool, &job);
    }
    char shape[64];
    snprintf(shape, sizeof shape, "%zu x %zu x %zu", M, N, K);
    bench_print(&(bench_row){.measure = "product, 16 bits",
                             .shape = shape,
                             .unit = "Gop/s",
                             .ours = bench_median(TURNS, int16),
                             .peer = bench_median(TURNS, wide),
                             .peer_name = "ours in floats"});
    void *const all[] = {x, w, y, scale, packed, packed_int16, x_int16};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

void
bench_products(void)
{
    hmrnn_error err;
    hm_thread_pool *pool = NULL;
    bench_check(hm_thread_pool_new(&pool, 2, &err), &err);
    compare_products(pool, 64, 2048, 1536);
    compare_products(pool, 256, 2048, 1536);
    compare_products(pool, 64, 2049, 512);
    compare_products(pool, 128, 705, 176);
    compare_products(pool, 128, 385, 96);
    compare_products(pool, 16, 2049, 512);
    compare_int16(pool, 128, 705, 176);
    compare_int16(pool, 64, 705, 176);
    compare_int16(pool, 20, 705, 176);
    compare_int16(pool, 128, 385, 96);
    hm_thread_pool_free(pool);
}

static const struct {
    const char *name;
    void (*measure)(void);
} measures[] = {{"products", bench_products},
                {"training", bench_training},
                {"forward", bench_forward},
                {"batches", bench_batches},
                {"softmax", bench_softmax}};

int
main(int argc, char **argv)
{
    hm_blas_reexec(argv);
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        bool is_wanted = argc == 1;
        for (int a = 1; a < argc; a++)
            is_wanted = is_wanted || strcmp(argv[a], measures[i].name) == 0;
        if (is_wanted)
            measures[i].measure();
    }
    return 0;
}
