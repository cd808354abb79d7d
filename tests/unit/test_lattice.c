// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_lattice.c - the best segmentation and all of them, beside an enumeration.
#include <config.h>

#include "segment/lattice.h"

#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { L = 3, K = 4, MOST = 9 };

static void
fill(hm_lattice *lattice, hm_rng *rng, float *matrix)
{
    for (size_t i = 0; i < MOST * L; i++) {
        lattice->score[i] = 4.0f * hm_rng_uniform(rng) - 3.0f;
        lattice->class[i] = (uint16_t)(1 + hm_rng_below(rng, K - 1));
    }
    for (size_t i = 0; i < K * K; i++)
        matrix[i] = 3.0f * hm_rng_uniform(rng) - 1.0f;
}

/// The score of the segmentation whose words begin at the bits of `mask`; false: one is too long.
static bool
score_of(const hm_lattice *lattice, const hm_transitions *transitions, size_t n, unsigned mask,
         double *score)
{
    const size_t n_classes = transitions->n_classes;
    size_t left = HM_CLASS_EDGE;
    *score = 0.0;
    for (size_t i = 0; i < n;) {
        size_t k = 1;
        while (i + k < n && (mask >> (i + k) & 1) == 0)
            k++;
        if (k > L)
            return false;
        const size_t class = lattice->class[i * L + k - 1];
        *score += (double)lattice->score[i * L + k - 1];
        if (n_classes > 0)
            *score += (double)transitions->score[left * n_classes + class];
        left = class;
        i += k;
    }
    if (n_classes > 0)
        *score += (double)transitions->score[left * n_classes + HM_CLASS_EDGE];
    return true;
}

static void
check_run(hm_lattice *lattice, const hm_transitions *transitions, size_t n, int seed)
{
    unsigned best = 0;
    double most = -1e9;
    double all = 0.0;
    double begins_at[MOST] = {0.0};
    for (unsigned mask = 1; mask < 1u << n; mask += 2) {
        double score = 0.0;
        if (!score_of(lattice, transitions, n, mask, &score))
            continue;
        if (score > most) {
            most = score;
            best = mask;
        }
        all += exp(score);
        for (size_t i = 0; i < n; i++)
            begins_at[i] += (mask >> i & 1) != 0 ? exp(score) : 0.0;
    }
    uint8_t begins[MOST];
    float probability[MOST];

    hm_lattice_decode(lattice, n, transitions, begins);
    hm_lattice_posterior(lattice, n, transitions, probability);

    for (size_t i = 0; i < n; i++) {
        if (begins[i] != (best >> i & 1))
            fail_msg("seed %d, %zu symbols: the best differs at %zu", seed, n, i);
        if (fabs((double)probability[i] - begins_at[i] / all) > 1e-5)  // a few dozen floats
            fail_msg("seed %d, %zu symbols: %g, not %g at %zu", seed, n, (double)probability[i],
                     begins_at[i] / all, i);
    }
}

static void
check_random(bool has_classes)
{
    for (int seed = 0; seed < 20; seed++) {
        hm_rng rng = hm_rng_stream((uint64_t)seed, 0);
        hm_lattice lattice;
        float matrix[K * K];
        assert_int_equal(hm_lattice_init(&lattice, L, MOST, NULL), HMRNN_OK);
        const hm_transitions transitions = {has_classes ? K : 0, has_classes ? matrix : NULL};

        for (size_t n = 1; n <= MOST; n++) {
            fill(&lattice, &rng, matrix);
            check_run(&lattice, &transitions, n, seed);
        }

        hm_lattice_release(&lattice);
    }
}

static void
best_and_all_are_those_of_an_enumeration(void **state)
{
    (void)state;
    check_random(false);
}

static void
with_classes_best_and_all_are_those_of_an_enumeration(void **state)
{
    (void)state;
    check_random(true);
}

static void
an_empty_run_has_no_words(void **state)
{
    (void)state;
    static const hm_transitions none = {0, NULL};
    hm_lattice lattice;
    uint8_t begins = 7;
    float probability = 7.0f;
    assert_int_equal(hm_lattice_init(&lattice, L, 0, NULL), HMRNN_OK);

    hm_lattice_decode(&lattice, 0, &none, &begins);
    hm_lattice_posterior(&lattice, 0, &none, &probability);

    assert_int_equal(begins, 7);
    assert_true(probability == 7.0f);
    hm_lattice_release(&lattice);
    hm_lattice_release(NULL);
}

static void
where_every_word_is_impossible_there_is_a_segmentation_nevertheless(void **state)
{
    (void)state;
    static const hm_transitions none = {0, NULL};
    hm_lattice lattice;
    uint8_t begins[MOST];
    assert_int_equal(hm_lattice_init(&lattice, L, MOST, NULL), HMRNN_OK);
    for (size_t i = 0; i < MOST * L; i++)
        lattice.score[i] = -INFINITY;

    hm_lattice_decode(&lattice, MOST, &none, begins);

    for (size_t i = 0; i < MOST; i++)
        assert_int_equal(begins[i], 1);
    hm_lattice_release(&lattice);
}

static void
a_long_run_of_equal_chances_has_finite_probabilities(void **state)
{
    (void)state;
    enum { N = 1024 };
    static const hm_transitions none = {0, NULL};
    static float probability[N];
    hm_lattice lattice;
    assert_int_equal(hm_lattice_init(&lattice, 1, N, NULL), HMRNN_OK);
    for (size_t i = 0; i < N; i++)
        lattice.score[i] = -12.0f;

    hm_lattice_posterior(&lattice, N, &none, probability);

    for (size_t i = 0; i < N; i++)
        assert_true(probability[i] > 0.99f && probability[i] <= 1.0f);
    hm_lattice_release(&lattice);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(best_and_all_are_those_of_an_enumeration),
        cmocka_unit_test(with_classes_best_and_all_are_those_of_an_enumeration),
        cmocka_unit_test(an_empty_run_has_no_words),
        cmocka_unit_test(where_every_word_is_impossible_there_is_a_segmentation_nevertheless),
        cmocka_unit_test(a_long_run_of_equal_chances_has_finite_probabilities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
