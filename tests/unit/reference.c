// SPDX-License-Identifier: BSD-2-Clause
//
// reference.c - the equations, one after the other (arXiv:1609.01704, eq. 1-9).
#include <config.h>

#include "reference.h"

#include <math.h>
#include <string.h>

/// Factors of n units, the number `at` among the masks of a row: 1 + l for what layer l tells its
/// neighbours, 1 + HMRNN_MAX_LAYERS + l for what the output module sees of it.
static void
choose(const reference *r, float share, size_t at, size_t n, double *factor)
{
    hm_rng rng = hm_forward_rng(&r->forward, HM_DRAW_UNIT_MASKS, 0, at, r->row);
    const float keep = 1.0f - share;
    for (size_t i = 0; i < n; i++)
        factor[i] = share <= 0.0f || hm_rng_uniform(&rng) < keep ? 1.0 / (double)keep : 0.0;
}

void
reference_init(reference *r, const hm_dims *dims, const hm_params *view, const double *w,
               const hm_forward_options *forward, size_t row)
{
    memset(r, 0, sizeof *r);
    r->dims = dims;
    r->at = *view;
    r->w = w;
    r->forward = *forward;
    r->row = row;
    r->closest = 1.0;
    choose(r, forward->dropout_input, 0, dims->n_embed, r->input_factor);
    for (size_t l = 0; l < dims->n_layers; l++) {
        choose(r, forward->dropout_layers, 1 + l, dims->n_units[l], r->between_factor[l]);
        choose(r, forward->dropout_output, 1 + HMRNN_MAX_LAYERS + l, dims->n_units[l],
               r->output_factor[l]);
    }
}

void
reference_clear(reference *r)
{
    memset(r->layer, 0, sizeof r->layer);
    r->char_class = 0;
}

/// The double that belongs to a tensor of the float array.
static const double *
weights(const reference *r, const float *tensor)
{
    return r->w + (tensor - r->at.all);
}

static double
sigmoid(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

static double
inner(size_t n, const double *a, const double *b)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/// Keep a unit where its draw is below 1 - dropout, and make up for those that are not kept.
static void
drop_out(const reference *r, hm_draw purpose, size_t t, size_t n, double *x)
{
    if (r->forward.dropout <= 0.0f)
        return;
    hm_rng rng = hm_forward_rng(&r->forward, purpose, 0, t, r->row);
    const float keep = 1.0f - r->forward.dropout;
    for (size_t i = 0; i < n; i++)
        x[i] = hm_rng_uniform(&rng) < keep ? x[i] / (double)keep : 0.0;
}

/// The sum of products of three.
static double
inner_of_three(size_t n, const double *a, const double *b, const double *c)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i] * c[i];
    return sum;
}

/// Row i of U times the state, some weights of the gates left out.
static double
recur(const reference *r, size_t l, size_t i)
{
    const size_t D = r->dims->n_units[l];
    const double *const u = weights(r, r->at.layer[l].recurrent) + i * D;
    const float keep = 1.0f - r->forward.dropout_weights;
    if (keep >= 1.0f || i == 4 * D)
        return inner(D, u, r->layer[l].h);
    hm_rng rng = hm_forward_rng(&r->forward, HM_DRAW_WEIGHT_MASKS, 0, i, l);
    double sum = 0.0;
    for (size_t d = 0; d < D; d++)
        sum += hm_rng_uniform(&rng) < keep ? u[d] / (double)keep * r->layer[l].h[d] : 0.0;
    return sum;
}

/// Layer norm without gain and bias (arXiv:1607.06450, eq. 3).
static void
normalise(size_t n, double *x)
{
    double mean = 0.0;
    double variance = 0.0;
    for (size_t i = 0; i < n; i++)
        mean += x[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        variance += (x[i] - mean) * (x[i] - mean) / (double)n;
    for (size_t i = 0; i < n; i++)
        x[i] = (x[i] - mean) / sqrt(variance + 1e-5);
}

/// s = U h_prev + z_prev V h_above_prev + z_below W h_below, without the bias (eq. 4, 6-7).
static void
preactivate(const reference *r, size_t l, double z_prev, double z_below, const double *below,
            double *s)
{
    const hm_dims *const dims = r->dims;
    const hm_layer_params *const at = &r->at.layer[l];
    const size_t D = dims->n_units[l];
    const size_t n_below = l == 0 ? dims->n_embed : dims->n_units[l - 1];
    const bool has_detector = dims->cell == HMRNN_CELL_HMLSTM && l + 1 < dims->n_layers;
    for (size_t i = 0; i < 4 * D + (has_detector ? 1 : 0); i++) {
        s[i] = recur(r, l, i);
        s[i] += z_below * inner_of_three(n_below, weights(r, at->bottomup) + i * n_below, below,
                                         l == 0 ? r->input_factor : r->between_factor[l - 1]);
        if (l == 0 && r->changes)
            s[i] += weights(r, r->at.class_change)[i];
        if (has_detector) {
            const size_t n_above = dims->n_units[l + 1];
            s[i] += z_prev * inner_of_three(n_above, weights(r, at->topdown) + i * n_above,
                                            r->layer[l + 1].h, r->between_factor[l + 1]);
        }
    }
}

static bool
is_clamped(const reference *r, size_t l, size_t t)
{
    return l == 0 && r->forward.clamp != NULL &&
           r->forward.clamp[t * r->clamp_stride + r->row] <= 1;
}

/// Whether the layer copies at this step, whatever the bits say.
static bool
is_held(const reference *r, size_t l, size_t t)
{
    if (l == 0 || r->forward.layer_zoneout <= 0.0f)
        return false;
    hm_rng rng = hm_forward_rng(&r->forward, HM_DRAW_ZONEOUT, l, t, r->row);
    return hm_rng_uniform(&rng) < r->forward.layer_zoneout;
}

/// What the detector makes of z~, without COPY (sec. 3.1; reference.h for a replayed run).
static double
decide(reference *r, size_t l, size_t t, double z_tilde)
{
    if (is_clamped(r, l, t))
        return r->forward.clamp[t * r->clamp_stride + r->row];
    if (r->forward.boundary == HMRNN_BOUNDARY_SOFT)
        return z_tilde;
    if (r->replays) {
        const reference_anchor *const anchor = &r->anchor[t][l];
        return anchor->bit + (z_tilde - anchor->z_tilde);
    }
    double threshold = 0.5;
    if (r->forward.boundary == HMRNN_BOUNDARY_SAMPLED) {
        hm_rng rng = hm_forward_rng(&r->forward, HM_DRAW_BOUNDARY, l, t, r->row);
        threshold = (double)hm_rng_uniform(&rng);
    }
    return z_tilde > threshold ? 1.0 : 0.0;
}

/// How near a row that does not copy came to deciding otherwise.
static void
note_closeness(reference *r, size_t l, size_t t, double z_tilde)
{
    double threshold = 0.5;
    if (r->forward.boundary == HMRNN_BOUNDARY_SOFT)
        return;
    if (r->forward.boundary == HMRNN_BOUNDARY_SAMPLED) {
        hm_rng rng = hm_forward_rng(&r->forward, HM_DRAW_BOUNDARY, l, t, r->row);
        threshold = (double)hm_rng_uniform(&rng);
    }
    r->closest = fmin(r->closest, fabs(z_tilde - threshold));
}

/// Gates in the order f, i, o, g and the evidence, from s.
static void
activate(const reference *r, size_t l, double *s, double *z_tilde, double *logit)
{
    const hm_dims *const dims = r->dims;
    const hm_layer_params *const at = &r->at.layer[l];
    const size_t D = dims->n_units[l];
    const double *const bias = weights(r, at->bias);
    for (size_t block = 0; block < 4; block++) {
        double *const x = s + block * D;
        if (dims->has_layer_norm)
            normalise(D, x);
        for (size_t d = 0; d < D; d++) {
            const size_t i = block * D + d;
            const double gain = dims->has_layer_norm ? weights(r, at->gain)[i] : 1.0;
            const double y = gain * x[d] + bias[i];
            x[d] = block < 3 ? sigmoid(y) : tanh(y);
        }
    }
    if (dims->cell == HMRNN_CELL_HMLSTM && l + 1 < dims->n_layers) {
        const double reach = (double)r->forward.slope * (s[4 * D] + bias[4 * D]);
        const double z = (reach + 1.0) / 2.0;
        *logit = 2.0 * reach;
        *z_tilde = fmax(0.0, fmin(1.0, z));
    }
}

/// Layer l from step t to t + 1; `below` and z_below are of this step, all else of the one before.
static void
step_layer(reference *r, size_t l, size_t t, double z_below, const double *below)
{
    reference_layer *const layer = &r->layer[l];
    const size_t D = r->dims->n_units[l];
    const bool has_detector = r->dims->cell == HMRNN_CELL_HMLSTM && l + 1 < r->dims->n_layers;
    const double z_prev = layer->z;
    double write = z_prev + (1.0 - z_prev) * z_below;
    double keep = (1.0 - z_prev) * z_below;
    double copy = (1.0 - z_prev) * (1.0 - z_below);
    const bool held = is_held(r, l, t);
    if (held || (r->replays && r->anchor[t][l].copied && !r->forward.computes_copies)) {
        write = keep = 0.0;  // the skip estimator: a row that copied is constant
        copy = 1.0;
    }

    double s[4 * REFERENCE_UNITS + 1];
    double z_tilde = 0.0;
    double logit = 0.0;
    preactivate(r, l, z_prev, z_below, below, s);
    activate(r, l, s, &z_tilde, &logit);
    for (size_t d = 0; d < D; d++) {
        const double f = s[d], i = s[D + d], o = s[2 * D + d], g = s[3 * D + d];
        layer->c[d] = write * i * g + (keep * f + copy) * layer->c[d];
        layer->h[d] = write * o * tanh(layer->c[d]) + copy * layer->h[d];
    }

    layer->copied = held || (copy >= 1.0 && r->forward.boundary != HMRNN_BOUNDARY_SOFT);
    layer->z_tilde = write * z_tilde;
    layer->logit = write * logit;
    const double z_hat = has_detector ? decide(r, l, t, z_tilde) : 0.0;
    if (!r->replays && t < REFERENCE_STEPS)
        r->anchor[t][l] = (reference_anchor){z_tilde, z_hat, layer->copied};
    if (has_detector && !layer->copied && !is_clamped(r, l, t))
        note_closeness(r, l, t, z_tilde);
    layer->z = write * z_hat;
    r->n_active[l] += layer->copied ? 0 : 1;
    r->n_boundaries[l] += layer->z >= 1.0 ? 1 : 0;
}

/// -ln p(target) by a softmax.
static double
softmax_loss(size_t V, const double *y, uint32_t target)
{
    double sum = 0.0;
    for (size_t v = 0; v < V; v++)
        sum += exp(y[v]);
    return log(sum) - y[target];
}

double
reference_density(size_t M, const double *y, const hm_stroke_point *target)
{
    const double pi = 3.14159265358979323846;
    const double lift = sigmoid(y[0]);
    const double end = sigmoid(y[1]);
    double total = 0.0;
    double density = 0.0;
    for (size_t j = 0; j < M; j++)
        total += exp(y[2 + j]);
    for (size_t j = 0; j < M; j++) {
        const double *const at = y + 2 + j;
        const double sigma_x = HM_MDN_MIN_SIGMA + exp(at[3 * M]);
        const double sigma_y = HM_MDN_MIN_SIGMA + exp(at[4 * M]);
        const double rho = HM_MDN_MAX_RHO * tanh(at[5 * M]);
        const double x = ((double)target->x - at[M]) / sigma_x;
        const double up = ((double)target->y - at[2 * M]) / sigma_y;
        const double z = x * x + up * up - 2.0 * rho * x * up;
        density += exp(at[0]) / total * exp(-z / (2.0 * (1.0 - rho * rho))) /
                   (2.0 * pi * sigma_x * sigma_y * sqrt(1.0 - rho * rho));
    }
    density *= target->lift > 0.5f ? lift : 1.0 - lift;
    if (target->lift > 0.5f)
        density *= target->end > 0.5f ? end : 1.0 - end;
    return -log(density);
}

/// The point of a drawing that an id stands for.
static const hm_stroke_point *
point_of(const reference *r, uint32_t id)
{
    const hm_stroke_point *const points = r->forward.elements;
    return &points[id];
}

/// The output module (eq. 8-9): -ln p(target).
static double
score(const reference *r, size_t t, uint32_t target)
{
    const hm_dims *const dims = r->dims;
    double all[HMRNN_MAX_LAYERS * REFERENCE_UNITS];
    double gated[HMRNN_MAX_LAYERS * REFERENCE_UNITS];
    size_t n = 0;
    for (size_t l = 0; l < dims->n_layers; l++) {
        for (size_t d = 0; d < dims->n_units[l]; d++)
            all[n++] = r->layer[l].h[d] * r->output_factor[l][d];
    }
    for (size_t l = 0, i = 0; l < dims->n_layers; l++) {
        const double gate = sigmoid(inner(n, weights(r, r->at.head_gate) + l * n, all));
        for (size_t d = 0; d < dims->n_units[l]; d++, i++)
            gated[i] = gate * all[i];
    }
    double e[REFERENCE_UNITS];
    for (size_t i = 0; i < dims->n_output_embed; i++)
        e[i] = fmax(0.0, inner(n, weights(r, r->at.head_embed) + i * n, gated));
    drop_out(r, HM_DRAW_OUTPUT_DROPOUT, t, dims->n_output_embed, e);

    double y[REFERENCE_OUTPUTS];
    for (size_t v = 0; v < hm_dims_outputs(dims); v++)
        y[v] = inner(dims->n_output_embed, weights(r, r->at.head_output) + v * dims->n_output_embed,
                     e) +
               weights(r, r->at.head_bias)[v];
    return dims->modality == &hm_stroke_modality
               ? reference_density(dims->n_components, y, point_of(r, target))
               : softmax_loss(dims->n_symbols, y, target);
}

/// A row of the embedding and one of the kinds, or the affine map of a point.
static void
embed(const reference *r, uint32_t id, double *x)
{
    const size_t E = r->dims->n_embed;
    const double *const w = weights(r, r->at.embedding);
    if (r->dims->modality != &hm_stroke_modality) {
        const uint8_t *const char_classes = r->dims->char_classes;
        for (size_t i = 0; i < E; i++)
            x[i] = w[id * E + i] + (char_classes == NULL
                                        ? 0.0
                                        : weights(r, r->at.char_classes)[char_classes[id] * E + i]);
        return;
    }
    const hm_stroke_point *const point = point_of(r, id);
    for (size_t i = 0; i < E; i++)
        x[i] = (double)point->x * w[i] + (double)point->y * w[E + i] +
               (double)point->lift * w[2 * E + i] + w[3 * E + i];
}

double
reference_step(reference *r, size_t t, uint32_t id, uint32_t target)
{
    const hm_dims *const dims = r->dims;
    double x[REFERENCE_UNITS];
    const uint8_t char_class = dims->char_classes == NULL ? 0 : dims->char_classes[id];
    r->changes = char_class > 0 && r->char_class > 0 && char_class != r->char_class;
    r->char_class = char_class;
    embed(r, id, x);
    drop_out(r, HM_DRAW_INPUT_DROPOUT, t, dims->n_embed, x);
    for (size_t l = 0; l < dims->n_layers; l++) {
        const bool is_driven = l > 0 && dims->cell == HMRNN_CELL_HMLSTM;
        step_layer(r, l, t, is_driven ? r->layer[l - 1].z : 1.0, l == 0 ? x : r->layer[l - 1].h);
    }
    return target == REFERENCE_NO_TARGET ? 0.0 : score(r, t, target);
}
