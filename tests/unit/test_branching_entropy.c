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
beside(const hm_tokens *tokens, size_t i, size_t k, bool is_right)
{
    const size_t end_of_its_own = 1000000 + i;
    if (is_right)
        return i + k < tokens->span_end[i] ? tokens->id[i + k] : end_of_its_own;
    const bool is_inside = i > 0 && tokens->span_end[i - 1] > i;
    return is_inside ? tokens->id[i - 1] : end_of_its_own;
}

/// - sum p log p over what is beside the k symbols at i.
static double
naive_entropy(const hm_tokens *tokens, size_t i, size_t k, bool is_right)
{
    const double n = (double)tokens_fixture_count(tokens, i, k);
    double sum = 0.0;
    for (size_t j = 0; j < tokens->n; j++) {
        if (!tokens_fixture_has(tokens, j, k) || !tokens_fixture_equal(tokens, i, j, k))
            continue;
        double same = 0.0;
        for (size_t m = 0; m < tokens->n; m++)
            same += tokens_fixture_has(tokens, m, k) && tokens_fixture_equal(tokens, i, m, k) &&
                            beside(tokens, m, k, is_right) == beside(tokens, j, k, is_right)
                        ? 1.0
                        : 0.0;
        sum -= log(same / n) / n;  // each of the `same` adds p log p / same
    }
    return sum;
}

static double
naive_symbol_entropy(const hm_tokens *tokens)
{
    double n = 0.0;
    double sum = 0.0;
    for (size_t i = 0; i < tokens->n; i++)
        n += tokens_fixture_has(tokens, i, 1) ? 1.0 : 0.0;
    for (size_t i = 0; i < tokens->n; i++)
        sum -= tokens_fixture_has(tokens, i, 1)
                   ? log((double)tokens_fixture_count(tokens, i, 1) / n) / n
                   : 0.0;
    return sum;
}

static double
naive_variation(const hm_tokens *tokens, size_t i, size_t k)
{
    const double here = naive_entropy(tokens, i, k, true) + naive_entropy(tokens, i, k, false);
    if (k == 1)
        return here - 2.0 * naive_symbol_entropy(tokens);
    return here - naive_entropy(tokens, i, k - 1, true) -
           naive_entropy(tokens, i + 1, k - 1, false);
}

/// Over the different strings, each weighted by log(1 + count).
static double
naive_mean(const hm_tokens *tokens, size_t k)
{
    double sum = 0.0;
    double total = 0.0;
    for (size_t i = 0; i < tokens->n; i++) {
        if (!tokens_fixture_has(tokens, i, k) || !tokens_fixture_is_first(tokens, i, k))
            continue;
        const double weight = log(1.0 + (double)tokens_fixture_count(tokens, i, k));
        sum += weight * naive_variation(tokens, i, k);
        total += weight;
    }
    return total > 0.0 ? sum / total : 0.0;
}

static void
variations_are_those_of_the_definition(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3; seed++) {
        tokens_fixture s = TOKENS_FIXTURE_INIT;
        hm_ngrams ngrams;
        hm_branching_entropy branching;
        hm_rng rng = hm_rng_stream(seed, 0);
        tokens_fixture_add_random(&s, &rng, 25, 2 + (size_t)seed);
        assert_int_equal(hm_ngrams_count(&ngrams, &s.tokens, s.symbols.n, L, NULL), HMRNN_OK);

        assert_int_equal(hm_branching_entropy_measure(&branching, &ngrams, &s.tokens, NULL),
                         HMRNN_OK);

        for (size_t k = 1; k <= L; k++) {
            const double mean = naive_mean(&s.tokens, k);
            for (size_t i = 0; i < s.tokens.n; i++) {
                if (!tokens_fixture_has(&s.tokens, i, k))
                    continue;
                const double wanted = naive_variation(&s.tokens, i, k) - mean;
                const double found =
                    (double)hm_branching_entropy_variation(&branching, &ngrams, i, k);
                if (fabs(found - wanted) > 1e-4)  // floats, and sums of hundreds
                    fail_msg("seed %d: %zu symbols at %zu: %g, not %g", (int)seed, k, i, found,
                             wanted);
            }
        }
        hm_branching_entropy_release(&branching);
        hm_ngrams_release(&ngrams);
        tokens_fixture_release(&s);
    }
}

static void
a_string_is_freer_at_its_ends_than_inside(void **state)
{
    (void)state;
    tokens_fixture s = TOKENS_FIXTURE_INIT;
    hm_ngrams ngrams;
    hm_branching_entropy branching;
    for (uint8_t a = 2; a < 8; a++) {
        const uint8_t letters[] = {a, 0, 1, (uint8_t)(9 - a)};
        tokens_fixture_add(&s, 4, letters);
    }
    assert_int_equal(hm_ngrams_count(&ngrams, &s.tokens, s.symbols.n, L, NULL), HMRNN_OK);

    assert_int_equal(hm_branching_entropy_measure(&branching, &ngrams, &s.tokens, NULL), HMRNN_OK);

    assert_true(hm_branching_entropy_variation(&branching, &ngrams, 1, 2) >
                hm_branching_entropy_variation(&branching, &ngrams, 0, 2));
    assert_true(hm_branching_entropy_variation(&branching, &ngrams, 1, 2) >
                hm_branching_entropy_variation(&branching, &ngrams, 2, 2));
    hm_branching_entropy_release(&branching);
    hm_ngrams_release(&ngrams);
    tokens_fixture_release(&s);
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
