// SPDX-License-Identifier: BSD-2-Clause
//
// base/number.c - numbers in text, read and written the same in every locale.
//
// The C library's conversions are exact but follow the locale of the calling thread, so that is set
// to "C" around them. The locale object is made once and kept.
#include <config.h>

#include "base/number.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static locale_t c_locale;
static pthread_once_t c_locale_once = PTHREAD_ONCE_INIT;

static void
make_c_locale(void)
{
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

static locale_t
enter_c_locale(void)
{
    pthread_once(&c_locale_once, make_c_locale);
    return c_locale == (locale_t)0 ? (locale_t)0 : uselocale(c_locale);
}

static void
leave_c_locale(locale_t before)
{
    if (before != (locale_t)0)
        uselocale(before);
}

bool
hm_number_parse(const char *text, double *value)
{
    if (text[0] == '\0' || strspn(text, "0123456789+-.eE") != strlen(text))
        return false;

    const locale_t before = enter_c_locale();
    char *end = NULL;
    errno = 0;
    const double parsed = strtod(text, &end);
    const bool is_whole = end != text && *end == '\0' && isfinite(parsed);
    leave_c_locale(before);
    if (is_whole)
        *value = parsed;
    return is_whole;
}

/// Read the digits that `text` begins with; NULL if there are none or they overflow.
static const char *
parse_digits(const char *text, uint64_t *value)
{
    uint64_t sum = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9'; at++) {
        const uint64_t digit = (uint64_t)(*at - '0');
        if (sum > (UINT64_MAX - digit) / 10)
            return NULL;
        sum = sum * 10 + digit;
    }
    if (at == text)
        return NULL;
    *value = sum;
    return at;
}

bool
hm_number_parse_u64(const char *text, uint64_t *value)
{
    uint64_t parsed = 0;
    const char *const end = parse_digits(text, &parsed);
    if (end == NULL || *end != '\0')
        return false;
    *value = parsed;
    return true;
}

bool
hm_number_parse_bytes(const char *text, uint64_t *value)
{
    uint64_t parsed = 0;
    const char *end = parse_digits(text, &parsed);
    if (end == NULL)
        return false;

    static const char suffixes[] = "KMGT";
    const char *const suffix = *end == '\0' ? NULL : strchr(suffixes, *end);
    unsigned shift = 0;
    if (suffix != NULL) {
        shift = 10 * (unsigned)(suffix - suffixes + 1);
        end++;
    }
    if (*end != '\0' || parsed > UINT64_MAX >> shift)
        return false;
    *value = parsed << shift;
    return true;
}

static size_t
format_in_c(size_t capacity, char *text, bool is_exact, int n_digits, double value)
{
    const locale_t before = enter_c_locale();
    const int n = is_exact ? snprintf(text, capacity, "%.*g", n_digits, value)
                           : snprintf(text, capacity, "%.*f", n_digits, value);
    leave_c_locale(before);
    if (n < 0) {
        text[0] = '\0';
        return 0;
    }
    return (size_t)n < capacity ? (size_t)n : capacity - 1;
}

size_t
hm_number_format(size_t capacity, char *text, double value, int n_digits)
{
    return format_in_c(capacity, text, false, n_digits, isnan(value) ? fabs(value) : value);
}

size_t
hm_number_format_exact(size_t capacity, char *text, double value)
{
    return format_in_c(capacity, text, true, 17, value);
}

size_t
hm_number_format_shortest(size_t capacity, char *text, double value)
{
    for (int n_digits = 0; n_digits < 10; n_digits++) {
        double back = 0.0;
        const size_t n = hm_number_format(capacity, text, value, n_digits);
        if (hm_number_parse(text, &back) && back == value)
            return n;
    }
    return hm_number_format_exact(capacity, text, value);
}
