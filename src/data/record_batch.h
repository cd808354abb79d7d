// SPDX-License-Identifier: BSD-2-Clause
//
// data/record_batch.h - whole records side by side, one in each row, each from a fresh state.
//
// Records are sorted by length, and each B neighbours are a batch. A row that has come to the end
// of its record idles until the longest of the batch has. In each epoch records of equal length
// change places at random, and so do the batches.
//
//     step          0        1 ... n - 1             n            n + 1
//     reads         newline  symbols 1 ... n - 1     symbol n     newline
//     predicts      symbol 1 symbols 2 ... n         newline      nothing
//
// The last step is there only where detectors decide one symbol late. Of records of elements
// (net/modality.h) the end is not predicted: the last step predicts the last element.
//
// The longest window has T steps. A batch with longer records is read in windows of T steps each,
// as streams are: states are carried from one to the next, gradients are not.
#ifndef HM_DATA_RECORD_BATCH_H
#define HM_DATA_RECORD_BATCH_H

#include "base/range.h"
#include "data/id_text.h"

#include <stdbool.h>

typedef struct hm_record_batch {
    const hm_id_text *text;  ///< lent
    bool predicts_end;       ///< the separator after each record is predicted: of text
    uint32_t separator;      ///< id between records
    size_t lag;              ///< steps by which detectors come late
    uint64_t seed;
    bool shuffles;
    size_t B, T;
    size_t n_records, n_batches;
    size_t n_windows;   ///< of an epoch
    size_t n_longest;   ///< steps of the longest record
    hm_range *records;  ///< [n_records] symbols of the text, the shortest record first
    uint32_t *record;   ///< [n_records] the order of this epoch
    uint32_t *batch;    ///< [n_batches] likewise: which of the batches
    uint64_t epoch;
    size_t n_batches_done;  ///< in this epoch
    size_t n_steps_done;    ///< of the present batch
    size_t n_windows_done;  ///< in this epoch
} hm_record_batch;

/// List the records of a text; empty ones are left out.
///
/// \param text     lent
/// \param separator  id between records: of text the newline
/// \param lag      0 or 1
/// \param seed     of the order of epochs; NULL: always the shortest first
/// Errors: HMRNN_ENOMEM, HMRNN_ETEXT (no record, or 2^32 of them).
hmrnn_status hm_record_batch_init(hm_record_batch *batches, const hm_id_text *text,
                                  uint32_t separator, size_t lag, size_t B, size_t T,
                                  const uint64_t *seed, hmrnn_error *err);

/// Go to a window of an epoch.
void hm_record_batch_seek(hm_record_batch *batches, uint64_t epoch, size_t n_windows_done);

/// Steps of the next window.
size_t hm_record_batch_steps(const hm_record_batch *batches);

/// Steps of all its rows that do not idle.
size_t hm_record_batch_live_steps(const hm_record_batch *batches, size_t n_steps);

/// The next window, for rows first_row ... first_row + n_rows - 1.
///
/// \param inputs, targets  [n_steps][n_rows] results
/// \param events   [n_steps][n_rows] result: hm_row_event of each step
void hm_record_batch_read(const hm_record_batch *batches, size_t n_steps, size_t first_row,
                          size_t n_rows, uint32_t *inputs, uint32_t *targets, uint8_t *events);

/// The labels of layer l, which has some, at each step of it.
///
/// \param labels   [n_steps][n_rows] result
void hm_record_batch_labels(const hm_record_batch *batches, size_t l, size_t n_steps,
                            size_t first_row, size_t n_rows, uint8_t *labels);

/// The window is done. \return whether it was the last of its epoch
bool hm_record_batch_advance(hm_record_batch *batches);

void hm_record_batch_release(hm_record_batch *batches);

#endif
