// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_detector_fusion_fit.c - logistic regression finds the weights that data was made
// with.
#include <config.h>

#include "induce/detector_fusion_fit.h"

#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
weights_of_logistic_data_are_recovered(void **state)
{
    (void)state;
    enum { N = 20000 };
    static float forward[N];
    static float backward[N];
    static uint8_t begins[N];
    static uint8_t is_gap[N];
    hm_rng rng = hm_rng_stream(5, 0);
    hm_fusion found;
    for (size_t i = 0; i < N; i++) {
        forward[i] = 6.0f * (float)hm_rng_uniform(&rng) - 3.0f;
        backward[i] = 6.0f * (float)hm_rng_uniform(&rng) - 3.0f;
        const float z = -0.5f + 0.8f * forward[i] + 0.3f * backward[i];
        is_gap[i] = i % 5 != 0;
        begins[i] = is_gap[i] == 0 || (float)hm_rng_uniform(&rng) < 1.0f / (1.0f + expf(-z));
    }

    hm_fusion_fit(&found, N, is_gap, forward, backward, begins);

    // 16000 gaps: standard deviations of some 0.02, 0.015 and 0.012
    assert_true(fabsf(found.bias + 0.5f) < 0.08f);
    assert_true(fabsf(found.weight[0] - 0.8f) < 0.06f);
    assert_true(fabsf(found.weight[1] - 0.3f) < 0.06f);
    hm_fusion_fit(&found, N, is_gap, forward, NULL, begins);
    assert_true(found.weight[0] > 0.6f && found.weight[1] == 0.0f);
}

static void
without_a_gap_the_weights_are_those_at_the_start(void **state)
{
    (void)state;
    static const float logit[] = {1.0f, -2.0f, 3.0f};
    static const uint8_t is_gap[] = {0, 0, 0};
    static const uint8_t begins[] = {1, 0, 1};
    hm_fusion found;

    hm_fusion_fit(&found, 3, is_gap, logit, logit, begins);

    assert_true(found.bias == 0.0f && found.weight[0] == 0.5f && found.weight[1] == 0.5f);
}

static void
separable_data_give_finite_weights(void **state)
{
    (void)state;
    enum { N = 100 };
    float logit[N];
    uint8_t is_gap[N];
    uint8_t begins[N];
    hm_fusion found;
    for (size_t i = 0; i < N; i++) {
        logit[i] = i % 2 == 0 ? 2.0f : -2.0f;
        is_gap[i] = 1;
        begins[i] = i % 2 == 0;
    }

    hm_fusion_fit(&found, N, is_gap, logit, NULL, begins);

    assert_true(isfinite(found.bias) && isfinite(found.weight[0]));
    assert_true(found.weight[0] > 0.5f && found.weight[0] < 20.0f);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_of_logistic_data_are_recovered),
        cmocka_unit_test(without_a_gap_the_weights_are_those_at_the_start),
        cmocka_unit_test(separable_data_give_finite_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
