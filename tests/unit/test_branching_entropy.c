// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_branching_entropy.c - branching entropies are those of the definition.
#include <config.h>

#include "induce/branching_entropy.h"

#include "tokens_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define L ((size_t)4)

/// The symbol beside an occurrence of k symbols at i, on the right or on the left; an end of a run
/// is a symbol of its own.
static size_t
beside(const hm_reading *reading, size_t i, size_t k, bool is_right)
{
    const size_t end_of_its_own = 1000000 + i;
    if (is_right)
        return i + k < reading->run_end[i] ? reading->symbol[i + k] : end_of_its_own;
    const bool is_inside = i > 0 && reading->run_end[i - 1] > i;
    return is_inside ? reading->symbol[i - 1] : end_of_its_own;
}

/// - sum p log p over what is beside the k symbols at i.
static double
plain_entropy(const hm_reading *reading, size_t i, size_t k, bool is_right)
{
    const double n = (double)speech_count(reading, i, k);
    double sum = 0.0;
    for (size_t j = 0; j < reading->n; j++) {
        if (!speech_has(reading, j, k) || !speech_equal(reading, i, j, k))
            continue;
        double same = 0.0;
        for (size_t m = 0; m < reading->n; m++)
            same += speech_has(reading, m, k) && speech_equal(reading, i, m, k) &&
                            beside(reading, m, k, is_right) == beside(reading, j, k, is_right)
                        ? 1.0
                        : 0.0;
        sum -= log(same / n) / n;               // each of the `same` adds p log p / same
    }
    return sum;
}

static double
plain_symbol_entropy(const hm_reading *reading)
{
    double n = 0.0;
    double sum = 0.0;
    for (size_t i = 0; i < reading->n; i++)
        n += speech_has(reading, i, 1) ? 1.0 : 0.0;
    for (size_t i = 0; i < reading->n; i++)
        sum -= speech_has(reading, i, 1) ? log((double)speech_count(reading, i, 1) / n) / n : 0.0;
    return sum;
}

static double
plain_variation(const hm_reading *reading, size_t i, size_t k)
{
    const double here =
        plain_entropy(reading, i, k, true) + plain_entropy(reading, i, k, false);
    if (k == 1)
        return here - 2.0 * plain_symbol_entropy(reading);
    return here - plain_entropy(reading, i, k - 1, true) -
           plain_entropy(reading, i + 1, k - 1, false);
}

/// Over the different strings, each weighted by log(1 + count).
static double
plain_mean(const hm_reading *reading, size_t k)
{
    double sum = 0.0;
    double total = 0.0;
    for (size_t i = 0; i < reading->n; i++) {
        if (!speech_has(reading, i, k) || !speech_is_first(reading, i, k))
            continue;
        const double weight = log(1.0 + (double)speech_count(reading, i, k));
        sum += weight * plain_variation(reading, i, k);
        total += weight;
    }
    return total > 0.0 ? sum / total : 0.0;
}

static void
variations_are_those_of_the_definition(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3; seed++) {
        speech s = SPEECH_INIT;
        hm_ngrams ngrams;
        hm_branching branching;
        hm_rng rng = hm_rng_stream(seed, 0);
        speech_add_random(&s, &rng, 25, 2 + (size_t)seed);
        assert_int_equal(hm_ngrams_count(&ngrams, &s.reading, s.symbols.n, L, NULL), HMRNN_OK);

        assert_int_equal(hm_branching_measure(&branching, &ngrams, &s.reading, NULL), HMRNN_OK);

        for (size_t k = 1; k <= L; k++) {
            const double mean = plain_mean(&s.reading, k);
            for (size_t i = 0; i < s.reading.n; i++) {
                if (!speech_has(&s.reading, i, k))
                    continue;
                const double wanted = plain_variation(&s.reading, i, k) - mean;
                const double found = (double)hm_branching_variation(&branching, &ngrams, i, k);
                if (fabs(found - wanted) > 1e-4)                // floats, and sums of hundreds
                    fail_msg("seed %d: %zu symbols at %zu: %g, not %g", (int)seed, k, i, found,
                             wanted);
            }
        }
        hm_branching_release(&branching);
        hm_ngrams_release(&ngrams);
        speech_release(&s);
    }
}

static void
a_string_is_freer_at_its_ends_than_inside(void **state)
{
    (void)state;
    speech s = SPEECH_INIT;
    hm_ngrams ngrams;
    hm_branching branching;
    for (uint8_t a = 2; a < 8; a++) {
        const uint8_t letters[] = {a, 0, 1, (uint8_t)(9 - a)};
        speech_add(&s, 4, letters);
    }
    assert_int_equal(hm_ngrams_count(&ngrams, &s.reading, s.symbols.n, L, NULL), HMRNN_OK);

    assert_int_equal(hm_branching_measure(&branching, &ngrams, &s.reading, NULL), HMRNN_OK);

    assert_true(hm_branching_variation(&branching, &ngrams, 1, 2) >
                hm_branching_variation(&branching, &ngrams, 0, 2));
    assert_true(hm_branching_variation(&branching, &ngrams, 1, 2) >
                hm_branching_variation(&branching, &ngrams, 2, 2));
    hm_branching_release(&branching);
    hm_ngrams_release(&ngrams);
    speech_release(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variations_are_those_of_the_definition),
        cmocka_unit_test(a_string_is_freer_at_its_ends_than_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
