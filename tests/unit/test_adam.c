// SPDX-License-Identifier: BSD-2-Clause
//
// The optimiser against algorithm 1 of Kingma & Ba in doubles, written down as it stands there.
#include <config.h>

#include "optim/adam.h"

#include "base/rng.h"
#include "optim/ema.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N_GRADIENTS 3

/// An optimiser with weights to work on and gradients to work with.
typedef struct bench {
    hm_adam adam;
    hm_thread_pool *pool;
    float *weights;
    float *gradients[N_GRADIENTS];
    hm_arena arena;
} bench;

static void
carve(bench *b, size_t n)
{
    hm_adam_carve(&b->adam, n, &b->arena);
    b->weights = hm_arena_floats(&b->arena, n);
    for (size_t i = 0; i < N_GRADIENTS; i++)
        b->gradients[i] = hm_arena_floats(&b->arena, n);
}

static void
set_up(bench *b, size_t n, unsigned n_threads)
{
    *b = (bench){.arena = HM_ARENA_INIT};
    carve(b, n);
    assert_int_equal(hm_arena_allocate(&b->arena, "a test", NULL), HMRNN_OK);
    carve(b, n);
    assert_int_equal(hm_thread_pool_new(&b->pool, n_threads, NULL), HMRNN_OK);
    hm_rng rng = hm_rng_stream(2, 0);
    for (size_t i = 0; i < n; i++)
        b->weights[i] = (float)hm_rng_normal(&rng);
}

static void
tear_down(bench *b)
{
    hm_thread_pool_free(b->pool);
    hm_arena_release(&b->arena);
}

static void
draw_gradients(bench *b, size_t n_gradients, uint64_t seed)
{
    hm_rng rng = hm_rng_stream(seed, 0);
    for (size_t k = 0; k < n_gradients; k++)
        for (size_t i = 0; i < b->adam.n; i++)
            b->gradients[k][i] = (float)(hm_rng_normal(&rng) * pow(10.0, (double)(i % 7) - 5.0));
}

static void
the_norm_is_that_of_the_sum_of_all_gradients(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 17, 32767, 32768, 32769, 100000};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        bench b;
        const size_t n = sizes[s];
        set_up(&b, n, 2);
        draw_gradients(&b, N_GRADIENTS, s);
        double sum = 0.0;
        float *const added = malloc(n * sizeof *added);
        assert_non_null(added);
        for (size_t i = 0; i < n; i++) {
            added[i] = (b.gradients[0][i] + b.gradients[1][i]) + b.gradients[2][i];
            sum += (double)added[i] * (double)added[i];
        }
        const double norm = hm_adam_norm(&b.adam, hm_kernels_best(), b.pool, 3, b.gradients);
        // sums of 32768 doubles in another order
        if (fabs(norm - sqrt(sum)) > 1e-12 * sqrt(sum))
            fail_msg("%zu parameters: %.17g, not %.17g", n, norm, sqrt(sum));
        assert_memory_equal(b.gradients[0], added, n * sizeof *added);
        free(added);
        tear_down(&b);
    }
}

static void
a_gradient_that_is_no_number_shows_in_the_norm(void **state)
{
    (void)state;
    static const float bad[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < 3; i++) {
        bench b;
        set_up(&b, 40000, 1);
        b.gradients[1][39999] = bad[i];
        const double norm = hm_adam_norm(&b.adam, hm_kernels_best(), b.pool, 2, b.gradients);
        const bool is_finite = isfinite(norm);
        assert_false(is_finite);
        tear_down(&b);
    }
}

/// Algorithm 1, one parameter.
typedef struct plain {
    double m, v, w;
} plain;

static void
step_plainly(plain *p, double g, double rate, double t)
{
    p->m = 0.9 * p->m + 0.1 * g;
    p->v = 0.999 * p->v + 0.001 * g * g;
    const double m_hat = p->m / (1.0 - pow(0.9, t));
    const double v_hat = p->v / (1.0 - pow(0.999, t));
    p->w -= rate * m_hat / (sqrt(v_hat) + 1e-8);
}

static void
compare_with_plain_steps(double clip)
{
    enum { N = 1000, N_STEPS = 60 };
    static plain plains[N];
    bench b;
    set_up(&b, N, 1);
    for (size_t i = 0; i < N; i++)
        plains[i] = (plain){0.0, 0.0, (double)b.weights[i]};
    for (size_t t = 1; t <= N_STEPS; t++) {
        const double rate = 0.01 / (double)t;
        draw_gradients(&b, 1, t);
        const double norm = hm_adam_norm(&b.adam, hm_kernels_best(), b.pool, 1, b.gradients);
        const double scale = clip > 0.0 && norm > clip ? clip / norm : 1.0;
        for (size_t i = 0; i < N; i++)
            step_plainly(&plains[i], scale * (double)b.gradients[0][i], rate, (double)t);
        hm_adam_step(&b.adam, hm_kernels_best(), b.pool, rate, norm, clip, b.gradients[0],
                     b.weights);
    }
    assert_int_equal(b.adam.n_steps, N_STEPS);
    for (size_t i = 0; i < N; i++)
        // each step rounds the weight (2^-24 of at most 4) and is itself right to about 1e-5
        if (fabs((double)b.weights[i] - plains[i].w) > N_STEPS * 0x1p-22 + 1e-6)
            fail_msg("weight %zu is %.9g, not %.9g", i, (double)b.weights[i], plains[i].w);
    tear_down(&b);
}

static void
steps_are_those_of_the_algorithm(void **state)
{
    (void)state;
    compare_with_plain_steps(0.0);
}

static void
a_gradient_above_the_clip_is_shortened_to_it(void **state)
{
    (void)state;
    compare_with_plain_steps(0.05);
}

static void
a_gradient_below_the_clip_is_left_alone(void **state)
{
    (void)state;
    bench clipped;
    bench free_one;
    set_up(&clipped, 100, 1);
    set_up(&free_one, 100, 1);
    draw_gradients(&clipped, 1, 3);
    draw_gradients(&free_one, 1, 3);

    hm_adam_step(&clipped.adam, hm_kernels_best(), clipped.pool, 0.1, 2.0, 2.0,
                 clipped.gradients[0], clipped.weights);
    hm_adam_step(&free_one.adam, hm_kernels_best(), free_one.pool, 0.1, 2.0, 0.0,
                 free_one.gradients[0], free_one.weights);

    assert_memory_equal(clipped.weights, free_one.weights, 100 * sizeof(float));
    tear_down(&clipped);
    tear_down(&free_one);
}

static void
shrinking_takes_its_share_off_matrices_alone(void **state)
{
    (void)state;
    enum { N = 200 };
    static const hm_tensor tensors[] = {{"matrix", 5, 20, 0},
                                        {"bias", 1, 50, 112},
                                        {"another", 2, 10, 176}};
    bench b;
    set_up(&b, N, 2);
    float before[N];
    memcpy(before, b.weights, sizeof before);

    hm_adam_shrink(&b.adam, hm_kernels_best(), b.pool, 0.25, 3, tensors, b.weights);

    for (size_t i = 0; i < N; i++) {
        const bool is_in_matrix = i < 100 || (i >= 176 && i < 196);
        assert_true(b.weights[i] == (is_in_matrix ? 0.75f * before[i] : before[i]));
    }
    tear_down(&b);
}

static void
slow_parts_shrink_by_less(void **state)
{
    (void)state;
    enum { N = 200 };
    static const hm_tensor tensors[] = {{"matrix", 5, 20, 0}, {"bias", 1, 50, 112}};
    static const hm_range slow[] = {{80, 20}, {161, 1}};
    bench b;
    set_up(&b, N, 1);
    b.adam.n_slow = 2;
    b.adam.slow = slow;
    b.adam.slow_rate = 0.5;
    float before[N];
    memcpy(before, b.weights, sizeof before);

    hm_adam_shrink(&b.adam, hm_kernels_best(), b.pool, 0.25, 2, tensors, b.weights);

    for (size_t i = 0; i < N; i++) {
        const float factor = i < 80 ? 0.75f : i < 100 ? 0.875f : 1.0f;
        assert_true(b.weights[i] == factor * before[i]);
    }
    tear_down(&b);
}

static void
the_average_is_that_of_its_equation(void **state)
{
    (void)state;
    enum { N = 70000, N_STEPS = 100 };
    static float ema[N];
    double wanted = 0.0;
    bench b;
    set_up(&b, N, 2);
    memcpy(ema, b.weights, sizeof ema);
    wanted = (double)ema[N - 1];
    for (size_t t = 1; t <= N_STEPS; t++) {
        const double beta = fmin(0.9, (1.0 + (double)t) / (10.0 + (double)t));
        for (size_t i = 0; i < N; i++)
            b.weights[i] += 0.1f;
        wanted += (1.0 - beta) * ((double)b.weights[N - 1] - wanted);

        hm_ema_step(hm_kernels_best(), b.pool, 0.9, t, N, b.weights, ema);
    }

    // each step rounds a number below 16 twice
    assert_true(fabs((double)ema[N - 1] - wanted) < N_STEPS * 16.0 * 0x1p-23);
    assert_true(ema[N - 1] < b.weights[N - 1] - 0.5f);
    tear_down(&b);
}

static void
slow_parts_go_their_share_of_the_way(void **state)
{
    (void)state;
    enum { N = 70000 };
    static const hm_range slow[] = {{5, 3}, {32760, 20}, {65535, 1}, {69990, 10}};
    bench fast;
    bench b;
    set_up(&fast, N, 2);
    set_up(&b, N, 2);
    b.adam.n_slow = sizeof slow / sizeof slow[0];
    b.adam.slow = slow;
    b.adam.slow_rate = 0.25;
    draw_gradients(&fast, 1, 7);
    draw_gradients(&b, 1, 7);
    float *const before = malloc(N * sizeof *before);
    assert_non_null(before);
    memcpy(before, b.weights, N * sizeof *before);

    hm_adam_step(&fast.adam, hm_kernels_best(), fast.pool, 0.1, 1.0, 0.0, fast.gradients[0],
                 fast.weights);
    hm_adam_step(&b.adam, hm_kernels_best(), b.pool, 0.1, 1.0, 0.0, b.gradients[0], b.weights);

    for (size_t i = 0; i < N; i++) {
        bool is_slow = false;
        for (size_t k = 0; k < b.adam.n_slow; k++)
            is_slow = is_slow || (i >= slow[k].first && i < slow[k].first + slow[k].n);
        const double way = (is_slow ? 0.25 : 1.0) * ((double)fast.weights[i] - (double)before[i]);
        // either weight is rounded, to 2^-24 of at most 8
        if (fabs((double)b.weights[i] - (double)before[i] - way) > 8.0 * 0x1p-23)
            fail_msg("parameter %zu: from %.9g to %.9g", i, (double)before[i],
                     (double)b.weights[i]);
    }
    free(before);
    tear_down(&fast);
    tear_down(&b);
}

static void
threads_change_no_bit(void **state)
{
    (void)state;
    enum { N = 150001 };
    bench alone;
    bench together;
    set_up(&alone, N, 1);
    set_up(&together, N, 3);
    for (size_t t = 0; t < 5; t++) {
        bench *const both[2] = {&alone, &together};
        double norms[2];
        for (size_t k = 0; k < 2; k++) {
            bench *const b = both[k];
            draw_gradients(b, N_GRADIENTS, t);
            norms[k] = hm_adam_norm(&b->adam, hm_kernels_best(), b->pool, 3, b->gradients);
            hm_adam_step(&b->adam, hm_kernels_best(), b->pool, 0.01, norms[k], 1.0, b->gradients[0],
                         b->weights);
        }
        assert_memory_equal(&norms[0], &norms[1], sizeof norms[0]);
    }
    assert_memory_equal(alone.weights, together.weights, N * sizeof(float));
    assert_memory_equal(alone.adam.m, together.adam.m, N * sizeof(float));
    assert_memory_equal(alone.adam.v, together.adam.v, N * sizeof(float));
    tear_down(&alone);
    tear_down(&together);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_norm_is_that_of_the_sum_of_all_gradients),
        cmocka_unit_test(a_gradient_that_is_no_number_shows_in_the_norm),
        cmocka_unit_test(steps_are_those_of_the_algorithm),
        cmocka_unit_test(a_gradient_above_the_clip_is_shortened_to_it),
        cmocka_unit_test(a_gradient_below_the_clip_is_left_alone),
        cmocka_unit_test(shrinking_takes_its_share_off_matrices_alone),
        cmocka_unit_test(slow_parts_shrink_by_less),
        cmocka_unit_test(the_average_is_that_of_its_equation),
        cmocka_unit_test(slow_parts_go_their_share_of_the_way),
        cmocka_unit_test(threads_change_no_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
