// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/lexicon_fixture.c - a made-up language, a teacher that has read it, and its lexicon.
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
speak(speech *s, uint64_t seed)
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
        speech_add(s, n, letters);
    }
    assert_true(s->reading.n < LESSON_MOST);
}

void
lesson_teach(lesson *l, size_t n_longest)
{
    hm_teacher_options options;
    hm_teacher_options_init(&options);
    options.n_longest = n_longest;
    *l = (lesson){SPEECH_INIT, NULL, NULL};
    speak(&l->s, 1);
    assert_int_equal(
        hm_teacher_new(&l->teacher, &options, &l->s.reading, l->s.symbols.n, NULL, NULL), HMRNN_OK);
    for (size_t pass = 0; pass < 5; pass++)
        assert_int_equal(hm_teacher_pass(l->teacher, NULL), HMRNN_OK);
    assert_int_equal(hm_lexicon_from_teacher(&l->lexicon, l->teacher, &l->s.symbols, true, NULL,
                                             10000, NULL),
                     HMRNN_OK);
}

void
lesson_forget(lesson *l)
{
    hm_lexicon_free(l->lexicon);
    hm_teacher_free(l->teacher);
    speech_release(&l->s);
}

void
lesson_cut(const hm_lexicon *lexicon, const hm_reading *reading, const float *logit,
           uint8_t *begins)
{
    const hm_transitions transitions = hm_lexicon_transitions(lexicon);
    hm_lattice lattice;
    assert_int_equal(hm_lattice_init(&lattice, lexicon->n_longest, HM_MOST_RUN + 1, NULL),
                     HMRNN_OK);
    for (size_t first = 0; first < reading->n;) {
        const size_t end = reading->run_end[first];
        if (end > first) {
            hm_lexicon_fill(lexicon, reading, first, end, logit, NULL, &lattice);
            hm_lattice_decode(&lattice, end - first, &transitions, begins + first);
        }
        first = end > first ? end : first + 1;
    }
    hm_lattice_release(&lattice);
}
