// SPDX-License-Identifier: BSD-2-Clause
//
// programs/record_type.h - what records are, text or drawings, and what the programs do with them.
//
// hmrnn-segment and hmrnn-score have one loop each over the batches of the input. What depends on
// the type of the records is called through this struct.
#ifndef HM_PROGRAMS_RECORD_TYPE_H
#define HM_PROGRAMS_RECORD_TYPE_H

#include "cli/batch.h"
#include "cli/progress.h"
#include "programs/measure.h"
#include "write/formats.h"

#include <stdbool.h>

typedef struct hm_record_type {
    bool has_strokes;           ///< which models are of this type: hm_find_model_check()
    const char *needs_model;    ///< message if no model is named; NULL: one that fits is looked for
    const hm_format *formats;   ///< of hmrnn-segment
    const hm_measure *measure;  ///< of hmrnn-score

    /// As hmrnn_segmenter_run(), for the records of a batch.
    hmrnn_status (*segment)(hmrnn_segmenter *segmenter, const hm_batch *batch,
                            const hmrnn_segmentation **found, hmrnn_error *err);
    /// Append the delimiter of a layer, the `index`-th of those shown, if the user gives none.
    void (*append_delimiter)(size_t index, hm_bytes *delimiter);
    /// Report how much of the input is done.
    void (*report)(const hm_progress *progress, uint64_t n_records, uint64_t n_chars);
} hm_record_type;

extern const hm_record_type hm_text_records;
extern const hm_record_type hm_drawing_records;

/// The type of the records that are read with these options.
const hm_record_type *hm_record_type_of(const hm_input_options *options);

#endif
