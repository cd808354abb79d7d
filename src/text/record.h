// SPDX-License-Identifier: BSD-2-Clause
//
// text/record.h - an entry's bytes divided into records.
//
// A record ends in a newline or, with -z, in a NUL; the last one may lack its terminator, and the
// result says so. A carriage return before the newline belongs to the record. Records may be of any
// length: memory grows with the longest one, unless long ones are asked for in parts. Where those
// end depends on the record alone, never on the pieces in which it arrives.
#ifndef HM_TEXT_RECORD_H
#define HM_TEXT_RECORD_H

#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct hm_records hm_records;

/// Where bytes come from: as hm_source_read().
typedef hmrnn_status (*hm_read_bytes)(void *context, size_t capacity, unsigned char *bytes,
                                      size_t *n_read, hmrnn_error *err);

typedef struct hm_record {
    const unsigned char *bytes;  ///< without the terminator
    size_t n_bytes;
    bool is_terminated;  ///< the terminator was there
    uint64_t number;     ///< 1 for the first of the entry
    uint64_t offset;     ///< bytes of the entry before it
    uint64_t n_before;   ///< bytes of the record before this part of it
    bool goes_on;        ///< more of the record follows
} hm_record;

/// \param terminator, n_terminator  the bytes that end a record, e.g. "\n"
/// \param n_unit   terminators begin only at multiples of this many bytes: 1, but 2 for UTF-16 and
///                 4 for UTF-32. n_terminator is a multiple of it, and at most 16
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_records_new(hm_records **out, hm_read_bytes read, void *context,
                            const unsigned char *terminator, size_t n_terminator, size_t n_unit,
                            hmrnn_error *err);

/// From now on, give records of more than `n_part` bytes in parts. Each but the last has n_part
/// bytes, a multiple of n_unit, wherever it then ends: the caller shortens it with
/// hm_records_return().
void hm_records_divide(hm_records *records, size_t n_part);

/// Let the last n_bytes of the part just given, which goes on, be the first ones of the next. If
/// those are all, the same part comes again, longer.
void hm_records_return(hm_records *records, const hm_record *part, size_t n_bytes);

/// The next record, or part of one; record->bytes is NULL after the last one, and is otherwise
/// valid until the next call. An entry of no bytes has no records; "a\n" has one; "a\n\n" has two,
/// the second empty.
/// Errors: those of `read`; HMRNN_ENOMEM naming the record.
hmrnn_status hm_records_next(hm_records *records, hm_record *record, hmrnn_error *err);

/// True if the next record can be had, or the end be seen, without calling `read`: used to answer
/// at once when nothing more has arrived.
bool hm_records_has_more(const hm_records *records);

/// Begin another entry: numbers and offsets start again.
void hm_records_reset(hm_records *records);

void hm_records_free(hm_records *records);

#endif
