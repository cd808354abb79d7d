// SPDX-License-Identifier: BSD-2-Clause
//
// cli/input_batch.c - records in batches.
#include <config.h>

#include "cli/input_batch.h"

#include "cli/append.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_ITEMS = 1024,
    MAX_CHARS = 1 << 16,  // larger batches are not faster
    MAX_KEPT = 1 << 16    // capacity of an item that is kept for the next record
};

void
hm_batch_init(hm_batch *batch)
{
    *batch = (hm_batch){
        .items = hm_xrealloc_array(NULL, MAX_ITEMS, sizeof *batch->items),
        .texts = hm_xrealloc_array(NULL, MAX_ITEMS, sizeof *batch->texts),
    };
    for (size_t i = 0; i < MAX_ITEMS; i++)
        batch->items[i] =
            (hm_item){.bytes = HM_BYTES_INIT, .chars = HM_CHARS_INIT, .elements = HM_BYTES_INIT};
}

/// Empty an item. The memory of a long record is freed.
static void
reset_item(hm_item *item)
{
    hm_bytes_reset(&item->bytes);
    item->chars.n_chars = 0;
    hm_bytes_reset(&item->elements);
    if (item->bytes.capacity > MAX_KEPT)
        hm_bytes_release(&item->bytes);
    if (item->chars.capacity > MAX_KEPT)
        hm_chars_release(&item->chars);
    if (item->elements.capacity > MAX_KEPT)
        hm_bytes_release(&item->elements);
}

void
hm_batch_reset(hm_batch *batch)
{
    for (size_t i = 0; i < batch->n_items; i++)
        reset_item(&batch->items[i]);
    batch->n_items = 0;
    batch->n_chars = 0;
}

hm_item *
hm_batch_next(hm_batch *batch)
{
    return batch->n_items < MAX_ITEMS && batch->n_chars < MAX_CHARS ? &batch->items[batch->n_items]
                                                                    : NULL;
}

void
hm_batch_add(hm_batch *batch)
{
    const hm_item *const item = &batch->items[batch->n_items];
    batch->texts[batch->n_items] =
        (hmrnn_text){.chars = item->chars.chars, .n_chars = item->chars.n_chars};
    batch->n_items++;
    batch->n_chars += item->chars.n_chars;
}

bool
hm_batch_fill(hm_batch *batch, hm_input *input, bool is_line_buffered)
{
    hm_batch_reset(batch);
    for (hm_item *item; (item = hm_batch_next(batch)) != NULL;) {
        hm_record record = {.bytes = NULL};
        item->event = hm_input_next(input, &record, &item->chars);
        if (item->event == HM_INPUT_END)
            break;
        if (item->event == HM_INPUT_RECORD) {
            const hm_bytes *const elements = hm_input_elements(input);
            item->number = record.number;
            item->is_terminated = record.is_terminated;
            item->goes_on = record.goes_on;
            item->n_bytes_before = record.n_before;
            item->n_chars_before = hm_input_chars_before(input);
            hm_append_bytes(&item->bytes, record.n_bytes, record.bytes);
            hm_append_bytes(&item->elements, elements->n_bytes, elements->data);
        } else {
            item->chars.n_chars = 0;  // a record whose decoding failed leaves some
            if (item->event == HM_INPUT_ENTRY)
                hm_append_bytes(&item->bytes, strlen(hm_input_name(input)) + 1,
                                hm_input_name(input));
        }
        hm_batch_add(batch);
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
        hm_bytes_release(&batch->items[i].elements);
    }
    free(batch->items);
    free(batch->texts);
}
