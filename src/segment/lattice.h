// SPDX-License-Identifier: BSD-2-Clause
//
// segment/lattice.h - Viterbi and forward-backward over all segmentations of a span into words.
//
// The lattice of a span has an edge for every word of up to L tokens, with a score in nats, and a
// class for each word; a matrix adds a score for each pair of classes that stand side by side. The
// score of a segmentation is the sum over its words and pairs.
#ifndef HM_SEGMENT_LATTICE_H
#define HM_SEGMENT_LATTICE_H

#include "base/arena.h"
#include "hmrnn.h"

#define HM_LATTICE_NEVER (-1e30f)  // the score of a word that is impossible
#define HM_CLASS_EDGE 0            // the class of what lies beyond the span

/// Scores of neighbouring classes.
typedef struct hm_transitions {
    size_t n_classes;    ///< 0: neighbours do not matter
    const float *score;  ///< [n_classes][n_classes] of the left, the right
} hm_transitions;

typedef struct hm_lattice {
    size_t max_length;  ///< L
    float *score;       ///< [capacity][L]: of the word of k + 1 tokens that
                        ///< begins at i; the caller fills in what fits
    uint16_t *class;    ///< [capacity][L] likewise
    float *best;        ///< [capacity + 1][L] by the word that ends at j
    float *rest;        ///< [capacity + 1][L] for posteriors
    uint8_t *before;    ///< [capacity + 1][L]
    size_t capacity;    ///< tokens of a span
    hm_arena arena;     ///< of the arrays
} hm_lattice;

/// Allocate a lattice for spans of up to n tokens. Errors: HMRNN_ENOMEM.
hmrnn_status hm_lattice_init(hm_lattice *lattice, size_t max_length, size_t n, hmrnn_error *err);

/// The segmentation of the highest score (Viterbi).
///
/// \param begins   [n] result: 1 where a word begins; begins[0] = 1
void hm_lattice_decode(hm_lattice *lattice, size_t n, const hm_transitions *transitions,
                       uint8_t *begins);

/// The probability that a word begins at each position, over all segmentations, each in proportion
/// to the exponential of its score (forward-backward).
///
/// \param probability  [n] result, 1 at position 0
void hm_lattice_posterior(hm_lattice *lattice, size_t n, const hm_transitions *transitions,
                          float *probability);

void hm_lattice_release(hm_lattice *lattice);

#endif
