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
hm_sight_choose(hm_sight *sight, const hm_dims *dims, const hmrnn_sight *wanted, hmrnn_error *err)
{
    size_t n_units = 0;
    for (size_t i = 0; wanted != NULL && i < wanted->n_layers; i++) {
        const unsigned layer = wanted->layer[i];
        if (layer < 1 || layer > dims->n_layers)
            return hm_fail(err, HMRNN_EARG, "there is no layer %u: the model has %zu", layer,
                           dims->n_layers);
        n_units += dims->n_units[layer - 1];
    }
    hm_sight_release(sight);
    sight->wanted = wanted == NULL ? (hmrnn_sight){.n_layers = 0} : *wanted;
    sight->n_units = n_units;
    return HMRNN_OK;
}

/// Room for `n` times the states that are kept.
static hmrnn_status
reserve_states(const hm_sight *sight, float **states, size_t *n_room, size_t n, hmrnn_error *err)
{
    size_t n_floats = 0;
    if (!hm_size_mul(n, sight->n_units, &n_floats))
        return hm_fail(err, HMRNN_ENOMEM, "no memory for the states of %zu characters", n);
    return hm_room_grow(states, n_room, n_floats, sizeof **states, "states", err);
}

hmrnn_status
hm_sight_reserve(hm_sight *sight, size_t n_symbols, size_t n_texts, const hmrnn_text *texts,
                 bool has_states, hmrnn_error *err)
{
    sight->n_texts = 0;
    sight->has_states = has_states && sight->n_units > 0;
    HM_TRY(hm_room_grow(&sight->first, &sight->n_first, n_texts + 1, sizeof *sight->first,
                        "records", err));
    size_t n_chars = 0;
    for (size_t i = 0; i < n_texts; i++) {
        sight->first[i] = n_chars;
        n_chars += texts[i].n_chars;
    }
    sight->first[n_texts] = n_chars;
    if (sight->wanted.wants_entropy != 0) {
        HM_TRY(hm_room_grow(&sight->symbol_entropy, &sight->n_symbol_entropy, n_symbols,
                            sizeof *sight->symbol_entropy, "entropies", err));
        HM_TRY(hm_room_grow(&sight->entropy, &sight->n_entropy, n_chars, sizeof *sight->entropy,
                            "entropies", err));
    }
    if (sight->has_states) {
        HM_TRY(reserve_states(sight, &sight->symbol_states, &sight->n_symbol_states, n_symbols,
                              err));
        HM_TRY(reserve_states(sight, &sight->states, &sight->n_states, n_chars, err));
    }
    sight->n_texts = n_texts;
    return HMRNN_OK;
}

void
hm_sight_keep(hm_sight *sight, const hm_dims *dims, const hm_tape *tape, size_t n_steps,
              size_t first)
{
    float *to = sight->symbol_states + first * sight->n_units;
    for (size_t t = 0; t < n_steps; t++) {
        for (size_t i = 0; i < sight->wanted.n_layers; i++) {
            const size_t l = sight->wanted.layer[i] - 1;
            const size_t D = dims->n_units[l];
            memcpy(to, tape->layer[l].c + (t + 1) * tape->B * D, D * sizeof *to);
            to += D;
        }
    }
}

void
hm_sight_spread(hm_sight *sight, size_t text, const hm_range *piece, const size_t *origin)
{
    const size_t first = sight->first[text];
    const size_t n_chars = sight->first[text + 1] - first;
    const size_t D = sight->n_units;
    const size_t end = piece->first + piece->n;
    size_t s = piece->first;
    size_t last = SIZE_MAX;                     // symbol whose states were used
    for (size_t i = 0; i < n_chars; i++) {
        const bool has_symbol = s < end && origin[s] == i;
        last = has_symbol ? s : last;
        if (sight->wanted.wants_entropy != 0)
            sight->entropy[first + i] =
                has_symbol ? sight->symbol_entropy[s] / HM_NATS_PER_BIT : 0.0;
        if (sight->has_states && last == SIZE_MAX)
            memset(sight->states + (first + i) * D, 0, D * sizeof(float));
        else if (sight->has_states)
            memcpy(sight->states + (first + i) * D, sight->symbol_states + last * D,
                   D * sizeof(float));
        while (s < end && origin[s] <= i)
            s++;
    }
}

void
hm_sight_release(hm_sight *sight)
{
    if (sight == NULL)
        return;
    free(sight->symbol_entropy);
    free(sight->symbol_states);
    free(sight->entropy);
    free(sight->states);
    free(sight->first);
    *sight = (hm_sight){.n_texts = 0};
}
