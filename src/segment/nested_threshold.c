// SPDX-License-Identifier: BSD-2-Clause
//
// segment/nested_threshold.c - from the evidence after every symbol to nested segments of
// characters.
#include <config.h>

#include "segment/nested_threshold.h"

#include "text/char_props.h"

void
hm_nested_threshold_to_chars(size_t n_symbols, const float *z_tilde, const size_t *origin,
                             size_t lag, size_t n_chars, float *score)
{
    for (size_t i = 0; i < n_chars; i++)
        score[i] = 0.0f;
    for (size_t s = 0; s + lag < n_symbols; s++)  // of several symbols, the last one counts
        score[origin[s]] = z_tilde[s + lag];
    if (n_chars > 0)
        score[n_chars - 1] = 1.0f;
}

void
hm_nested_threshold(size_t n_chars, size_t n_layers, const uint32_t *chars, const uint8_t *is_end,
                    float *score, uint8_t *depth)
{
    for (size_t i = 0; i < n_chars; i++) {
        if (i + 1 == n_chars) {
            depth[i] = (uint8_t)n_layers;
            break;
        }
        depth[i] = 0;
        if (is_end != NULL && is_end[i] == 0)
            continue;
        const bool is_beside_space =
            chars != NULL && (hm_char_category_of(chars[i]) == HM_CATEGORY_SPACE ||
                              hm_char_category_of(chars[i + 1]) == HM_CATEGORY_SPACE);
        if (is_beside_space && n_layers > 0)
            score[i] = 1.0f;
        size_t reach = 0;
        while (reach < n_layers && score[reach * n_chars + i] > 0.5f)
            reach++;
        depth[i] = (uint8_t)reach;
    }
}
