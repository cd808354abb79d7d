// SPDX-License-Identifier: BSD-2-Clause
//
// kern/cross_entropy.c - softmax and cross-entropy.
#include <config.h>

#include "kern/isa.h"

#include <math.h>

#define N_SUMS 32

static float
largest(size_t V, const float *x)
{
    float most[N_SUMS];
    for (size_t j = 0; j < N_SUMS; j++)
        most[j] = x[j < V ? j : 0];
    size_t v = 0;
    for (; v + N_SUMS <= V; v += N_SUMS)
        for (size_t j = 0; j < N_SUMS; j++)
            most[j] = x[v + j] > most[j] ? x[v + j] : most[j];
    for (; v < V; v++)
        most[0] = x[v] > most[0] ? x[v] : most[0];
    float m = most[0];
    for (size_t j = 1; j < N_SUMS; j++)
        m = most[j] > m ? most[j] : m;
    return m;
}

/// Overwrite x by e^(x - shift) and return the sum.
static double
exponentials(size_t V, float *x, float shift)
{
    float sums[N_SUMS] = {0};
    size_t v = 0;
    for (; v + N_SUMS <= V; v += N_SUMS) {
        for (size_t j = 0; j < N_SUMS; j++) {
            x[v + j] = hm_exp(x[v + j] - shift);
            sums[j] += x[v + j];
        }
    }
    double sum = 0.0;
    for (; v < V; v++) {
        x[v] = hm_exp(x[v] - shift);
        sum += (double)x[v];
    }
    for (size_t j = 0; j < N_SUMS; j++)
        sum += (double)sums[j];
    return sum;
}

double
HM_AT_ISA(cross_entropy)(size_t V, float *logits, size_t target, float scale, bool wants_gradient)
{
    const float shift = largest(V, logits);
    const double wanted = (double)(logits[target] - shift);
    const double sum = exponentials(V, logits, shift);
    if (wants_gradient) {
        const float factor = (float)((double)scale / sum);
        for (size_t v = 0; v < V; v++)
            logits[v] *= factor;
        logits[target] -= scale;
    }
    return log(sum) - wanted;
}
