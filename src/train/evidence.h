// SPDX-License-Identifier: BSD-2-Clause
//
// train/evidence.h - what the networks of a run say of every gap of its text.
#ifndef HM_TRAIN_EVIDENCE_H
#define HM_TRAIN_EVIDENCE_H

#include "induce/word_inducer.h"
#include "segment/fusion.h"
#include "train/bidirectional.h"

/// How much what the networks say counts while the text is cut anew.
typedef struct hm_trust {
    float detectors;                            ///< weight of theirs
    float cohesion;                             ///< weight of that
    float threshold;                            ///< where cohesion begins to join: 0 is its mean
                                                ///< between words, 1 that inside them
    bool asks_best;                             ///< the weights of the best evaluation, which are
                                                ///< those that a file gets
} hm_trust;

typedef struct hm_hearing {
    float *logit[2], *cohesion;                 ///< [characters] of the gap after each symbol
    float *token_logit[2];                      ///< [tokens] of the gap before each
    float *gap_cohesion;                        ///< [tokens] likewise, clipped
    uint8_t *is_gap;                            ///< [tokens] 0: no gap of a run is before it
    float *begins, *goes_on;                    ///< [tokens] nats for the lattice
    hm_detectors detectors;                     ///< of both directions together
    double inside, between;                     ///< mean cohesion in words and between them
} hm_hearing;

/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_hearing_init(hm_hearing *hearing, const hm_reading *reading, hmrnn_error *err);

/// Ask the networks and turn what they say into nats for the lattice. In a text whose words are
/// parted by spaces there is nothing to ask: the evidence is 0.
///
/// \param reading  of the training text and, behind it, the validation text of the run
/// \param teacher  whose segmentation detectors and cohesion are held against
/// \param trust    of the evidence
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_hearing_listen(hm_hearing *hearing, const hm_reading *reading,
                               const hm_teacher *teacher, hmrnn_trainer *trainer,
                               const hm_trust *trust, hmrnn_error *err);

/// The cohesion at a threshold, see hm_trust.
float hm_hearing_cohesion_at(const hm_hearing *hearing, float threshold);

void hm_hearing_release(hm_hearing *hearing);

#endif
