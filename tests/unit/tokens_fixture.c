// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/tokens_fixture.c - readings of made-up text, and strings in them counted plainly.
#include <config.h>

#include "tokens_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MOST_LETTERS = 4000 };

void
speech_add(speech *s, size_t n, const uint8_t *letters)
{
    static uint32_t chars[MOST_LETTERS];
    static uint8_t is_end[MOST_LETTERS];
    assert_true(n <= MOST_LETTERS);
    for (size_t i = 0; i < n; i++) {
        chars[i] = letters[i] == SPEECH_COMMA ? 0x3001 : 0x4E00 + (uint32_t)letters[i];
        is_end[i] = 1;
    }
    const hmrnn_text text = {chars, n};
    assert_int_equal(hm_reading_add(&s->reading, &s->symbols, &text, is_end, true, true, NULL),
                     HMRNN_OK);
}

void
speech_add_random(speech *s, hm_rng *rng, size_t n_records, size_t n_letters)
{
    for (size_t r = 0; r < n_records; r++) {
        uint8_t letters[12];
        const size_t n = hm_rng_below(rng, 13);
        for (size_t i = 0; i < n; i++)
            letters[i] = hm_rng_below(rng, 8) == 0 ? SPEECH_COMMA
                                                   : (uint8_t)hm_rng_below(rng, n_letters);
        speech_add(s, n, letters);
    }
}

void
speech_release(speech *s)
{
    hm_reading_release(&s->reading);
    hm_symbols_release(&s->symbols);
}

bool
speech_has(const hm_reading *reading, size_t i, size_t k)
{
    return i + k <= reading->run_end[i];
}

bool
speech_equal(const hm_reading *reading, size_t i, size_t j, size_t k)
{
    for (size_t a = 0; a < k; a++)
        if (reading->symbol[i + a] != reading->symbol[j + a])
            return false;
    return true;
}

size_t
speech_count(const hm_reading *reading, size_t i, size_t k)
{
    size_t n = 0;
    for (size_t j = 0; j < reading->n; j++)
        n += speech_has(reading, j, k) && speech_equal(reading, i, j, k) ? 1 : 0;
    return n;
}

bool
speech_is_first(const hm_reading *reading, size_t i, size_t k)
{
    for (size_t j = 0; j < i; j++)
        if (speech_has(reading, j, k) && speech_equal(reading, i, j, k))
            return false;
    return true;
}
