// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_semi_crf.c - sums, marginals and the best path, beside an enumeration of all
// segmentations.
#include <config.h>

#include "convention/semi_crf.h"

#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 12, MOST_L = 5, LONG = 400 };

/// A record, and what the functions say of it.
typedef struct trial {
    size_t n, L;
    float gap[MOST];
    float segment[MOST * MOST_L];
    uint8_t labels[MOST];
    float gap_marginal[MOST];
    float segment_marginal[MOST * MOST_L];
    uint8_t ends[MOST];
    double sum;
} trial;

/// Normal scores of the deviation `size`, and labels for a part of the gaps.
static void
fill(trial *t, hm_rng *rng, float size, bool has_labels)
{
    for (size_t i = 0; i < MOST; i++)
        t->gap[i] = size * (float)hm_rng_normal(rng);
    for (size_t i = 0; i < MOST * MOST_L; i++)
        t->segment[i] = size * (float)hm_rng_normal(rng);
    memset(t->labels, HM_LABEL_NONE, sizeof t->labels);
    for (size_t i = 0; has_labels && i < MOST; i++)
        if (hm_rng_below(rng, 2) == 0)
            t->labels[i] = (uint8_t)hm_rng_below(rng, 2);
}

/// Run all functions. Results are set to 7 before, so that each must be written.
static void
run(trial *t, const uint8_t *labels)
{
    hm_semi_crf crf;
    hm_semi_crf_init(&crf, t->L);
    assert_int_equal(hm_semi_crf_reserve(&crf, t->n, NULL), HMRNN_OK);
    for (size_t i = 0; i < MOST; i++)
        t->gap_marginal[i] = 7.0f;
    for (size_t i = 0; i < MOST * MOST_L; i++)
        t->segment_marginal[i] = 7.0f;
    memset(t->ends, 7, sizeof t->ends);

    t->sum = hm_semi_crf_sum(&crf, t->n, t->gap, t->segment, labels, t->gap_marginal,
                             t->segment_marginal);
    hm_semi_crf_decode(&crf, t->n, t->gap, t->segment, labels, t->ends);

    hm_semi_crf_release(&crf);
}

/// Whether a segmentation agrees with the labels; bit i of `mask`: a boundary in gap i.
static bool
agrees(const trial *t, unsigned mask)
{
    for (size_t i = 0; i + 1 < t->n; i++)
        if (t->labels[i] != HM_LABEL_NONE && t->labels[i] != (mask >> i & 1))
            return false;
    return true;
}

/// The first unit after the segment that begins with unit i.
static size_t
segment_end(const trial *t, unsigned mask, size_t i)
{
    while (i + 1 < t->n && (mask >> i & 1) == 0)
        i++;
    return i + 1;
}

static double
score_of(const trial *t, unsigned mask)
{
    double score = 0.0;
    for (size_t i = 0; i < t->n;) {
        const size_t end = segment_end(t, mask, i);
        if (end - i <= t->L)
            score += (double)t->segment[(end - 1) * t->L + end - i - 1];
        if (end < t->n)
            score += (double)t->gap[end - 1];
        i = end;
    }
    return score;
}

typedef struct enumeration {
    double most, sum;  ///< sum: of exp(score - most)
    unsigned best;
    double gap[MOST], segment[MOST * MOST_L];  ///< of exp(score - most)
} enumeration;

static void
add_segmentation(const trial *t, unsigned mask, enumeration *all)
{
    const double weight = exp(score_of(t, mask) - all->most);
    all->sum += weight;
    for (size_t i = 0; i < t->n;) {
        const size_t end = segment_end(t, mask, i);
        if (end - i <= t->L)
            all->segment[(end - 1) * t->L + end - i - 1] += weight;
        if (end < t->n)
            all->gap[end - 1] += weight;
        i = end;
    }
}

static void
enumerate(const trial *t, enumeration *all)
{
    *all = (enumeration){.most = -HUGE_VAL};
    for (unsigned mask = 0; mask < 1u << (t->n - 1); mask++) {
        if (agrees(t, mask) && score_of(t, mask) > all->most) {
            all->most = score_of(t, mask);
            all->best = mask;
        }
    }
    for (unsigned mask = 0; mask < 1u << (t->n - 1); mask++)
        if (agrees(t, mask))
            add_segmentation(t, mask, all);
}

/// Run a trial and compare it.
static void
check(trial *t, const uint8_t *labels, int seed)
{
    enumeration all;
    enumerate(t, &all);

    run(t, labels);

    const double sum = all.most + log(all.sum);
    if (!(fabs(t->sum - sum) <= 1e-12 * (1.0 + fabs(sum))))  // dozens of doubles
        fail_msg("seed %d, %zu units of %zu: %.17g, not %.17g", seed, t->n, t->L, t->sum, sum);
    for (size_t i = 0; i + 1 < t->n; i++) {
        if (!(fabs((double)t->gap_marginal[i] - all.gap[i] / all.sum) < 1e-7))  // a rounded float
            fail_msg("seed %d, %zu units of %zu, gap %zu: %g, not %g", seed, t->n, t->L, i,
                     (double)t->gap_marginal[i], all.gap[i] / all.sum);
        if (t->ends[i] != (all.best >> i & 1))
            fail_msg("seed %d, %zu units of %zu: the best differs at %zu", seed, t->n, t->L, i);
    }
    assert_int_equal(t->ends[t->n - 1], 1);
    for (size_t i = 0; i < t->n * t->L; i++)
        if (!(fabs((double)t->segment_marginal[i] - all.segment[i] / all.sum) < 1e-7))
            fail_msg("seed %d, %zu units of %zu, segment %zu: %g, not %g", seed, t->n, t->L, i,
                     (double)t->segment_marginal[i], all.segment[i] / all.sum);
}

static void
check_random(float size, bool has_labels)
{
    for (int seed = 0; seed < 8; seed++) {
        hm_rng rng = hm_rng_stream((uint64_t)seed, 0);
        for (size_t n = 1; n <= MOST; n++) {
            trial t = {.n = n, .L = 1 + hm_rng_below(&rng, MOST_L)};
            fill(&t, &rng, size, has_labels);

            check(&t, has_labels ? t.labels : NULL, seed);
        }
    }
}

static void
sums_marginals_and_the_best_path_are_those_of_an_enumeration(void **state)
{
    (void)state;
    check_random(2.0f, false);
}

static void
with_labels_they_are_those_of_the_segmentations_that_agree(void **state)
{
    (void)state;
    check_random(2.0f, true);
}

static void
scores_of_ten_thousand_neither_overflow_nor_lose_anything(void **state)
{
    (void)state;
    check_random(1e4f, false);
    check_random(1e4f, true);
}

static void
what_never_occurs_has_no_probability(void **state)
{
    (void)state;
    for (int seed = 0; seed < 8; seed++) {
        hm_rng rng = hm_rng_stream((uint64_t)seed, 1);
        trial t = {.n = MOST, .L = 4};
        fill(&t, &rng, 1.0f, false);
        for (size_t i = 0; i < MOST; i++)
            t.gap[i] = hm_rng_below(&rng, 2) == 0 ? -1e30f : t.gap[i];
        for (size_t i = 0; i < MOST * 4; i++)
            t.segment[i] = hm_rng_below(&rng, 2) == 0 ? -1e30f : t.segment[i];

        check(&t, NULL, seed);
    }
}

static void
a_label_against_what_never_occurs_leaves_the_other_stretches_as_they_are(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(2, 2);
    trial t = {.n = MOST, .L = 4};
    fill(&t, &rng, 1.0f, false);
    t.labels[5] = 1;
    run(&t, t.labels);
    const trial before = t;

    t.gap[5] = -1e30f;
    run(&t, t.labels);

    assert_memory_equal(t.gap_marginal, before.gap_marginal, (MOST - 1) * sizeof(float));
    assert_memory_equal(t.segment_marginal, before.segment_marginal, MOST * 4 * sizeof(float));
    assert_memory_equal(t.ends, before.ends, MOST);
}

/// A record that is too long to enumerate.
typedef struct long_trial {
    float gap[LONG], segment[LONG * 3];
    float gap_marginal[LONG], segment_marginal[LONG * 3];
    uint8_t labels[LONG];
} long_trial;

static void
fill_long(long_trial *t, float size)
{
    hm_rng rng = hm_rng_stream(3, 0);
    for (size_t i = 0; i < LONG; i++)
        t->gap[i] = size * (float)hm_rng_normal(&rng) - 3.0f * size;
    for (size_t i = 0; i < LONG * 3; i++)
        t->segment[i] = size * (float)hm_rng_normal(&rng);
    for (size_t i = 0; i < LONG; i++)
        t->labels[i] = i % 50 == 49 ? (uint8_t)(i / 50 % 2) : HM_LABEL_NONE;
}

/// The derivative of the sum by *score, which is changed for a while.
static double
difference(hm_semi_crf *crf, const long_trial *t, float *score)
{
    const float kept = *score;
    const float high = kept + 0x1p-9f;
    const float low = kept - 0x1p-9f;
    *score = high;
    const double above = hm_semi_crf_sum(crf, LONG, t->gap, t->segment, t->labels, NULL, NULL);
    *score = low;
    const double below = hm_semi_crf_sum(crf, LONG, t->gap, t->segment, t->labels, NULL, NULL);
    *score = kept;
    return (above - below) / ((double)high - (double)low);
}

static void
marginals_are_the_derivatives_of_the_sum(void **state)
{
    (void)state;
    static long_trial t;
    fill_long(&t, 0.5f);
    hm_semi_crf crf;
    hm_semi_crf_init(&crf, 3);
    assert_int_equal(hm_semi_crf_reserve(&crf, LONG, NULL), HMRNN_OK);
    hm_semi_crf_sum(&crf, LONG, t.gap, t.segment, t.labels, t.gap_marginal, t.segment_marginal);

    // the third derivative is below 0.1: an error of 0.1 / 6 * 2^-18
    for (size_t i = 0; i + 1 < LONG; i += 7)
        if (fabs(difference(&crf, &t, &t.gap[i]) - (double)t.gap_marginal[i]) > 3e-7)
            fail_msg("gap %zu: %g, not %g", i, (double)t.gap_marginal[i],
                     difference(&crf, &t, &t.gap[i]));
    for (size_t i = 3; i < (size_t)LONG * 3; i += 11)
        if (fabs(difference(&crf, &t, &t.segment[i]) - (double)t.segment_marginal[i]) > 3e-7)
            fail_msg("segment %zu: %g, not %g", i, (double)t.segment_marginal[i],
                     difference(&crf, &t, &t.segment[i]));
    hm_semi_crf_release(&crf);
}

static void
a_segment_may_be_longer_than_any_that_has_a_score(void **state)
{
    (void)state;
    static long_trial t;
    fill_long(&t, 1.0f);
    for (size_t i = 0; i < LONG; i++)
        t.gap[i] = i == 299 ? 9.0f : -1e4f;
    uint8_t ends[LONG];
    hm_semi_crf crf;
    hm_semi_crf_init(&crf, 3);
    assert_int_equal(hm_semi_crf_reserve(&crf, LONG, NULL), HMRNN_OK);

    const double sum =
        hm_semi_crf_sum(&crf, LONG, t.gap, t.segment, NULL, t.gap_marginal, t.segment_marginal);
    hm_semi_crf_decode(&crf, LONG, t.gap, t.segment, NULL, ends);

    assert_true(fabs(sum - log(exp(9.0) + 1.0)) < 1e-12);
    for (size_t i = 0; i < LONG; i++)
        if (ends[i] != (i == 299 || i == LONG - 1))
            fail_msg("the best differs at %zu", i);
    for (size_t i = 0; i + 1 < LONG; i++)
        if (fabs((double)t.gap_marginal[i] - (i == 299 ? 1.0 / (1.0 + exp(-9.0)) : 0.0)) > 1e-7)
            fail_msg("gap %zu: %g", i, (double)t.gap_marginal[i]);
    for (size_t i = 0; i < (size_t)LONG * 3; i++)
        if (t.segment_marginal[i] != 0.0f)
            fail_msg("segment %zu: %g", i, (double)t.segment_marginal[i]);
    hm_semi_crf_release(&crf);
}

static void
of_equal_segmentations_the_one_with_short_last_segments_is_best(void **state)
{
    (void)state;
    trial t = {.n = 7, .L = 3};

    run(&t, NULL);

    assert_memory_equal(t.ends, "\1\1\1\1\1\1\1", 7);
}

static void
a_record_without_units_has_the_sum_0(void **state)
{
    (void)state;
    trial t = {.n = 0, .L = 3};

    run(&t, NULL);

    assert_true(t.sum == 0.0);
    assert_true(t.gap_marginal[0] == 7.0f);
    assert_true(t.segment_marginal[0] == 7.0f);
    assert_int_equal(t.ends[0], 7);
    hm_semi_crf_release(NULL);
}

static void
memory_grows_with_the_record_and_a_size_too_large_is_an_error(void **state)
{
    (void)state;
    static long_trial t;
    fill_long(&t, 1.0f);
    hm_semi_crf crf;
    hmrnn_error err;
    hm_semi_crf_init(&crf, 3);
    assert_int_equal(hm_semi_crf_reserve(&crf, LONG, NULL), HMRNN_OK);
    const double first = hm_semi_crf_sum(&crf, 90, t.gap, t.segment, NULL, NULL, NULL);
    assert_int_equal(hm_semi_crf_reserve(&crf, SIZE_MAX / 8, &err), HMRNN_ENOMEM);
    assert_int_equal(crf.capacity, 0);

    assert_int_equal(hm_semi_crf_reserve(&crf, 90, NULL), HMRNN_OK);

    assert_true(hm_semi_crf_sum(&crf, 90, t.gap, t.segment, NULL, NULL, NULL) == first);
    hm_semi_crf_release(&crf);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_marginals_and_the_best_path_are_those_of_an_enumeration),
        cmocka_unit_test(with_labels_they_are_those_of_the_segmentations_that_agree),
        cmocka_unit_test(scores_of_ten_thousand_neither_overflow_nor_lose_anything),
        cmocka_unit_test(what_never_occurs_has_no_probability),
        cmocka_unit_test(a_label_against_what_never_occurs_leaves_the_other_stretches_as_they_are),
        cmocka_unit_test(marginals_are_the_derivatives_of_the_sum),
        cmocka_unit_test(a_segment_may_be_longer_than_any_that_has_a_score),
        cmocka_unit_test(of_equal_segmentations_the_one_with_short_last_segments_is_best),
        cmocka_unit_test(a_record_without_units_has_the_sum_0),
        cmocka_unit_test(memory_grows_with_the_record_and_a_size_too_large_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
