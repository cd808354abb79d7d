// SPDX-License-Identifier: BSD-2-Clause
//
// data/streams.h - one long text cut into streams that are read side by side.
//
// Stream b of B is the b-th of B equal stretches; the few symbols left over at the end are not
// used. At each step a stream gives one symbol to read and the one that follows it to predict.
//
// Records of elements (net/modality.h) are not cut: streams begin where records do, so the
// stretches are only about equal and some streams idle at the end. A record is HM_ELEMENT_BEGIN and
// its elements; nothing is predicted after its last element, and the state is reset at each
// beginning.
#ifndef HM_DATA_STREAMS_H
#define HM_DATA_STREAMS_H

#include "base/size.h"
#include "data/labels.h"
#include "net/head.h"

#include <stdint.h>

typedef struct hm_streams {
    const uint32_t *ids;  ///< the text, lent
    size_t B;
    size_t length;            ///< steps of each stream
    size_t position;          ///< steps done
    const hm_labels *labels;  ///< of the text, lent
    size_t lag;               ///< steps by which detectors come late
    const size_t *starts;     ///< [B + 1] of records: where each stream begins and the
                              ///< last ends, lent; NULL: text, equal stretches
} hm_streams;

/// \param n_ids    at least B + 1
static inline hm_streams
hm_streams_over(size_t n_ids, const uint32_t *ids, size_t B)
{
    return (hm_streams){.ids = ids, .B = B, .length = (n_ids - 1) / B};
}

/// Where streams over records begin.
///
/// \param ids      [n_ids] HM_ELEMENT_BEGIN and the elements of each record, one after the
///                 other
/// \param starts   [B + 1] result
void hm_streams_cut(size_t n_ids, const uint32_t *ids, size_t B, size_t *starts);

/// \param starts   [B + 1] from hm_streams_cut(), lent
hm_streams hm_streams_over_records(const uint32_t *ids, size_t B, const size_t *starts);

/// Steps that a window of at most T steps has now.
static inline size_t
hm_streams_steps(const hm_streams *streams, size_t T)
{
    return hm_size_min(T, streams->length - streams->position);
}

/// The labels of layer l, which has some, at each of the steps that hm_streams_read() gives.
///
/// \param labels    [n_steps][n_rows] result
static inline void
hm_streams_labels(const hm_streams *streams, size_t l, size_t n_steps, size_t first_row,
                  size_t n_rows, uint8_t *labels)
{
    for (size_t row = 0; row < n_rows; row++) {
        const uint8_t *const from = streams->labels->layer[l] + (first_row + row) * streams->length;
        for (size_t t = 0; t < n_steps; t++) {
            const size_t at = streams->position + t;
            labels[t * n_rows + row] = at < streams->lag ? HM_LABEL_NONE : from[at - streams->lag];
        }
    }
}

/// hm_streams_read() of records.
void hm_streams_read_records(const hm_streams *streams, size_t n_steps, size_t first_row,
                             size_t n_rows, uint32_t *inputs, uint32_t *targets, uint8_t *resets);

/// The next n_steps steps of streams first_row ... first_row + n_rows - 1.
///
/// \param inputs, targets  [n_steps][n_rows] results
/// \param resets   [n_steps][n_rows] result: 1 where a record begins; of text not touched
static inline void
hm_streams_read(const hm_streams *streams, size_t n_steps, size_t first_row, size_t n_rows,
                uint32_t *inputs, uint32_t *targets, uint8_t *resets)
{
    if (streams->starts != NULL) {
        hm_streams_read_records(streams, n_steps, first_row, n_rows, inputs, targets, resets);
        return;
    }
    for (size_t row = 0; row < n_rows; row++) {
        const uint32_t *const from =
            streams->ids + (first_row + row) * streams->length + streams->position;
        for (size_t t = 0; t < n_steps; t++) {
            inputs[t * n_rows + row] = from[t];
            targets[t * n_rows + row] = from[t + 1];
        }
    }
}

#endif
