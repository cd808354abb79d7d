// SPDX-License-Identifier: BSD-2-Clause
//
// write/record_type.h - what records are and what the programs do with them: the interface.
//
// The programs have one loop each over the batches of the input. What depends on the type of the
// records is called through this struct. A program chooses the type once (programs/record_types.h).
#ifndef HM_WRITE_RECORD_TYPE_H
#define HM_WRITE_RECORD_TYPE_H

#include "cli/input_batch.h"
#include "cli/record_format.h"
#include "write/formats.h"
#include "write/measure.h"

#include <stdbool.h>

/// Records that a model generates, for --sample.
typedef struct hm_sampling {
    /// Does not return if the model or the bias makes no sense.
    void *(*begin)(const hmrnn_model *model, size_t n_samples, uint64_t seed, double bias);
    /// As hm_batch_fill(): false when there are no more.
    bool (*fill)(void *state, hm_batch *batch);
    void (*end)(void *state);
} hm_sampling;

typedef struct hm_record_type {
    const hm_record_format *format;  ///< how they are read; NULL: as text
    const char *records, *chars;     ///< in messages: what records and their characters are called
    const char *needs_model;         ///< message if no model is named; NULL: one that fits is
                                     ///< looked for
    const char *wrong_model;         ///< message about a model of another type
    bool has_evidence;               ///< there is more than one kind of evidence: --fast and others
    const hm_format *formats;        ///< of hmrnn-segment
    const hm_measure *measure;       ///< of hmrnn-score
    const hm_sampling *sampling;     ///< of hmrnn-segment; NULL: there is none

    /// Whether a model is of this type.
    bool (*fits)(const hmrnn_model *model);
    /// Append what a model with so many symbols reads, such as "87 symbols".
    void (*append_vocabulary)(size_t n_symbols, hm_bytes *out);
    /// Append how good the best model of a run is.
    void (*append_result)(const hmrnn_train_report *report, hm_bytes *out);
    /// As hmrnn_segmenter_run(), for the records of a batch.
    hmrnn_status (*segment)(hmrnn_segmenter *segmenter, const hm_batch *batch,
                            const hmrnn_segmentation **found, hmrnn_error *err);
    /// Append the delimiter of a layer, the `index`-th of those shown, if the user gives none.
    void (*append_delimiter)(size_t index, hm_bytes *delimiter);
} hm_record_type;

#endif
