// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_function_words.c - particles are found by where they stand beside pauses.
#include <config.h>

#include "induce/function_words.h"

#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { N_SENTENCES = 400, MOST = 20 * N_SENTENCES, N_CONTENT = 30 };

#define PARTICLE 0x306F  // hiragana ha
#define ONCE 0x30A2      // katakana a
#define STOP 0x3002

/// Sentences of words of one character; half of the words have the particle on one side.
typedef struct text {
    uint32_t chars[MOST];
    size_t n;
    hm_chunk_units units;
} text;

static void
put(text *t, uint32_t c)
{
    t->chars[t->n] = c;
    t->units.unit[t->units.n++] =
        (hm_chunk_unit){(uint32_t)t->n, (uint32_t)t->n + 1,
                        c == STOP ? HM_CHUNK_UNIT_PAUSE : HM_CHUNK_UNIT_WORD};
    t->n++;
}

static text *
make_text(bool is_particle_first)
{
    text *const t = calloc(1, sizeof *t);
    hm_rng rng = hm_rng_stream(7, 0);
    assert_non_null(t);
    t->units.unit = calloc(MOST, sizeof *t->units.unit);
    assert_non_null(t->units.unit);
    for (size_t sentence = 0; sentence < N_SENTENCES; sentence++) {
        for (size_t left = 2 + hm_rng_below(&rng, 5); left > 0; left--) {
            const bool has_particle = hm_rng_below(&rng, 2) == 0;
            if (has_particle && is_particle_first)
                put(t, PARTICLE);
            put(t, 0x4E00 + (uint32_t)hm_rng_below(&rng, N_CONTENT));
            if (has_particle && !is_particle_first)
                put(t, PARTICLE);
        }
        put(t, STOP);
    }
    put(t, ONCE);
    put(t, STOP);
    return t;
}

static void
forget(text *t)
{
    hm_chunk_units_release(&t->units);
    free(t);
}

static uint32_t
role_of(const hm_chunker *chunker, uint32_t c)
{
    return hm_hash_get(&chunker->role, hm_chunker_word_key(1, &c), 0);
}

static void
learn(hm_chunker *chunker, const text *t)
{
    hm_function_words_options options;
    hm_function_words_options_init(&options);
    assert_int_equal(hm_function_words_learn(chunker, &options, &t->units, t->chars, NULL),
                     HMRNN_OK);
}

static void
a_particle_that_follows_its_word_is_an_enclitic(void **state)
{
    (void)state;
    hm_chunker chunker = HM_CHUNKER_INIT;
    text *const t = make_text(false);

    learn(&chunker, t);

    assert_int_equal(role_of(&chunker, PARTICLE), HM_ENCLITIC | HM_ENDS_CHUNK | HM_STANDS_ALONE);
    hm_chunker_release(&chunker);
    forget(t);
}

static void
a_particle_that_precedes_its_word_is_a_proclitic(void **state)
{
    (void)state;
    hm_chunker chunker = HM_CHUNKER_INIT;
    text *const t = make_text(true);

    learn(&chunker, t);

    assert_int_equal(role_of(&chunker, PARTICLE), HM_PROCLITIC | HM_BEGINS_CHUNK | HM_STANDS_ALONE);
    hm_chunker_release(&chunker);
    forget(t);
}

static void
words_that_stand_on_both_sides_of_pauses_and_words_seen_once_have_no_role(void **state)
{
    (void)state;
    hm_chunker chunker = HM_CHUNKER_INIT;
    text *const t = make_text(false);

    learn(&chunker, t);

    for (uint32_t w = 0; w < N_CONTENT; w++)
        assert_int_equal(role_of(&chunker, 0x4E00 + w) & (HM_ENCLITIC | HM_PROCLITIC), 0);
    assert_int_equal(role_of(&chunker, ONCE), 0);
    hm_chunker_release(&chunker);
    forget(t);
}

static void
a_text_without_words_teaches_nothing(void **state)
{
    (void)state;
    hm_chunker chunker = HM_CHUNKER_INIT;
    text *const t = calloc(1, sizeof *t);
    assert_non_null(t);

    learn(&chunker, t);

    assert_int_equal(chunker.role.n, 0);
    assert_int_equal(chunker.scripts.n, 0);
    hm_chunker_release(&chunker);
    forget(t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_particle_that_follows_its_word_is_an_enclitic),
        cmocka_unit_test(a_particle_that_precedes_its_word_is_a_proclitic),
        cmocka_unit_test(words_that_stand_on_both_sides_of_pauses_and_words_seen_once_have_no_role),
        cmocka_unit_test(a_text_without_words_teaches_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
