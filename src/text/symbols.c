// SPDX-License-Identifier: BSD-2-Clause
//
// text/symbols.c - characters to symbols.
#include <config.h>

#include "text/symbols.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"

hmrnn_status
hm_symbols_append(hm_normalizer *normalizer, const hm_alphabet *alphabet, const hmrnn_text *text,
                  hm_view *view, uint32_t **ids, size_t *n_ids, size_t *capacity, hmrnn_error *err)
{
    HM_TRY(hm_normalize(normalizer, text, view, err));
    size_t n_needed = 0;
    if (!hm_size_add(*n_ids, view->n_chars, &n_needed))
        return hm_fail_memory(err, "symbols", SIZE_MAX);
    HM_TRY(hm_alloc_grow(ids, capacity, n_needed, sizeof **ids, "symbols", err));
    for (size_t i = 0; i < view->n_chars; i++)
        (*ids)[(*n_ids)++] = hm_alphabet_id(alphabet, view->chars[i]);
    return HMRNN_OK;
}
