// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_lbfgs.c - L-BFGS on functions whose minimum is known or found in another way.
#include <config.h>

#include "optim/lbfgs.h"

#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { N = 203, N_TERMS = 5, N_EXAMPLES = 300 };

/// Steps until one is not HM_LBFGS_MOVED, at most `most`. \param n_steps  result
static hm_lbfgs_outcome
minimise(hm_lbfgs *lbfgs, hm_objective objective, void *context, float *x, size_t most,
         size_t *n_steps)
{
    hm_lbfgs_outcome outcome = HM_LBFGS_MOVED;
    double before = HUGE_VAL;
    for (*n_steps = 0; *n_steps < most && outcome == HM_LBFGS_MOVED; ++*n_steps) {
        hm_lbfgs_step(lbfgs, objective, context, x, &outcome);
        if (outcome == HM_LBFGS_MOVED && !(lbfgs->value < before))
            fail_msg("step %zu: %g after %g", *n_steps, lbfgs->value, before);
        before = lbfgs->value;
    }
    return outcome;
}

// ----------------------------------------------------------------------------------- a quadratic

/// f(x) = sum h_i u_i^2 / 2 + 0.3 sum sqrt(h_i h_(i + 1)) u_i u_(i + 1), u = x - minimum. The
/// curvatures h run from 1 to 10^6.
typedef struct quadratic {
    double h[N];
    float minimum[N];
} quadratic;

static double
quadratic_at(void *context, const float *x, float *gradient)
{
    const quadratic *const q = context;
    double value = 0.0;
    double part[N];
    for (size_t i = 0; i < N; i++)
        part[i] = ((double)x[i] - (double)q->minimum[i]) * sqrt(q->h[i]);
    for (size_t i = 0; i < N; i++) {
        const double left = i > 0 ? part[i - 1] : 0.0;
        const double right = i + 1 < N ? part[i + 1] : 0.0;
        value += part[i] * (0.5 * part[i] + 0.3 * right);
        gradient[i] = (float)(sqrt(q->h[i]) * (part[i] + 0.3 * (left + right)));
    }
    return value;
}

/// \param p    [N] result: the inverse of the Hessian's diagonal
static void
make_quadratic(quadratic *q, float *p, float *x)
{
    hm_rng rng = hm_rng_stream(1, 0);
    for (size_t i = 0; i < N; i++) {
        q->h[i] = pow(10.0, 6.0 * (double)((i * 37) % N) / (N - 1));
        q->minimum[i] = (float)hm_rng_normal(&rng);
        p[i] = (float)(1.0 / q->h[i]);
        x[i] = 0.0f;
    }
}

static void
a_quadratic_of_condition_a_million_takes_few_steps_with_its_diagonal(void **state)
{
    (void)state;
    quadratic q;
    float p[N];
    float x[N];
    make_quadratic(&q, p, x);
    hm_lbfgs lbfgs;
    size_t n_steps = 0;
    assert_int_equal(hm_lbfgs_init(&lbfgs, N, HM_LBFGS_PAIRS, p, 1e-8, NULL), HMRNN_OK);

    const hm_lbfgs_outcome outcome = minimise(&lbfgs, quadratic_at, &q, x, 40, &n_steps);

    assert_int_equal(outcome, HM_LBFGS_CONVERGED);
    assert_true(n_steps <= 25);
    for (size_t i = 0; i < N; i++)  // the value is within 1e-7 of 0: h u^2 / 2 < 1e-6
        if (fabs((double)x[i] - (double)q.minimum[i]) * sqrt(q.h[i]) > 1.5e-3)
            fail_msg("%zu: %.9g, not %.9g", i, (double)x[i], (double)q.minimum[i]);
    hm_lbfgs_release(&lbfgs);
}

static void
without_a_preconditioner_the_same_steps_lead_less_far(void **state)
{
    (void)state;
    quadratic q;
    float p[N];
    float x[N];
    make_quadratic(&q, p, x);
    hm_lbfgs lbfgs;
    size_t n_steps = 0;
    assert_int_equal(hm_lbfgs_init(&lbfgs, N, HM_LBFGS_PAIRS, NULL, 1e-8, NULL), HMRNN_OK);

    minimise(&lbfgs, quadratic_at, &q, x, 25, &n_steps);

    assert_int_equal(n_steps, 25);
    assert_true(lbfgs.value > 1.0);
    hm_lbfgs_release(&lbfgs);
}

static void
value_and_norm_are_those_of_x(void **state)
{
    (void)state;
    for (size_t m = 1; m <= 3; m++) {
        quadratic q;
        float p[N];
        float x[N];
        float gradient[N];
        make_quadratic(&q, p, x);
        hm_lbfgs lbfgs;
        size_t n_steps = 0;
        assert_int_equal(hm_lbfgs_init(&lbfgs, N, m, p, 0.0, NULL), HMRNN_OK);

        minimise(&lbfgs, quadratic_at, &q, x, 9, &n_steps);

        const double value = quadratic_at(&q, x, gradient);
        double squares = 0.0;
        for (size_t i = 0; i < N; i++)
            squares += (double)gradient[i] * (double)gradient[i];
        if (lbfgs.value != value || fabs(lbfgs.gradient_norm / sqrt(squares) - 1.0) > 1e-12)
            fail_msg("%zu pairs: %g and %g, not %g and %g", m, lbfgs.value, lbfgs.gradient_norm,
                     value, sqrt(squares));
        hm_lbfgs_release(&lbfgs);
    }
}

static void
equal_runs_and_a_run_after_a_reset_give_equal_bytes(void **state)
{
    (void)state;
    quadratic q;
    float p[N];
    float x[2][N];
    size_t n_steps = 0;
    hm_lbfgs lbfgs;
    make_quadratic(&q, p, x[0]);
    assert_int_equal(hm_lbfgs_init(&lbfgs, N, HM_LBFGS_PAIRS, p, 0.0, NULL), HMRNN_OK);
    minimise(&lbfgs, quadratic_at, &q, x[0], 13, &n_steps);

    make_quadratic(&q, p, x[1]);
    hm_lbfgs_reset(&lbfgs);
    minimise(&lbfgs, quadratic_at, &q, x[1], 13, &n_steps);

    assert_memory_equal(x[0], x[1], sizeof x[0]);
    hm_lbfgs_release(&lbfgs);
}

// --------------------------------------------------------------------------- logistic regression

typedef struct regression {
    double x[N_EXAMPLES][N_TERMS];
    double y[N_EXAMPLES];
} regression;

static void
make_regression(regression *r)
{
    hm_rng rng = hm_rng_stream(2, 0);
    for (size_t e = 0; e < N_EXAMPLES; e++) {
        double z = 0.0;
        for (size_t i = 0; i < N_TERMS; i++) {
            r->x[e][i] = i == 0 ? 1.0 : hm_rng_normal(&rng) * (double)i;
            z += r->x[e][i] * (i % 2 == 0 ? 0.7 : -0.4);
        }
        r->y[e] = (double)hm_rng_uniform(&rng) < 1.0 / (1.0 + exp(-z)) ? 1.0 : 0.0;
    }
}

/// The negated log-likelihood and |w|^2 / 2, and its derivatives; the Hessian may be NULL.
static double
loss(const regression *r, const double *w, double *gradient, double hessian[][N_TERMS])
{
    double value = 0.0;
    for (size_t i = 0; i < N_TERMS; i++) {
        value += 0.5 * w[i] * w[i];
        gradient[i] = w[i];
        for (size_t j = 0; hessian != NULL && j < N_TERMS; j++)
            hessian[i][j] = i == j ? 1.0 : 0.0;
    }
    for (size_t e = 0; e < N_EXAMPLES; e++) {
        double z = 0.0;
        for (size_t i = 0; i < N_TERMS; i++)
            z += w[i] * r->x[e][i];
        const double p = 1.0 / (1.0 + exp(-z));
        value += log1p(exp(-z)) + (1.0 - r->y[e]) * z;
        for (size_t i = 0; i < N_TERMS; i++) {
            gradient[i] += (p - r->y[e]) * r->x[e][i];
            for (size_t j = 0; hessian != NULL && j < N_TERMS; j++)
                hessian[i][j] += p * (1.0 - p) * r->x[e][i] * r->x[e][j];
        }
    }
    return value;
}

static double
loss_at(void *context, const float *x, float *gradient)
{
    double w[N_TERMS];
    double d_w[N_TERMS];
    for (size_t i = 0; i < N_TERMS; i++)
        w[i] = (double)x[i];
    const double value = loss(context, w, d_w, NULL);
    for (size_t i = 0; i < N_TERMS; i++)
        gradient[i] = (float)d_w[i];
    return value;
}

/// One step of Newton's method: w -= H^-1 gradient, by elimination as Gauss and Jordan do it.
static void
newton_step(const regression *r, double *w)
{
    double right[N_TERMS];
    double hessian[N_TERMS][N_TERMS];
    loss(r, w, right, hessian);
    for (size_t i = 0; i < N_TERMS; i++) {
        for (size_t j = 0; j < N_TERMS; j++) {
            const double factor = j == i ? 0.0 : hessian[j][i] / hessian[i][i];
            for (size_t k = 0; k < N_TERMS; k++)
                hessian[j][k] -= factor * hessian[i][k];
            right[j] -= factor * right[i];
        }
    }
    for (size_t i = 0; i < N_TERMS; i++)
        w[i] -= right[i] / hessian[i][i];
}

static void
a_logistic_regression_ends_where_newtons_method_does(void **state)
{
    (void)state;
    static regression r;
    make_regression(&r);
    double w[N_TERMS] = {0.0};
    for (size_t step = 0; step < 20; step++)
        newton_step(&r, w);
    float x[N_TERMS] = {0.0f};
    hm_lbfgs lbfgs;
    size_t n_steps = 0;
    assert_int_equal(hm_lbfgs_init(&lbfgs, N_TERMS, 4, NULL, 1e-10, NULL), HMRNN_OK);

    const hm_lbfgs_outcome outcome = minimise(&lbfgs, loss_at, &r, x, 60, &n_steps);

    assert_int_equal(outcome, HM_LBFGS_CONVERGED);
    for (size_t i = 0; i < N_TERMS; i++)  // curvatures are above 10: 1e-8 of the value is 1e-4 of x
        if (fabs((double)x[i] - w[i]) > 1e-4)
            fail_msg("weight %zu: %.9g, not %.9g", i, (double)x[i], w[i]);
    hm_lbfgs_release(&lbfgs);
}

// ---------------------------------------------------------------------------------- special cases

/// x - log x, which is infinite from 0 downwards; the minimum is at 1.
static double
barrier_at(void *context, const float *x, float *gradient)
{
    (void)context;
    gradient[0] = 1.0f - 1.0f / x[0];
    return x[0] > 0.0f ? (double)x[0] - log((double)x[0]) : (double)INFINITY;
}

static void
where_the_value_is_infinite_the_step_is_shorter(void **state)
{
    (void)state;
    const float p = 1e6f;
    float x = 50.0f;
    hm_lbfgs lbfgs;
    size_t n_steps = 0;
    assert_int_equal(hm_lbfgs_init(&lbfgs, 1, 3, &p, 1e-9, NULL), HMRNN_OK);

    const hm_lbfgs_outcome outcome = minimise(&lbfgs, barrier_at, NULL, &x, 40, &n_steps);

    assert_int_equal(outcome, HM_LBFGS_CONVERGED);
    assert_true(lbfgs.n_evaluations > n_steps + 1);
    assert_true(fabs((double)x - 1.0) < 1e-3);
    hm_lbfgs_release(&lbfgs);
}

/// A gradient that points the wrong way.
static double
wrong_gradient_at(void *context, const float *x, float *gradient)
{
    (void)context;
    gradient[0] = -x[0];
    return (double)x[0] * (double)x[0];
}

static void
where_no_step_is_better_x_stays_as_it_was(void **state)
{
    (void)state;
    float x = 3.0f;
    hm_lbfgs lbfgs;
    hm_lbfgs_outcome outcome = HM_LBFGS_MOVED;
    assert_int_equal(hm_lbfgs_init(&lbfgs, 1, 3, NULL, 1e-9, NULL), HMRNN_OK);

    hm_lbfgs_step(&lbfgs, wrong_gradient_at, NULL, &x, &outcome);

    assert_int_equal(outcome, HM_LBFGS_STUCK);
    assert_true(x == 3.0f);
    assert_true(lbfgs.value == 9.0);
    hm_lbfgs_release(&lbfgs);
}

/// cos x, which is concave between -1 and 1.
static double
cosine_at(void *context, const float *x, float *gradient)
{
    (void)context;
    gradient[0] = -sinf(x[0]);
    return cos((double)x[0]);
}

static void
a_pair_of_negative_curvature_is_not_kept(void **state)
{
    (void)state;
    const float p = 0.5f;
    float x = 0.5f;
    hm_lbfgs lbfgs;
    hm_lbfgs_outcome outcome = HM_LBFGS_CONVERGED;
    size_t n_steps = 0;
    assert_int_equal(hm_lbfgs_init(&lbfgs, 1, 3, &p, 1e-12, NULL), HMRNN_OK);

    hm_lbfgs_step(&lbfgs, cosine_at, NULL, &x, &outcome);
    const size_t n_pairs = lbfgs.n_pairs;
    minimise(&lbfgs, cosine_at, NULL, &x, 40, &n_steps);

    assert_int_equal(outcome, HM_LBFGS_MOVED);
    assert_int_equal(n_pairs, 0);
    assert_true(fabs((double)x - 3.14159265) < 1e-3);
    hm_lbfgs_release(&lbfgs);
}

static void
where_the_gradient_is_0_nothing_is_left_to_do(void **state)
{
    (void)state;
    float x = 1.0f;
    hm_lbfgs lbfgs;
    hm_lbfgs_outcome outcome = HM_LBFGS_MOVED;
    assert_int_equal(hm_lbfgs_init(&lbfgs, 1, 3, NULL, 1e-9, NULL), HMRNN_OK);

    hm_lbfgs_step(&lbfgs, barrier_at, NULL, &x, &outcome);

    assert_int_equal(outcome, HM_LBFGS_CONVERGED);
    assert_true(x == 1.0f);
    hm_lbfgs_release(&lbfgs);
}

static void
more_variables_than_memory_are_an_error(void **state)
{
    (void)state;
    hm_lbfgs lbfgs = {.n = 7};
    hmrnn_error err = {0};

    assert_int_equal(hm_lbfgs_init(&lbfgs, SIZE_MAX / 64, HM_LBFGS_PAIRS, NULL, 1e-6, &err),
                     HMRNN_ENOMEM);

    assert_non_null(strstr(err.text, "L-BFGS"));
    assert_int_equal(lbfgs.n, 7);
    hm_lbfgs_release(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quadratic_of_condition_a_million_takes_few_steps_with_its_diagonal),
        cmocka_unit_test(without_a_preconditioner_the_same_steps_lead_less_far),
        cmocka_unit_test(value_and_norm_are_those_of_x),
        cmocka_unit_test(equal_runs_and_a_run_after_a_reset_give_equal_bytes),
        cmocka_unit_test(a_logistic_regression_ends_where_newtons_method_does),
        cmocka_unit_test(where_the_value_is_infinite_the_step_is_shorter),
        cmocka_unit_test(where_no_step_is_better_x_stays_as_it_was),
        cmocka_unit_test(a_pair_of_negative_curvature_is_not_kept),
        cmocka_unit_test(where_the_gradient_is_0_nothing_is_left_to_do),
        cmocka_unit_test(more_variables_than_memory_are_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
