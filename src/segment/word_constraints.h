// SPDX-License-Identifier: BSD-2-Clause
//
// segment/word_constraints.h - what a word list says of one record: gaps that are decided, and
// words with a better score.
//
// Entries that decide (all but HMRNN_WORD_EVIDENCE) are applied one after the other, the longest
// first and of equal ones the leftmost; one that contradicts what is decided by then is passed
// over. Where a boundary is decided, the span ends. A gap without boundary stays in its span, whose
// lattice then has no word that begins or ends there.
//
// Evidence adds to the score of its word. Where it is longer than the words of the lattice, it
// decides as HMRNN_WORD_ALWAYS does. Where it goes over the edge of a span (it has letters, signs
// or a number behind its first token) there is no such word in the lattice: its parts within spans
// get the score, and it is a word where boundaries come out at both its ends.
#ifndef HM_SEGMENT_WORD_CONSTRAINTS_H
#define HM_SEGMENT_WORD_CONSTRAINTS_H

#include "segment/word_matcher.h"

/// A word of the lattice with a better score.
typedef struct hm_word_gain {
    uint32_t first, n;  ///< tokens
    float gain;
} hm_word_gain;

typedef struct hm_word_constraints {
    hm_word_match *match;  ///< [n_matches] all
    size_t n_matches, matches_capacity;
    hm_word_match *decided;  ///< [n_decided] those that decide, or are longer than the lattice
    size_t n_decided, decided_capacity;
    hm_word_match *across;  ///< [n_across] evidence that goes over the edge of a span
    size_t n_across, across_capacity;
    hm_word_gain *gain;  ///< [n_gains] by their first token
    size_t n_gains, gains_capacity, next_gain;
    uint8_t *gap;  ///< [tokens] before each: decided or not
    size_t gap_capacity;
} hm_word_constraints;

/// Find what the list says of a record. Errors: HMRNN_ENOMEM.
hmrnn_status hm_word_constraints_find(hm_word_constraints *constraints,
                                      const hm_word_matcher *matcher, const hm_tokens *tokens,
                                      const uint32_t *chars, hmrnn_error *err);

/// Decide gaps, and end spans where a boundary is decided.
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_word_constraints_decide(hm_word_constraints *constraints,
                                        const hm_word_matcher *matcher, hm_tokens *tokens,
                                        hmrnn_error *err);

/// Change the scores of a span. Spans come from left to right, after hm_lexicon_fill().
void hm_word_constraints_score(hm_word_constraints *constraints, const hm_range *span,
                               hm_lattice *lattice);

/// Decide what the lattice cannot, after all spans are segmented. Where words go over the edges of
/// spans, the record becomes one span.
///
/// \param begins   [tokens->n] changed; so is
/// \param probability  [tokens->n]
void hm_word_constraints_settle(const hm_word_constraints *constraints, hm_tokens *tokens,
                                uint8_t *begins, float *probability);

/// What is decided of the gap before a token, as a label: 0 for no boundary, 1 for a boundary.
///
/// \param undecided  result where nothing is
uint8_t hm_word_constraints_label(const hm_word_constraints *constraints, size_t token,
                                  uint8_t undecided);

/// Note what each entry has done.
///
/// \param before, after  [n] boundaries before tokens without the list, and with it
/// \param effect   [n_words] hmrnn_word_effect; grows
void hm_word_constraints_note(const hm_word_constraints *constraints, size_t n,
                              const uint8_t *before, const uint8_t *after, uint8_t *effect);

void hm_word_constraints_release(hm_word_constraints *constraints);

#endif
