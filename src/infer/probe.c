// SPDX-License-Identifier: BSD-2-Clause
//
// infer/probe.c - what is kept of a network while it scores, besides bits.
#include <config.h>

#include "infer/probe.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

hmrnn_status
hm_probe_set(hm_probe *probe, const hm_dims *dims, const hmrnn_probe *wanted, hmrnn_error *err)
{
    size_t n_units = 0;
    for (size_t i = 0; wanted != NULL && i < wanted->n_layers; i++) {
        const unsigned layer = wanted->layer[i];
        if (layer < 1 || layer > dims->n_layers)
            return hm_fail(err, HMRNN_EARG, "there is no layer %u: the model has %zu", layer,
                           dims->n_layers);
        n_units += dims->n_units[layer - 1];
    }
    hm_probe_release(probe);
    probe->wanted = wanted == NULL ? (hmrnn_probe){.n_layers = 0} : *wanted;
    probe->n_units = n_units;
    return HMRNN_OK;
}

/// Room for `n` times the states that are kept.
static hmrnn_status
reserve_states(const hm_probe *probe, float **states, size_t *capacity, size_t n, hmrnn_error *err)
{
    size_t n_floats = 0;
    if (!hm_size_mul(n, probe->n_units, &n_floats))
        return hm_fail(err, HMRNN_ENOMEM, "no memory for the states of %zu characters", n);
    return hm_alloc_grow(states, capacity, n_floats, sizeof **states, "states", err);
}

hmrnn_status
hm_probe_reserve(hm_probe *probe, size_t n_symbols, size_t n_texts, const hmrnn_text *texts,
                 bool has_states, hmrnn_error *err)
{
    probe->n_texts = 0;
    probe->has_states = has_states && probe->n_units > 0;
    HM_TRY(hm_alloc_grow(&probe->first, &probe->n_first, n_texts + 1, sizeof *probe->first,
                         "records", err));
    size_t n_chars = 0;
    for (size_t i = 0; i < n_texts; i++) {
        probe->first[i] = n_chars;
        n_chars += texts[i].n_chars;
    }
    probe->first[n_texts] = n_chars;
    if (probe->wanted.wants_entropy != 0) {
        HM_TRY(hm_alloc_grow(&probe->symbol_entropy, &probe->n_symbol_entropy, n_symbols,
                             sizeof *probe->symbol_entropy, "entropies", err));
        HM_TRY(hm_alloc_grow(&probe->entropy, &probe->n_entropy, n_chars, sizeof *probe->entropy,
                             "entropies", err));
    }
    if (probe->has_states) {
        HM_TRY(
            reserve_states(probe, &probe->symbol_states, &probe->n_symbol_states, n_symbols, err));
        HM_TRY(reserve_states(probe, &probe->states, &probe->n_states, n_chars, err));
    }
    probe->n_texts = n_texts;
    return HMRNN_OK;
}

void
hm_probe_keep(hm_probe *probe, const hm_dims *dims, const hm_tape *tape, size_t n_steps,
              size_t first)
{
    float *to = probe->symbol_states + first * probe->n_units;
    for (size_t t = 0; t < n_steps; t++) {
        for (size_t i = 0; i < probe->wanted.n_layers; i++) {
            const size_t l = probe->wanted.layer[i] - 1;
            const size_t D = dims->n_units[l];
            memcpy(to, tape->layer[l].c + (t + 1) * tape->B * D, D * sizeof *to);
            to += D;
        }
    }
}

void
hm_probe_spread(hm_probe *probe, size_t text, const hm_range *record, const size_t *origin)
{
    const size_t first = probe->first[text];
    const size_t n_chars = probe->first[text + 1] - first;
    const size_t D = probe->n_units;
    const size_t end = record->first + record->n;
    size_t s = record->first;
    size_t last = SIZE_MAX;  // symbol whose states were used
    for (size_t i = 0; i < n_chars; i++) {
        const bool has_symbol = s < end && origin[s] == i;
        last = has_symbol ? s : last;
        if (probe->wanted.wants_entropy != 0)
            probe->entropy[first + i] =
                has_symbol ? probe->symbol_entropy[s] / HM_NATS_PER_BIT : 0.0;
        if (probe->has_states && last == SIZE_MAX)
            memset(probe->states + (first + i) * D, 0, D * sizeof(float));
        else if (probe->has_states)
            memcpy(probe->states + (first + i) * D, probe->symbol_states + last * D,
                   D * sizeof(float));
        while (s < end && origin[s] <= i)
            s++;
    }
}

void
hm_probe_release(hm_probe *probe)
{
    if (probe == NULL)
        return;
    free(probe->symbol_entropy);
    free(probe->symbol_states);
    free(probe->entropy);
    free(probe->states);
    free(probe->first);
    *probe = (hm_probe){.n_texts = 0};
}
