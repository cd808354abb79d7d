// SPDX-License-Identifier: BSD-2-Clause
//
// Random numbers that anyone can draw again.
#include <config.h>

#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void
a_stream_is_a_function_of_seed_and_number(void **state)
{
    (void)state;
    hm_rng a = hm_rng_stream(5, 2);
    hm_rng b = hm_rng_stream(5, 2);

    for (size_t i = 0; i < 100; i++)
        assert_int_equal(hm_rng_next(&a), hm_rng_next(&b));
}

static void
two_integers_are_the_whole_state(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(5, 2);
    for (size_t i = 0; i < 10; i++)
        hm_rng_next(&rng);

    hm_rng resumed = {rng.key, rng.count};

    assert_int_equal(rng.count, 10);
    assert_int_equal(hm_rng_next(&resumed), hm_rng_next(&rng));
}

static void
neighbouring_seeds_and_streams_have_nothing_in_common(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++)
        for (uint64_t stream = 0; stream < 20; stream++) {
            hm_rng a = hm_rng_stream(seed, stream);
            hm_rng b = hm_rng_stream(seed, stream + 1);
            hm_rng c = hm_rng_stream(seed + 1, stream);
            int n_bits_b = 0, n_bits_c = 0;
            for (size_t i = 0; i < 16; i++) {
                const uint64_t x = hm_rng_next(&a);
                n_bits_b += __builtin_popcountll(x ^ hm_rng_next(&b));
                n_bits_c += __builtin_popcountll(x ^ hm_rng_next(&c));
            }
            // 1024 fair coins: 512 heads, deviation 16; five deviations and more never happen here.
            assert_in_range(n_bits_b, 432, 592);
            assert_in_range(n_bits_c, 432, 592);
        }
}

static void
uniform_numbers_fill_their_range_evenly(void **state)
{
    (void)state;
    enum { N = 100000, BINS = 10 };
    hm_rng rng = hm_rng_stream(1, 1);
    size_t counts[BINS] = {0};
    double sum = 0.0;

    for (size_t i = 0; i < N; i++) {
        const float x = hm_rng_uniform(&rng);
        assert_true(x >= 0.0f && x < 1.0f);
        assert_true(x * 0x1p24f == floorf(x * 0x1p24f));
        counts[(size_t)(x * (float)BINS)]++;
        sum += (double)x;
    }

    assert_true(fabs(sum / N - 0.5) < 0.005);  // five deviations
    for (size_t i = 0; i < BINS; i++)
        assert_in_range(counts[i], N / BINS - 480, N / BINS + 480);
}

static void
normal_numbers_have_mean_0_and_variance_1(void **state)
{
    (void)state;
    enum { N = 100000 };
    hm_rng rng = hm_rng_stream(1, 2);
    double sum = 0.0, squares = 0.0, fourth = 0.0;
    size_t n_within = 0;

    for (size_t i = 0; i < N; i++) {
        const double x = hm_rng_normal(&rng);
        assert_true(isfinite(x));
        sum += x;
        squares += x * x;
        fourth += x * x * x * x;
        n_within += fabs(x) < 1.0 ? 1 : 0;
    }

    assert_true(fabs(sum / N) < 0.016);  // five deviations each
    assert_true(fabs(squares / N - 1.0) < 0.023);
    assert_true(fabs(fourth / N - 3.0) < 0.16);
    assert_true(fabs((double)n_within / N - 0.6827) < 0.0075);
}

static void
a_number_below_n_is_any_of_them(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(1, 3);
    size_t counts[7] = {0};

    for (size_t i = 0; i < 70000; i++)
        counts[hm_rng_below(&rng, 7)]++;
    for (size_t i = 0; i < 7; i++)
        assert_in_range(counts[i], 10000 - 470, 10000 + 470);
    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(hm_rng_below(&rng, 1), 0);
        assert_true(hm_rng_below(&rng, SIZE_MAX) < SIZE_MAX);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_is_a_function_of_seed_and_number),
        cmocka_unit_test(two_integers_are_the_whole_state),
        cmocka_unit_test(neighbouring_seeds_and_streams_have_nothing_in_common),
        cmocka_unit_test(uniform_numbers_fill_their_range_evenly),
        cmocka_unit_test(normal_numbers_have_mean_0_and_variance_1),
        cmocka_unit_test(a_number_below_n_is_any_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
