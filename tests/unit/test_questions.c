// SPDX-License-Identifier: BSD-2-Clause
//
// Questions: which are kept, how they are ranked, and how much memory they take.
#include <config.h>

#include "write/questions.h"

#include "base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 1000 };  // more questions than a test of the ranking adds

/// Add a place whose text is "a" and a character that tells the test which one it was.
static void
add(hm_questions *q, uint64_t kind, uint64_t context, double probability, char name)
{
    const uint32_t chars[2] = {'a', (unsigned char)name};
    const hm_place place = {kind, context, (float)probability, {chars, 2}, 1};
    assert_int_equal(hm_questions_add(q, &place, NULL), HMRNN_OK);
}

/// The names of the questions, the worthiest first.
static void
expect(hm_questions *q, const char *wanted)
{
    char names[MANY + 1] = "";
    assert_int_equal(hm_questions_rank(q, NULL), HMRNN_OK);
    for (size_t i = 0; i < q->n; i++)
        names[i] = (char)q->questions[q->ranked[i].index].chars[1];
    names[q->n] = '\0';
    assert_string_equal(names, wanted);
}

static void
the_most_uncertain_gap_comes_first(void **state)
{
    (void)state;
    hm_questions q;
    hm_questions_init(&q, MANY);
    add(&q, 1, 0, 0.9, 'a');
    add(&q, 2, 0, 0.4, 'b');
    add(&q, 3, 0, 0.05, 'c');
    add(&q, 4, 0, 0.51, 'd');

    expect(&q, "dbac");

    hm_questions_release(&q);
}

/// ln(0.9 / 0.1) = 2.20 and 0.7 ln 24 = 2.22, so that 24 places of a kind outweigh an even chance.
static void
a_frequent_kind_outweighs_an_uncertain_one(void **state)
{
    (void)state;
    hm_questions q;
    hm_questions_init(&q, MANY);
    add(&q, 1, 0, 0.5, 'r');
    for (int i = 0; i < 23; i++)
        add(&q, 2, 0, 0.9, 'f');
    expect(&q, "rf");

    add(&q, 2, 0, 0.9, 'g');

    expect(&q, "fr");
    hm_questions_release(&q);
}

static void
of_a_kind_the_three_most_uncertain_are_kept(void **state)
{
    (void)state;
    hm_questions q;
    hm_questions_init(&q, MANY);
    add(&q, 1, 1, 0.9, 'a');
    add(&q, 1, 2, 0.6, 'b');
    add(&q, 1, 3, 0.8, 'c');
    add(&q, 1, 4, 0.7, 'd');
    add(&q, 1, 5, 0.2, 'e');
    add(&q, 1, 6, 0.95, 'f');

    expect(&q, "bde");

    hm_questions_release(&q);
}

/// Each costs 2 more than the one before it: ln(0.9 / 0.1) = 2.20 and 0.7 ln 3 = 0.77.
static void
further_questions_of_a_kind_come_later(void **state)
{
    (void)state;
    hm_questions q;
    hm_questions_init(&q, MANY);
    add(&q, 1, 1, 0.5, 'a');
    add(&q, 1, 2, 0.5, 'b');
    add(&q, 1, 3, 0.5, 'c');
    add(&q, 2, 1, 0.75, 'd');
    add(&q, 3, 1, 0.9, 'e');

    expect(&q, "adbec");

    hm_questions_release(&q);
}

static void
places_of_a_kind_in_the_same_context_are_one_question(void **state)
{
    (void)state;
    hm_questions q;
    hm_questions_init(&q, MANY);
    add(&q, 1, 7, 0.9, 'a');
    add(&q, 1, 7, 0.6, 'b');
    add(&q, 1, 7, 0.8, 'c');
    add(&q, 1, 8, 0.7, 'd');

    expect(&q, "bd");

    hm_questions_release(&q);
}

static void
of_equal_questions_the_earlier_one_comes_first(void **state)
{
    (void)state;
    hm_questions q;
    hm_questions_init(&q, MANY);
    add(&q, 9, 1, 0.75, 'a');
    add(&q, 5, 1, 0.25, 'b');
    add(&q, 7, 1, 0.75, 'c');
    expect(&q, "abc");

    add(&q, 8, 1, 0.75, 'd');
    add(&q, 8, 2, 0.75, 'e');
    add(&q, 8, 3, 0.75, 'f');
    add(&q, 8, 4, 0.75, 'g');

    expect(&q, "dabcef");
    hm_questions_release(&q);
}

static void
a_certain_gap_is_worth_something_finite(void **state)
{
    (void)state;
    hm_questions q;
    hm_questions_init(&q, MANY);
    add(&q, 1, 0, 1.0, 'a');
    add(&q, 2, 0, 0.0, 'b');
    add(&q, 3, 0, 0.99, 'c');

    expect(&q, "cab");

    hm_questions_release(&q);
}

static void
no_more_questions_are_kept_than_allowed_and_the_worthiest_stay(void **state)
{
    (void)state;
    hm_questions q;
    hm_rng rng = hm_rng_stream(3, 0);
    hm_questions_init(&q, 64);
    for (uint64_t i = 0; i < 20000; i++) {
        add(&q, 100 + i, 0, 0.75 + 0.2 * (double)hm_rng_as_uniform(hm_rng_next(&rng)), '.');
        if (i % 50 == 0)
            add(&q, 1, i / 5000, 0.97, 'f');
        if (i == 10000)
            add(&q, 2, 0, 0.5, 'u');
        assert_true(q.n <= 64 && q.n_kinds <= q.n && q.kind_of_key.n <= q.n);
    }

    assert_int_equal(hm_questions_rank(&q, NULL), HMRNN_OK);

    assert_int_equal(q.questions[q.ranked[0].index].chars[1], 'f');
    assert_int_equal(q.questions[q.ranked[1].index].chars[1], 'u');
    const uint64_t count = q.kinds[q.questions[q.ranked[0].index].kind].count;
    assert_true(count > 300 && count <= 400);  // it was removed at first, and remembered
    assert_true(q.capacity <= 2 * 64);
    hm_questions_release(&q);
}

static void
the_text_of_a_question_is_kept_with_its_gap(void **state)
{
    (void)state;
    hm_questions q;
    uint32_t chars[HM_QUESTION_CHARS];
    hm_questions_init(&q, MANY);
    for (uint32_t i = 0; i < HM_QUESTION_CHARS; i++)
        chars[i] = 0x4E00 + i;
    const hm_place place = {1, 1, 0.5f, {chars, HM_QUESTION_CHARS}, HM_QUESTION_CHARS - 1};

    assert_int_equal(hm_questions_add(&q, &place, NULL), HMRNN_OK);

    assert_int_equal(q.questions[0].n_chars, HM_QUESTION_CHARS);
    assert_int_equal(q.questions[0].gap, HM_QUESTION_CHARS - 1);
    assert_memory_equal(q.questions[0].chars, chars, sizeof chars);
    hm_questions_release(&q);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_uncertain_gap_comes_first),
        cmocka_unit_test(a_frequent_kind_outweighs_an_uncertain_one),
        cmocka_unit_test(of_a_kind_the_three_most_uncertain_are_kept),
        cmocka_unit_test(further_questions_of_a_kind_come_later),
        cmocka_unit_test(places_of_a_kind_in_the_same_context_are_one_question),
        cmocka_unit_test(of_equal_questions_the_earlier_one_comes_first),
        cmocka_unit_test(a_certain_gap_is_worth_something_finite),
        cmocka_unit_test(no_more_questions_are_kept_than_allowed_and_the_worthiest_stay),
        cmocka_unit_test(the_text_of_a_question_is_kept_with_its_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
