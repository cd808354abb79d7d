// SPDX-License-Identifier: BSD-2-Clause
//
// strokes/stroke_text.h - drawings as text: a record is points "dx,dy,lift" with blanks
// between them.
//
// dx and dy are decimal numbers, the way of the pen from the point before, lift is 1 where the pen
// is lifted behind the point and else 0. Nothing else is read: what does not fit is an error that
// names its byte. For whoever shows records, a point is also a character: it has a place in the
// bytes, with the blanks before it (the last one with those behind it, too).
#ifndef HM_STROKES_STROKE_TEXT_H
#define HM_STROKES_STROKE_TEXT_H

#include "base/bytes.h"
#include "hmrnn_strokes.h"
#include "text/decode.h"

/// The longest record that is read, in bytes: what one needs in memory is about five times this.
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

/// Append a drawing as a record, without terminator; numbers are rounded to four digits that
/// count, or to whole ones.
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_strokes_write(const hmrnn_drawing *drawing, hm_bytes *out, hmrnn_error *err);

void hm_points_release(hm_points *points);

#endif
