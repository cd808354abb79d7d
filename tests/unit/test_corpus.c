// SPDX-License-Identifier: BSD-2-Clause
//
// Corpora: records added, and some of them held out.
#include <config.h>

#include "hmrnn.h"

#include "api_fixture.h"
#include "base/rng.h"
#include "data/corpus.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/// Record i says its number in its first character, and repeats it.
static hmrnn_corpus *
numbered_corpus(size_t n_records, size_t most_chars, uint64_t seed)
{
    hm_rng rng = hm_rng_stream(seed, 0);
    hmrnn_corpus *corpus = NULL;
    uint32_t *const chars = calloc(most_chars + 1, sizeof *chars);
    assert_non_null(chars);
    assert_int_equal(hmrnn_corpus_new(&corpus, NULL), HMRNN_OK);
    for (size_t i = 0; i < n_records; i++) {
        const size_t n = 1 + hm_rng_below(&rng, most_chars);
        for (size_t j = 0; j < n; j++)
            chars[j] = (uint32_t)(1000 + i);
        assert_int_equal(hmrnn_corpus_add(corpus, &(hmrnn_text){chars, n}, NULL), HMRNN_OK);
    }
    free(chars);
    return corpus;
}

/// Count the records, which must be whole. \return in order, or not
static bool
count_records(const hmrnn_corpus *corpus, uint8_t *n_times)
{
    uint32_t last = 0;
    bool is_ordered = true;
    for (size_t i = 0; i < corpus->n_chars;) {
        const uint32_t c = corpus->chars[i];
        while (i < corpus->n_chars && corpus->chars[i] == c)
            i++;
        assert_int_equal(corpus->chars[i], '\n');
        i++;
        is_ordered = is_ordered && c > last;
        last = c;
        n_times[c - 1000]++;
    }
    return is_ordered;
}

static void
a_record_is_copied_with_a_newline_behind(void **state)
{
    (void)state;
    hmrnn_corpus *corpus = NULL;
    hmrnn_text text = api_fixture_text("ab");
    assert_int_equal(hmrnn_corpus_new(&corpus, NULL), HMRNN_OK);

    assert_int_equal(hmrnn_corpus_add(corpus, &text, NULL), HMRNN_OK);
    api_fixture_free(&text);
    assert_int_equal(hmrnn_corpus_add(corpus, &(hmrnn_text){NULL, 0}, NULL), HMRNN_OK);

    static const uint32_t wanted[] = {'a', 'b', '\n', '\n'};
    assert_int_equal(hmrnn_corpus_chars(corpus), 4);
    assert_memory_equal(corpus->chars, wanted, sizeof wanted);
    hmrnn_corpus_free(corpus);
    hmrnn_corpus_free(NULL);
}

static void
parts_of_a_record_are_one_record(void **state)
{
    (void)state;
    hmrnn_corpus *corpus = NULL;
    hmrnn_text text = api_fixture_text("abc");
    const hmrnn_text first = {text.chars, 2};
    const hmrnn_text rest = {text.chars + 2, 1};
    assert_int_equal(hmrnn_corpus_new(&corpus, NULL), HMRNN_OK);

    assert_int_equal(hmrnn_corpus_add_part(corpus, &first, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_corpus_add(corpus, &rest, NULL), HMRNN_OK);

    static const uint32_t wanted[] = {'a', 'b', 'c', '\n'};
    assert_int_equal(hmrnn_corpus_chars(corpus), 4);
    assert_memory_equal(corpus->chars, wanted, sizeof wanted);
    api_fixture_free(&text);
    hmrnn_corpus_free(corpus);
}

static void
a_split_keeps_every_record_once(void **state)
{
    (void)state;
    static const double shares[] = {0.0, 0.001, 0.05, 0.1, 0.5, 0.9, 1.0};
    static const size_t sizes[] = {0, 1, 2, 10, 500};
    for (size_t k = 0; k < 70; k++) {
        const double share = shares[k % 7];
        const size_t n = sizes[k / 7 % 5];
        uint8_t n_times[500] = {0};
        hmrnn_corpus *const corpus = numbered_corpus(n, k < 35 ? 60 : 900, k);
        hmrnn_corpus *held_out = NULL;
        assert_int_equal(hmrnn_corpus_new(&held_out, NULL), HMRNN_OK);
        const size_t n_all = hmrnn_corpus_chars(corpus);

        assert_int_equal(hmrnn_corpus_split(corpus, share, held_out, NULL), HMRNN_OK);

        const size_t n_held_out = hmrnn_corpus_chars(held_out);
        assert_int_equal(hmrnn_corpus_chars(corpus) + n_held_out, n_all);
        assert_true((double)n_held_out <= share * (double)n_all);
        // what is missing is less than one block: 2000 characters and the rest of a record
        assert_true((double)n_held_out >= share * (double)n_all - 2000.0 - 901.0);
        assert_true(count_records(corpus, n_times));
        assert_true(count_records(held_out, n_times));
        for (size_t i = 0; i < n; i++)
            assert_int_equal(n_times[i], 1);
        hmrnn_corpus_free(corpus);
        hmrnn_corpus_free(held_out);
    }
}

static void
the_same_split_twice_is_the_same(void **state)
{
    (void)state;
    hmrnn_corpus *kept[2];
    hmrnn_corpus *held_out[2];
    for (size_t k = 0; k < 2; k++) {
        kept[k] = numbered_corpus(300, 80, 7);
        assert_int_equal(hmrnn_corpus_new(&held_out[k], NULL), HMRNN_OK);
        assert_int_equal(hmrnn_corpus_split(kept[k], 0.2, held_out[k], NULL), HMRNN_OK);
    }
    assert_int_equal(kept[0]->n_chars, kept[1]->n_chars);
    assert_memory_equal(kept[0]->chars, kept[1]->chars, 4 * kept[0]->n_chars);
    assert_int_equal(held_out[0]->n_chars, held_out[1]->n_chars);
    assert_memory_equal(held_out[0]->chars, held_out[1]->chars, 4 * held_out[0]->n_chars);
    for (size_t k = 0; k < 2; k++) {
        hmrnn_corpus_free(kept[k]);
        hmrnn_corpus_free(held_out[k]);
    }
}

static void
what_is_held_out_comes_from_all_parts(void **state)
{
    (void)state;
    hmrnn_corpus *const corpus = numbered_corpus(400, 60, 1);
    hmrnn_corpus *held_out = NULL;
    size_t n_in_quarter[4] = {0};
    assert_int_equal(hmrnn_corpus_new(&held_out, NULL), HMRNN_OK);

    assert_int_equal(hmrnn_corpus_split(corpus, 0.1, held_out, NULL), HMRNN_OK);

    for (size_t i = 0; i < held_out->n_chars; i++)
        if (held_out->chars[i] != '\n')
            n_in_quarter[(held_out->chars[i] - 1000) / 100]++;
    for (size_t q = 0; q < 4; q++)
        assert_true(n_in_quarter[q] > held_out->n_chars / 8);
    hmrnn_corpus_free(corpus);
    hmrnn_corpus_free(held_out);
}

static void
what_is_held_out_is_put_behind_what_was_there(void **state)
{
    (void)state;
    hmrnn_corpus *const corpus = numbered_corpus(3, 5, 1);
    hmrnn_corpus *const held_out = numbered_corpus(1, 1, 1);
    const size_t n_all = hmrnn_corpus_chars(corpus);

    assert_int_equal(hmrnn_corpus_split(corpus, 1.0, held_out, NULL), HMRNN_OK);

    assert_int_equal(hmrnn_corpus_chars(corpus), 0);
    assert_int_equal(hmrnn_corpus_chars(held_out), n_all + 2);
    assert_int_equal(held_out->chars[0], 1000);
    assert_int_equal(held_out->chars[1], '\n');
    hmrnn_corpus_free(corpus);
    hmrnn_corpus_free(held_out);
}

static void
a_share_out_of_range_is_an_error_that_changes_nothing(void **state)
{
    (void)state;
    static const double shares[] = {-0.1, 1.1, (double)NAN, (double)INFINITY};
    hmrnn_corpus *const corpus = numbered_corpus(3, 5, 1);
    hmrnn_corpus *const held_out = numbered_corpus(1, 1, 1);
    const size_t n_all = hmrnn_corpus_chars(corpus);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(hmrnn_corpus_split(corpus, shares[i], held_out, NULL), HMRNN_EARG);
    assert_int_equal(hmrnn_corpus_chars(corpus), n_all);
    assert_int_equal(hmrnn_corpus_chars(held_out), 2);
    hmrnn_corpus_free(corpus);
    hmrnn_corpus_free(held_out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_copied_with_a_newline_behind),
        cmocka_unit_test(parts_of_a_record_are_one_record),
        cmocka_unit_test(a_split_keeps_every_record_once),
        cmocka_unit_test(the_same_split_twice_is_the_same),
        cmocka_unit_test(what_is_held_out_comes_from_all_parts),
        cmocka_unit_test(what_is_held_out_is_put_behind_what_was_there),
        cmocka_unit_test(a_share_out_of_range_is_an_error_that_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
