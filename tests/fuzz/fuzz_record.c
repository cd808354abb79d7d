// SPDX-License-Identifier: BSD-2-Clause
//
// tests/fuzz/fuzz_record.c - records and their terminators, put together, are the input.
#include <config.h>

#include "text/record.h"

#include "property.h"

#include <stdbool.h>
#include <string.h>

typedef struct feed {
    const uint8_t *bytes;
    size_t n_bytes;
    size_t n_piece;
} feed;

static hmrnn_status
read_feed(void *context, size_t capacity, unsigned char *bytes, size_t *n_read, hmrnn_error *err)
{
    (void)err;
    feed *const f = context;
    size_t n = f->n_bytes < f->n_piece ? f->n_bytes : f->n_piece;
    n = n < capacity ? n : capacity;
    if (n > 0)
        memcpy(bytes, f->bytes, n);
    f->bytes += n;
    f->n_bytes -= n;
    *n_read = n;
    return HMRNN_OK;
}

static void
check(const uint8_t *data, size_t n_bytes, size_t n_piece, const char *terminator, size_t n_unit)
{
    feed f = {data, n_bytes, n_piece};
    hm_records *records = NULL;
    claim(hm_records_new(&records, read_feed, &f, (const unsigned char *)terminator, n_unit, n_unit,
                         NULL) == HMRNN_OK,
          "a reader can be made");
    size_t at = 0;
    for (uint64_t number = 1;; number++) {
        hm_record record;
        const bool has_more = hm_records_has_more(records);
        const size_t n_left = f.n_bytes;
        claim(hm_records_next(records, &record, NULL) == HMRNN_OK, "memory suffices");
        claim(!has_more || f.n_bytes == n_left, "no read was needed");
        if (record.bytes == NULL)
            break;
        claim(record.number == number && record.offset == at, "number and offset are right");
        claim(memcmp(record.bytes, data + at, record.n_bytes) == 0, "the bytes are the input's");
        for (size_t i = 0; i + n_unit <= record.n_bytes; i += n_unit)
            claim(memcmp(record.bytes + i, terminator, n_unit) != 0, "no terminator is inside");
        at += record.n_bytes;
        if (record.is_terminated) {
            claim(memcmp(data + at, terminator, n_unit) == 0, "the terminator is there");
            at += n_unit;
        } else {
            claim(at == n_bytes && record.n_bytes > 0, "only the last lacks its terminator");
        }
    }
    claim(at == n_bytes, "the records are all of the input");
    hm_records_free(records);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_bytes)
{
    static const size_t pieces[] = {1, 3, 64, 100000};
    if (n_bytes == 0)
        return 0;
    const size_t n_piece = pieces[data[0] % 4];
    check(data + 1, n_bytes - 1, n_piece, "\n", 1);
    check(data + 1, n_bytes - 1, n_piece, "\0", 1);
    check(data + 1, n_bytes - 1, n_piece, "\n\0", 2);
    check(data + 1, n_bytes - 1, n_piece, "\0\n", 2);
    check(data + 1, n_bytes - 1, n_piece, "\n\0\0\0", 4);
    return 0;
}
