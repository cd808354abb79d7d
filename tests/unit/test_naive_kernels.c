// SPDX-License-Identifier: BSD-2-Clause
//
// The plain gradients against differences of the plain functions: what the kernels' gradients are
// compared with is itself checked, and all in double precision.
#include <config.h>

#include "base/rng.h"
#include "naive_kernels.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define EPSILON 1e-5
#define TOLERANCE 1e-8  // of a central difference of doubles: EPSILON^2 ...

#define D 7
#define BLOCKS 2
#define LD (BLOCKS * D + 3)
#define ROWS 2

static void
fill(size_t n, double low, double high, hm_rng *rng, double *x)
{
    for (size_t i = 0; i < n; i++)
        x[i] = low + (high - low) * (double)hm_rng_uniform(rng);
}

/// A loss of some inputs, kept in one array.
typedef double (*loss_of)(const double *in);

static void
expect_derivative(loss_of loss, double *in, size_t n, const double *gradient)
{
    for (size_t i = 0; i < n; i++) {
        const double kept = in[i];
        in[i] = kept + EPSILON;
        const double above = loss(in);
        in[i] = kept - EPSILON;
        const double below = loss(in);
        in[i] = kept;
        const double wanted = (above - below) / (2.0 * EPSILON);
        if (!(fabs(gradient[i] - wanted) <= TOLERANCE * fmax(1.0, fabs(wanted))))
            fail_msg("input %zu: %.12g, by differences %.12g", i, gradient[i], wanted);
    }
}

/// Weights of the outputs, so that the loss is a plain sum.
static double norm_weights[ROWS * LD];

/// in: x [ROWS][LD], then gain [BLOCKS * D]
static double
norm_loss(const double *in)
{
    double x_hat[ROWS * BLOCKS * D], rstd[ROWS * BLOCKS];
    double sum = 0.0;
    naive_norm(ROWS, BLOCKS, D, in, LD, x_hat, rstd);
    for (size_t row = 0; row < ROWS; row++)
        for (size_t i = 0; i < BLOCKS * D; i++)
            sum += norm_weights[row * LD + i] * in[ROWS * LD + i] * x_hat[row * BLOCKS * D + i];
    return sum;
}

static void
the_gradient_of_a_norm_is_its_derivative(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(3, 1);
    double in[ROWS * LD + BLOCKS * D], gradient[ROWS * LD + BLOCKS * D] = {0};
    double x_hat[ROWS * BLOCKS * D], rstd[ROWS * BLOCKS];
    fill(ROWS * LD, -2.0, 2.0, &rng, in);
    fill(BLOCKS * D, 0.5, 1.5, &rng, in + ROWS * LD);
    fill(ROWS * LD, -1.0, 1.0, &rng, norm_weights);

    naive_norm(ROWS, BLOCKS, D, in, LD, x_hat, rstd);
    naive_norm_backward(ROWS, BLOCKS, D, x_hat, rstd, in + ROWS * LD, norm_weights, gradient, LD,
                        gradient + ROWS * LD);

    expect_derivative(norm_loss, in, ROWS * LD + BLOCKS * D, gradient);
}

/// Weights of c and of h.
static double cell_weights[2 * D];

/// in: arguments of the gates [4 * D], c_prev [D], h_prev [D], a [3]
static double
cell_loss(const double *in)
{
    const double bias[4 * D] = {0};
    double gates[4 * D], c[D], h[D], tanh_c[D];
    naive_gates(1, D, in, 4 * D, NULL, bias, gates);
    naive_cell(D, in + 6 * D, gates, in + 4 * D, in + 5 * D, c, h, tanh_c);
    return naive_dot(D, cell_weights, c) + naive_dot(D, cell_weights + D, h);
}

static void
the_gradient_of_a_cell_and_its_gates_is_its_derivative(void **state)
{
    (void)state;
    const double mixtures[][3] = {{1, 1, 0}, {0, 0, 1}, {1, 0, 0}, {0.7, 0.2, 0.1}};
    for (size_t i = 0; i < 4; i++) {
        hm_rng rng = hm_rng_stream(3, 2 + i);
        const double bias[4 * D] = {0};
        double in[6 * D + 3], gradient[6 * D + 3];
        double gates[4 * D], c[D], h[D], tanh_c[D];
        fill(6 * D, -1.5, 1.5, &rng, in);
        fill(2 * D, -1.0, 1.0, &rng, cell_weights);
        memcpy(in + 6 * D, mixtures[i], sizeof mixtures[i]);

        naive_gates(1, D, in, 4 * D, NULL, bias, gates);
        naive_cell(D, in + 6 * D, gates, in + 4 * D, in + 5 * D, c, h, tanh_c);
        memcpy(gradient + 4 * D, cell_weights, sizeof cell_weights);
        naive_cell_backward(D, in + 6 * D, gates, in + 4 * D, in + 5 * D, tanh_c, gradient + 4 * D,
                            gradient + 5 * D, gradient, gradient + 6 * D);

        expect_derivative(cell_loss, in, 6 * D + 3, gradient);
    }
}

static double
entropy_loss(const double *in)
{
    double logits[D];
    memcpy(logits, in, sizeof logits);
    return 0.5 * naive_cross_entropy(D, logits, 2, 0.5, false);
}

static void
the_gradient_of_cross_entropy_is_its_derivative(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(3, 9);
    double in[D], gradient[D];
    fill(D, -3.0, 3.0, &rng, in);
    memcpy(gradient, in, sizeof in);

    naive_cross_entropy(D, gradient, 2, 0.5, true);

    expect_derivative(entropy_loss, in, D, gradient);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gradient_of_a_norm_is_its_derivative),
        cmocka_unit_test(the_gradient_of_a_cell_and_its_gates_is_its_derivative),
        cmocka_unit_test(the_gradient_of_cross_entropy_is_its_derivative),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
