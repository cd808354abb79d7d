// SPDX-License-Identifier: BSD-2-Clause
//
// bench.h - what the measurements share: a clock, medians, rows of the table, networks whose
// detectors fire at a wanted rate.
//
// A detector is held at a rate by taking its boundary rows' weights to 0 and its bias to the
// pre-activation of that evidence, and by drawing the bit (HMRNN_BOUNDARY_SAMPLED). The products
// and passes are the same as ever; only the numbers in one row of each matrix are zeros.
#ifndef HM_TESTS_BENCH_BENCH_H
#define HM_TESTS_BENCH_BENCH_H

#include "net/window.h"

#include <stdio.h>

#define BENCH_SLOPE 1.0f

typedef struct bench_net {
    hm_dims dims;
    hm_params params;  ///< owned
    hm_net net;
    float *table;  ///< hm_net_tabulate()'s, owned
} bench_net;

/// A row of the table; what is NULL or 0 is written as "-".
typedef struct bench_row {
    const char *measure, *shape, *unit;
    double ours, peer;
    const char *peer_name;
    const char *rates;  ///< updates of each layer
    double share;       ///< of the rate that the products alone would have
} bench_row;

/// Seconds since some moment.
double bench_now(void);

/// Sorts.
double bench_median(size_t n, double *values);

void bench_print(const bench_row *row);

/// Say what failed and leave.
void bench_check(hmrnn_status status, const hmrnn_error *err);

/// L layers of D units, layer norm, the paper's embeddings.
hm_dims bench_dims(hmrnn_cell cell, size_t n_layers, size_t n_units, size_t n_symbols,
                   size_t n_embed, size_t n_output_embed);

/// "3 x 512, 128/512, 50"; static, one at a time.
const char *bench_shape(const hm_dims *dims, const char *more);

void bench_net_make(bench_net *net, const hm_dims *dims);
void bench_net_free(bench_net *net);

/// Let the detector of layer l fire in a share `rate` of the steps in which the layer runs.
void bench_hold_rate(const hm_dims *dims, const hm_params *params, size_t l, double rate);

/// Operations (a multiplication and an addition are two) of the products that a character costs, as
/// they are really done with these shares of updates and boundaries.
///
/// \param active, fires  [n_layers] shares of steps with UPDATE or FLUSH, and with z = 1
double bench_forward_operations(const hm_dims *dims, const double *active, const double *fires,
                                bool has_head);
double bench_training_operations(const hm_dims *dims, const double *active, const double *fires);

/// GFLOP/s of M x N x K by OpenBLAS with two threads, measured now.
double bench_sgemm(size_t M, size_t N, size_t K);

// The measurements, each in a file of its own.
void bench_products(void);
void bench_training(void);
void bench_forward(void);
void bench_batches(void);
void bench_softmax(void);

#endif
