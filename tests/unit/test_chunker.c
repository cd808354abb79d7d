// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_chunker.c - the phrases of made-up languages are found from their words.
//
// A clause has four phrases, each of one or two content words (of two characters) and a particle
// (one character) on one side of them, but that of two phrases beside a pause one has no particle.
// A pause ends a clause.
#include <config.h>

#include "segment/chunker.h"

#include "base/rng.h"
#include "induce/function_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N_CLAUSES 3000
#define N_PHRASES 4
#define PARTICLE 0x5F00u
#define CONTENT 0x4E00u
#define COMMA 0x3001u
#define N_PARTICLES 4
#define N_CONTENTS 200

typedef struct language {
    uint32_t chars[N_CLAUSES * (5 * N_PHRASES + 1)];
    hm_chunk_unit unit[N_CLAUSES * (3 * N_PHRASES + 1)];
    uint8_t is_first[N_CLAUSES * (3 * N_PHRASES + 1)];  ///< of a phrase
    uint8_t depth[N_CLAUSES * (3 * N_PHRASES + 1)];
    size_t n_chars;
    hm_chunk_units units;
    hm_chunker chunker;
} language;

static void
say(language *l, size_t n, const uint32_t *chars, enum hm_chunk_unit_kind kind, bool is_first)
{
    memcpy(l->chars + l->n_chars, chars, n * sizeof *chars);
    l->is_first[l->units.n] = is_first ? 1 : 0;
    l->unit[l->units.n++] =
        (hm_chunk_unit){(uint32_t)l->n_chars, (uint32_t)(l->n_chars + n), (uint8_t)kind};
    l->n_chars += n;
}

static void
say_content(language *l, hm_rng *rng, bool is_first)
{
    const uint32_t word = (uint32_t)hm_rng_below(rng, N_CONTENTS);
    const uint32_t content[2] = {CONTENT + word / 10, CONTENT + 100 + word % 10};
    say(l, 2, content, HM_CHUNK_UNIT_WORD, is_first);
}

static void
say_phrase(language *l, hm_rng *rng, bool is_suffixing, bool has_particle)
{
    const uint32_t particle = PARTICLE + (uint32_t)hm_rng_below(rng, N_PARTICLES);
    if (has_particle && !is_suffixing)
        say(l, 1, &particle, HM_CHUNK_UNIT_WORD, true);
    say_content(l, rng, is_suffixing || !has_particle);
    if (hm_rng_below(rng, 2) == 0)
        say_content(l, rng, false);
    if (has_particle && is_suffixing)
        say(l, 1, &particle, HM_CHUNK_UNIT_WORD, false);
}

static language *
make_text(bool is_suffixing)
{
    static const uint32_t comma = COMMA;
    language *const l = calloc(1, sizeof *l);
    assert_non_null(l);
    l->units.unit = l->unit;
    hm_rng rng = hm_rng_stream(7, 0);
    for (size_t i = 0; i < N_CLAUSES; i++) {
        const size_t bare = is_suffixing ? N_PHRASES - 1 : 0;
        for (size_t p = 0; p < N_PHRASES; p++)
            say_phrase(l, &rng, is_suffixing, p != bare || hm_rng_below(&rng, 2) == 0);
        say(l, 1, &comma, HM_CHUNK_UNIT_PAUSE, false);
    }
    hm_function_words_options options;
    hm_function_words_options_init(&options);
    options.n_function_words = N_PARTICLES;
    options.n_apart = N_PARTICLES;
    hmrnn_error err;
    assert_int_equal(hm_function_words_learn(&l->chunker, &options, &l->units, l->chars, &err),
                     HMRNN_OK);
    hm_chunker_mark(&l->chunker, &l->units, l->chars, l->depth);
    return l;
}

static void
reset_state(language *l)
{
    hm_chunker_release(&l->chunker);
    free(l);
}

static void
assert_phrases_are_found(const language *l)
{
    for (size_t i = 0; i < l->units.n; i++)
        assert_int_equal(l->depth[i] == 3, l->is_first[i] != 0);
}

static void
phrases_end_behind_particles_of_a_language_that_puts_them_last(void **state)
{
    (void)state;
    language *const l = make_text(true);

    assert_phrases_are_found(l);

    reset_state(l);
}

static void
phrases_begin_before_particles_of_a_language_that_puts_them_first(void **state)
{
    (void)state;
    language *const l = make_text(false);

    assert_phrases_are_found(l);

    reset_state(l);
}

static void
particles_stand_apart_and_compounds_hold_together_in_layer_2(void **state)
{
    (void)state;
    language *const l = make_text(true);
    uint32_t chars[5] = {CONTENT, CONTENT + 100, CONTENT + 1, CONTENT + 101, PARTICLE};
    hm_chunk_unit unit[3] = {{0, 2, HM_CHUNK_UNIT_WORD},
                             {2, 4, HM_CHUNK_UNIT_WORD},
                             {4, 5, HM_CHUNK_UNIT_WORD}};
    const hm_chunk_units units = {unit, 3, 3};
    uint8_t depth[3];

    hm_chunker_mark(&l->chunker, &units, chars, depth);

    assert_int_equal(depth[0], 3);
    assert_int_equal(depth[1], 1);
    assert_int_equal(depth[2], 2);
    reset_state(l);
}

/// The depths of "ab-c d" with another sign in place of the hyphen.
static void
mark_around(uint32_t sign, uint32_t right, uint8_t *depth)
{
    static const hm_chunker none = HM_CHUNKER_INIT;
    const uint32_t chars[] = {'a', 'b', sign, right};
    hm_chunk_unit unit[] = {{0, 2, HM_CHUNK_UNIT_WORD},
                            {2, 3, HM_CHUNK_UNIT_CLOSING},
                            {3, 4, HM_CHUNK_UNIT_WORD}};
    const hm_chunk_units units = {unit, 3, 3};
    hm_chunker_mark(&none, &units, chars, depth);
}

static void
a_sign_between_two_words_without_a_space_joins_them_in_layer_2(void **state)
{
    (void)state;
    uint8_t depth[3];

    mark_around('-', 'c', depth);

    assert_int_equal(depth[0], 3);
    assert_int_equal(depth[1], 1);
    assert_int_equal(depth[2], 1);
}

static void
a_straight_quotation_mark_opens_where_a_space_is_before_it_only(void **state)
{
    (void)state;
    static const hm_chunker none = HM_CHUNKER_INIT;
    const uint32_t chars[] = {'a', ' ', '"', 'b', '"', ' ', 'c'};
    hm_chunk_unit unit[] = {{0, 1, HM_CHUNK_UNIT_WORD},  {1, 2, HM_CHUNK_UNIT_SPACE},
                            {2, 3, HM_CHUNK_UNIT_PAUSE}, {3, 4, HM_CHUNK_UNIT_WORD},
                            {4, 5, HM_CHUNK_UNIT_PAUSE}, {5, 6, HM_CHUNK_UNIT_SPACE},
                            {6, 7, HM_CHUNK_UNIT_WORD}};
    const hm_chunk_units units = {unit, 7, 7};
    uint8_t depth[7];

    hm_chunker_mark(&none, &units, chars, depth);

    assert_int_equal(depth[2], 3);
    assert_int_equal(depth[3], 2);
    assert_int_equal(depth[4], 2);
    assert_int_equal(depth[6], 3);
}

static void
a_dash_or_han_beside_it_joins_nothing(void **state)
{
    (void)state;
    uint8_t depth[3];

    mark_around(0x2014, 'c', depth);
    assert_int_equal(depth[2], 3);
    mark_around('-', CONTENT, depth);
    assert_int_equal(depth[2], 3);
}

static void
signs_stand_alone_in_layer_2_and_go_with_what_they_enclose_in_layer_3(void **state)
{
    (void)state;
    const uint32_t chars[6] = {CONTENT, '(', CONTENT, ')', ' ', CONTENT};
    hm_chunk_unit unit[6] = {{0, 1, HM_CHUNK_UNIT_WORD},  {1, 2, HM_CHUNK_UNIT_OPENING},
                             {2, 3, HM_CHUNK_UNIT_WORD},  {3, 4, HM_CHUNK_UNIT_CLOSING},
                             {4, 5, HM_CHUNK_UNIT_SPACE}, {5, 6, HM_CHUNK_UNIT_WORD}};
    const hm_chunk_units units = {unit, 6, 6};
    const hm_chunker nothing = HM_CHUNKER_INIT;
    uint8_t depth[6];

    hm_chunker_mark(&nothing, &units, chars, depth);

    const uint8_t expected[6] = {3, 3, 2, 2, 1, 3};
    assert_memory_equal(depth, expected, sizeof expected);
}

static void
all_numbers_have_one_key(void **state)
{
    (void)state;
    const uint32_t one[2] = {'1', 0x6708};
    const uint32_t twelve[3] = {'1', '2', 0x6708};

    assert_int_equal(hm_chunker_word_key(2, one), hm_chunker_word_key(3, twelve));
    assert_int_not_equal(hm_chunker_word_key(2, one), hm_chunker_word_key(1, one + 1));
}

static void
what_was_packed_marks_the_same_phrases_once_unpacked(void **state)
{
    (void)state;
    language *const l = make_text(true);
    uint32_t words[N_PARTICLES + N_CONTENTS];
    uint8_t roles[N_PARTICLES + N_CONTENTS];
    uint32_t pairs[1];
    assert_in_range(l->chunker.role.n, 1, N_PARTICLES + N_CONTENTS);
    assert_in_range(l->chunker.scripts.n, 0, 1);
    hm_chunker_pack(&l->chunker, words, roles, pairs);
    hm_chunker copy;
    hmrnn_error err;

    assert_int_equal(hm_chunker_unpack(&copy, l->chunker.role.n, words, roles, l->chunker.scripts.n,
                                       pairs, &err),
                     HMRNN_OK);
    hm_chunker_mark(&copy, &l->units, l->chars, l->depth);

    assert_phrases_are_found(l);
    hm_chunker_release(&copy);
    reset_state(l);
}

static void
a_record_is_read_as_words_and_signs_with_its_end(void **state)
{
    (void)state;
    uint32_t chars[5] = {CONTENT, CONTENT + 1, COMMA, ' ', CONTENT};
    const uint8_t is_end[5] = {1, 1, 1, 1, 1};
    const uint8_t begins[5] = {1, 0, 0, 0, 1};
    const hmrnn_text text = {chars, 5};
    hm_token_ids symbols = HM_TOKEN_IDS_INIT;
    hm_tokens tokens = HM_TOKENS_INIT;
    hm_chunk_units units = HM_CHUNK_UNITS_INIT;
    hmrnn_error err;
    assert_int_equal(hm_tokens_add_training(&tokens, &symbols, &text, is_end, HM_LETTERS_JOINED,
                                            &err),
                     HMRNN_OK);

    assert_int_equal(hm_chunk_units_add(&units, &tokens, 0, tokens.n, 0, chars, begins, &err),
                     HMRNN_OK);

    assert_int_equal(units.n, 5);
    assert_int_equal(units.unit[0].end, 2);
    assert_int_equal(units.unit[1].kind, HM_CHUNK_UNIT_PAUSE);
    assert_int_equal(units.unit[2].kind, HM_CHUNK_UNIT_SPACE);
    assert_int_equal(units.unit[3].kind, HM_CHUNK_UNIT_WORD);
    assert_int_equal(units.unit[4].begin, units.unit[4].end);
    hm_chunk_units_release(&units);
    hm_tokens_release(&tokens);
    hm_token_ids_release(&symbols);
}

static void
a_record_begins_behind_the_newline_of_the_one_before(void **state)
{
    (void)state;
    uint32_t chars[5] = {CONTENT, CONTENT + 1, '\n', CONTENT, CONTENT + 1};
    const uint8_t is_end[2] = {1, 1};
    const uint8_t begins[4] = {1, 0, 1, 0};
    const hmrnn_text records[2] = {{chars, 2}, {chars + 3, 2}};
    hm_token_ids symbols = HM_TOKEN_IDS_INIT;
    hm_tokens tokens = HM_TOKENS_INIT;
    hm_chunk_units units = HM_CHUNK_UNITS_INIT;
    hmrnn_error err;
    for (size_t r = 0; r < 2; r++) {
        assert_int_equal(hm_tokens_add_training(&tokens, &symbols, &records[r], is_end,
                                                HM_LETTERS_JOINED, &err),
                         HMRNN_OK);
        tokens.n_chars += r == 0;  // the newline
    }

    for (size_t r = 0; r < 2; r++)
        assert_int_equal(hm_chunk_units_add(&units, &tokens, 2 * r, 2 * r + 2, r == 0 ? 0 : 3,
                                            chars, begins, &err),
                         HMRNN_OK);

    assert_int_equal(units.n, 4);
    assert_int_equal(units.unit[2].kind, HM_CHUNK_UNIT_WORD);
    assert_int_equal(units.unit[2].begin, 3);
    assert_int_equal(units.unit[2].end, 5);
    hm_chunk_units_release(&units);
    hm_tokens_release(&tokens);
    hm_token_ids_release(&symbols);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phrases_end_behind_particles_of_a_language_that_puts_them_last),
        cmocka_unit_test(phrases_begin_before_particles_of_a_language_that_puts_them_first),
        cmocka_unit_test(particles_stand_apart_and_compounds_hold_together_in_layer_2),
        cmocka_unit_test(a_sign_between_two_words_without_a_space_joins_them_in_layer_2),
        cmocka_unit_test(a_straight_quotation_mark_opens_where_a_space_is_before_it_only),
        cmocka_unit_test(a_dash_or_han_beside_it_joins_nothing),
        cmocka_unit_test(signs_stand_alone_in_layer_2_and_go_with_what_they_enclose_in_layer_3),
        cmocka_unit_test(all_numbers_have_one_key),
        cmocka_unit_test(what_was_packed_marks_the_same_phrases_once_unpacked),
        cmocka_unit_test(a_record_is_read_as_words_and_signs_with_its_end),
        cmocka_unit_test(a_record_begins_behind_the_newline_of_the_one_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
