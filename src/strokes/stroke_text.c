// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/stroke_text.c - drawings as text: a record is points "dx,dy,lift" with blanks
// between them.
#include <config.h>

#include "strokes/stroke_text.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/number.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_NUMBER 48  // bytes; doubles need 24

static bool
is_blank(unsigned char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

/// Read a movement and the comma after it; *at is moved to the end of them.
static hmrnn_status
read_movement(size_t n_bytes, const unsigned char *bytes, size_t *at, float *value,
              hmrnn_error *err)
{
    const size_t first = *at;
    char text[LONGEST_NUMBER + 1];
    size_t n = 0;
    while (first + n < n_bytes && n < LONGEST_NUMBER && bytes[first + n] != ',' &&
           bytes[first + n] != '\0' && !is_blank(bytes[first + n])) {
        text[n] = (char)bytes[first + n];
        n++;
    }
    text[n] = '\0';
    double number = 0.0;
    if (!hm_number_parse(text, &number))
        return hm_fail(err, HMRNN_ETEXT,
                       "byte %zu: a number should stand here: a drawing is "
                       "points dx,dy,lift with blanks between them",
                       first + 1);
    if (first + n == n_bytes || bytes[first + n] != ',')
        return hm_fail(err, HMRNN_ETEXT, "byte %zu: a comma should stand here", first + n + 1);
    if (!(fabs(number) < (double)HMRNN_MAX_MOVEMENT))
        return hm_fail(err, HMRNN_ETEXT, "byte %zu: a movement of %g: it must be below %g",
                       first + 1, number, (double)HMRNN_MAX_MOVEMENT);
    *value = (float)number;
    *at = first + n + 1;
    return HMRNN_OK;
}

/// Read a point; *at is moved to its end.
static hmrnn_status
read_point(size_t n_bytes, const unsigned char *bytes, size_t *at, hmrnn_point *point,
           hmrnn_error *err)
{
    HM_TRY(read_movement(n_bytes, bytes, at, &point->dx, err));
    HM_TRY(read_movement(n_bytes, bytes, at, &point->dy, err));
    if (*at == n_bytes || (bytes[*at] != '0' && bytes[*at] != '1'))
        return hm_fail(err, HMRNN_ETEXT, "byte %zu: 0 or 1 should stand here", *at + 1);
    point->is_lift = bytes[*at] == '1';
    ++*at;
    if (*at < n_bytes && !is_blank(bytes[*at]))
        return hm_fail(err, HMRNN_ETEXT, "byte %zu: a blank should stand here", *at + 1);
    return HMRNN_OK;
}

/// Make the capacity enough for one more point. Offsets are one more than points.
static hmrnn_status
reserve(hm_points *points, hm_chars *chars, hmrnn_error *err)
{
    const hm_column columns[] = {{&chars->chars, sizeof *chars->chars},
                                 {&chars->offset, sizeof *chars->offset}};
    HM_TRY(hm_alloc_grow(&points->points, &points->capacity, points->n + 1, sizeof(hmrnn_point),
                         "points", err));
    return hm_alloc_grow_columns(2, columns, &chars->capacity, points->n + 2, "points", err);
}

hmrnn_status
hm_strokes_parse(size_t n_bytes, const unsigned char *bytes, hm_points *points, hm_chars *chars,
                 hmrnn_error *err)
{
    points->n = 0;
    chars->n_chars = chars->n_invalid = 0;
    for (size_t at = 0;;) {
        const size_t begin = at;
        while (at < n_bytes && is_blank(bytes[at]))
            at++;
        if (at == n_bytes)
            break;
        HM_TRY(reserve(points, chars, err));
        HM_TRY(read_point(n_bytes, bytes, &at, &points->points[points->n], err));
        chars->chars[points->n] = '.';
        chars->offset[points->n] = begin;
        chars->n_chars = ++points->n;
    }
    if (points->n > 0)
        chars->offset[points->n] = n_bytes;
    return HMRNN_OK;
}

/// A number with at least four significant digits, without zeros at the end of its fraction.
static hmrnn_status
put_movement(hm_bytes *out, double value, hmrnn_error *err)
{
    char text[LONGEST_NUMBER];
    const double size = fabs(value);
    const int n_digits = size >= 1000.0 ? 0 : size < 1e-5 ? 8 : 3 - (int)floor(log10(size));
    size_t n = hm_number_format(sizeof text, text, value, n_digits);
    while (n_digits > 0 && text[n - 1] == '0')
        n--;
    n -= n_digits > 0 && text[n - 1] == '.' ? 1 : 0;
    const bool is_zero = n == 2 && memcmp(text, "-0", 2) == 0;
    HM_TRY(hm_bytes_append(out, is_zero ? 1 : n, is_zero ? "0" : text, err));
    return hm_bytes_append(out, 1, ",", err);
}

hmrnn_status
hm_strokes_write(const hmrnn_drawing *drawing, hm_bytes *out, hmrnn_error *err)
{
    for (size_t i = 0; i < drawing->n_points; i++) {
        const hmrnn_point *const point = &drawing->points[i];
        if (i > 0)
            HM_TRY(hm_bytes_append(out, 1, " ", err));
        HM_TRY(put_movement(out, (double)point->dx, err));
        HM_TRY(put_movement(out, (double)point->dy, err));
        HM_TRY(hm_bytes_append(out, 1, point->is_lift != 0 ? "1" : "0", err));
    }
    return HMRNN_OK;
}

void
hm_points_release(hm_points *points)
{
    free(points->points);
    *points = (hm_points){.points = NULL};
}
