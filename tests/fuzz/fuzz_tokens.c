// SPDX-License-Identifier: BSD-2-Clause
//
// tests/fuzz/fuzz_tokens.c - whatever a record is, its tokens and runs divide it.
//
// Two bytes of the input make a character: the first chooses among kinds, the second steps on from
// there and says whether a cluster ends. The first byte of all chooses how the record is read.
#include <config.h>

#include "segment/tokens.h"

#include "property.h"

static const uint32_t kinds[16] = {'a',    '0',    '.',    ' ',           0x4E00,   0x3041,
                                   0x0E01, 0x0E31, 0x1100, 0x0300,        0x1F1E6,  0x2167,
                                   0x10FFFF, 0xFF10, '%',  HMRNN_INVALID};

static void
check_tokens(const hm_reading *reading, const hm_symbols *symbols, size_t n_chars)
{
    claim(reading->n_chars == n_chars, "all characters were read");
    claim(reading->n <= n_chars, "a token has a character");
    claim(n_chars == 0 || reading->n > 0, "a character has a token");
    for (size_t i = 0; i < reading->n; i++) {
        claim(reading->end[i] > (i == 0 ? 0 : reading->end[i - 1]), "ends increase");
        claim(reading->symbol[i] < symbols->n || reading->symbol[i] == HM_LATTICE_UNKNOWN,
              "a symbol is in the table");
    }
    claim(n_chars == 0 || reading->end[reading->n - 1] == n_chars, "the last ends the record");
}

static void
check_runs(const hm_reading *reading, size_t n_first_record)
{
    for (size_t i = 0; i < reading->n;) {
        const size_t end = reading->run_end[i];
        claim(end >= i && end <= reading->n, "a run ends behind its beginning");
        claim(end - i <= HM_MOST_RUN, "a run is not too long");
        claim(i >= n_first_record || end <= n_first_record, "a run stays in its record");
        for (size_t j = i + 1; j < end; j++)
            claim(reading->run_end[j] == end, "all of a run say where it ends");
        i = end > i ? end : i + 1;
    }
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
    hm_reading reading = HM_READING_INIT;
    hm_symbols symbols = HM_SYMBOLS_INIT;
    const hmrnn_text text = {chars, n_chars};

    claim(hm_reading_add(&reading, &symbols, &text, is_end, (how & 1) != 0, (how & 2) != 0, NULL) ==
              HMRNN_OK, "memory suffices");
    const size_t n = reading.n;
    check_tokens(&reading, &symbols, n_chars);
    check_runs(&reading, n);
    claim(hm_reading_add(&reading, &symbols, &text, is_end, (how & 1) != 0, (how & 4) != 0, NULL) ==
              HMRNN_OK, "memory suffices");
    check_tokens(&reading, &symbols, 2 * n_chars);
    check_runs(&reading, n);
    claim(reading.n == 2 * n, "a record is read as before");
    claim(hm_reading_letters(&text) <= (double)n_chars, "letters are characters");

    hm_reading_release(&reading);
    hm_symbols_release(&symbols);
    return 0;
}
