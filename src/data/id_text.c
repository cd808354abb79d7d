// SPDX-License-Identifier: BSD-2-Clause
//
// data/id_text.c - a text, or drawings, as a training run reads it.
#include <config.h>

#include "data/id_text.h"

#include "base/error.h"
#include "base/size.h"

#include <stdlib.h>
#include <zlib.h>

#define PIECE ((size_t)1 << 20)    // symbols summed at a time
#define TOUCHED ((size_t)1 << 21)  // bytes that Linux may map around one that is read

hmrnn_status
hm_id_text_reserve(hm_id_text *text, size_t n, hmrnn_error *err)
{
    HM_TRY(
        hm_mapped_array_reserve(&text->room, n, sizeof *text->ids, "the symbols of a text", err));
    text->ids = text->room.bytes;
    return HMRNN_OK;
}

uint32_t
hm_id_text_checksum(hm_id_text *text)
{
    uLong crc = crc32_z(0, NULL, 0);
    for (size_t first = 0; first < text->n; first += PIECE) {
        const size_t n_bytes = hm_size_min(PIECE, text->n - first) * sizeof *text->ids;
        crc = crc32_z(crc, (const Bytef *)(text->ids + first), n_bytes);
        hm_mapped_array_used(&text->room, n_bytes);
    }
    if (text->points != NULL)
        crc = crc32_z(crc, (const Bytef *)text->points, text->n_points * sizeof *text->points);
    return (uint32_t)crc;
}

void
hm_id_text_used(hm_id_text *text, size_t B)
{
    hm_mapped_array_used(&text->room, B * TOUCHED);
}

void
hm_id_text_release(hm_id_text *text)
{
    hm_mapped_array_release(&text->room);
    free(text->labels);
    free(text->points);
    *text = (hm_id_text)HM_ID_TEXT_INIT;
}
