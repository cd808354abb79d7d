// SPDX-License-Identifier: BSD-2-Clause
//
// gradient.c - the gradient of a whole network, against differences of the reference's loss.
#include <config.h>

#include "gradient.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/// Central differences of doubles are good to 1e-8 here; what is left is the library's float.
#define EPSILON 1e-6
#define TOLERANCE 1e-3
/// A detector this near its threshold may decide otherwise in float: another network is tried.
#define TOO_CLOSE 1e-4

#define SCALE 0.37f        // of the loss, as the mean over a batch would be
#define LABEL_SCALE 0.21f  // of the labels' part of it

/// Carry a random state in: the same for the library and for the reference.
static void
start_somewhere(gradient_trial *trial, hm_rng *rng)
{
    const hm_dims *const dims = &trial->network.dims;
    for (size_t row = 0; row < trial->text.B; row++) {
        reference *const r = &trial->start[row];
        reference_init(r, dims, &trial->network.params, trial->network.w, &trial->forward, row);
        if (dims->char_classes != NULL)
            r->char_class = trial->window.tape.char_class[row] =
                (uint8_t)(row % dims->n_char_classes);
        for (size_t l = 0; l < dims->n_layers; l++) {
            const hm_tape_layer *const layer = &trial->window.tape.layer[l];
            for (size_t d = 0; d < dims->n_units[l]; d++) {
                const size_t at = row * dims->n_units[l] + d;
                layer->h[at] = hm_rng_uniform(rng) - 0.5f;
                layer->c[at] = 2.0f * hm_rng_uniform(rng) - 1.0f;
                r->layer[l].h[d] = (double)layer->h[at];
                r->layer[l].c[d] = (double)layer->c[at];
            }
            if (!hm_dims_has_detector(dims, l))
                continue;
            const float z = hm_rng_uniform(rng);
            const bool is_soft = trial->forward.boundary == HMRNN_BOUNDARY_SOFT;
            layer->z[row] = is_soft ? z : z < 0.3f ? 1.0f : 0.0f;
            r->layer[l].z = (double)layer->z[row];
        }
    }
}

static double
cost_of_boundaries(const gradient_trial *trial)
{
    const hm_dims *const dims = &trial->network.dims;
    double n = 0.0;
    for (size_t l = 0; l < hm_dims_detectors(dims); l++)
        for (size_t i = 0; i < trial->text.n_steps * trial->text.B; i++)
            n += (double)trial->window.tape.layer[l].z[trial->text.B + i];
    return (double)trial->forward.boundary_penalty * n;
}

/// The library's gradient into window.gradient; returns its loss.
static double
run_library(gradient_trial *trial)
{
    hm_net *const net = &trial->network.net;
    const bool is_dropconnected = trial->forward.dropout_weights > 0.0f;
    const size_t T = trial->text.n_steps;
    const size_t B = trial->text.B;
    if (is_dropconnected && net->dropconnect[0] == NULL)
        assert_int_equal(hm_net_allow_dropconnect(net, NULL), HMRNN_OK);
    if (is_dropconnected)
        hm_net_pack_dropconnect(net, &trial->forward, NULL);
    hm_window_clear_gradient(&trial->window);
    hm_window_forward(&trial->window, net, &trial->forward, T, B, trial->text.ids,
                      trial->text.resets);
    double loss = (double)SCALE * hm_window_score(&trial->window, net, &trial->forward, T, B,
                                                  trial->text.targets, NULL, SCALE, true);
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        if (trial->labels[l] != NULL)
            loss += (double)LABEL_SCALE * hm_window_label_loss(&trial->window, net, l, T, B,
                                                               trial->labels[l], LABEL_SCALE, true);
    loss += cost_of_boundaries(trial);
    hm_window_backward(&trial->window, net, &trial->forward, T, B, trial->text.ids);
    if (is_dropconnected)
        hm_net_dropconnect_gradient(net, &trial->forward, &trial->window.backward.gradient);
    return loss;
}

/// The loss of all rows by the reference. \param record  keep the anchors; otherwise replay them
static double
reference_loss(gradient_trial *trial, bool record, double *closest)
{
    static reference r;
    double loss = 0.0;
    for (size_t row = 0; row < trial->text.B; row++) {
        r = trial->start[row];
        r.replays = !record;
        for (size_t t = 0; t < trial->text.n_steps; t++) {
            const size_t at = t * trial->text.B + row;
            if (trial->text.resets[at] != 0)
                reference_clear(&r);
            loss +=
                (double)SCALE * reference_step(&r, t, trial->text.ids[at], trial->text.targets[at]);
            for (size_t l = 0; l < hm_dims_detectors(r.dims); l++)
                loss += (double)trial->forward.boundary_penalty * r.layer[l].z;
            for (size_t l = 0; l < hm_dims_detectors(r.dims); l++) {
                if (trial->labels[l] == NULL || hm_soft_label_is_none(trial->labels[l][at]))
                    continue;
                const double x = r.layer[l].logit;
                const double y = hm_soft_label_probability(trial->labels[l][at]);
                loss +=
                    (double)LABEL_SCALE * (y * log(1.0 + exp(-x)) + (1.0 - y) * log(1.0 + exp(x)));
            }
        }
        if (record) {
            memcpy(trial->start[row].anchor, r.anchor, sizeof r.anchor);
            *closest = fmin(*closest, r.closest);
        }
    }
    return loss;
}

void
gradient_trial_end(gradient_trial *trial)
{
    hm_window_release(&trial->window);
    passage_release(&trial->text);
    network_release(&trial->network);
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        free(trial->labels[l]);
    free(trial->clamp);
    free(trial);
}

/// For layer l: every third step has no label; the others have certain ones and doubts.
static void
make_labels(gradient_trial *trial, size_t l, hm_rng *rng)
{
    const size_t n = trial->text.n_steps * trial->text.B;
    trial->labels[l] = malloc(n);
    trial->clamp = l == 0 ? malloc(n) : trial->clamp;
    assert_true(trial->labels[l] != NULL && trial->clamp != NULL);
    for (size_t i = 0; i < n; i++) {
        const bool decides = hm_rng_below(rng, 2) == 1;
        const float doubt = hm_rng_below(rng, 2) == 1 ? 0.0f : 0.5f * hm_rng_uniform(rng);
        const bool is_silent = hm_rng_below(rng, 3) == 0;
        trial->labels[l][i] =
            is_silent ? HM_LABEL_NONE : hm_soft_label_of(decides ? 1.0f - doubt : doubt, decides);
        if (l == 0)
            trial->clamp[i] = is_silent ? HM_LABEL_NONE : decides;
    }
}

gradient_trial *
gradient_trial_new(const hm_dims *dims, const hm_forward_options *forward, bool is_labelled,
                   size_t T, size_t B, float reach, uint64_t seed)
{
    for (uint64_t attempt = 0; attempt < 8; attempt++) {
        gradient_trial *const trial = calloc(1, sizeof *trial);
        hm_rng rng = hm_rng_stream(seed, 100 + attempt);
        assert_non_null(trial);
        trial->forward = *forward;
        network_make(&trial->network, dims, reach, true, seed + 1000 * attempt);
        passage_make(&trial->text, dims, T, B, &rng);
        assert_int_equal(hm_window_init(&trial->window, dims, T, B, true, NULL), HMRNN_OK);
        trial->forward.elements = trial->text.points;
        start_somewhere(trial, &rng);

        if (is_labelled) {
            for (size_t l = 0; l < hm_dims_detectors(dims); l++)
                make_labels(trial, l, &rng);
            trial->forward.clamp = forward->clamp == NULL ? NULL : trial->clamp;
            for (size_t row = 0; row < B; row++) {
                trial->start[row].forward.clamp = trial->forward.clamp;
                trial->start[row].clamp_stride = B;
            }
        }
        const double loss = run_library(trial);
        double closest = 1.0;
        const double wanted = reference_loss(trial, true, &closest);
        if (closest >= TOO_CLOSE) {
            assert_true(fabs(loss - wanted) < 1e-4 * wanted);
            assert_true(fabs(reference_loss(trial, false, NULL) - wanted) < 1e-9 * wanted);
            return trial;
        }
        gradient_trial_end(trial);
    }
    fail_msg("seed %llu: every network has a close decision", (unsigned long long)seed);
    return NULL;
}

/// The derivative of the reference's loss when `n` parameters from `first` move along `direction`.
static double
difference(gradient_trial *trial, size_t first, size_t n, const double *direction)
{
    double *const w = trial->network.w + first;
    double *const kept = malloc(n * sizeof *kept);
    assert_non_null(kept);
    memcpy(kept, w, n * sizeof *kept);
    for (size_t i = 0; i < n; i++)
        w[i] = kept[i] + EPSILON * direction[i];
    const double above = reference_loss(trial, false, NULL);
    for (size_t i = 0; i < n; i++)
        w[i] = kept[i] - EPSILON * direction[i];
    const double below = reference_loss(trial, false, NULL);
    memcpy(w, kept, n * sizeof *kept);
    free(kept);
    return (above - below) / (2.0 * EPSILON);
}

static void
expect_near(const gradient_trial *trial, const hm_tensor *tensor, const char *what, double got,
            double wanted, double size)
{
    if (!(fabs(got - wanted) <= TOLERANCE * fmax(fabs(wanted), size) + 1e-8))
        fail_msg("%s, %s (%zu layers): %g, but by differences %g", tensor->name, what,
                 trial->network.dims.n_layers, got, wanted);
}

void
gradient_check_tensor(gradient_trial *trial, const hm_tensor *tensor, size_t n_entries, hm_rng *rng)
{
    const float *const gradient = trial->window.gradient + tensor->first;
    const size_t n = tensor->n_rows * tensor->n_columns;
    double *const direction = malloc(n * sizeof *direction);
    assert_non_null(direction);
    double squares = 0.0;
    for (size_t i = 0; i < n; i++)
        squares += (double)gradient[i] * (double)gradient[i];
    const double norm = sqrt(squares);
    const double typical = norm / sqrt((double)n);
    trial->n_without += norm > 0.0 ? 0 : 1;

    for (size_t i = 0; i < n; i++)
        direction[i] = norm > 0.0 ? (double)gradient[i] / norm : 0.0;
    expect_near(trial, tensor, "uphill", norm, difference(trial, tensor->first, n, direction), 0.0);
    double slope = 0.0;
    for (size_t i = 0; i < n; i++) {
        direction[i] = hm_rng_normal(rng) / sqrt((double)n);
        slope += direction[i] * (double)gradient[i];
    }
    expect_near(trial, tensor, "anywhere", slope, difference(trial, tensor->first, n, direction),
                typical);
    for (size_t k = 0; k < n_entries; k++) {
        const size_t i = hm_rng_below(rng, n);
        const double one = 1.0;
        expect_near(trial, tensor, "one entry", (double)gradient[i],
                    difference(trial, tensor->first + i, 1, &one), typical);
    }
    free(direction);
}

/// The boundary row of a matrix is one of hundreds: it gets a look of its own.
static void
check_boundary_rows(gradient_trial *trial)
{
    const hm_dims *const dims = &trial->network.dims;
    for (size_t k = 0; k < trial->network.n_tensors; k++) {
        hm_tensor row = trial->network.tensors[k];
        for (size_t l = 0; l < dims->n_layers; l++)
            if (hm_dims_has_detector(dims, l) && row.n_rows * row.n_columns > row.n_columns &&
                row.n_rows == hm_dims_rows(dims, l) && strncmp(row.name, "layer", 5) == 0 &&
                row.name[5] == (char)('1' + l)) {
                hm_rng rng = hm_rng_stream(5, k);
                row.first += (row.n_rows - 1) * row.n_columns;
                row.n_rows = 1;
                gradient_check_tensor(trial, &row, 2, &rng);
            }
    }
}

void
gradient_check_dims(const hm_dims *dims, const hm_forward_options *forward, bool is_labelled,
                    uint64_t seed, hm_rng *rng)
{
    gradient_trial *const trial = gradient_trial_new(dims, forward, is_labelled, 8, 3, 10.0f, seed);

    for (size_t k = 0; k < trial->network.n_tensors; k++)
        gradient_check_tensor(trial, &trial->network.tensors[k], 3, rng);
    assert_true(trial->n_without * 3 <= trial->network.n_tensors);
    check_boundary_rows(trial);

    gradient_trial_end(trial);
}

void
gradient_check(hmrnn_cell cell, bool has_layer_norm, size_t n_layers,
               const hm_forward_options *forward, bool is_labelled, uint64_t seed)
{
    hm_rng rng = hm_rng_stream(seed, 4);
    const hm_dims dims = network_dims(cell, has_layer_norm, n_layers, &rng);
    gradient_check_dims(&dims, forward, is_labelled, seed, &rng);
}
