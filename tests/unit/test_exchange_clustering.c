// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_exchange_clustering.c - moving items to better classes.
#include <config.h>

#include "induce/exchange_clustering.h"

#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { N_ITEMS = 40, N_FIXED = 3, K = 8 };

/// Items, fixed ones and beside themselves, too, at random; items begin in classes in turn.
static void
make_random(hm_exchange *exchange, uint64_t seed)
{
    hm_rng rng = hm_rng_stream(seed, 0);
    assert_int_equal(hm_exchange_init(exchange, N_ITEMS, N_FIXED, K, NULL), HMRNN_OK);
    for (size_t i = 0; i < N_ITEMS; i++)
        exchange->class[i] = (uint16_t)(N_FIXED + i % (K - N_FIXED));
    for (size_t i = 0; i < 3000; i++) {
        const size_t left = hm_rng_below(&rng, 1 + hm_rng_below(&rng, N_ITEMS + N_FIXED));
        const size_t right =
            hm_rng_below(&rng, 6) == 0 ? left : hm_rng_below(&rng, N_ITEMS + N_FIXED);
        assert_int_equal(hm_exchange_add(exchange, (uint32_t)left, (uint32_t)right, NULL),
                         HMRNN_OK);
    }
}

static size_t
class_of(const hm_exchange *exchange, size_t item)
{
    return item < N_ITEMS ? exchange->class[item] : item - N_ITEMS;
}

/// Counts of pairs of classes from scratch.
static void
count_plainly(const hm_exchange *exchange, double *pair, double *n_left, double *n_right)
{
    memset(pair, 0, K * K * sizeof *pair);
    memset(n_left, 0, K * sizeof *n_left);
    memset(n_right, 0, K * sizeof *n_right);
    for (size_t left = 0; left < N_ITEMS + N_FIXED; left++) {
        for (size_t right = 0; right < N_ITEMS + N_FIXED; right++) {
            const double n = (double)hm_hash_get(&exchange->edges, (uint64_t)left << 32 | right, 0);
            const size_t a = class_of(exchange, left);
            const size_t b = class_of(exchange, right);
            pair[a * K + b] += n;
            n_left[a] += n;
            n_right[b] += n;
        }
    }
}

static double
x_log_x(double x)
{
    return x > 0.0 ? x * log(x) : 0.0;
}

static double
objective(const hm_exchange *exchange)
{
    double pair[K * K];
    double n_left[K];
    double n_right[K];
    count_plainly(exchange, pair, n_left, n_right);
    double sum = 0.0;
    for (size_t a = 0; a < K; a++) {
        sum -= x_log_x(n_left[a]) + x_log_x(n_right[a]);
        for (size_t b = 0; b < K; b++)
            sum += x_log_x(pair[a * K + b]);
    }
    return sum;
}

static void
the_objective_never_falls_from_pass_to_pass(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 5; seed++) {
        hm_exchange exchange = HM_EXCHANGE_INIT;
        make_random(&exchange, seed);
        const double first = objective(&exchange);
        double before = first;

        for (int pass = 0; pass < 6; pass++) {
            assert_int_equal(hm_exchange_run(&exchange, 1, NULL), HMRNN_OK);
            const double now = objective(&exchange);
            if (now < before - 1e-6)
                fail_msg("seed %d, pass %d: %g after %g", (int)seed, pass, now, before);
            before = now;
        }

        assert_true(before > first);
        hm_exchange_release(&exchange);
    }
}

static void
counts_of_pairs_stay_those_of_the_classes(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 5; seed++) {
        hm_exchange exchange = HM_EXCHANGE_INIT;
        double pair[K * K];
        double n_left[K];
        double n_right[K];
        make_random(&exchange, seed);

        assert_int_equal(hm_exchange_run(&exchange, 3, NULL), HMRNN_OK);

        count_plainly(&exchange, pair, n_left, n_right);
        for (size_t i = 0; i < K * K; i++)
            assert_true(exchange.pair[i] == pair[i]);  // whole numbers: no rounding
        for (size_t a = 0; a < K; a++)
            assert_true(exchange.n_left[a] == n_left[a] && exchange.n_right[a] == n_right[a]);
        hm_exchange_release(&exchange);
    }
}

static void
no_item_joins_a_fixed_class(void **state)
{
    (void)state;
    hm_exchange exchange = HM_EXCHANGE_INIT;
    make_random(&exchange, 9);

    assert_int_equal(hm_exchange_run(&exchange, 3, NULL), HMRNN_OK);

    for (size_t i = 0; i < N_ITEMS; i++)
        assert_true(exchange.class[i] >= N_FIXED && exchange.class[i] < K);
    hm_exchange_release(&exchange);
}

static void
items_with_the_same_neighbours_come_together(void **state)
{
    (void)state;
    hm_exchange exchange = HM_EXCHANGE_INIT;
    assert_int_equal(hm_exchange_init(&exchange, 12, 1, 3, NULL), HMRNN_OK);
    for (uint32_t i = 0; i < 12; i++)
        exchange.class[i] = (uint16_t)(i == 4 || i == 7 ? 2 - i % 2 : 1 + i % 2);
    for (uint32_t i = 0; i < 12; i += 2) {  // even and odd ones take turns
        for (uint32_t j = 1; j < 12; j += 2) {
            assert_int_equal(hm_exchange_add(&exchange, i, j, NULL), HMRNN_OK);
            assert_int_equal(hm_exchange_add(&exchange, j, i, NULL), HMRNN_OK);
        }
    }

    assert_int_equal(hm_exchange_run(&exchange, 5, NULL), HMRNN_OK);

    for (uint32_t i = 2; i < 12; i++)
        assert_int_equal(exchange.class[i], exchange.class[i % 2]);
    assert_int_not_equal(exchange.class[0], exchange.class[1]);
    hm_exchange_release(&exchange);
}

static void
a_graph_of_nothing_can_be_run(void **state)
{
    (void)state;
    hm_exchange exchange = HM_EXCHANGE_INIT;
    assert_int_equal(hm_exchange_init(&exchange, 0, 1, 2, NULL), HMRNN_OK);

    assert_int_equal(hm_exchange_run(&exchange, 2, NULL), HMRNN_OK);

    assert_true(exchange.pair[0] == 0.0);
    hm_exchange_release(&exchange);
    hm_exchange_release(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_objective_never_falls_from_pass_to_pass),
        cmocka_unit_test(counts_of_pairs_stay_those_of_the_classes),
        cmocka_unit_test(no_item_joins_a_fixed_class),
        cmocka_unit_test(items_with_the_same_neighbours_come_together),
        cmocka_unit_test(a_graph_of_nothing_can_be_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
