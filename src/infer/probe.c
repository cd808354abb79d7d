// SPDX-License-Identifier: BSD-2-Clause
//
// infer/probe.c - what is kept of a network while it scores, besides bits.
#include <config.h>

#include "infer/probe.h"

#include "base/error.h"

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

/// \param n_chars  of all texts
static void
carve(hm_probe *probe, size_t n_symbols, size_t n_texts, size_t n_chars, hm_arena *arena)
{
    const size_t n_entropy = probe->wanted.wants_entropy != 0 ? sizeof(double) : 0;
    const size_t n_states = probe->has_states ? probe->n_units * sizeof(float) : 0;
    probe->first = hm_arena_take(arena, n_texts + 1, sizeof *probe->first);
    probe->symbol_entropy = hm_arena_take(arena, n_symbols, n_entropy);
    probe->entropy = hm_arena_take(arena, n_chars, n_entropy);
    probe->symbol_states = hm_arena_take(arena, n_symbols, n_states);
    probe->states = hm_arena_take(arena, n_chars, n_states);
}

hmrnn_status
hm_probe_reserve(hm_probe *probe, size_t n_symbols, size_t n_texts, const hmrnn_text *texts,
                 bool has_states, hmrnn_error *err)
{
    size_t n_chars = 0;
    for (size_t i = 0; i < n_texts; i++)
        n_chars += texts[i].n_chars;
    probe->n_texts = 0;
    probe->has_states = has_states && probe->n_units > 0;
    hm_arena measured = HM_ARENA_INIT;
    carve(probe, n_symbols, n_texts, n_chars, &measured);
    HM_TRY(hm_arena_reset(&probe->arena, &measured, "entropies and states", err));
    carve(probe, n_symbols, n_texts, n_chars, &probe->arena);
    probe->first[0] = 0;
    for (size_t i = 0; i < n_texts; i++)
        probe->first[i + 1] = probe->first[i] + texts[i].n_chars;
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
    hm_arena_release(&probe->arena);
    *probe = (hm_probe){.n_texts = 0};
}
