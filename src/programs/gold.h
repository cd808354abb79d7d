// SPDX-License-Identifier: BSD-2-Clause
//
// programs/gold.h - a segmented text compared with a gold segmentation of the same text.
//
// Segments are separated by white space, or by a delimiter. White space is not compared; the other
// characters must be the same in both texts, record by record.
#ifndef HM_PROGRAMS_GOLD_H
#define HM_PROGRAMS_GOLD_H

#include "hmrnn.h"
#include "text/decode.h"

#include <stddef.h>
#include <stdint.h>

/// The characters of a segmented record without its separators.
typedef struct hm_segmented {
    uint32_t *chars;  ///< [n_chars]
    uint8_t *ends;    ///< [n_chars] 1: a segment ends after the character
    size_t n_chars;
    size_t capacity;
} hm_segmented;

#define HM_SEGMENTED_INIT \
    {                     \
        NULL, NULL, 0, 0  \
    }

/// Split a record into its characters and the ends of its segments.
///
/// \param delimiter  separates segments; without characters: white space does
void hm_gold_split(const hmrnn_text *record, const hmrnn_text *delimiter, hm_segmented *segmented);

/// Add the agreement of two records.
/// Errors: HMRNN_ETEXT, naming the first character that differs.
hmrnn_status hm_gold_add(hmrnn_agreement *agreement, const hm_segmented *gold,
                         const hm_segmented *found, hmrnn_error *err);

void hm_segmented_release(hm_segmented *segmented);

#endif
