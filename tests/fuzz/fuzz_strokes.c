// SPDX-License-Identifier: BSD-2-Clause
//
// tests/fuzz/fuzz_strokes.c - any bytes are a drawing or an error; what is written is read again.
#include <config.h>

#include "strokes/stroke_text.h"

#include "property.h"

#include <math.h>
#include <string.h>

/// Letters of which drawings are made, so that some inputs are.
static const char letters[] = "0123456789,,,,,,  01\t-.e+\rx";

static void
check_places(size_t n_bytes, const hm_points *points, const hm_chars *chars)
{
    claim(chars->n_chars == points->n, "each point has a place");
    for (size_t i = 0; i < points->n; i++) {
        claim(chars->offset[i] < chars->offset[i + 1], "places rise");
        claim(fabsf(points->points[i].dx) < HMRNN_MAX_MOVEMENT, "dx is a number");
        claim(fabsf(points->points[i].dy) < HMRNN_MAX_MOVEMENT, "dy is a number");
        claim(points->points[i].is_lift == 0 || points->points[i].is_lift == 1, "a lift is a bit");
    }
    if (points->n > 0)
        claim(chars->offset[0] == 0 && chars->offset[points->n] == n_bytes, "places are whole");
}

static void
check(size_t n_bytes, const unsigned char *bytes)
{
    hm_points points = {NULL, 0, 0};
    hm_points again = {NULL, 0, 0};
    hm_chars chars = HM_CHARS_INIT;
    hm_bytes written = HM_BYTES_INIT;
    hmrnn_error err = {HMRNN_OK, ""};
    const hmrnn_status status = hm_strokes_parse(n_bytes, bytes, &points, &chars, &err);
    if (status == HMRNN_OK) {
        check_places(n_bytes, &points, &chars);
        const hmrnn_drawing drawing = {points.points, points.n};
        claim(hm_strokes_write(&drawing, &written, NULL) == HMRNN_OK, "memory suffices");
        claim(hm_strokes_parse(written.n_bytes, written.data, &again, &chars, NULL) == HMRNN_OK,
              "what was written is a drawing");
        claim(again.n == points.n, "with as many points");
        for (size_t i = 0; i < points.n; i++)
            claim(again.points[i].is_lift == points.points[i].is_lift &&
                      fabsf(again.points[i].dx - points.points[i].dx) <=
                          1e-3f * fabsf(points.points[i].dx) + 1e-8f,
                  "and the same points");
    } else {
        claim(status == HMRNN_ETEXT && strncmp(err.text, "byte ", 5) == 0, "the byte is named");
    }
    hm_points_release(&points);
    hm_points_release(&again);
    hm_chars_release(&chars);
    hm_bytes_release(&written);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    static unsigned char spelled[1 << 12];
    const size_t n = n_bytes < sizeof spelled ? n_bytes : sizeof spelled;
    check(n_bytes, data);
    for (size_t i = 0; i < n; i++)
        spelled[i] = (unsigned char)letters[data[i] % (sizeof letters - 1)];
    check(n, spelled);
    // "d,d,b d,d,b ..." with digits of the data
    size_t at = 0;
    for (size_t i = 0; i + 1 < n_bytes && at + 8 < sizeof spelled; i += 2) {
        spelled[at++] = '-';
        spelled[at++] = (unsigned char)('0' + data[i] % 10);
        spelled[at++] = ',';
        spelled[at++] = (unsigned char)('0' + data[i + 1] % 10);
        spelled[at++] = ',';
        spelled[at++] = data[i] % 3 == 0 ? '1' : '0';
        spelled[at++] = ' ';
    }
    check(at, spelled);
    return 0;
}
