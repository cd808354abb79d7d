// SPDX-License-Identifier: BSD-2-Clause
//
// Numbers in text: what is one, what is none, and no locale changes it.
#include <config.h>

#include "base/number.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
a_decimal_number_is_read_with_fraction_and_exponent(void **state)
{
    (void)state;
    const struct {
        const char *text;
        double value;
    } cases[] = {{"0", 0.0},      {"0.5", 0.5}, {"2e-3", 0.002}, {"-1.25", -1.25},
                 {"1E3", 1000.0}, {"007", 7.0}, {".5", 0.5},     {"1e+2", 100.0}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = -7.0;
        if (!hm_number_parse(cases[i].text, &value) || value != cases[i].value)
            fail_msg("\"%s\" was read as %g", cases[i].text, value);
    }
}

static void
what_is_no_decimal_number_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    const char *const texts[] = {"",       " 1",       "1 ",    "1,5",   "0x10",      "inf",
                                 "nan",    "1e999",    "e5",    "1e",    "1.2.3",     "--1",
                                 "+-1",    "1-1",      "1\n",   ".",     "-",         "1f",
                                 "-1e999", "infinity", "1_000", "1'000", "\xC2\xA0-1"};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        double value = -7.0;
        if (hm_number_parse(texts[i], &value) || value != -7.0)
            fail_msg("\"%s\" was read as %g", texts[i], value);
    }
}

static void
an_integer_is_read_up_to_the_largest(void **state)
{
    (void)state;
    uint64_t value = 7;

    assert_true(hm_number_parse_u64("0", &value));
    assert_true(value == 0);
    assert_true(hm_number_parse_u64("18446744073709551615", &value));
    assert_true(value == UINT64_MAX);
    const char *const texts[] = {"",    "-1",
                                 "+1",  " 1",
                                 "1 ",  "18446744073709551616",
                                 "1.",  "1K",
                                 "0x1", "99999999999999999999"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (hm_number_parse_u64(texts[i], &value) || value != UINT64_MAX)
            fail_msg("\"%s\" was read", texts[i]);
}

static void
a_count_of_bytes_may_have_a_suffix(void **state)
{
    (void)state;
    const struct {
        const char *text;
        uint64_t value;
    } good[] = {{"0", 0},
                {"512", 512},
                {"1K", 1024},
                {"3M", UINT64_C(3) << 20},
                {"64G", UINT64_C(64) << 30},
                {"2T", UINT64_C(2) << 40},
                {"16777215T", UINT64_C(16777215) << 40}};
    const char *const bad[] = {"",    "K",         "1KB",  "1k ", "1 K",
                               "-1K", "16777216T", "1.5G", "1P",  "1KK"};

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        uint64_t value = 7;
        assert_true(hm_number_parse_bytes(good[i].text, &value));
        assert_true(value == good[i].value);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint64_t value = 7;
        if (hm_number_parse_bytes(bad[i], &value) || value != 7)
            fail_msg("\"%s\" was read", bad[i]);
    }
}

static void
expect_format(double value, int n_digits, const char *wanted)
{
    char text[400];
    assert_int_equal(hm_number_format(sizeof text, text, value, n_digits), strlen(wanted));
    assert_string_equal(text, wanted);
}

static void
a_number_is_written_with_the_digits_asked_for(void **state)
{
    (void)state;

    expect_format(1.25, 2, "1.25");
    expect_format(-0.5, 3, "-0.500");
    expect_format(1234567.0, 0, "1234567");
    expect_format((double)NAN, 2, "nan");
    expect_format(-(double)NAN, 2, "nan");
    expect_format((double)INFINITY, 2, "inf");
    expect_format(-(double)INFINITY, 2, "-inf");
}

static void
a_number_that_does_not_fit_is_cut(void **state)
{
    (void)state;
    char text[6] = "?????";

    assert_int_equal(hm_number_format(5, text, 123.456, 3), 4);
    assert_string_equal(text, "123.");
    assert_int_equal(hm_number_format(1, text, 123.456, 3), 0);
    assert_string_equal(text, "");
}

static void
an_exact_number_comes_back(void **state)
{
    (void)state;
    const double values[] = {0.0, 0.1, 1.0 / 3.0, -2.5e-300, DBL_MAX, DBL_MIN, 4.9e-324, 1e22};

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char text[40];
        double value = -7.0;
        assert_true(hm_number_format_exact(sizeof text, text, values[i]) < sizeof text);
        assert_true(hm_number_parse(text, &value));
        assert_memory_equal(&value, &values[i], sizeof value);
    }
}

/// A locale that writes a comma for the point, if this system has one.
static locale_t
find_comma_locale(void)
{
    const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8",  "fr_FR.UTF-8", "nl_NL.UTF-8",
                                 "es_ES.UTF-8", "it_IT.UTF-8", "ru_RU.UTF-8", "de_DE"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const locale_t found = newlocale(LC_ALL_MASK, names[i], (locale_t)0);
        if (found != (locale_t)0)
            return found;
    }
    return newlocale(LC_ALL_MASK, "C", (locale_t)0);  // then only that it is left in force
}

static void
the_point_is_a_point_in_every_locale_and_the_locale_stays(void **state)
{
    (void)state;
    const locale_t comma = find_comma_locale();
    const locale_t before = uselocale(comma);
    char text[40], exact[40];
    double value = 0.0;

    hm_number_format(sizeof text, text, 2.5, 2);
    hm_number_format_exact(sizeof exact, exact, 2.5);
    const bool is_read = hm_number_parse("2.5", &value);
    const bool is_comma_read = hm_number_parse("2,5", &value);
    const bool is_kept = uselocale((locale_t)0) == comma;
    uselocale(before);
    freelocale(comma);

    assert_string_equal(text, "2.50");
    assert_string_equal(exact, "2.5");
    assert_true(is_read && value == 2.5);
    assert_false(is_comma_read);
    assert_true(is_kept);
}

static void
the_shortest_form_has_no_digit_too_many(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{20.0, "20"},          {0.05, "0.05"},   {0.999999, "0.999999"}, {-0.5, "-0.5"},
                 {1e-9, "0.000000001"}, {1e-10, "1e-10"}, {1000.0, "1000"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[64];
        double back = 0.0;

        const size_t n = hm_number_format_shortest(sizeof text, text, cases[i].value);

        assert_string_equal(text, cases[i].text);
        assert_int_equal(n, strlen(text));
        assert_true(hm_number_parse(text, &back) && back == cases[i].value);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decimal_number_is_read_with_fraction_and_exponent),
        cmocka_unit_test(what_is_no_decimal_number_is_refused_and_changes_nothing),
        cmocka_unit_test(an_integer_is_read_up_to_the_largest),
        cmocka_unit_test(a_count_of_bytes_may_have_a_suffix),
        cmocka_unit_test(a_number_is_written_with_the_digits_asked_for),
        cmocka_unit_test(a_number_that_does_not_fit_is_cut),
        cmocka_unit_test(an_exact_number_comes_back),
        cmocka_unit_test(the_shortest_form_has_no_digit_too_many),
        cmocka_unit_test(the_point_is_a_point_in_every_locale_and_the_locale_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
