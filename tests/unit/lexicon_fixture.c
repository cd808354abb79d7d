// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/lexicon_fixture.c - a made-up language, an inducer of its words, and the lexicon.
#include <config.h>

#include "lexicon_fixture.h"

#include "base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { N_WORDS = 50, N_LETTERS = 30, N_SENTENCES = 1000 };

/// Words of 1 to 4 letters, the first ones more often; sentences of 3 to 10 words.
static void
make_text(tokens_fixture *s, uint64_t seed)
{
    uint8_t word[N_WORDS][4];
    size_t length[N_WORDS];
    hm_rng rng = hm_rng_stream(seed, 0);
    for (size_t w = 0; w < N_WORDS; w++) {
        length[w] = 1 + hm_rng_below(&rng, 4);
        for (size_t j = 0; j < 4; j++)
            word[w][j] = (uint8_t)hm_rng_below(&rng, N_LETTERS);
    }
    for (size_t sentence = 0; sentence < N_SENTENCES; sentence++) {
        uint8_t letters[40];
        size_t n = 0;
        for (size_t left = 3 + hm_rng_below(&rng, 8); left > 0; left--) {
            const size_t w = hm_rng_below(&rng, 1 + hm_rng_below(&rng, N_WORDS));
            memcpy(letters + n, word[w], length[w]);
            n += length[w];
        }
        tokens_fixture_add(s, n, letters);
    }
    assert_true(s->tokens.n < LEXICON_FIXTURE_MAX);
}

void
lexicon_fixture_make(lexicon_fixture *l, size_t max_length)
{
    hm_word_inducer_options options;
    hm_word_inducer_options_init(&options);
    options.max_length = max_length;
    *l = (lexicon_fixture){TOKENS_FIXTURE_INIT, NULL, NULL};
    make_text(&l->s, 1);
    assert_int_equal(hm_word_inducer_new(&l->inducer, &options, &l->s.tokens, l->s.symbols.n, NULL,
                                         NULL),
                     HMRNN_OK);
    for (size_t pass = 0; pass < 5; pass++)
        assert_int_equal(hm_word_inducer_pass(l->inducer, NULL), HMRNN_OK);
    assert_int_equal(hm_lexicon_build(&l->lexicon, l->inducer, &l->s.symbols, HM_LETTERS_JOINED,
                                      NULL, 10000, NULL),
                     HMRNN_OK);
}

void
lexicon_fixture_release(lexicon_fixture *l)
{
    hm_lexicon_free(l->lexicon);
    hm_word_inducer_free(l->inducer);
    tokens_fixture_release(&l->s);
}

void
lexicon_fixture_segment(const hm_lexicon *lexicon, const hm_tokens *tokens, const float *logit,
                        uint8_t *begins)
{
    const hm_transitions transitions = hm_lexicon_transitions(lexicon);
    hm_lattice lattice;
    assert_int_equal(hm_lattice_init(&lattice, lexicon->max_length, HM_MAX_SPAN + 1, NULL),
                     HMRNN_OK);
    hm_range span = {0, 0};
    while (hm_tokens_next_span(tokens, tokens->n, &span)) {
        hm_lexicon_fill(lexicon, tokens, &span, logit, NULL, &lattice, NULL);
        hm_lattice_decode(&lattice, span.n, &transitions, begins + span.first);
    }
    hm_lattice_release(&lattice);
}
