// SPDX-License-Identifier: BSD-2-Clause
//
// tests/fuzz/fuzz_grapheme.c - clusters end where they should, and normalising keeps their order.
//
// Two bytes of the input make a character: the first chooses among kinds that combine.
#include <config.h>

#include "text/grapheme.h"
#include "text/normalize.h"

#include "property.h"

static const uint32_t kinds[16] = {'a',           0x4E00, 0x0300,  0x0900,  0x1100, 0x1160,
                                   0x11A0,        0xAC00, 0x1F1E6, 0x1F400, 0x200D, 0xFE00,
                                   HMRNN_INVALID, '\r',   '\n',    0};

static uint32_t
make_char(uint8_t kind, uint8_t step)
{
    const uint32_t base = kinds[kind % 16];
    return base < 0x80 || base == HMRNN_INVALID || base == 0x200D ? base : base + step;
}

static void
check_view(hmrnn_normalization form, const hmrnn_text *text, const uint8_t *is_end)
{
    hm_normalizer *normalizer = NULL;
    hm_view view = HM_VIEW_INIT;
    claim(hm_normalizer_new(&normalizer, form, NULL) == HMRNN_OK, "ICU has the form");
    claim(hm_normalize(normalizer, text, &view, NULL) == HMRNN_OK, "memory suffices");
    for (size_t i = 0; i < view.n_chars; i++) {
        claim(view.origin[i] < text->n_chars, "a symbol belongs to a character");
        claim(i == 0 || view.origin[i - 1] <= view.origin[i], "the order is kept");
        claim(form == HMRNN_NORMALIZATION_NONE || is_end[view.origin[i]] == 1,
              "a symbol belongs to the end of a cluster");
    }
    claim(form != HMRNN_NORMALIZATION_NONE || view.n_chars == text->n_chars, "none leaves all");
    hm_view_release(&view);
    hm_normalizer_free(normalizer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    enum { N_MOST = 2000 };
    static uint32_t chars[N_MOST];
    static uint8_t is_end[N_MOST], is_end_alone[N_MOST];
    size_t n_chars = 0;
    for (size_t i = 0; i + 1 < n_bytes && n_chars < N_MOST; i += 2)
        chars[n_chars++] = make_char(data[i], data[i + 1]);
    hm_graphemes *graphemes = NULL;
    claim(hm_graphemes_new(&graphemes, NULL) == HMRNN_OK, "ICU has the rules");
    claim(hm_graphemes_mark(graphemes, n_chars, chars, is_end, NULL) == HMRNN_OK,
          "memory suffices");

    claim(n_chars == 0 || is_end[n_chars - 1] == 1, "the last character ends a cluster");
    size_t start = 0;
    for (size_t i = 0; i < n_chars; i++) {
        claim(is_end[i] <= 1, "marks are 0 or 1");
        if (is_end[i] == 0)
            continue;
        for (size_t k = start; k <= i; k++)
            claim(chars[k] != HMRNN_INVALID || start == i, "what is no character stands alone");
        claim(hm_graphemes_mark(graphemes, i + 1 - start, chars + start, is_end_alone, NULL) ==
                  HMRNN_OK,
              "memory suffices");
        for (size_t k = start; k < i; k++)
            claim(is_end_alone[k - start] == 0, "a cluster by itself is a cluster");
        start = i + 1;
    }
    const hmrnn_text text = {chars, n_chars};
    check_view(HMRNN_NORMALIZATION_NONE, &text, is_end);
    check_view(HMRNN_NORMALIZATION_NFC, &text, is_end);
    check_view(HMRNN_NORMALIZATION_NFKC_CASEFOLD, &text, is_end);
    hm_graphemes_free(graphemes);
    return 0;
}
