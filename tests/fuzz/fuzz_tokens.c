// SPDX-License-Identifier: BSD-2-Clause
//
// tests/fuzz/fuzz_tokens.c - whatever a record is, its tokens and runs divide it.
//
// Two bytes of the input make a character: the first chooses among kinds, the second steps on from
// there and says whether a cluster ends. The first byte of all chooses how the record is read.
#include <config.h>

#include "segment/tokens.h"

#include "property.h"

static const uint32_t kinds[16] = {'a',      '0',    '.',    ' ',          0x4E00,  0x3041,
                                   0x0E01,   0x0E31, 0x1100, 0x0300,       0x1F1E6, 0x2167,
                                   0x10FFFF, 0xFF10, '%',    HMRNN_INVALID};

static void
check_tokens(const hm_tokens *tokens, const hm_token_ids *symbols, size_t n_chars)
{
    claim(tokens->n_chars == n_chars, "all characters were read");
    claim(tokens->n <= n_chars, "a token has a character");
    claim(n_chars == 0 || tokens->n > 0, "a character has a token");
    for (size_t i = 0; i < tokens->n; i++) {
        claim(tokens->end[i] > (i == 0 ? 0 : tokens->end[i - 1]), "ends increase");
        claim(tokens->id[i] < symbols->n || tokens->id[i] == HM_TOKEN_UNKNOWN,
              "a symbol is in the table");
    }
    claim(n_chars == 0 || tokens->end[tokens->n - 1] == n_chars, "the last ends the record");
}

static void
check_runs(const hm_tokens *tokens, size_t n_first_record)
{
    for (size_t i = 0; i < tokens->n;) {
        const size_t end = tokens->span_end[i];
        claim(end >= i && end <= tokens->n, "a run ends behind its beginning");
        claim(end - i <= HM_MAX_SPAN, "a run is not too long");
        claim(i >= n_first_record || end <= n_first_record, "a run stays in its record");
        for (size_t j = i + 1; j < end; j++)
            claim(tokens->span_end[j] == end, "all of a run say where it ends");
        i = end > i ? end : i + 1;
    }
}

static void
add(hm_tokens *tokens, hm_token_ids *symbols, const hmrnn_text *text, const uint8_t *is_end,
    hm_letters letters, bool is_training)
{
    claim((is_training ? hm_tokens_add_training(tokens, symbols, text, is_end, letters, NULL)
                       : hm_tokens_add(tokens, symbols, text, is_end, letters, NULL)) == HMRNN_OK,
          "memory suffices");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    enum { N_MOST = 4000 };
    static uint32_t chars[N_MOST];
    static uint8_t is_end[N_MOST];
    size_t n_chars = 0;
    for (size_t i = 1; i + 1 < n_bytes && n_chars < N_MOST; i += 2) {
        const uint32_t base = kinds[data[i] % 16];
        const uint32_t step = data[i + 1] % 8u;
        chars[n_chars] = base == HMRNN_INVALID || base == 0x10FFFF ? base : base + step;
        is_end[n_chars++] = data[i + 1] < 0x40 ? 0 : data[i + 1];
    }
    const int how = n_bytes == 0 ? 0 : data[0];
    hm_tokens tokens = HM_TOKENS_INIT;
    hm_token_ids symbols = HM_TOKEN_IDS_INIT;
    const hmrnn_text text = {chars, n_chars};

    const hm_letters letters = (how & 1) != 0 ? HM_LETTERS_JOINED : HM_LETTERS_SEPARATE;
    add(&tokens, &symbols, &text, is_end, letters, (how & 2) != 0);
    const size_t n = tokens.n;
    check_tokens(&tokens, &symbols, n_chars);
    check_runs(&tokens, n);
    add(&tokens, &symbols, &text, is_end, letters, (how & 4) != 0);
    check_tokens(&tokens, &symbols, 2 * n_chars);
    check_runs(&tokens, n);
    claim(tokens.n == 2 * n, "a record is read as before");
    claim(hm_tokens_mean_letters(&text) <= (double)n_chars, "letters are characters");

    hm_tokens_release(&tokens);
    hm_token_ids_release(&symbols);
    return 0;
}
