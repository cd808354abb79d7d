// SPDX-License-Identifier: BSD-2-Clause
//
// data/id_text.h - a text, or drawings, as a training run reads it.
#ifndef HM_DATA_ID_TEXT_H
#define HM_DATA_ID_TEXT_H

#include "base/mapped_array.h"
#include "net/head.h"
#include "strokes/stroke_point.h"

#include <stdint.h>

/// Symbols of a text, and where somebody who has seen all of it puts the boundaries of layer 1.
typedef struct hm_id_text {
    uint32_t *ids;  ///< in room
    size_t n;
    hm_mapped_array room;
    uint32_t checksum;        ///< of ids and points, once a run has begun
    uint8_t *labels;          ///< [n] hm_soft_label_of() of whether a segment ends
                              ///< after the symbol, or HM_LABEL_NONE; or NULL
    hm_stroke_point *points;  ///< what ids stand for where they are drawings;
                              ///< else NULL
    size_t n_points;          ///< the one before each drawing is one of them
    size_t n_drawings;
} hm_id_text;

#define HM_ID_TEXT_INIT \
    {                   \
        .ids = NULL     \
    }

/// Make room for n symbols. Errors: as hm_mapped_array_reserve().
hmrnn_status hm_id_text_reserve(hm_id_text *text, size_t n, hmrnn_error *err);

/// CRC-32 of ids and points.
uint32_t hm_id_text_checksum(hm_id_text *text);

/// Say that each of B streams has read a few steps: see hm_mapped_array_used().
void hm_id_text_used(hm_id_text *text, size_t B);

void hm_id_text_release(hm_id_text *text);

#endif
