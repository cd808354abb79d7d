// SPDX-License-Identifier: BSD-2-Clause
//
// write/stroke_table.h - segments of drawings as rows: one a segment, layer by layer.
//
// Offsets count from 0 within the record, the end is the first one that is no longer in.
#ifndef HM_WRITE_STROKE_TABLE_H
#define HM_WRITE_STROKE_TABLE_H

#include "cli/layer_list.h"
#include "hmrnn_strokes.h"
#include "text/decode.h"
#include "write/table.h"

#include <stdbool.h>
#include <stdint.h>

/// A table for rows. \param has_scores  with the evidence for the boundary that ends each segment
hm_table hm_stroke_table_table(hm_format format, bool has_scores, hm_bytes *out);

/// Append the segments of a drawing.
///
/// \param number   of the record, over all operands
/// \param chars    the places of its points
/// \param found    its score must be there if the table has scores
void hm_stroke_table_write(hm_table *table, const hm_layer_list *layers, uint64_t number,
                           const hmrnn_drawing *drawing, const hm_chars *chars,
                           const hmrnn_segmentation *found);

#endif
