// SPDX-License-Identifier: BSD-2-Clause
//
// optim/lbfgs.c - minimise a smooth convex function: limited-memory BFGS.
//
// The place for the next pair is where the line search works: s holds the x that is tried, y the
// gradient there. When a step is accepted they become differences.
#include <config.h>

#include "optim/lbfgs.h"

#include "base/error.h"
#include "base/size.h"

#include <assert.h>
#include <math.h>

#define SUFFICIENT_DECREASE 1e-4
#define MAX_TRIALS 30  // lengths of a step, each at most half of the one before

enum { N_SUMS = 8 };  // partial sums side by side

static void
carve(hm_lbfgs *lbfgs)
{
    hm_arena *const arena = &lbfgs->arena;
    const size_t m = lbfgs->m;
    const size_t n = lbfgs->n;
    lbfgs->rho = hm_arena_take(arena, m, sizeof *lbfgs->rho);
    lbfgs->alpha = hm_arena_take(arena, m, sizeof *lbfgs->alpha);
    lbfgs->gradient = hm_arena_floats(arena, n);
    lbfgs->direction = hm_arena_floats(arena, n);
    lbfgs->s = hm_arena_take(arena, n, m * sizeof *lbfgs->s);
    lbfgs->y = hm_arena_take(arena, n, m * sizeof *lbfgs->y);
}

hmrnn_status
hm_lbfgs_init(hm_lbfgs *lbfgs, size_t n, size_t m, const float *preconditioner, double tolerance,
              hmrnn_error *err)
{
    assert(m >= 1);
    hm_lbfgs fresh = {.n = n,
                      .m = m,
                      .preconditioner = preconditioner,
                      .tolerance = tolerance,
                      .arena = HM_ARENA_INIT};
    carve(&fresh);
    HM_TRY(hm_arena_allocate(&fresh.arena, "L-BFGS", err));
    carve(&fresh);
    *lbfgs = fresh;
    return HMRNN_OK;
}

void
hm_lbfgs_reset(hm_lbfgs *lbfgs)
{
    lbfgs->is_evaluated = false;
    lbfgs->n_pairs = 0;
}

void
hm_lbfgs_release(hm_lbfgs *lbfgs)
{
    if (lbfgs != NULL)
        hm_arena_release(&lbfgs->arena);
}

// --------------------------------------------------------------------------------------- vectors

/// The sum of N_SUMS partial sums and of what was left over.
static double
add_up(const double *sums, double sum)
{
    for (size_t j = 0; j < N_SUMS; j++)
        sum += sums[j];
    return sum;
}

/// x'y.
static double
dot(size_t n, const float *x, const float *y)
{
    double sums[N_SUMS] = {0};
    size_t i = 0;
    for (; i + N_SUMS <= n; i += N_SUMS)
        for (size_t j = 0; j < N_SUMS; j++)
            sums[j] += (double)x[i + j] * (double)y[i + j];
    double sum = 0.0;
    for (; i < n; i++)
        sum += (double)x[i] * (double)y[i];
    return add_up(sums, sum);
}

/// x'Px; P may be NULL.
static double
preconditioned_square(size_t n, const float *p, const float *x)
{
    if (p == NULL)
        return dot(n, x, x);
    double sums[N_SUMS] = {0};
    size_t i = 0;
    for (; i + N_SUMS <= n; i += N_SUMS)
        for (size_t j = 0; j < N_SUMS; j++)
            sums[j] += (double)p[i + j] * (double)x[i + j] * (double)x[i + j];
    double sum = 0.0;
    for (; i < n; i++)
        sum += (double)p[i] * (double)x[i] * (double)x[i];
    return add_up(sums, sum);
}

/// y += a x.
static void
add_scaled(size_t n, double a, const float *restrict x, float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = (float)((double)y[i] + a * (double)x[i]);
}

/// x *= a P; P may be NULL.
static void
precondition(size_t n, double a, const float *restrict p, float *restrict x)
{
    for (size_t i = 0; i < n; i++)
        x[i] = (float)((double)x[i] * (p == NULL ? a : a * (double)p[i]));
}

// ------------------------------------------------------------------------------------- direction

/// The place of the pair that is `age` steps old, 1 for the last.
static size_t
place_of(const hm_lbfgs *lbfgs, size_t age)
{
    return (lbfgs->next + lbfgs->m - age) % lbfgs->m;
}

/// direction = -H gradient, by the two loops of Nocedal 1980. Returns gradient'direction.
static double
find_direction(hm_lbfgs *lbfgs)
{
    const size_t n = lbfgs->n;
    float *const d = lbfgs->direction;
    for (size_t i = 0; i < n; i++)
        d[i] = -lbfgs->gradient[i];
    double gamma = 1.0;
    for (size_t age = 1; age <= lbfgs->n_pairs; age++) {
        const size_t at = place_of(lbfgs, age);
        lbfgs->alpha[at] = lbfgs->rho[at] * dot(n, lbfgs->s + at * n, d);
        add_scaled(n, -lbfgs->alpha[at], lbfgs->y + at * n, d);
    }
    if (lbfgs->n_pairs > 0) {
        const size_t last = place_of(lbfgs, 1);
        gamma = 1.0 / (lbfgs->rho[last] *
                       preconditioned_square(n, lbfgs->preconditioner, lbfgs->y + last * n));
    }
    precondition(n, gamma, lbfgs->preconditioner, d);
    for (size_t age = lbfgs->n_pairs; age > 0; age--) {
        const size_t at = place_of(lbfgs, age);
        const double beta = lbfgs->rho[at] * dot(n, lbfgs->y + at * n, d);
        add_scaled(n, lbfgs->alpha[at] - beta, lbfgs->s + at * n, d);
    }
    return dot(n, lbfgs->gradient, d);
}

// ----------------------------------------------------------------------------------- line search

typedef struct problem {
    hm_objective objective;
    void *context;
    float *x;
} problem;

static double
evaluate(hm_lbfgs *lbfgs, const problem *p, const float *x, float *gradient)
{
    lbfgs->n_evaluations++;
    return p->objective(p->context, x, gradient);
}

/// The next length after t has failed: the minimum of the parabola through f(0), f'(0) and f(t),
/// between a tenth and a half of t.
static double
shorter(double t, double value, double slope, double tried)
{
    if (!isfinite(tried))
        return 0.1 * t;
    const double minimum = -slope * t * t / (2.0 * (tried - value - slope * t));
    return fmin(0.5 * t, fmax(0.1 * t, minimum));
}

/// Look along the direction for a sufficient decrease; the new x and its gradient go to the place
/// of the next pair.
///
/// \param tried    result: the value there
/// \return whether there is one
static bool
search(hm_lbfgs *lbfgs, const problem *p, double slope, double *tried)
{
    const size_t n = lbfgs->n;
    float *const x = lbfgs->s + lbfgs->next * n;
    float *const gradient = lbfgs->y + lbfgs->next * n;
    double t = 1.0;
    for (size_t trial = 0; trial < MAX_TRIALS; trial++) {
        for (size_t i = 0; i < n; i++)
            x[i] = (float)((double)p->x[i] + t * (double)lbfgs->direction[i]);
        *tried = evaluate(lbfgs, p, x, gradient);
        const double enough = lbfgs->value + SUFFICIENT_DECREASE * t * slope;
        if (isfinite(*tried) && *tried <= enough && *tried < lbfgs->value)
            return true;
        t = shorter(t, lbfgs->value, slope, *tried);
    }
    return false;
}

/// Move to where the search has ended, and keep the pair if its curvature is positive.
static void
accept(hm_lbfgs *lbfgs, float *x, double value)
{
    const size_t n = lbfgs->n;
    float *const s = lbfgs->s + lbfgs->next * n;
    float *const y = lbfgs->y + lbfgs->next * n;
    for (size_t i = 0; i < n; i++) {
        const float from = x[i];
        x[i] = s[i];
        s[i] -= from;
    }
    for (size_t i = 0; i < n; i++) {
        const float from = lbfgs->gradient[i];
        lbfgs->gradient[i] = y[i];
        y[i] -= from;
    }
    lbfgs->value = value;
    lbfgs->gradient_norm = sqrt(dot(n, lbfgs->gradient, lbfgs->gradient));
    const double curvature = dot(n, s, y);
    if (!(curvature > 0.0) || !isfinite(1.0 / curvature))
        return;
    lbfgs->rho[lbfgs->next] = 1.0 / curvature;
    lbfgs->next = (lbfgs->next + 1) % lbfgs->m;
    lbfgs->n_pairs++;
}

/// Search along -H gradient and, where that fails, along -P gradient.
static bool
find_step(hm_lbfgs *lbfgs, const problem *p, double *value)
{
    for (;;) {
        const double slope = find_direction(lbfgs);
        const bool had_pairs = lbfgs->n_pairs > 0;
        lbfgs->n_pairs = hm_size_min(lbfgs->n_pairs, lbfgs->m - 1);  // the oldest is overwritten
        if (slope < 0.0 && search(lbfgs, p, slope, value))
            return true;
        lbfgs->n_pairs = 0;
        if (!had_pairs)
            return false;
    }
}

void
hm_lbfgs_step(hm_lbfgs *lbfgs, hm_objective objective, void *context, float *x,
              hm_lbfgs_outcome *outcome)
{
    const problem p = {objective, context, x};
    if (!lbfgs->is_evaluated) {
        lbfgs->value = evaluate(lbfgs, &p, x, lbfgs->gradient);
        lbfgs->gradient_norm = sqrt(dot(lbfgs->n, lbfgs->gradient, lbfgs->gradient));
        lbfgs->is_evaluated = true;
    }
    const double before = lbfgs->value;
    double value = before;
    if (lbfgs->gradient_norm == 0.0) {
        *outcome = HM_LBFGS_CONVERGED;
    } else if (!find_step(lbfgs, &p, &value)) {
        *outcome = HM_LBFGS_STUCK;
    } else {
        accept(lbfgs, x, value);
        const double scale = fmax(1.0, fmax(fabs(before), fabs(value)));
        *outcome = before - value <= lbfgs->tolerance * scale ? HM_LBFGS_CONVERGED : HM_LBFGS_MOVED;
    }
}
