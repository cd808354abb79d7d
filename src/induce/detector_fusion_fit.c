// SPDX-License-Identifier: BSD-2-Clause
//
// induce/detector_fusion_fit.c - logistic regression by Newton's method.
#include <config.h>

#include "induce/detector_fusion_fit.h"

#include <math.h>

#define N_STEPS 12
#define PENALTY 1e-3

enum { N_TERMS = 3 };

/// The gradient and the negated Hessian of the log-likelihood, per gap.
typedef struct moments {
    double gradient[N_TERMS];
    double hessian[N_TERMS][N_TERMS];
} moments;

static void
add_gap(moments *m, const double *w, const double *x, double y)
{
    const double z = w[0] * x[0] + w[1] * x[1] + w[2] * x[2];
    const double p = 1.0 / (1.0 + exp(-z));
    for (size_t i = 0; i < N_TERMS; i++) {
        m->gradient[i] += (y - p) * x[i];
        for (size_t j = 0; j < N_TERMS; j++)
            m->hessian[i][j] += p * (1.0 - p) * x[i] * x[j];
    }
}

/// Solve hessian * step = gradient by Gauss elimination; the matrix is positive definite.
static void
solve(moments *m, double *step)
{
    for (size_t i = 0; i < N_TERMS; i++) {
        for (size_t j = i + 1; j < N_TERMS; j++) {
            const double factor = m->hessian[j][i] / m->hessian[i][i];
            for (size_t k = i; k < N_TERMS; k++)
                m->hessian[j][k] -= factor * m->hessian[i][k];
            m->gradient[j] -= factor * m->gradient[i];
        }
    }
    for (size_t i = N_TERMS; i-- > 0;) {
        step[i] = m->gradient[i];
        for (size_t k = i + 1; k < N_TERMS; k++)
            step[i] -= m->hessian[i][k] * step[k];
        step[i] /= m->hessian[i][i];
    }
}

void
hm_fusion_fit(hm_fusion *detectors, size_t n, const uint8_t *is_gap, const float *forward,
              const float *backward, const uint8_t *begins)
{
    static const double start[N_TERMS] = {0.0, 0.5, 0.5};
    double w[N_TERMS] = {0.0, 0.5, backward == NULL ? 0.0 : 0.5};
    for (size_t pass = 0; pass < N_STEPS; pass++) {
        moments m = {{0.0}, {{0.0}}};
        double n_gaps = 0.0;
        for (size_t i = 0; i < n; i++) {
            if (is_gap[i] == 0)
                continue;
            const double x[N_TERMS] = {1.0, (double)forward[i],
                                       backward == NULL ? 0.0 : (double)backward[i]};
            add_gap(&m, w, x, (double)begins[i]);
            n_gaps += 1.0;
        }
        for (size_t i = 0; i < N_TERMS; i++) {
            m.gradient[i] -= PENALTY * (n_gaps + 1.0) * (w[i] - start[i]);
            m.hessian[i][i] += PENALTY * (n_gaps + 1.0);
        }
        double step[N_TERMS];
        solve(&m, step);
        for (size_t i = 0; i < N_TERMS; i++)
            w[i] += fmax(-1.0, fmin(1.0, step[i]));
    }
    *detectors = (hm_fusion){(float)w[0], {(float)w[1], backward == NULL ? 0.0f : (float)w[2]}};
}
