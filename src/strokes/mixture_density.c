// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/mixture_density.c - the distribution of the next point: a mixture of Gaussians,
// and whether the pen is lifted.
#include <config.h>

#include "strokes/mixture_density.h"

#include <assert.h>
#include <math.h>

#define LN_2_PI 1.83787706640934548356
#define MAX_S 20.0  // |s| beyond this is taken for this

/// One component, and a target in its coordinates.
typedef struct component {
    double sigma_x, sigma_y;
    double rho, tanh_r;
    double q;     ///< 1 - rho^2
    double x, y;  ///< of the target, from mu in units of sigma
} component;

/// sigma = HM_MDN_MIN_SIGMA + exp(s - bias)
static double
sigma_of(float s, double bias)
{
    return HM_MDN_MIN_SIGMA + exp(fmin(fmax((double)s - bias, -MAX_S), MAX_S));
}

static component
component_at(size_t M, const float *y, size_t j, double bias, const hm_stroke_point *target)
{
    const float *const own = y + 2 + j;
    component c = {.sigma_x = sigma_of(own[3 * M], bias), .sigma_y = sigma_of(own[4 * M], bias)};
    c.tanh_r = tanh((double)own[5 * M]);
    c.rho = HM_MDN_MAX_RHO * c.tanh_r;
    c.q = 1.0 - c.rho * c.rho;
    if (target != NULL) {
        c.x = ((double)target->x - (double)own[M]) / c.sigma_x;
        c.y = ((double)target->y - (double)own[2 * M]) / c.sigma_y;
    }
    return c;
}

/// ln N (Graves, eq. 24-25), with x and y in units of sigma from mu:
///
///     z    = x^2 + y^2 - 2 rho x y
///     ln N = -ln(2 pi sigma_x sigma_y sqrt(1 - rho^2)) - z / (2 (1 - rho^2))
static double
log_normal(const component *c)
{
    const double z = c->x * c->x + c->y * c->y - 2.0 * c->rho * c->x * c->y;
    return -LN_2_PI - log(c->sigma_x * c->sigma_y * sqrt(c->q)) - z / (2.0 * c->q);
}

static double
log_sum(size_t n, const double *x)
{
    double most = x[0];
    double sum = 0.0;
    for (size_t i = 1; i < n; i++)
        most = fmax(most, x[i]);
    for (size_t i = 0; i < n; i++)
        sum += exp(x[i] - most);
    return most + log(sum);
}

/// -ln p(is_so) of a Bernoulli distribution with this logit; out: its gradient.
static double
bernoulli_loss(float *logit, float is_so, float scale, bool wants_gradient)
{
    const double x = (double)*logit;
    const double p = 1.0 / (1.0 + exp(-x));
    if (wants_gradient)
        *logit = scale * (float)(p - (double)is_so);
    return fmax(x, 0.0) + log1p(exp(-fabs(x))) - (double)is_so * x;
}

/// The gradient of one component's numbers, in place (Graves, eq. 27-37).
///
/// \param pi       its weight in the mixture
/// \param gamma    its responsibility: its share of the density at the target
static void
put_gradient(size_t M, float *y, size_t j, const component *c, double pi, double gamma, float scale)
{
    float *const own = y + 2 + j;
    const double x_q = (c->x - c->rho * c->y) / c->q;
    const double z = c->x * c->x + c->y * c->y - 2.0 * c->rho * c->x * c->y;
    const double d_rho = (c->rho + c->x * c->y - c->rho * z / c->q) / c->q;
    const double y_q = (c->y - c->rho * c->x) / c->q;
    const double minus = -gamma * (double)scale;
    own[0] = scale * (float)(pi - gamma);
    own[M] = (float)(minus * x_q / c->sigma_x);
    own[2 * M] = (float)(minus * y_q / c->sigma_y);
    own[3 * M] = (float)(minus * (c->x * x_q - 1.0) * (1.0 - HM_MDN_MIN_SIGMA / c->sigma_x));
    own[4 * M] = (float)(minus * (c->y * y_q - 1.0) * (1.0 - HM_MDN_MIN_SIGMA / c->sigma_y));
    own[5 * M] = (float)(minus * d_rho * HM_MDN_MAX_RHO * (1.0 - c->tanh_r * c->tanh_r));
}

double
hm_mdn_loss(size_t M, float *y, const hm_stroke_point *target, float scale, bool wants_gradient)
{
    assert(M >= 1 && M <= HMRNN_MAX_COMPONENTS);
    component components[HMRNN_MAX_COMPONENTS];
    double log_pi[HMRNN_MAX_COMPONENTS];
    double log_joint[HMRNN_MAX_COMPONENTS];
    for (size_t j = 0; j < M; j++)
        log_pi[j] = (double)y[2 + j];
    const double log_total = log_sum(M, log_pi);
    for (size_t j = 0; j < M; j++) {
        components[j] = component_at(M, y, j, 0.0, target);
        log_pi[j] -= log_total;
        log_joint[j] = log_pi[j] + log_normal(&components[j]);
    }
    const double log_density = log_sum(M, log_joint);
    for (size_t j = 0; wants_gradient && j < M; j++)
        put_gradient(M, y, j, &components[j], exp(log_pi[j]), exp(log_joint[j] - log_density),
                     scale);
    double loss = bernoulli_loss(&y[0], target->lift, scale, wants_gradient) - log_density;
    if (target->lift > 0.5f)
        loss += bernoulli_loss(&y[1], target->end, scale, wants_gradient);
    else if (wants_gradient)
        y[1] = 0.0f;
    return loss;
}

static float
draw_bernoulli(float logit, hm_rng *rng)
{
    return (double)hm_rng_uniform(rng) < 1.0 / (1.0 + exp(-(double)logit)) ? 1.0f : 0.0f;
}

hm_stroke_point
hm_mdn_draw(size_t M, const float *y, double bias, hm_rng *rng)
{
    assert(M >= 1 && M <= HMRNN_MAX_COMPONENTS);
    double log_pi[HMRNN_MAX_COMPONENTS];
    for (size_t j = 0; j < M; j++)
        log_pi[j] = (double)y[2 + j] * (1.0 + bias);
    const double log_total = log_sum(M, log_pi);
    double left = (double)hm_rng_uniform(rng);
    size_t j = 0;
    while (j + 1 < M && (left -= exp(log_pi[j] - log_total)) >= 0.0)
        j++;

    const component c = component_at(M, y, j, bias, NULL);
    const double a = hm_rng_normal(rng);
    const double b = c.rho * a + sqrt(c.q) * hm_rng_normal(rng);
    hm_stroke_point point = {.x = (float)((double)y[2 + M + j] + c.sigma_x * a),
                             .y = (float)((double)y[2 + 2 * M + j] + c.sigma_y * b)};
    point.lift = draw_bernoulli(y[0], rng);
    point.end = point.lift > 0.5f ? draw_bernoulli(y[1], rng) : 0.0f;
    return point;
}
