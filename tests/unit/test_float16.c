// SPDX-License-Identifier: BSD-2-Clause
//
// Half precision against arithmetic on doubles, which hold every half and every tie exactly.
#include <config.h>

#include "model/float16.h"

#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/// The value of a half by its definition; infinity and NaN apart.
static double
value_of(uint16_t half)
{
    const int exponent = (half >> 10) & 0x1F;
    const double fraction = (double)(half & 0x3FF) / 1024.0;
    const double magnitude =
        exponent == 0 ? ldexp(fraction, -14) : ldexp(1.0 + fraction, exponent - 15);
    return (half & 0x8000) != 0 ? -magnitude : magnitude;
}

static uint16_t
half_of(float x)
{
    uint16_t half = 0;
    hm_float16_from_floats(1, &x, &half);
    return half;
}

static float
float_of(uint16_t half)
{
    float x = 0.0f;
    hm_float16_to_floats(1, &half, &x);
    return x;
}

static void
every_half_has_its_value_and_comes_back(void **state)
{
    (void)state;
    for (uint32_t h = 0; h < 0x10000; h++) {
        const uint16_t half = (uint16_t)h;
        const float x = float_of(half);
        if ((h & 0x7C00) == 0x7C00) {
            if ((h & 0x3FF) == 0 ? !isinf(x) : !isnan(x))
                fail_msg("%04x is %g", h, (double)x);
        } else if ((double)x != value_of(half)) {
            fail_msg("%04x is %g, not %g", h, (double)x, value_of(half));
        }
        if ((signbit(x) != 0) != (h >= 0x8000))
            fail_msg("%04x has the wrong sign", h);
        if (!isnan(x) && half_of(x) != half)
            fail_msg("%04x comes back as %04x", h, half_of(x));
    }
}

static void
halfway_between_two_halves_the_even_one_is_chosen(void **state)
{
    (void)state;
    for (uint16_t low = 0; low < 0x7BFF; low++) {
        const uint16_t high = (uint16_t)(low + 1);
        const float middle = (float)((value_of(low) + value_of(high)) / 2.0);
        const uint16_t even = (low & 1) == 0 ? low : high;
        if (half_of(middle) != even || half_of(-middle) != (even | 0x8000))
            fail_msg("between %04x and %04x: %04x", low, high, half_of(middle));
        if (half_of(nextafterf(middle, 0.0f)) != low)
            fail_msg("just above %04x: %04x", low, half_of(nextafterf(middle, 0.0f)));
        if (half_of(nextafterf(middle, 1e9f)) != high)
            fail_msg("just below %04x: %04x", high, half_of(nextafterf(middle, 1e9f)));
    }
}

static void
what_is_too_large_becomes_infinity(void **state)
{
    (void)state;
    assert_int_equal(half_of(65504.0f), 0x7BFF);
    assert_int_equal(half_of(nextafterf(65520.0f, 0.0f)), 0x7BFF);
    assert_int_equal(half_of(65520.0f), 0x7C00);
    assert_int_equal(half_of(-65520.0f), 0xFC00);
    assert_int_equal(half_of(3e38f), 0x7C00);
    assert_int_equal(half_of(INFINITY), 0x7C00);
    assert_int_equal(half_of(-INFINITY), 0xFC00);
}

static void
what_is_too_small_becomes_a_zero_of_its_sign(void **state)
{
    (void)state;
    assert_int_equal(half_of(0.0f), 0);
    assert_int_equal(half_of(-0.0f), 0x8000);
    assert_int_equal(half_of(0x1p-25f), 0);
    assert_int_equal(half_of(-0x1p-25f), 0x8000);
    assert_int_equal(half_of(nextafterf(0x1p-25f, 1.0f)), 1);
    assert_int_equal(half_of(0x1p-149f), 0);
}

static void
no_number_stays_no_number(void **state)
{
    (void)state;
    static const uint32_t patterns[] = {0x7F800001, 0x7FC00000, 0x7FFFFFFF, 0xFF800001, 0xFFC01234};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        float x = 0.0f;
        memcpy(&x, &patterns[i], sizeof x);
        assert_true(isnan(float_of(half_of(x))));
    }
}

static void
the_nearest_half_is_chosen(void **state)
{
    (void)state;
    hm_rng rng = hm_rng_stream(8, 0);
    for (size_t i = 0; i < 200000; i++) {
        const float x = (float)(hm_rng_normal(&rng) * pow(2.0, 40.0 * hm_rng_normal(&rng) / 8.0));
        if (fabs((double)x) >= 65504.0)
            continue;
        const uint16_t half = half_of(x);
        const uint16_t magnitude = half & 0x7FFF;
        const double off = fabs(fabs((double)x) - value_of(magnitude));
        if (off > fabs(fabs((double)x) - value_of((uint16_t)(magnitude + 1))) ||
            (magnitude > 0 && off > fabs(fabs((double)x) - value_of((uint16_t)(magnitude - 1)))))
            fail_msg("%a became %04x", (double)x, half);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_half_has_its_value_and_comes_back),
        cmocka_unit_test(halfway_between_two_halves_the_even_one_is_chosen),
        cmocka_unit_test(what_is_too_large_becomes_infinity),
        cmocka_unit_test(what_is_too_small_becomes_a_zero_of_its_sign),
        cmocka_unit_test(no_number_stays_no_number),
        cmocka_unit_test(the_nearest_half_is_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
