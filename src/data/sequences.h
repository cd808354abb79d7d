// SPDX-License-Identifier: BSD-2-Clause
//
// data/sequences.h - what a run reads, window by window: one text as streams, or batches of
// records.
#ifndef HM_DATA_SEQUENCES_H
#define HM_DATA_SEQUENCES_H

#include "data/record_batch.h"
#include "data/streams.h"

typedef struct hm_sequences {
    bool are_records;  ///< and not streams
    hm_streams streams;
    hm_record_batch records;
} hm_sequences;

static inline const hm_labels *
hm_sequences_labels_of_text(const hm_sequences *sequences)
{
    return sequences->are_records ? &sequences->records.text->labels : sequences->streams.labels;
}

/// Whether hm_sequences_read() fills in `events`: states are fresh where a record begins.
static inline bool
hm_sequences_have_events(const hm_sequences *sequences)
{
    return sequences->are_records || sequences->streams.starts != NULL;
}

/// How much of an epoch is done, of how much: steps of streams, windows of records.
static inline size_t
hm_sequences_position(const hm_sequences *sequences)
{
    return sequences->are_records ? sequences->records.n_windows_done : sequences->streams.position;
}

static inline size_t
hm_sequences_length(const hm_sequences *sequences)
{
    return sequences->are_records ? sequences->records.n_windows : sequences->streams.length;
}

/// Windows of an epoch, of at most T steps.
static inline size_t
hm_sequences_windows(const hm_sequences *sequences, size_t T)
{
    return sequences->are_records ? sequences->records.n_windows
                                  : (sequences->streams.length + T - 1) / T;
}

/// Go to a position of an epoch.
static inline void
hm_sequences_seek(hm_sequences *sequences, uint64_t epoch, size_t position)
{
    if (sequences->are_records)
        hm_record_batch_seek(&sequences->records, epoch, position);
    else
        sequences->streams.position = position;
}

/// Steps of the next window, at most T.
static inline size_t
hm_sequences_steps(const hm_sequences *sequences, size_t T)
{
    return sequences->are_records ? hm_record_batch_steps(&sequences->records)
                                  : hm_streams_steps(&sequences->streams, T);
}

/// Steps of all rows of a window that are read.
static inline size_t
hm_sequences_live_steps(const hm_sequences *sequences, size_t n_steps)
{
    return sequences->are_records ? hm_record_batch_live_steps(&sequences->records, n_steps)
                                  : n_steps * sequences->streams.B;
}

/// The next window, for some rows: hm_streams_read(), hm_record_batch_read().
static inline void
hm_sequences_read(const hm_sequences *sequences, size_t n_steps, size_t first_row, size_t n_rows,
                  uint32_t *inputs, uint32_t *targets, uint8_t *events)
{
    if (sequences->are_records)
        hm_record_batch_read(&sequences->records, n_steps, first_row, n_rows, inputs, targets,
                             events);
    else
        hm_streams_read(&sequences->streams, n_steps, first_row, n_rows, inputs, targets, events);
}

/// The labels of layer l, which has some, at each step of it.
static inline void
hm_sequences_labels(const hm_sequences *sequences, size_t l, size_t n_steps, size_t first_row,
                    size_t n_rows, uint8_t *labels)
{
    if (sequences->are_records)
        hm_record_batch_labels(&sequences->records, l, n_steps, first_row, n_rows, labels);
    else
        hm_streams_labels(&sequences->streams, l, n_steps, first_row, n_rows, labels);
}

/// The window is done. \return whether it was the last of its epoch
static inline bool
hm_sequences_advance(hm_sequences *sequences, size_t n_steps)
{
    if (sequences->are_records)
        return hm_record_batch_advance(&sequences->records);
    hm_streams *const streams = &sequences->streams;
    streams->position += n_steps;
    if (streams->position < streams->length)
        return false;
    streams->position = 0;
    return true;
}

static inline void
hm_sequences_release(hm_sequences *sequences)
{
    hm_record_batch_release(&sequences->records);
}

#endif
