// SPDX-License-Identifier: BSD-2-Clause
//
// data/streams.c - records in streams.
#include <config.h>

#include "data/streams.h"

void
hm_streams_cut(size_t n_ids, const uint32_t *ids, size_t B, size_t *starts)
{
    size_t at = 0;
    starts[0] = 0;
    for (size_t b = 1; b < B; b++) {
        const size_t wanted = (size_t)((double)n_ids * (double)b / (double)B);
        while (at < wanted || (at < n_ids && ids[at] != HM_ELEMENT_BEGIN))
            at++;
        starts[b] = at;
    }
    starts[B] = n_ids;
}

hm_streams
hm_streams_over_records(const uint32_t *ids, size_t B, const size_t *starts)
{
    hm_streams streams = {.ids = ids, .B = B, .starts = starts};
    for (size_t b = 0; b < B; b++)
        streams.length = hm_size_max(streams.length, starts[b + 1] - starts[b]);
    return streams;
}

void
hm_streams_read_records(const hm_streams *streams, size_t n_steps, size_t first_row, size_t n_rows,
                        uint32_t *inputs, uint32_t *targets, uint8_t *resets)
{
    for (size_t row = 0; row < n_rows; row++) {
        const size_t end = streams->starts[first_row + row + 1];
        const size_t first = streams->starts[first_row + row] + streams->position;
        for (size_t t = 0; t < n_steps; t++) {
            const size_t at = t * n_rows + row;
            const size_t k = first + t;
            const uint32_t next = k + 1 < end ? streams->ids[k + 1] : HM_ELEMENT_BEGIN;
            inputs[at] = k < end ? streams->ids[k] : HM_ELEMENT_BEGIN;
            targets[at] = next == HM_ELEMENT_BEGIN ? HM_NO_TARGET : next;
            resets[at] = inputs[at] == HM_ELEMENT_BEGIN;
        }
    }
}
