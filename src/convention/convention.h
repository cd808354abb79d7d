// SPDX-License-Identifier: BSD-2-Clause
//
// convention/convention.h - words as a person cuts them, learned from examples.
//
// A semi-Markov conditional random field (Sarawagi & Cohen 2004) over the units of a record:
//
//     score(segmentation) = sum of u(i) over its boundaries + sum of s(i, k) over its segments
//
//     u(i)    = a . numbers(i) + v . states(i) + sum of w(f) over the features f of gap i
//     s(i, k) = e(k) . states(i) + b(k) . states(i - k)
//             + sum of w(f) over the features f of the segment of k units that ends with unit i
//
// The features are those of convention/gap_features.h and segment_features.h; states(i) are the
// states of both networks around the gap (infer/inference.h). In u they say how likely a boundary
// is, in s, for short segments, how long the words are that end and begin there. What raw text says
// comes in through them: with w = v = e = b = 0 and the words that the lattice draws alone, it is
// the raw-text model. Without the networks there are no states, the lattice draws other words, and
// a is another.
#ifndef HM_CONVENTION_CONVENTION_H
#define HM_CONVENTION_CONVENTION_H

#include "convention/gap_weights.h"
#include "convention/segment_weights.h"
#include "convention/semi_crf.h"

#define HM_STATES_OF_GAP 4  // vectors of states around a gap: two symbols, two networks
#define HM_STATE_LENGTHS 4  // e(k) and b(k) are of segments of 1 to 4 units
#define HM_STATE_SCORES (1 + 2 * HM_STATE_LENGTHS)
#define HM_STATE_ROWS ((size_t)HM_STATES_OF_GAP * HM_STATE_SCORES)

/// What the states around a gap add to: the indices of HM_STATE_SCORES numbers.
enum hm_state_score {
    HM_STATE_BOUNDARY,                                ///< v . states to u of the gap
    HM_STATE_END,                                     ///< e(1) ... to the segments that end there
    HM_STATE_BEGIN = HM_STATE_END + HM_STATE_LENGTHS  ///< b(1) ... to those that begin there
};

typedef struct hm_convention {
    float number[2][HM_N_GAP_NUMBERS];  ///< a without the networks, and with them
    size_t n_states;                    ///< units of a network; 0: states have no part
    float *states;               ///< [HM_STATES_OF_GAP][HM_STATE_SCORES][n_states] v, e, b; or NULL
    hm_feature_weights weights;  ///< w
    hm_example_words words;
    hm_gap_weights gaps;          ///< made of w by hm_convention_index()
    hm_segment_weights segments;  ///< likewise
} hm_convention;

/// Make what running needs of the arrays. Errors: as hm_feature_weights_index() and
/// hm_example_words_index().
hmrnn_status hm_convention_index(hm_convention *convention, hmrnn_error *err);

_Static_assert(HM_STATE_LENGTHS <= HM_MAX_SEGMENT, "the segments have scores");

/// Add what the states around the gap after unit u say.
///
/// \param n        units of the record; u + 1 < n
/// \param scores   [HM_STATE_SCORES]
/// \param gap      [n - 1] u of all gaps
/// \param segment  [n][HM_MAX_SEGMENT] s of all segments, by the last unit
void hm_state_scores_add(size_t u, size_t n, const float *scores, float *gap, float *segment);

/// What one thread works with.
typedef struct hm_convention_worker {
    hm_feature_view view;
    hm_semi_crf crf;
    hm_arena arena;              ///< of the arrays
    float *gap;                  ///< [units] u
    float *segment;              ///< [units][HM_MAX_SEGMENT] s
    const float **segment_ends;  ///< of hm_segment_weights_score()
    hm_types_cache types;        ///< likewise
    uint8_t *labels;             ///< [units] as of hm_semi_crf_decode()
    uint8_t *ends;               ///< [units] result: 1 where a word ends after the unit
    float *probability;          ///< [units] result: of that, if it was asked for
} hm_convention_worker;

/// Begin without memory.
void hm_convention_worker_init(hm_convention_worker *worker);

/// Read a record, and let every gap be decided but those around white space, which are boundaries:
/// worker->view and worker->labels. Errors: HMRNN_ENOMEM.
hmrnn_status hm_convention_read(hm_convention_worker *worker, const hm_feature_source *source,
                                hmrnn_error *err);

/// Segment the record that was read: worker->ends and worker->probability.
///
/// \param projected [characters][HM_STATE_SCORES] what the states around the gap after each add;
///                  NULL: the words were drawn without the networks
/// \param wants_probability  fill in worker->probability
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_convention_run(const hm_convention *convention, hm_convention_worker *worker,
                               const float *projected, bool wants_probability, hmrnn_error *err);

void hm_convention_worker_release(hm_convention_worker *worker);

void hm_convention_free(hm_convention *convention);

#endif
