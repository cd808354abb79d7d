// SPDX-License-Identifier: BSD-2-Clause
//
// train/evidence.h - what the networks of a run say of every gap of its text.
#ifndef HM_TRAIN_EVIDENCE_H
#define HM_TRAIN_EVIDENCE_H

#include "induce/word_inducer.h"
#include "segment/fusion.h"
#include "train/bidirectional.h"

/// How much what the networks say counts while the text is cut anew.
typedef struct hm_evidence_weights {
    float detectors;  ///< weight of theirs
    float pmi;        ///< weight of that
    float threshold;  ///< where cohesion begins to join: 0 is its mean
                      ///< between words, 1 that inside them
    bool of_best;     ///< the weights of the best evaluation, which are
                      ///< those that a file gets
} hm_evidence_weights;

typedef struct hm_gap_evidence {
    float *logit[2], *pmi;    ///< [characters] of the gap after each symbol
    float *token_logit[2];    ///< [tokens] of the gap before each
    float *gap_pmi;           ///< [tokens] likewise, clipped
    uint8_t *is_gap;          ///< [tokens] 0: no gap of a run is before it
    float *begins, *goes_on;  ///< [tokens] nats for the lattice
    hm_fusion detectors;      ///< of both directions together
    double inside, between;   ///< mean cohesion in words and between them
} hm_gap_evidence;

/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_gap_evidence_init(hm_gap_evidence *gap_evidence, const hm_tokens *tokens,
                                  hmrnn_error *err);

/// Ask the networks and turn what they say into nats for the lattice. In a text whose words are
/// parted by spaces there is nothing to ask: the evidence is 0.
///
/// \param tokens  of the training text and, behind it, the validation text of the run
/// \param inducer  whose segmentation detectors and cohesion are held against
/// \param weights    of the evidence
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_gap_evidence_collect(hm_gap_evidence *gap_evidence, const hm_tokens *tokens,
                                     const hm_word_inducer *inducer, hmrnn_trainer *trainer,
                                     const hm_evidence_weights *weights, hmrnn_error *err);

/// The cohesion at a threshold, see hm_evidence_weights.
float hm_gap_evidence_pmi_at(const hm_gap_evidence *gap_evidence, float threshold);

void hm_gap_evidence_release(hm_gap_evidence *gap_evidence);

#endif
