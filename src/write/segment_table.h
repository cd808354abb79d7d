// SPDX-License-Identifier: BSD-2-Clause
//
// write/segment_table.h - segments as rows: one a segment, layer by layer.
//
// Offsets count from 0 within the record, the end is the first one that is no longer in. A segment
// is shown without the white space at its ends, and one of nothing else is not shown.
#ifndef HM_WRITE_SEGMENT_TABLE_H
#define HM_WRITE_SEGMENT_TABLE_H

#include "cli/layer_list.h"
#include "hmrnn.h"
#include "text/decode.h"
#include "write/table.h"

#include <stdbool.h>
#include <stdint.h>

/// A table for rows. \param has_scores  with the evidence for the boundary that ends each segment
hm_table hm_segment_table_table(hm_format format, bool has_scores, hm_bytes *out);

/// Where a record, or a part of one, stands.
typedef struct hm_record_position {
    uint64_t number;                          ///< of the record, over all operands
    uint64_t n_bytes_before, n_chars_before;  ///< of the record before the part
} hm_record_position;

/// Append the segments of a record, or of a part of one, whose end is one of segments.
///
/// \param found    its score must be there if the table has scores
void hm_segment_table_write(hm_table *table, const hm_layer_list *layers,
                            const hm_record_position *position, const unsigned char *bytes,
                            const hm_chars *chars, const hmrnn_segmentation *found);

#endif
