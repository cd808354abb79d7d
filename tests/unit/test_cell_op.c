// SPDX-License-Identifier: BSD-2-Clause
//
// UPDATE, COPY or FLUSH: which rows do what, in which order, and how much of each.
#include <config.h>

#include "net/cell_op.h"

#include "base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void
expect_mixture(float z_prev, float z_below, float write, float keep, float copy)
{
    const hm_cell_op mix = hm_cell_op_of(z_prev, z_below);
    assert_true(mix.write == write && mix.keep == keep && mix.copy == copy);
}

static void
bits_choose_exactly_one_operation(void **state)
{
    (void)state;

    expect_mixture(0.0f, 1.0f, 1.0f, 1.0f, 0.0f);  // UPDATE
    expect_mixture(0.0f, 0.0f, 0.0f, 0.0f, 1.0f);  // COPY
    expect_mixture(1.0f, 0.0f, 1.0f, 0.0f, 0.0f);  // FLUSH
    expect_mixture(1.0f, 1.0f, 1.0f, 0.0f, 0.0f);  // FLUSH
}

static void
fractions_mix_the_operations_to_one_whole(void **state)
{
    (void)state;

    expect_mixture(0.5f, 0.25f, 0.625f, 0.125f, 0.375f);
    for (float z_prev = 0.0f; z_prev <= 1.0f; z_prev += 0.25f)
        for (float z_below = 0.0f; z_below <= 1.0f; z_below += 0.25f) {
            const hm_cell_op mix = hm_cell_op_of(z_prev, z_below);
            assert_true(mix.write + mix.copy == 1.0f);
            assert_true(mix.keep <= mix.write);
        }
}

/// The group of a row: 0 and 1 FLUSH without and with something below, 2 UPDATE, 3 COPY, 4 held.
static size_t
group_of(const float *z_prev, const float *z_below, const bool *zoned_out, size_t row)
{
    if (zoned_out != NULL && zoned_out[row])
        return 4;
    const bool flushes = z_prev != NULL && z_prev[row] > 0.0f;
    const bool is_fed = z_below == NULL || z_below[row] > 0.0f;
    return flushes ? (is_fed ? 1 : 0) : is_fed ? 2 : 3;
}

static void
expect_order(size_t n_rows, const float *z_prev, const float *z_below, const bool *zoned_out)
{
    uint32_t rows[41];
    hm_partition order = {.row = rows};
    size_t n_of[5] = {0};
    bool seen[40] = {false};
    rows[n_rows] = 4711;

    hm_partition_rows(n_rows, z_prev, z_below, zoned_out, false, &order);

    for (size_t row = 0; row < n_rows; row++)
        n_of[group_of(z_prev, z_below, zoned_out, row)]++;
    assert_int_equal(order.n_flush_alone, n_of[0]);
    assert_int_equal(order.n_flush, n_of[1]);
    assert_int_equal(order.n_update, n_of[2]);
    assert_int_equal(order.n_copy, n_of[3]);
    assert_int_equal(order.n_zoned_out, n_of[4]);
    assert_int_equal(hm_partition_active(&order), n_rows - n_of[3] - n_of[4]);
    assert_int_equal(hm_partition_all(&order), n_rows);
    for (size_t k = 0; k < n_rows; k++) {
        assert_true(rows[k] < n_rows && !seen[rows[k]]);
        seen[rows[k]] = true;
        if (k > 0) {
            const size_t before = group_of(z_prev, z_below, zoned_out, rows[k - 1]);
            const size_t group = group_of(z_prev, z_below, zoned_out, rows[k]);
            assert_true(before < group || (before == group && rows[k - 1] < rows[k]));
        }
    }
    assert_int_equal(rows[n_rows], 4711);
}

static void
rows_are_ordered_by_operation_and_then_by_number(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(4, 1);

    for (size_t i = 0; i < 200; i++) {
        float z_prev[40], z_below[40];
        bool zoned_out[40];
        for (size_t row = 0; row < 40; row++) {
            z_prev[row] = hm_rng_below(&rng, 3) == 0 ? 1.0f : 0.0f;
            z_below[row] = hm_rng_below(&rng, 2) == 0 ? 1.0f : 0.0f;
            zoned_out[row] = hm_rng_below(&rng, 4) == 0;
        }
        const size_t n_rows = hm_rng_below(&rng, 41);
        expect_order(n_rows, z_prev, z_below, NULL);
        expect_order(n_rows, NULL, z_below, NULL);
        expect_order(n_rows, z_prev, NULL, NULL);
        expect_order(n_rows, NULL, NULL, NULL);
        expect_order(n_rows, z_prev, z_below, zoned_out);
        expect_order(n_rows, NULL, NULL, zoned_out);
    }
}

static void
with_fractions_every_row_does_a_little_of_everything_unless_held(void **state)
{
    (void)state;
    const float z[4] = {0.0f, 0.3f, 1.0f, 0.0f};
    const bool zoned_out[4] = {false, true, false, false};
    uint32_t rows[4];
    hm_partition order = {.row = rows};

    hm_partition_rows(4, z, z, NULL, true, &order);
    assert_int_equal(order.n_flush, 4);
    assert_int_equal(hm_partition_active(&order), 4);
    hm_partition_rows(4, NULL, z, NULL, true, &order);
    assert_int_equal(hm_partition_active(&order), 4);
    assert_int_equal(order.n_copy, 0);
    hm_partition_rows(4, z, z, zoned_out, true, &order);
    assert_int_equal(order.n_flush, 3);
    assert_int_equal(order.n_zoned_out, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_choose_exactly_one_operation),
        cmocka_unit_test(fractions_mix_the_operations_to_one_whole),
        cmocka_unit_test(rows_are_ordered_by_operation_and_then_by_number),
        cmocka_unit_test(with_fractions_every_row_does_a_little_of_everything_unless_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
