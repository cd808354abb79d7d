// SPDX-License-Identifier: BSD-2-Clause
//
// data/labels.h - soft labels for the boundaries of a text: one for each gap and each layer.
//
// Gap i is the one after character (or symbol) i. A label is the probability that a segment of the
// layer ends there, with a decision (net/soft_label.h), or HM_LABEL_NONE, which adds nothing to any
// loss. Labels belong to a text: a corpus has them for its characters and, after
// normalisation, a training run for its symbols.
#ifndef HM_DATA_LABELS_H
#define HM_DATA_LABELS_H

#include "base/mapped_array.h"
#include "net/soft_label.h"

#include <stdbool.h>
#include <stddef.h>

/// Where labels come from, the surest last.
typedef enum hm_label_source {
    HM_LABELS_SELF_TRAINING,  ///< a lexicon that was re-estimated with the networks' scores
    HM_LABELS_LEXICON,        ///< a lexicon that was induced from the raw text
    HM_LABELS_DICTIONARY,     ///< a list of words
    HM_LABELS_GOLD            ///< a person
} hm_label_source;

/// "gold", by source.
extern const char *const hm_label_source_names[4];

typedef struct hm_labels {
    hm_label_source source;
    size_t n;                          ///< gaps
    uint8_t *layer[HMRNN_MAX_LAYERS];  ///< [n] in storage; NULL: the layer has no labels
    hm_mapped_array storage[HMRNN_MAX_LAYERS];
} hm_labels;

/// Labels of no gaps. \param folder  as of hm_mapped_array_in()
hm_labels hm_labels_in(const char *folder, hm_label_source source);

/// Whether any layer has labels.
bool hm_labels_exist(const hm_labels *labels);

/// Let layer l have labels: in all gaps so far HM_LABEL_NONE. Errors: as hm_mapped_array_reserve().
hmrnn_status hm_labels_add_layer(hm_labels *labels, size_t l, hmrnn_error *err);

/// Make sure that n gaps can be appended without failing. Errors: as hm_mapped_array_reserve().
hmrnn_status hm_labels_reserve(hm_labels *labels, size_t n, hmrnn_error *err);

/// Append n gaps without labels, for which memory is reserved.
void hm_labels_append(hm_labels *labels, size_t n);

/// A copy, in memory. Errors: HMRNN_ENOMEM.
hmrnn_status hm_labels_copy(hm_labels *copy, const hm_labels *labels, hmrnn_error *err);

/// Take the labels of `more`, of the same gaps: where both have one, that of the surer source.
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_labels_merge(hm_labels *labels, const hm_labels *more, hmrnn_error *err);

void hm_labels_release(hm_labels *labels);

#endif
