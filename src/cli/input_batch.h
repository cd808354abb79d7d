// SPDX-License-Identifier: BSD-2-Clause
//
// cli/input_batch.h - records in batches: as many as make a network run efficiently, or fewer if no
// more have arrived yet.
#ifndef HM_CLI_INPUT_BATCH_H
#define HM_CLI_INPUT_BATCH_H

#include "base/bytes.h"
#include "cli/input.h"
#include "hmrnn.h"
#include "text/decode.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A record, the beginning of an entry, or its end by an error; the last two have no text.
typedef struct hm_item {
    hm_input_event event;  ///< never HM_INPUT_END
    uint64_t number;       ///< of the record in its entry
    bool is_terminated;
    bool goes_on;                             ///< the next item is more of the record
    uint64_t n_bytes_before, n_chars_before;  ///< of the record; 0: it begins here
    hm_bytes bytes;                           ///< the record; or the name of the entry that
                                              ///< begins, a C string
    hm_chars chars;
    hm_bytes elements;  ///< what it consists of, if it is not text (cli/record_format.h)
} hm_item;

typedef struct hm_batch {
    hm_item *items;     ///< [n_items]
    hmrnn_text *texts;  ///< [n_items] their characters
    size_t n_items;
    size_t n_chars;
} hm_batch;

void hm_batch_init(hm_batch *batch);

/// Read the next batch. False at the end of the input.
///
/// \param is_line_buffered  one record is enough
bool hm_batch_fill(hm_batch *batch, hm_input *input, bool is_line_buffered);

/// The next item, empty, to be filled in and added by hm_batch_add(); NULL if the batch is full.
hm_item *hm_batch_next(hm_batch *batch);

/// Add the item that hm_batch_next() returned.
void hm_batch_add(hm_batch *batch);

/// Remove all items.
void hm_batch_reset(hm_batch *batch);

void hm_batch_release(hm_batch *batch);

#endif
