// SPDX-License-Identifier: BSD-2-Clause
//
// train/gap_evidence.h - the networks' scores of every gap of the texts of a run.
//
//     boundary      w_d ln logistic(z)                    a word begins after the gap
//     continuation  w_d ln logistic(-z) + w_p (PMI - m)   a word goes on over the gap
//
// z is the fused logit of the detectors of layer 1 (segment/detector_fusion.h). PMI is the
// pointwise mutual information of the symbols on both sides, smoothed over equal pairs
// (segment/pmi.h), and m = (1 - t) between + t inside, of the mean PMI between words and inside
// them.
#ifndef HM_TRAIN_GAP_EVIDENCE_H
#define HM_TRAIN_GAP_EVIDENCE_H

#include "base/arena.h"
#include "induce/word_inducer.h"
#include "segment/detector_fusion.h"
#include "train/bidirectional.h"

/// How the scores are made.
typedef struct hm_evidence_weights {
    float detectors;  ///< w_d
    float pmi;        ///< w_p
    float threshold;  ///< t: 0 puts m at the mean PMI between words, 1 at that inside them
    bool of_best;     ///< run the weights of the best evaluation, which a model file gets
} hm_evidence_weights;

/// Arrays over tokens are about the gap before the token, and 0 where that is no gap of a span.
typedef struct hm_gap_evidence {
    float *char_logit[2], *char_pmi;  ///< [characters] of the gap after each symbol
    uint8_t *is_gap;                  ///< [tokens]
    float *logit[2];                  ///< [tokens] of the detectors of either direction
    float *pmi;                       ///< [tokens] clipped
    float *smooth_pmi;                ///< [tokens]
    float *boundary_score;            ///< [tokens] nats
    float *continuation_score;        ///< [tokens] nats
    hm_fusion detectors;              ///< of both directions
    hm_arena arena;                   ///< of the arrays
    double inside, between;           ///< mean smooth_pmi inside words and between them
} hm_gap_evidence;

/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_gap_evidence_init(hm_gap_evidence *evidence, const hm_tokens *tokens,
                                  hmrnn_error *err);

/// Run the networks over both texts and score every gap. Where spaces part the words there are next
/// to no gaps: the networks are not run, and all scores are 0.
///
/// \param tokens   of the training text and then the validation text of the run
/// \param inducer  its segmentation is what the fusion is fitted to and the means are taken of
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_gap_evidence_collect(hm_gap_evidence *evidence, const hm_tokens *tokens,
                                     const hm_word_inducer *inducer, hmrnn_trainer *trainer,
                                     const hm_evidence_weights *weights, hmrnn_error *err);

/// The PMI m at a threshold t.
float hm_gap_evidence_pmi_at(const hm_gap_evidence *evidence, float threshold);

void hm_gap_evidence_release(hm_gap_evidence *evidence);

#endif
