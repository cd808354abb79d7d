// SPDX-License-Identifier: BSD-2-Clause
//
// tool/batch.c - records collected until it is worth running the network, or until someone waits.
#include <config.h>

#include "tool/batch.h"

#include "tool/put.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_ITEMS = 1024,
    MAX_CHARS = 1 << 16,                        // beyond this a batch gains no more speed
    MAX_KEPT = 1 << 16                          // room of an item that is kept for the next record
};

void
hm_batch_init(hm_batch *batch)
{
    *batch = (hm_batch){
        .items = hm_put_room(NULL, MAX_ITEMS, sizeof *batch->items),
        .texts = hm_put_room(NULL, MAX_ITEMS, sizeof *batch->texts),
    };
    for (size_t i = 0; i < MAX_ITEMS; i++)
        batch->items[i] = (hm_item){.bytes = HM_BYTES_INIT, .chars = HM_CHARS_INIT};
}

/// Empty an item; one long record must not hold its memory for ever.
static void
reset_item(hm_item *item)
{
    hm_bytes_reset(&item->bytes);
    item->chars.n_chars = 0;
    if (item->bytes.n_room > MAX_KEPT)
        hm_bytes_release(&item->bytes);
    if (item->chars.n_room > MAX_KEPT)
        hm_chars_release(&item->chars);
}

bool
hm_batch_fill(hm_batch *batch, hm_input *input, bool is_line_buffered)
{
    for (size_t i = 0; i < batch->n_items; i++)
        reset_item(&batch->items[i]);
    batch->n_items = 0;
    batch->n_chars = 0;
    while (batch->n_items < MAX_ITEMS && batch->n_chars < MAX_CHARS) {
        hm_item *const item = &batch->items[batch->n_items];
        hm_record record = {.bytes = NULL};
        item->event = hm_input_next(input, &record, &item->chars);
        if (item->event == HM_INPUT_END)
            break;
        if (item->event == HM_INPUT_RECORD) {
            item->number = record.number;
            item->is_terminated = record.is_terminated;
            item->goes_on = record.goes_on;
            item->n_bytes_before = record.n_before;
            item->n_chars_before = hm_input_chars_before(input);
            hm_put(&item->bytes, record.n_bytes, record.bytes);
        } else {
            item->chars.n_chars = 0;            // a record that broke off while it was decoded
            if (item->event == HM_INPUT_ENTRY)
                hm_put(&item->bytes, strlen(hm_input_name(input)) + 1, hm_input_name(input));
        }
        batch->texts[batch->n_items++] =
            (hmrnn_text){.chars = item->chars.chars, .n_chars = item->chars.n_chars};
        batch->n_chars += item->chars.n_chars;
        if (hm_input_is_idle(input) || (is_line_buffered && item->event == HM_INPUT_RECORD))
            break;
    }
    return batch->n_items > 0;
}

void
hm_batch_release(hm_batch *batch)
{
    for (size_t i = 0; i < MAX_ITEMS; i++) {
        hm_bytes_release(&batch->items[i].bytes);
        hm_chars_release(&batch->items[i].chars);
    }
    free(batch->items);
    free(batch->texts);
}
