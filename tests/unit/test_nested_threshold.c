// SPDX-License-Identifier: BSD-2-Clause
//
// From evidence at symbols to nested boundaries at characters.
#include <config.h>

#include "segment/nested_threshold.h"

#include "base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t all_ends[8] = {1, 1, 1, 1, 1, 1, 1, 1};
static const uint32_t plain_chars[8] = {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'};

static void
without_lag_evidence_belongs_after_its_symbol(void **state)
{
    (void)state;
    static const float z_tilde[] = {0.1f, 0.2f, 0.3f, 0.4f};
    static const size_t origin[] = {0, 1, 2, 3};
    static const float wanted[] = {0.1f, 0.2f, 0.3f, 1.0f};
    float score[4];

    hm_nested_threshold_to_chars(4, z_tilde, origin, 0, 4, score);

    assert_memory_equal(score, wanted, sizeof wanted);
}

static void
with_a_lag_of_one_evidence_belongs_before_its_symbol(void **state)
{
    (void)state;
    static const float z_tilde[] = {0.1f, 0.2f, 0.3f, 0.4f};
    static const size_t origin[] = {0, 1, 2, 3};
    static const float wanted[] = {0.2f, 0.3f, 0.4f, 1.0f};
    float score[4];

    hm_nested_threshold_to_chars(4, z_tilde, origin, 1, 4, score);

    assert_memory_equal(score, wanted, sizeof wanted);
}

static void
of_several_symbols_of_a_character_the_last_one_counts(void **state)
{
    (void)state;
    // characters 0 and 1 are one cluster of three symbols, and 3 has none
    static const float z_tilde[] = {0.9f, 0.8f, 0.1f, 0.7f, 0.6f};
    static const size_t origin[] = {1, 1, 1, 2, 4};
    static const float at_once[] = {0.0f, 0.1f, 0.7f, 0.0f, 1.0f};
    static const float lagging[] = {0.0f, 0.7f, 0.6f, 0.0f, 1.0f};
    float score[5];

    hm_nested_threshold_to_chars(5, z_tilde, origin, 0, 5, score);
    assert_memory_equal(score, at_once, sizeof at_once);
    hm_nested_threshold_to_chars(5, z_tilde, origin, 1, 5, score);
    assert_memory_equal(score, lagging, sizeof lagging);
}

static void
a_record_of_nothing_has_no_evidence(void **state)
{
    (void)state;
    float score[1] = {0.25f};

    hm_nested_threshold_to_chars(0, NULL, NULL, 1, 0, score);
    hm_nested_threshold(0, 2, NULL, NULL, NULL, NULL);
    assert_true(score[0] == 0.25f);

    hm_nested_threshold_to_chars(0, NULL, NULL, 0, 1,
                                 score);  // a character that no symbol stands for
    assert_true(score[0] == 1.0f);
}

static void
a_boundary_needs_all_layers_below(void **state)
{
    (void)state;
    float score[3][5] = {{0.6f, 0.4f, 0.9f, 0.51f, 1.0f},
                         {0.7f, 0.9f, 0.3f, 0.5f, 1.0f},
                         {0.8f, 0.9f, 0.9f, 0.9f, 1.0f}};
    static const uint8_t wanted[] = {3, 0, 1, 1, 3};
    uint8_t depth[5];

    hm_nested_threshold(5, 3, plain_chars, all_ends, &score[0][0], depth);

    assert_memory_equal(depth, wanted, sizeof wanted);
}

static void
the_last_character_ends_every_layer(void **state)
{
    (void)state;
    float score[2][2] = {{0.0f, 0.0f}, {0.0f, 0.0f}};
    static const uint8_t none[2] = {0, 0};
    uint8_t depth[2];

    hm_nested_threshold(2, 2, plain_chars, none, &score[0][0], depth);

    assert_int_equal(depth[0], 0);
    assert_int_equal(depth[1], 2);
}

static void
inside_a_cluster_there_is_no_boundary(void **state)
{
    (void)state;
    static const uint32_t chars[] = {' ', 0x301, 'a', 0x302, 'b'};
    static const uint8_t is_end[] = {0, 1, 0, 1, 1};
    float score[] = {0.9f, 0.1f, 0.9f, 0.9f, 0.9f};
    static const uint8_t wanted[] = {0, 0, 0, 1, 1};
    uint8_t depth[5];

    hm_nested_threshold(5, 1, chars, is_end, score, depth);

    assert_memory_equal(depth, wanted, sizeof wanted);
}

static void
white_space_is_bounded_on_both_sides_in_the_lowest_layer(void **state)
{
    (void)state;
    static const uint32_t chars[] = {'a', ' ', ' ', 'b', 0x3000, 'c', ',', '\t'};
    static const uint8_t wanted[] = {1, 1, 1, 1, 2, 0, 1, 2};
    static const float certain[] = {1.0f, 1.0f, 1.0f, 1.0f, 1.0f, 0.0f, 1.0f, 0.0f};
    float score[2][8] = {{0}};
    uint8_t depth[8];
    score[1][4] = 0.9f;  // the space gives layer 1, this layer 2
    score[1][5] = 0.9f;

    hm_nested_threshold(8, 2, chars, all_ends, &score[0][0], depth);

    assert_memory_equal(depth, wanted, sizeof wanted);
    assert_memory_equal(score[0], certain, sizeof certain);
}

/// Whether layer l + 1 is bounded after character i, by the definition.
static int
is_bounded(size_t l, size_t i, size_t n, const uint32_t *chars, const uint8_t *is_end,
           const float *score)
{
    if (i + 1 == n)
        return 1;
    if (is_end[i] == 0)
        return 0;
    if (l == 0)
        return score[i] > 0.5f || chars[i] == ' ' || chars[i + 1] == ' ';
    return score[l * n + i] > 0.5f && is_bounded(l - 1, i, n, chars, is_end, score);
}

static void
random_evidence_gives_what_the_definition_says(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        hm_rng rng = hm_rng_stream(seed, 9);
        enum { MOST = 30, MAX_LAYERS = 4 };
        const size_t n = 1 + hm_rng_below(&rng, MOST);
        const size_t n_layers = 1 + hm_rng_below(&rng, MAX_LAYERS);
        uint32_t chars[MOST];
        uint8_t is_end[MOST];
        uint8_t depth[MOST];
        float score[MOST * MAX_LAYERS];
        for (size_t i = 0; i < n; i++) {
            chars[i] = hm_rng_below(&rng, 4) == 0 ? ' ' : 'x';
            is_end[i] = hm_rng_below(&rng, 5) != 0;
        }
        for (size_t i = 0; i < n * n_layers; i++)
            score[i] = hm_rng_uniform(&rng);
        hm_nested_threshold(n, n_layers, chars, is_end, score, depth);
        for (size_t i = 0; i < n; i++)
            for (size_t l = 0; l < n_layers; l++)
                if ((depth[i] > l) != (is_bounded(l, i, n, chars, is_end, score) != 0))
                    fail_msg("seed %u, character %zu, layer %zu", (unsigned)seed, i, l + 1);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_lag_evidence_belongs_after_its_symbol),
        cmocka_unit_test(with_a_lag_of_one_evidence_belongs_before_its_symbol),
        cmocka_unit_test(of_several_symbols_of_a_character_the_last_one_counts),
        cmocka_unit_test(a_record_of_nothing_has_no_evidence),
        cmocka_unit_test(a_boundary_needs_all_layers_below),
        cmocka_unit_test(the_last_character_ends_every_layer),
        cmocka_unit_test(inside_a_cluster_there_is_no_boundary),
        cmocka_unit_test(white_space_is_bounded_on_both_sides_in_the_lowest_layer),
        cmocka_unit_test(random_evidence_gives_what_the_definition_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
