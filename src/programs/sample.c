// SPDX-License-Identifier: BSD-2-Clause
//
// programs/sample.c - new drawings, sampled from a model, in batches as if they had been read.
#include <config.h>

#include "programs/sample.h"

#include "cli/append.h"
#include "cli/message.h"

#include <stdlib.h>

enum { MAX_POINTS = 1000 };  // where a drawing that does not end is broken off

struct hm_samples {
    hmrnn_sampler *sampler;
    size_t n_left;
};

hm_samples *
hm_samples_new(const hmrnn_model *model, size_t n_samples, uint64_t seed, double bias)
{
    hmrnn_error err;
    hm_samples *const samples = hm_xrealloc_array(NULL, 1, sizeof *samples);
    *samples = (hm_samples){.n_left = n_samples};
    hm_message_check(hmrnn_sampler_new(&samples->sampler, model, seed, bias, &err), &err);
    return samples;
}

/// Write the next drawing and read it back: what is segmented is what others would read.
static void
fill_item(hm_samples *samples, hm_item *item)
{
    hmrnn_error err;
    hmrnn_drawing drawing;
    hm_message_check(hmrnn_sampler_draw(samples->sampler, MAX_POINTS, &drawing, &err), &err);
    hm_message_check(hm_strokes_write(&drawing, &item->bytes, &err), &err);
    hm_message_check(hm_strokes_parse(item->bytes.n_bytes, item->bytes.data, &item->points,
                                      &item->chars, &err),
                     &err);
    item->event = HM_INPUT_RECORD;
    item->is_terminated = true;
}

bool
hm_samples_fill(hm_samples *samples, hm_batch *batch)
{
    hm_batch_reset(batch);
    for (hm_item *item; samples->n_left > 0 && (item = hm_batch_next(batch)) != NULL;
         samples->n_left--) {
        fill_item(samples, item);
        hm_batch_add(batch);
    }
    return batch->n_items > 0;
}

void
hm_samples_free(hm_samples *samples)
{
    if (samples == NULL)
        return;
    hmrnn_sampler_free(samples->sampler);
    free(samples);
}
