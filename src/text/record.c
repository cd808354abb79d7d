// SPDX-License-Identifier: BSD-2-Clause
//
// text/record.c - an entry's bytes divided into records.
//
// One buffer holds what has been read and not yet given out. No byte is searched twice for a
// terminator by _next, and bytes move to the front only when at least as many have been given out,
// so the time is linear however long a record is and however small the pieces are that arrive.
#include <config.h>

#include "text/record.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/size.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_READ ((size_t)1 << 16)  // bytes offered to a read, at least
#define N_TERMINATOR_MAX 16

struct hm_records {
    hm_read_bytes read;
    void *context;
    unsigned char terminator[N_TERMINATOR_MAX];
    size_t n_terminator;
    size_t n_unit;
    hm_bytes buffer;
    size_t start;       // of the record to come, in the buffer
    size_t n_searched;  // bytes of it where no terminator begins
    bool is_at_end;     // the entry has no more bytes
    size_t n_part;      // of long records; SIZE_MAX: they come whole
    size_t n_wanted;    // of the next part, n_part or more
    uint64_t n_before;  // bytes of the record before `start`
    uint64_t number;    // of the last record given out, or being given
    uint64_t offset;    // of buffer.data[start] in the entry
};

hmrnn_status
hm_records_new(hm_records **out, hm_read_bytes read, void *context, const unsigned char *terminator,
               size_t n_terminator, size_t n_unit, hmrnn_error *err)
{
    assert(n_unit > 0 && n_terminator > 0 && n_terminator <= N_TERMINATOR_MAX);
    hm_records *const records = calloc(1, sizeof *records);
    if (records == NULL)
        return hm_fail_memory(err, "reading records", sizeof *records);
    records->read = read;
    records->context = context;
    memcpy(records->terminator, terminator, n_terminator);
    records->n_terminator = n_terminator;
    records->n_unit = n_unit;
    hm_records_divide(records, SIZE_MAX);
    *out = records;
    return HMRNN_OK;
}

void
hm_records_divide(hm_records *records, size_t n_part)
{
    assert(n_part > 0);
    records->n_part = n_part - n_part % records->n_unit;
    records->n_wanted = records->n_part;
}

/// Where the first terminator begins at or after `from`, counted from the record's start, or NULL.
static const unsigned char *
find_terminator(const hm_records *records, size_t from)
{
    if (records->start + from >= records->buffer.n_bytes)
        return NULL;
    const unsigned char *const start = records->buffer.data + records->start;
    const unsigned char *const end = records->buffer.data + records->buffer.n_bytes;
    const unsigned char *at = start + from;
    while ((at = memchr(at, records->terminator[0], (size_t)(end - at))) != NULL) {
        const bool is_aligned = (size_t)(at - start) % records->n_unit == 0;
        if (is_aligned && (size_t)(end - at) >= records->n_terminator &&
            memcmp(at, records->terminator, records->n_terminator) == 0)
            return at;
        at++;
        if (at == end)
            return NULL;
    }
    return NULL;
}

/// Free space for a read, at the front of the buffer if that is cheap, else by growing.
static hmrnn_status
make_room(hm_records *records, hmrnn_error *err)
{
    hm_bytes *const buffer = &records->buffer;
    const size_t n_pending = buffer->n_bytes - records->start;
    if (buffer->capacity - buffer->n_bytes < N_READ && records->start >= n_pending) {
        if (n_pending > 0)
            memmove(buffer->data, buffer->data + records->start, n_pending);
        buffer->n_bytes = n_pending;
        records->start = 0;
    }
    if (hm_bytes_reserve(buffer, N_READ, NULL) == HMRNN_OK)
        return HMRNN_OK;
    char what[64];
    snprintf(what, sizeof what, "record %" PRIu64, records->number + (records->n_before == 0));
    return hm_fail_memory(err, what, n_pending + N_READ);
}

static hmrnn_status
read_more(hm_records *records, hmrnn_error *err)
{
    HM_TRY(make_room(records, err));
    hm_bytes *const buffer = &records->buffer;
    const size_t capacity = buffer->capacity - buffer->n_bytes;
    size_t n_read = 0;
    HM_TRY(records->read(records->context, capacity, buffer->data + buffer->n_bytes, &n_read, err));
    assert(n_read <= capacity);
    buffer->n_bytes += n_read;
    records->is_at_end = n_read == 0;
    return HMRNN_OK;
}

static void
give(hm_records *records, size_t n_bytes, bool is_terminated, bool goes_on, hm_record *record)
{
    const size_t n_whole = n_bytes + (is_terminated ? records->n_terminator : 0);
    if (records->n_before == 0)
        records->number++;
    record->bytes = records->buffer.data + records->start;
    record->n_bytes = n_bytes;
    record->is_terminated = is_terminated;
    record->number = records->number;
    record->offset = records->offset;
    record->n_before = records->n_before;
    record->goes_on = goes_on;
    records->start += n_whole;
    records->offset += n_whole;
    records->n_before = goes_on ? records->n_before + n_bytes : 0;
    records->n_searched = 0;
    records->n_wanted = records->n_part;
}

void
hm_records_return(hm_records *records, const hm_record *part, size_t n_bytes)
{
    assert(part->goes_on && n_bytes <= part->n_bytes && n_bytes % records->n_unit == 0);
    records->start -= n_bytes;
    records->offset -= n_bytes;
    records->n_before -= n_bytes;
    if (n_bytes < part->n_bytes)
        return;
    if (records->n_before == 0)
        records->number--;  // it begins again
    records->n_wanted = part->n_bytes <= SIZE_MAX / 2 ? 2 * part->n_bytes : SIZE_MAX;
}

/// Bytes of the record that are in the buffer, as far as is known.
/// \param end      where its terminator begins, or NULL
static size_t
n_known(const hm_records *records, const unsigned char *end)
{
    const size_t n_pending = records->buffer.n_bytes - records->start;
    if (end != NULL)
        return (size_t)(end - (records->buffer.data + records->start));
    if (records->is_at_end)
        return n_pending;
    return n_pending - hm_size_min(n_pending, records->n_terminator - 1);
}

hmrnn_status
hm_records_next(hm_records *records, hm_record *record, hmrnn_error *err)
{
    for (;;) {
        const size_t n_pending = records->buffer.n_bytes - records->start;
        const unsigned char *const end = find_terminator(records, records->n_searched);
        const size_t n_bytes = n_known(records, end);
        if (n_bytes > records->n_wanted) {
            give(records, records->n_wanted, false, true, record);
            return HMRNN_OK;
        }
        if (end != NULL) {
            give(records, n_bytes, true, false, record);
            return HMRNN_OK;
        }
        if (records->is_at_end && n_pending > 0) {
            give(records, n_pending, false, false, record);
            return HMRNN_OK;
        }
        if (records->is_at_end) {
            *record = (hm_record){.bytes = NULL};
            return HMRNN_OK;
        }
        if (n_pending >= records->n_terminator)  // the rest may be the beginning of one
            records->n_searched = n_pending - (records->n_terminator - 1);
        HM_TRY(read_more(records, err));
    }
}

bool
hm_records_has_more(const hm_records *records)
{
    const unsigned char *const end = find_terminator(records, records->n_searched);
    return records->is_at_end || end != NULL || n_known(records, end) > records->n_wanted;
}

void
hm_records_reset(hm_records *records)
{
    hm_bytes_reset(&records->buffer);
    records->start = 0;
    records->n_searched = 0;
    records->is_at_end = false;
    records->n_wanted = records->n_part;
    records->n_before = 0;
    records->number = 0;
    records->offset = 0;
}

void
hm_records_free(hm_records *records)
{
    if (records == NULL)
        return;
    hm_bytes_release(&records->buffer);
    free(records);
}
