// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_lexicon.c - a lexicon segments text as the inducer did that it came from.
#include <config.h>

#include "segment/lexicon.h"

#include "lexicon_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
the_text_is_cut_as_its_teacher_cut_it(void **state)
{
    (void)state;
    static uint8_t begins[LEXICON_FIXTURE_MAX];
    lexicon_fixture l;
    lexicon_fixture_make(&l, 0);
    const hm_tokens *const tokens = &l.s.tokens;

    lexicon_fixture_segment(l.lexicon, tokens, NULL, begins);

    double n_both = 0.0;
    double n_all = 0.0;
    for (size_t i = 1; i < tokens->n; i++) {
        if (!hm_tokens_is_gap(tokens, i))
            continue;
        n_both += begins[i] != 0 && l.inducer->begins[i] != 0 ? 2.0 : 0.0;
        n_all += (double)begins[i] + (double)l.inducer->begins[i];
    }
    if (n_both <= 0.97 * n_all)
        fail_msg("F1 is %g only", n_both / n_all);
    lexicon_fixture_release(&l);
}

/// Make the tables behind changed arrays. \return the status
static hmrnn_status
index_again(hm_lexicon *lexicon, hmrnn_error *err)
{
    hm_hash_release(&lexicon->word_of);
    hm_hash_release(&lexicon->pair_of);
    free(lexicon->word_score);
    lexicon->word_score = NULL;
    return hm_lexicon_index(lexicon, err);
}

static void
arrays_that_do_not_fit_one_another_are_refused(void **state)
{
    (void)state;
    lexicon_fixture l;
    hmrnn_error err = {HMRNN_OK, ""};
    lexicon_fixture_make(&l, 0);
    hm_lexicon *const x = l.lexicon;
    assert_true(x->n_classes >= HM_FIRST_CLASS);
    assert_int_equal(index_again(x, NULL), HMRNN_OK);

#define REFUSED(what, wrong, message)                          \
    do {                                                       \
        const __typeof__(what) before = (what);                \
        (what) = (wrong);                                      \
        assert_int_equal(index_again(x, &err), HMRNN_EFORMAT); \
        assert_non_null(strstr(err.text, message));            \
        (what) = before;                                       \
    } while (0)
    REFUSED(x->word_tokens[0], (uint16_t)x->token_ids.n, "word 0 of the lexicon has a wrong token");
    REFUSED(x->word_class[1], (uint8_t)x->n_classes, "word 1 of the lexicon has a wrong class");
    REFUSED(x->word_length[0], 0, "word 0 of the lexicon has a wrong length");
    REFUSED(x->word_length[0], (uint8_t)(x->max_length + 1), "has a wrong length");
    REFUSED(x->n_word_tokens, x->n_word_tokens + 1, "tokens without a word");
    REFUSED(x->pair_tokens[1], (uint16_t)x->token_ids.n, "pair 0 of the lexicon has a wrong token");
    REFUSED(x->max_length, 0, "words of 0 tokens");
    REFUSED(x->max_length, HM_MAX_WORD + 1, "the lexicon has words of");
    REFUSED(x->n_classes, HM_FIRST_CLASS - 1, "classes");
    REFUSED(x->word_count[0], 0, "word 0 of the lexicon has no score");
    REFUSED(x->n_tokens, -1e6, "counts that make no sense");
#undef REFUSED
    assert_int_equal(index_again(x, NULL), HMRNN_OK);
    lexicon_fixture_release(&l);
}

static void
a_word_that_is_there_twice_is_refused(void **state)
{
    (void)state;
    lexicon_fixture l;
    hmrnn_error err = {HMRNN_OK, ""};
    lexicon_fixture_make(&l, 0);
    hm_lexicon *const x = l.lexicon;
    size_t at = x->word_length[0];
    size_t w = 1;
    for (; x->word_length[w] != x->word_length[0]; w++)
        at += x->word_length[w];
    memcpy(x->word_tokens + at, x->word_tokens, x->word_length[0] * sizeof *x->word_tokens);

    assert_int_equal(index_again(x, &err), HMRNN_EFORMAT);

    assert_non_null(strstr(err.text, "is there twice"));
    lexicon_fixture_release(&l);
}

static void
evidence_pushes_boundaries_in_and_out(void **state)
{
    (void)state;
    static uint8_t begins[LEXICON_FIXTURE_MAX];
    static float logit[LEXICON_FIXTURE_MAX];
    lexicon_fixture l;
    lexicon_fixture_make(&l, 0);
    const hm_tokens *const tokens = &l.s.tokens;
    l.lexicon->detector_weight = 1.0f;
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < tokens->n; i++)
            logit[i] = side == 1 || i % l.lexicon->max_length == 0 ? 200.0f : -200.0f;

        lexicon_fixture_segment(l.lexicon, tokens, logit, begins);

        for (size_t i = 1; i < tokens->n; i++)
            if (hm_tokens_is_gap(tokens, i))
                assert_int_equal(begins[i], logit[i] > 0.0f);
    }
    lexicon_fixture_release(&l);
}

/// Without pairs, every gap is as good or bad as 0 nats are beside the offset.
static void
neighbours_that_were_not_seen_together_do_not_cohere(void **state)
{
    (void)state;
    static uint8_t begins[LEXICON_FIXTURE_MAX];
    lexicon_fixture l;
    lexicon_fixture_make(&l, 0);
    l.lexicon->n_pairs = 0;
    l.lexicon->pmi_weight = 200.0f;
    assert_int_equal(index_again(l.lexicon, NULL), HMRNN_OK);
    for (int is_apart = 0; is_apart < 2; is_apart++) {
        size_t n_gaps = 0;
        size_t n_cut = 0;
        l.lexicon->pmi_offset = is_apart ? 1.0f : -1.0f;

        lexicon_fixture_segment(l.lexicon, &l.s.tokens, NULL, begins);

        for (size_t i = 1; i < l.s.tokens.n; i++) {
            n_gaps += hm_tokens_is_gap(&l.s.tokens, i);
            n_cut += hm_tokens_is_gap(&l.s.tokens, i) && begins[i] != 0;
        }
        assert_true(is_apart ? n_cut == n_gaps : 2 * n_cut < n_gaps);
    }
    lexicon_fixture_release(&l);
}

static void
words_may_be_as_short_as_one_token(void **state)
{
    (void)state;
    static uint8_t begins[LEXICON_FIXTURE_MAX];
    for (size_t max_length = 1; max_length <= 2; max_length++) {
        lexicon_fixture l;
        lexicon_fixture_make(&l, max_length);

        lexicon_fixture_segment(l.lexicon, &l.s.tokens, NULL, begins);

        assert_int_equal(l.lexicon->max_length, max_length);
        for (size_t i = 1; i < l.s.tokens.n; i++)
            assert_true(max_length == 2 || begins[i] == 1);
        lexicon_fixture_release(&l);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_is_cut_as_its_teacher_cut_it),
        cmocka_unit_test(arrays_that_do_not_fit_one_another_are_refused),
        cmocka_unit_test(a_word_that_is_there_twice_is_refused),
        cmocka_unit_test(evidence_pushes_boundaries_in_and_out),
        cmocka_unit_test(neighbours_that_were_not_seen_together_do_not_cohere),
        cmocka_unit_test(words_may_be_as_short_as_one_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
