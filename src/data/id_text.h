// SPDX-License-Identifier: BSD-2-Clause
//
// data/id_text.h - a text, or other records, as a training run reads them.
#ifndef HM_DATA_ID_TEXT_H
#define HM_DATA_ID_TEXT_H

#include "base/mapped_array.h"
#include "data/labels.h"
#include "net/head.h"

#include <stdint.h>

/// The symbols of a text and the labels of its gaps.
typedef struct hm_id_text {
    uint32_t *ids;  ///< in storage
    size_t n;
    hm_mapped_array storage;
    hm_labels gold;     ///< [n] that came with the text
    hm_labels labels;   ///< [n] that are trained on: the gold ones, and those of less sure
                        ///< sources where there is none
    uint32_t checksum;  ///< of ids, elements and gold labels, once a run has begun
    void *elements;     ///< what ids stand for where they are no symbols
                        ///< (net/modality.h), owned; else NULL
    size_t n_element_bytes;
    size_t n_records;  ///< of elements, each after HM_ELEMENT_BEGIN
} hm_id_text;

#define HM_ID_TEXT_INIT \
    {                   \
        .ids = NULL     \
    }

/// Reserve memory for n symbols. Errors: as hm_mapped_array_reserve().
hmrnn_status hm_id_text_reserve(hm_id_text *text, size_t n, hmrnn_error *err);

/// CRC-32 of ids, elements and gold labels.
uint32_t hm_id_text_checksum(hm_id_text *text);

/// Train on the gold labels and, where they have none, on those of `labels`; those that were
/// trained on before are forgotten.
///
/// \param labels   [text->n] copied; NULL: the gold labels alone
/// Errors: HMRNN_ENOMEM; the text is then as it was.
hmrnn_status hm_id_text_set_labels(hm_id_text *text, const hm_labels *labels, hmrnn_error *err);

/// Say that each of B streams has read a few steps: see hm_mapped_array_used().
void hm_id_text_used(hm_id_text *text, size_t B);

void hm_id_text_release(hm_id_text *text);

#endif
