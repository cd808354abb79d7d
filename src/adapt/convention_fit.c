// SPDX-License-Identifier: BSD-2-Clause
//
// adapt/convention_fit.c - a convention fitted to examples.
#include <config.h>

#include "adapt/convention_fit.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

#define MAX_FOLDS ((size_t)4)
#define MANY_RECORDS 1000  // one fold in MANY_FOLDS decides
#define MANY_FOLDS ((size_t)8)
#define VALIDATION_TOLERANCE 1e-3
#define VALIDATION_STEPS 30
#define TOLERANCE 1e-5
#define MAX_STEPS 120
#define SINGLE_RECORD 1  // the candidate where nothing can be held out

/// The strongest first: each fit begins where the one before ended.
static const float precisions[HM_FIT_CANDIDATES] = {100.0f, 10.0f, 3.0f, 1.0f, 0.3f};

float
hm_fit_precision(size_t candidate)
{
    return precisions[candidate];
}

static void
carve(hm_convention_fit *fit, hm_arena *arena)
{
    fit->x = hm_arena_floats(arena, fit->objective.n_parameters);
    fit->inverse = hm_arena_floats(arena, fit->objective.n_parameters);
}

/// Begin a minimisation.
static void
begin(hm_convention_fit *fit, size_t candidate, bool is_fresh)
{
    fit->candidate = candidate;
    fit->objective.precision = precisions[candidate];
    fit->n_steps = 0;
    if (is_fresh)
        hm_crf_objective_start(&fit->objective, fit->x);
    hm_crf_objective_precondition(&fit->objective, fit->inverse);
    fit->lbfgs.tolerance = fit->phase == HM_FIT_LEARNS ? TOLERANCE : VALIDATION_TOLERANCE;
    hm_lbfgs_reset(&fit->lbfgs);
}

static void
begin_final(hm_convention_fit *fit)
{
    fit->phase = HM_FIT_LEARNS;
    fit->objective.n_folds = 0;
    begin(fit, fit->best, true);
}

hmrnn_status
hm_convention_fit_init(hm_convention_fit *fit, const hm_instances *instances,
                       const hm_annotated_text *text, hm_thread_pool *pool, hmrnn_error *err)
{
    if (instances->n_records == 0)
        return hm_fail(err, HMRNN_ETEXT, "no example has a gap that is known");
    hm_convention_fit fresh = {.phase = HM_FIT_VALIDATES, .best = SINGLE_RECORD};
    HM_TRY(hm_crf_objective_init(&fresh.objective, instances, text, pool, err));
    fresh.arena = (hm_arena)HM_ARENA_INIT;
    carve(&fresh, &fresh.arena);
    hmrnn_status status = hm_arena_allocate(&fresh.arena, "the weights of features", err);
    if (status == HMRNN_OK) {
        carve(&fresh, &fresh.arena);
        status = hm_lbfgs_init(&fresh.lbfgs, fresh.objective.n_parameters, HM_LBFGS_PAIRS,
                               fresh.inverse, VALIDATION_TOLERANCE, err);
    }
    if (status != HMRNN_OK) {
        hm_convention_fit_release(&fresh);
        return status;
    }
    *fit = fresh;
    const size_t n = instances->n_records / instances->n_views;
    fit->n_folds = n > MANY_RECORDS ? MANY_FOLDS : hm_size_min(n, MAX_FOLDS);
    fit->n_folds_used = n > MANY_RECORDS ? 1 : fit->n_folds;
    if (n == 1) {
        fit->n_folds_used = 0;
        begin_final(fit);
        return HMRNN_OK;
    }
    fit->objective.n_folds = fit->n_folds;
    begin(fit, 0, true);
    return HMRNN_OK;
}

static double
nats_a_gap(const hm_held_out *held_out)
{
    return held_out->nats / (double)hm_size_max(held_out->n_gaps, 1);
}

/// Measure the fit, and go on to the next candidate, fold, or the final fit.
static void
end_validation(hm_convention_fit *fit)
{
    hm_held_out found;
    hm_crf_objective_test(&fit->objective, fit->x, &found);
    hm_held_out *const sum = &fit->held_out[fit->candidate];
    sum->nats += found.nats;
    sum->n_gaps += found.n_gaps;
    sum->n_gold += found.n_gold;
    sum->n_found += found.n_found;
    sum->n_both += found.n_both;
    fit->n_done++;
    if (fit->candidate + 1 < HM_FIT_CANDIDATES) {
        begin(fit, fit->candidate + 1, false);
    } else if (++fit->objective.fold < fit->n_folds_used) {
        begin(fit, 0, true);
    } else {
        fit->best = 0;
        for (size_t c = 1; c < HM_FIT_CANDIDATES; c++)
            if (nats_a_gap(&fit->held_out[c]) < nats_a_gap(&fit->held_out[fit->best]))
                fit->best = c;
        begin_final(fit);
    }
}

void
hm_convention_fit_advance(hm_convention_fit *fit)
{
    if (fit->phase == HM_FIT_IS_DONE)
        return;
    const bool is_final = fit->phase == HM_FIT_LEARNS;
    hm_lbfgs_outcome outcome = HM_LBFGS_MOVED;
    hm_lbfgs_step(&fit->lbfgs, hm_crf_objective_value, &fit->objective, fit->x, &outcome);
    const bool goes_on = outcome == HM_LBFGS_MOVED;
    fit->n_steps++;
    if (goes_on && fit->n_steps < (is_final ? MAX_STEPS : VALIDATION_STEPS))
        return;
    if (is_final)
        fit->phase = HM_FIT_IS_DONE;
    else
        end_validation(fit);
}

// ------------------------------------------------------------------------------------------ result

static int
compare_slots(const void *a, const void *b)
{
    const hm_feature_slot *const one = a;
    const hm_feature_slot *const other = b;
    return one->key < other->key ? -1 : one->key > other->key;
}

/// The weights that are not 0, in the order of their features.
static hmrnn_status
copy_weights(const hm_convention_fit *fit, hm_convention *made, hmrnn_error *err)
{
    const hm_instances *const instances = fit->objective.instances;
    HM_TRY(hm_feature_weights_init(&made->weights, instances->n_features, err));
    hm_feature_slot *const slot =
        hm_alloc_array(instances->n_features, sizeof *slot, "the weights of features", err);
    if (slot == NULL)
        return HMRNN_ENOMEM;
    size_t n = 0;
    for (size_t f = 0; f < instances->n_features; f++)
        if (fit->x[f] != 0.0f)
            slot[n++] = (hm_feature_slot){instances->key[f], fit->x[f]};
    qsort(slot, n, sizeof *slot, compare_slots);
    for (size_t i = 0; i < n; i++) {
        made->weights.key[i] = slot[i].key;
        made->weights.weight[i] = slot[i].weight;
    }
    made->weights.n = n;
    free(slot);
    return HMRNN_OK;
}

static hmrnn_status
copy_words(const hm_example_words *words, hm_example_words *made, hmrnn_error *err)
{
    made->key = hm_alloc_array(words->n, sizeof *made->key, "words", err);
    made->n_words = hm_alloc_array(words->n, sizeof *made->n_words, "words", err);
    made->n_all = hm_alloc_array(words->n, sizeof *made->n_all, "words", err);
    if (made->key == NULL || made->n_words == NULL || made->n_all == NULL)
        return HMRNN_ENOMEM;
    made->n = made->capacity = words->n;
    if (words->n > 0) {
        memcpy(made->key, words->key, words->n * sizeof *made->key);
        memcpy(made->n_words, words->n_words, words->n * sizeof *made->n_words);
        memcpy(made->n_all, words->n_all, words->n * sizeof *made->n_all);
    }
    return HMRNN_OK;
}

static hmrnn_status
fill_in(const hm_convention_fit *fit, hm_convention *made, hmrnn_error *err)
{
    const hm_instances *const instances = fit->objective.instances;
    const float *const numbers = fit->x + instances->n_features;
    made->words = (hm_example_words)HM_EXAMPLE_WORDS_INIT;
    memcpy(made->number, numbers, sizeof made->number);
    made->n_states = fit->objective.text->n_states;
    if (made->n_states > 0) {
        const size_t n = HM_STATE_ROWS * made->n_states;
        made->states = hm_alloc_array(n, sizeof *made->states, "the weights of states", err);
        if (made->states == NULL)
            return HMRNN_ENOMEM;
        memcpy(made->states, numbers + HM_OBJECTIVE_NUMBERS, n * sizeof *made->states);
    }
    HM_TRY(copy_weights(fit, made, err));
    HM_TRY(copy_words(&instances->words, &made->words, err));
    return hm_convention_index(made, err);
}

hmrnn_status
hm_convention_fit_result(const hm_convention_fit *fit, hm_convention **out, hmrnn_error *err)
{
    hm_convention *const made = hm_alloc_array(1, sizeof *made, "a convention", err);
    if (made == NULL)
        return HMRNN_ENOMEM;
    const hmrnn_status status = fill_in(fit, made, err);
    if (status != HMRNN_OK) {
        hm_convention_free(made);
        return status;
    }
    *out = made;
    return HMRNN_OK;
}

void
hm_convention_fit_release(hm_convention_fit *fit)
{
    if (fit == NULL)
        return;
    hm_crf_objective_release(&fit->objective);
    hm_lbfgs_release(&fit->lbfgs);
    hm_arena_release(&fit->arena);
}
