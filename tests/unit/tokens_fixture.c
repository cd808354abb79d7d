// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/tokens_fixture.c - readings of made-up text, and strings in them counted plainly.
#include <config.h>

#include "tokens_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MAX_LETTERS = 4000 };

void
tokens_fixture_add(tokens_fixture *s, size_t n, const uint8_t *letters)
{
    static uint32_t chars[MAX_LETTERS];
    static uint8_t is_end[MAX_LETTERS];
    assert_true(n <= MAX_LETTERS);
    for (size_t i = 0; i < n; i++) {
        chars[i] = letters[i] == TOKENS_FIXTURE_COMMA ? 0x3001 : 0x4E00 + (uint32_t)letters[i];
        is_end[i] = 1;
    }
    const hmrnn_text text = {chars, n};
    assert_int_equal(hm_tokens_add_training(&s->tokens, &s->symbols, &text, is_end,
                                            HM_LETTERS_JOINED, NULL),
                     HMRNN_OK);
}

void
tokens_fixture_add_random(tokens_fixture *s, hm_rng *rng, size_t n_records, size_t n_letters)
{
    for (size_t r = 0; r < n_records; r++) {
        uint8_t letters[12];
        const size_t n = hm_rng_below(rng, 13);
        for (size_t i = 0; i < n; i++)
            letters[i] = hm_rng_below(rng, 8) == 0 ? TOKENS_FIXTURE_COMMA
                                                   : (uint8_t)hm_rng_below(rng, n_letters);
        tokens_fixture_add(s, n, letters);
    }
}

void
tokens_fixture_release(tokens_fixture *s)
{
    hm_tokens_release(&s->tokens);
    hm_token_ids_release(&s->symbols);
}

bool
tokens_fixture_has(const hm_tokens *tokens, size_t i, size_t k)
{
    return i + k <= tokens->span_end[i];
}

bool
tokens_fixture_equal(const hm_tokens *tokens, size_t i, size_t j, size_t k)
{
    for (size_t a = 0; a < k; a++)
        if (tokens->id[i + a] != tokens->id[j + a])
            return false;
    return true;
}

size_t
tokens_fixture_count(const hm_tokens *tokens, size_t i, size_t k)
{
    size_t n = 0;
    for (size_t j = 0; j < tokens->n; j++)
        n += tokens_fixture_has(tokens, j, k) && tokens_fixture_equal(tokens, i, j, k) ? 1 : 0;
    return n;
}

bool
tokens_fixture_is_first(const hm_tokens *tokens, size_t i, size_t k)
{
    for (size_t j = 0; j < i; j++)
        if (tokens_fixture_has(tokens, j, k) && tokens_fixture_equal(tokens, i, j, k))
            return false;
    return true;
}
