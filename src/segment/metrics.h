// SPDX-License-Identifier: BSD-2-Clause
//
// segment/metrics.h - how a segmentation agrees with another one.
//
// A segment is right if it has the same first and last character in both (the definition of the
// SIGHAN bakeoffs: Emerson 2005, "The second international Chinese word segmentation bakeoff").
#ifndef HM_SEGMENT_METRICS_H
#define HM_SEGMENT_METRICS_H

#include "hmrnn.h"

/// Add one record to the counts; see hmrnn_agreement_add().
void hm_metrics_add(hmrnn_agreement *agreement, size_t n_chars, const uint8_t *gold_ends,
                    const uint8_t *found_ends);

#endif
