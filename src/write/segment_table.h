// SPDX-License-Identifier: BSD-2-Clause
//
// write/segment_table.h - a row for each segment, layer by layer: TSV or JSON lines.
//
// What a row says of a segment depends on what a record is, text or a drawing; which segments there
// are does not. Offsets count from 0 within the record; the end is the first offset after the
// segment.
#ifndef HM_WRITE_SEGMENT_TABLE_H
#define HM_WRITE_SEGMENT_TABLE_H

#include "write/table.h"
#include "write/writer.h"

typedef struct hm_segment_columns {
    const hm_column *columns;  ///< [n_columns] the last one is the score
    size_t n_columns;
    /// Append the cells of a segment but for its score. False if it has no row: then none is begun.
    ///
    /// \param begin, end  its characters, within this part of the record
    bool (*put)(hm_table *table, const hm_output_record *part, unsigned layer, size_t begin,
                size_t end);
} hm_segment_columns;

/// For hm_writer.begin. \param columns  lent until the end
void *hm_segment_table_begin(const hm_segment_columns *columns, hm_table_format format,
                             const hm_writer_options *options);

/// hm_writer.record
void hm_segment_table_record(void *state, const hm_output_record *part);

/// hm_writer.end
void hm_segment_table_end(void *state);

#endif
