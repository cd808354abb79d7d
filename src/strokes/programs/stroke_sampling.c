// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/programs/stroke_sampling.c - new drawings, sampled from a model, in batches as if they
// had been read.
#include <config.h>

#include "strokes/programs/stroke_sampling.h"

#include "cli/append.h"
#include "cli/message.h"
#include "strokes/programs/stroke_format.h"
#include "strokes/stroke_text.h"

#include <stdlib.h>

enum { MAX_POINTS = 1000 };  // where a drawing that does not end is broken off

typedef struct stroke_samples {
    hmrnn_sampler *sampler;
    size_t n_left;
} stroke_samples;

static void *
begin(const hmrnn_model *model, size_t n_samples, uint64_t seed, double bias)
{
    hmrnn_error err;
    stroke_samples *const samples = hm_xrealloc_array(NULL, 1, sizeof *samples);
    *samples = (stroke_samples){.n_left = n_samples};
    hm_message_check(hmrnn_sampler_new(&samples->sampler, model, seed, bias, &err), &err);
    return samples;
}

/// Write the next drawing and read it back: what is segmented is what others would read.
static void
fill_item(stroke_samples *samples, hm_item *item)
{
    hmrnn_error err;
    hmrnn_drawing drawing;
    hm_message_check(hmrnn_sampler_draw(samples->sampler, MAX_POINTS, &drawing, &err), &err);
    hm_message_check(hm_strokes_write(&drawing, &item->bytes, &err), &err);
    hm_message_check(hm_stroke_format.parse(item->bytes.n_bytes, item->bytes.data, &item->elements,
                                            &item->chars, &err),
                     &err);
    item->event = HM_INPUT_RECORD;
    item->is_terminated = true;
}

static bool
fill(void *state, hm_batch *batch)
{
    stroke_samples *const samples = state;
    hm_batch_reset(batch);
    for (hm_item *item; samples->n_left > 0 && (item = hm_batch_next(batch)) != NULL;
         samples->n_left--) {
        fill_item(samples, item);
        hm_batch_add(batch);
    }
    return batch->n_items > 0;
}

static void
end(void *state)
{
    stroke_samples *const samples = state;
    hmrnn_sampler_free(samples->sampler);
    free(samples);
}

const hm_sampling hm_stroke_sampling = {
    .begin = begin,
    .fill = fill,
    .end = end,
};
