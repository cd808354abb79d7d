// SPDX-License-Identifier: BSD-2-Clause
//
// api/hearing.h - what the networks of a run say of every gap of its text.
#ifndef HM_API_HEARING_H
#define HM_API_HEARING_H

#include "api/directions.h"
#include "seg/calibrate.h"
#include "seg/teacher.h"

#define HM_DETECTOR_WEIGHT 0.7f                 // what detectors say, while the text is cut anew
#define HM_COHESION_WEIGHT 2.0f                 // what cohesion says

typedef struct hm_hearing {
    float *logit[2], *cohesion;                 ///< [characters] of the gap after each symbol
    float *token_logit[2];                      ///< [tokens] of the gap before each
    float *gap_cohesion;                        ///< [tokens] likewise, clipped
    uint8_t *is_gap;                            ///< [tokens] 0: no gap of a run is before it
    float *begins, *goes_on;                    ///< [tokens] nats for the lattice
    hm_detectors detectors;                     ///< of both directions together
    float offset;                               ///< of cohesion
} hm_hearing;

/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_hearing_init(hm_hearing *hearing, const hm_reading *reading, hmrnn_error *err);

/// Ask the networks, with the weights of the moment, and turn what they say into nats for the
/// lattice. In a text whose words are parted by spaces there is nothing to ask: the evidence is 0.
///
/// \param reading  of the training text and, behind it, the validation text of the run
/// \param teacher  whose segmentation detectors and cohesion are held against
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_hearing_listen(hm_hearing *hearing, const hm_reading *reading,
                               const hm_teacher *teacher, hmrnn_trainer *trainer,
                               hmrnn_error *err);

void hm_hearing_release(hm_hearing *hearing);

#endif
