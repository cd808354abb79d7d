// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/stroke_text.h - drawings as text: a record is points "dx,dy,lift" with blanks
// between them.
//
// dx and dy are decimal numbers, the movement of the pen from the point before; lift is 1 where the
// pen is lifted after the point, else 0. Anything else is an error that names its byte. To writers
// a point is also a character: it has a place in the bytes, which begins with the blanks before it;
// the last one ends with the blanks after it.
#ifndef HM_STROKES_STROKE_TEXT_H
#define HM_STROKES_STROKE_TEXT_H

#include "base/bytes.h"
#include "hmrnn_strokes.h"
#include "text/decode.h"

/// The longest record that is read, in bytes; it takes about five times as much memory.
#define HM_STROKES_LONGEST ((size_t)16 << 20)

typedef struct hm_points {
    hmrnn_point *points;  ///< [n]
    size_t n, capacity;
} hm_points;

/// Read a record.
///
/// \param points   overwritten
/// \param chars    overwritten: a '.' for each point, and the places of all
/// Errors: HMRNN_ETEXT naming the byte, counted from 1 (the caller adds file and record);
/// HMRNN_ENOMEM.
hmrnn_status hm_strokes_parse(size_t n_bytes, const unsigned char *bytes, hm_points *points,
                              hm_chars *chars, hmrnn_error *err);

/// Append a drawing as a record, without terminator; numbers are rounded to four significant
/// digits, or to whole ones.
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_strokes_write(const hmrnn_drawing *drawing, hm_bytes *out, hmrnn_error *err);

void hm_points_release(hm_points *points);

#endif
