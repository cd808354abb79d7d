// SPDX-License-Identifier: BSD-2-Clause
//
// infer/probe.h - what is kept while a network scores, besides bits: the entropy of its
// predictions, and its cell states.
#ifndef HM_INFER_PROBE_H
#define HM_INFER_PROBE_H

#include "base/arena.h"
#include "infer/inference.h"

#include <stdbool.h>

typedef struct hm_probe {
    hmrnn_probe wanted;
    size_t n_units;          ///< of all layers chosen
    bool has_states;         ///< of the texts scored last
    double *symbol_entropy;  ///< of all symbols read, in nats
    float *symbol_states;    ///< [all symbols read][n_units]
    double *entropy;         ///< of all characters, in bits
    float *states;           ///< [all characters][n_units]
    size_t *first;           ///< [n_texts + 1] characters before each text
    size_t n_texts;
    hm_arena arena;  ///< of the arrays
} hm_probe;

/// \param wanted   NULL: nothing
/// Errors: HMRNN_EARG: there is no such layer. The probe is then as it was.
hmrnn_status hm_probe_set(hm_probe *probe, const hm_dims *dims, const hmrnn_probe *wanted,
                          hmrnn_error *err);

/// Allocate for texts of so many symbols. Errors: HMRNN_ENOMEM.
///
/// \param has_states   hm_probe_keep() is going to be called
hmrnn_status hm_probe_reserve(hm_probe *probe, size_t n_symbols, size_t n_texts,
                              const hmrnn_text *texts, bool has_states, hmrnn_error *err);

/// Keep the states in which the network expected the symbols from `first` on: those after the
/// first `n_steps` steps of a window of one row.
void hm_probe_keep(hm_probe *probe, const hm_dims *dims, const hm_tape *tape, size_t n_steps,
                   size_t first);

/// Bring what was kept of symbols to the characters of a text, each to that of its first symbol. A
/// character that left none costs nothing for certain and has the states of the one before it.
///
/// \param origin   of all symbols read: the character of each, counted in its text
void hm_probe_spread(hm_probe *probe, size_t text, const hm_range *record, const size_t *origin);

void hm_probe_release(hm_probe *probe);

#endif
