// SPDX-License-Identifier: BSD-2-Clause
//
// Agreement of segmentations: totals worked out by hand, and a plain implementation with spans.
#include <config.h>

#include "hmrnn.h"

#include "base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/// Compare "ab|c" with "a|bc"; the letters must be the same.
static void
expect(const char *gold, const char *found, const hmrnn_agreement *wanted)
{
    uint8_t ends[2][64] = {{0}};
    const char *const texts[2] = {gold, found};
    size_t n[2] = {0, 0};
    for (size_t k = 0; k < 2; k++)
        for (const char *at = texts[k]; *at != '\0'; at++) {
            if (*at == '|')
                ends[k][n[k] - 1] = 1;
            else
                n[k]++;
        }
    assert_int_equal(n[0], n[1]);
    hmrnn_agreement agreement = {0};
    hmrnn_agreement_add(&agreement, n[0], ends[0], ends[1]);
    if (memcmp(&agreement, wanted, sizeof agreement) != 0)
        fail_msg("%s, %s: segments %d %d %d, ends %d %d %d", gold, found, (int)agreement.n_gold,
                 (int)agreement.n_found, (int)agreement.n_both, (int)agreement.n_gold_ends,
                 (int)agreement.n_found_ends, (int)agreement.n_both_ends);
}

static void
totals_are_those_worked_out_by_hand(void **state)
{
    (void)state;
    expect("", "", &(hmrnn_agreement){0, 0, 0, 0, 0, 0});
    expect("a", "a", &(hmrnn_agreement){1, 1, 1, 0, 0, 0});
    expect("ab", "ab", &(hmrnn_agreement){1, 1, 1, 0, 0, 0});
    expect("a|b", "a|b", &(hmrnn_agreement){2, 2, 2, 1, 1, 1});
    expect("a|b", "ab", &(hmrnn_agreement){2, 1, 0, 1, 0, 0});
    expect("ab", "a|b", &(hmrnn_agreement){1, 2, 0, 0, 1, 0});
    expect("ab|c", "a|bc", &(hmrnn_agreement){2, 2, 0, 1, 1, 0});
    expect("ab|cd|e", "ab|c|d|e", &(hmrnn_agreement){3, 4, 2, 2, 3, 2});
    expect("a|b|c", "abc", &(hmrnn_agreement){3, 1, 0, 2, 0, 0});
    expect("ab|cd", "ab|cd", &(hmrnn_agreement){2, 2, 2, 1, 1, 1});
    expect("a|bcd|ef", "a|bc|def", &(hmrnn_agreement){3, 3, 1, 2, 2, 1});
    expect("abc|d|ef|g", "a|bc|d|efg", &(hmrnn_agreement){4, 4, 1, 3, 3, 2});
}

static void
the_end_of_a_record_is_an_end_whatever_is_said(void **state)
{
    (void)state;
    static const uint8_t said[2][3] = {{0, 1, 0}, {0, 1, 1}};
    for (size_t i = 0; i < 4; i++) {
        hmrnn_agreement agreement = {0};
        hmrnn_agreement_add(&agreement, 3, said[i % 2], said[i / 2]);
        assert_int_equal(agreement.n_gold, 2);
        assert_int_equal(agreement.n_found, 2);
        assert_int_equal(agreement.n_both, 2);
        assert_int_equal(agreement.n_both_ends, 1);
    }
}

static void
any_value_but_zero_is_an_end(void **state)
{
    (void)state;
    hmrnn_agreement agreement = {0};

    hmrnn_agreement_add(&agreement, 3, (const uint8_t[]){255, 0, 0}, (const uint8_t[]){2, 0, 0});

    assert_int_equal(agreement.n_both, 2);
}

static void
records_add_up(void **state)
{
    (void)state;
    static const uint8_t ends[] = {1, 0, 1};
    hmrnn_agreement agreement = {10, 20, 5, 7, 8, 6};

    hmrnn_agreement_add(&agreement, 3, ends, ends);

    assert_int_equal(agreement.n_gold, 12);
    assert_int_equal(agreement.n_found, 22);
    assert_int_equal(agreement.n_both, 7);
    assert_int_equal(agreement.n_gold_ends, 8);
    assert_int_equal(agreement.n_found_ends, 9);
    assert_int_equal(agreement.n_both_ends, 7);
}

typedef struct span {
    size_t first, end;
} span;

static size_t
spans_of(size_t n, const uint8_t *ends, span *spans)
{
    size_t n_spans = 0;
    size_t first = 0;
    for (size_t i = 0; i < n; i++) {
        if (ends[i] == 0 && i + 1 < n)
            continue;
        spans[n_spans++] = (span){first, i + 1};
        first = i + 1;
    }
    return n_spans;
}

/// The definition: each span of one, looked for among all spans of the other.
static hmrnn_agreement
compare_plainly(size_t n, const uint8_t *gold_ends, const uint8_t *found_ends)
{
    span gold[64];
    span found[64];
    hmrnn_agreement a = {.n_gold = spans_of(n, gold_ends, gold),
                         .n_found = spans_of(n, found_ends, found)};
    for (size_t i = 0; i < a.n_gold; i++)
        for (size_t j = 0; j < a.n_found; j++) {
            a.n_both += gold[i].first == found[j].first && gold[i].end == found[j].end;
            a.n_both_ends += gold[i].end == found[j].end && gold[i].end < n;
        }
    a.n_gold_ends = n == 0 ? 0 : a.n_gold - 1;
    a.n_found_ends = n == 0 ? 0 : a.n_found - 1;
    return a;
}

static void
random_segmentations_agree_with_the_definition(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 5000; seed++) {
        hm_rng rng = hm_rng_stream(seed, 3);
        const size_t n = hm_rng_below(&rng, 41);
        const size_t share = 1 + hm_rng_below(&rng, 6);
        uint8_t gold[41] = {0};
        uint8_t found[41] = {0};
        for (size_t i = 0; i < n; i++) {
            gold[i] = hm_rng_below(&rng, share) == 0;
            found[i] = hm_rng_below(&rng, 3) == 0 ? hm_rng_below(&rng, 2) == 0 : gold[i];
        }
        const hmrnn_agreement wanted = compare_plainly(n, gold, found);
        hmrnn_agreement agreement = {0};
        hmrnn_agreement_add(&agreement, n, gold, found);
        if (memcmp(&agreement, &wanted, sizeof wanted) != 0)
            fail_msg("seed %u", (unsigned)seed);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals_are_those_worked_out_by_hand),
        cmocka_unit_test(the_end_of_a_record_is_an_end_whatever_is_said),
        cmocka_unit_test(any_value_but_zero_is_an_end),
        cmocka_unit_test(records_add_up),
        cmocka_unit_test(random_segmentations_agree_with_the_definition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
