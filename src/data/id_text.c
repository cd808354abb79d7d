// SPDX-License-Identifier: BSD-2-Clause
//
// data/id_text.c - a text, or other records, as a training run reads them.
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
    HM_TRY(hm_mapped_array_reserve(&text->storage, n, sizeof *text->ids, "the symbols of a text",
                                   err));
    text->ids = text->storage.bytes;
    return HMRNN_OK;
}

uint32_t
hm_id_text_checksum(hm_id_text *text)
{
    uLong crc = crc32_z(0, NULL, 0);
    for (size_t first = 0; first < text->n; first += PIECE) {
        const size_t n_bytes = hm_size_min(PIECE, text->n - first) * sizeof *text->ids;
        crc = crc32_z(crc, (const Bytef *)(text->ids + first), n_bytes);
        hm_mapped_array_used(&text->storage, n_bytes);
    }
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++) {
        const Bytef number = (Bytef)l;
        if (text->gold.layer[l] == NULL)
            continue;
        crc = crc32_z(crc, &number, 1);
        crc = crc32_z(crc, text->gold.layer[l], text->n);
    }
    if (text->elements != NULL)
        crc = crc32_z(crc, text->elements, text->n_element_bytes);
    return (uint32_t)crc;
}

hmrnn_status
hm_id_text_set_labels(hm_id_text *text, const hm_labels *labels, hmrnn_error *err)
{
    hm_labels fresh;
    HM_TRY(hm_labels_copy(&fresh, &text->gold, err));
    fresh.source = HM_LABELS_GOLD;
    fresh.n = text->n;
    const hmrnn_status status = labels == NULL ? HMRNN_OK : hm_labels_merge(&fresh, labels, err);
    if (status != HMRNN_OK) {
        hm_labels_release(&fresh);
        return status;
    }
    hm_labels_release(&text->labels);
    text->labels = fresh;
    return HMRNN_OK;
}

void
hm_id_text_used(hm_id_text *text, size_t B)
{
    hm_mapped_array_used(&text->storage, B * TOUCHED);
}

void
hm_id_text_release(hm_id_text *text)
{
    hm_mapped_array_release(&text->storage);
    hm_labels_release(&text->gold);
    hm_labels_release(&text->labels);
    free(text->elements);
    *text = (hm_id_text)HM_ID_TEXT_INIT;
}
