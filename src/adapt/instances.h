// SPDX-License-Identifier: BSD-2-Clause
//
// adapt/instances.h - examples as features and labels: what a convention is fitted to.
//
// Features are numbered from 0 in the order in which they first occur. Those that occur less often
// than a minimum are left out: they are most of them, and next to nothing is learned from them.
#ifndef HM_ADAPT_INSTANCES_H
#define HM_ADAPT_INSTANCES_H

#include "adapt/annotated_text.h"
#include "convention/convention.h"

#define HM_NO_SYMBOL UINT32_MAX

typedef struct hm_instances {
    size_t n_views;     ///< of the annotated text: record r is its record r / n_views, seen in view
                        ///< r % n_views
    size_t n_records;   ///< in all views
    hm_range *records;  ///< [n_records] units of each
    size_t n;           ///< units of all records
    uint8_t *label;     ///< [n] of the gap after each: 0, 1 or HM_LABEL_NONE
    float *number;      ///< [n][HM_N_GAP_NUMBERS]
    uint32_t *symbol;   ///< [n] of the annotated text: the last of the unit; HM_NO_SYMBOL: in this
                        ///< view there are no states
    size_t *gap;        ///< [n + 1] where the features of the gap after each begin
    size_t *segment;    ///< [n * HM_MAX_SEGMENT + 1] likewise, of the segment of k + 1 units that
                        ///< ends with a unit
    uint32_t *feature;  ///< numbers of the features: of all gaps, then of all segments
    size_t n_features;
    uint32_t *key;      ///< [n_features]
    uint32_t *n_times;  ///< [n_features] that each occurs
    hm_example_words words;
} hm_instances;

/// \param min_count  features that occur less often are left out
/// Errors: HMRNN_ENOMEM, HMRNN_EIO if ICU has no data, HMRNN_ETEXT if there are too many.
hmrnn_status hm_instances_make(hm_instances *instances, const hm_lexicon *lexicon,
                               const hm_annotated_text *text, size_t min_count, hmrnn_error *err);

void hm_instances_release(hm_instances *instances);

#endif
