// SPDX-License-Identifier: BSD-2-Clause
//
// cli/batch.h - records collected until it is worth running the network, or until someone waits.
#ifndef HM_CLI_BATCH_H
#define HM_CLI_BATCH_H

#include "base/bytes.h"
#include "cli/input.h"
#include "hmrnn.h"
#include "text/decode.h"
#include "strokes/stroke_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// One thing that came out of the input. Where an entry begins or breaks off there is no text.
typedef struct hm_item {
    hm_input_event event;  ///< never HM_INPUT_END
    uint64_t number;       ///< of the record in its entry
    bool is_terminated;
    bool goes_on;                             ///< the next item is more of the record
    uint64_t n_bytes_before, n_chars_before;  ///< of the record; 0: it begins here
    hm_bytes bytes;                           ///< the record; or the name of the entry that
                                              ///< begins, with a NUL behind it
    hm_chars chars;
    hm_points points;  ///< of a drawing
} hm_item;

typedef struct hm_batch {
    hm_item *items;           ///< [n_items]
    hmrnn_text *texts;        ///< [n_items] their characters
    hmrnn_drawing *drawings;  ///< [n_items] or their points
    size_t n_items;
    size_t n_chars;
} hm_batch;

void hm_batch_init(hm_batch *batch);

/// Collect anew. False at the end of the input, when there is nothing more.
///
/// \param is_line_buffered  one record is enough
bool hm_batch_fill(hm_batch *batch, hm_input *input, bool is_line_buffered);

/// Room for one more item, with nothing in it; NULL if there is none. The caller says what it is
/// and calls hm_batch_add().
hm_item *hm_batch_next(hm_batch *batch);

/// Take in the item that hm_batch_next() gave.
void hm_batch_add(hm_batch *batch);

/// Empty it.
void hm_batch_reset(hm_batch *batch);

void hm_batch_release(hm_batch *batch);

#endif
