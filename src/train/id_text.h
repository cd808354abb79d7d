// SPDX-License-Identifier: BSD-2-Clause
//
// train/id_text.h - a text, or drawings, as a training run reads it.
#ifndef HM_TRAIN_ID_TEXT_H
#define HM_TRAIN_ID_TEXT_H

#include "base/mapped_array.h"
#include "net/head.h"

#include <stdint.h>

/// Symbols of a text, and where somebody who has seen all of it puts the boundaries of layer 1.
typedef struct hm_text_ids {
    uint32_t *ids;                              ///< in room
    size_t n;
    hm_spill room;
    uint32_t checksum;                          ///< of ids and points, once a run has begun
    uint8_t *guide;                             ///< [n] hm_guide_byte() of whether a segment ends
                                                ///< after the symbol, or HM_GUIDE_SILENT; or NULL
    hm_point *points;                           ///< what ids stand for where they are drawings;
                                                ///< else NULL
    size_t n_points;                            ///< the one before each drawing is one of them
    size_t n_drawings;
} hm_text_ids;

#define HM_TEXT_IDS_INIT {.ids = NULL}

/// Make room for n symbols. Errors: as hm_spill_reserve().
hmrnn_status hm_text_ids_reserve(hm_text_ids *text, size_t n, hmrnn_error *err);

/// CRC-32 of ids and points.
uint32_t hm_text_ids_checksum(hm_text_ids *text);

/// Say that each of B streams has read a few steps: see hm_spill_used().
void hm_text_ids_used(hm_text_ids *text, size_t B);

void hm_text_ids_release(hm_text_ids *text);

#endif
