// SPDX-License-Identifier: BSD-2-Clause
//
// data/record_batch.c - whole records side by side, one in each row, each from a fresh state.
#include <config.h>

#include "data/record_batch.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/rng.h"
#include "base/size.h"
#include "net/window.h"

#include <stdlib.h>

#define ORDER_STREAM UINT64_C(0x7265636f726473)  // of the seed: nothing else draws from it

// -------------------------------------------------------------------------------------------- make

/// The record that is next at or after `at`. \return false: there is none
static bool
next_record(const hm_record_batch *batches, size_t *at, hm_range *record)
{
    const hm_id_text *const text = batches->text;
    const uint32_t separator = batches->separator;
    while (*at < text->n && text->ids[*at] == separator)
        ++*at;
    record->first = *at;
    while (*at < text->n && text->ids[*at] != separator)
        ++*at;
    record->n = *at - record->first;
    return record->n > 0;
}

/// Steps that a record takes.
static size_t
steps_of(const hm_record_batch *batches, const hm_range *record)
{
    return record->n + (batches->predicts_end ? 1 + batches->lag : 0);
}

static int
compare_records(const void *a, const void *b)
{
    const hm_range *const x = a;
    const hm_range *const y = b;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    return x->first < y->first ? -1 : 1;
}

static hmrnn_status
list_records(hm_record_batch *batches, hmrnn_error *err)
{
    hm_range record = {0, 0};
    for (size_t at = 0; next_record(batches, &at, &record);)
        batches->n_records++;
    if (batches->n_records == 0 || batches->n_records >= UINT32_MAX)
        return hm_fail(err, HMRNN_ETEXT, "%zu records cannot be trained on", batches->n_records);
    batches->n_batches = (batches->n_records + batches->B - 1) / batches->B;
    batches->records = hm_alloc_array(batches->n_records, sizeof(hm_range), "records", err);
    batches->record = hm_alloc_array(batches->n_records, sizeof(uint32_t), "records", err);
    batches->batch = hm_alloc_array(batches->n_batches, sizeof(uint32_t), "records", err);
    if (batches->records == NULL || batches->record == NULL || batches->batch == NULL)
        return HMRNN_ENOMEM;
    size_t n = 0;
    for (size_t at = 0; next_record(batches, &at, &record); n++)
        batches->records[n] = record;
    qsort(batches->records, n, sizeof *batches->records, compare_records);
    return HMRNN_OK;
}

/// Steps of the longest record of the k-th batch by length: its last one.
static size_t
longest_of(const hm_record_batch *batches, size_t k)
{
    const size_t last = hm_size_min((k + 1) * batches->B, batches->n_records) - 1;
    return steps_of(batches, &batches->records[last]);
}

/// Windows of the k-th batch by length.
static size_t
windows_of(const hm_record_batch *batches, size_t k)
{
    return (longest_of(batches, k) + batches->T - 1) / batches->T;
}

hmrnn_status
hm_record_batch_init(hm_record_batch *batches, const hm_id_text *text, uint32_t separator,
                     size_t lag, size_t B, size_t T, const uint64_t *seed, hmrnn_error *err)
{
    hm_record_batch fresh = {.text = text,
                             .predicts_end = text->elements == NULL,
                             .separator = separator,
                             .lag = lag,
                             .seed = seed == NULL ? 0 : *seed,
                             .shuffles = seed != NULL,
                             .B = B,
                             .T = T};
    const hmrnn_status status = list_records(&fresh, err);
    if (status != HMRNN_OK) {
        hm_record_batch_release(&fresh);
        return status;
    }
    fresh.n_longest = longest_of(&fresh, fresh.n_batches - 1);
    for (size_t k = 0; k < fresh.n_batches; k++)
        fresh.n_windows += windows_of(&fresh, k);
    *batches = fresh;
    hm_record_batch_seek(batches, 0, 0);
    return HMRNN_OK;
}

void
hm_record_batch_release(hm_record_batch *batches)
{
    if (batches == NULL)
        return;
    free(batches->records);
    free(batches->record);
    free(batches->batch);
    *batches = (hm_record_batch){.text = NULL};
}

// ------------------------------------------------------------------------------------------- order

/// Put n items in a random order (Fisher and Yates).
static void
shuffle(size_t n, uint32_t *items, hm_rng *rng)
{
    for (size_t i = n; i > 1; i--) {
        const size_t j = hm_rng_below(rng, i);
        const uint32_t item = items[i - 1];
        items[i - 1] = items[j];
        items[j] = item;
    }
}

/// The order of an epoch. It follows from the seed and the number of the epoch alone.
static void
begin_epoch(hm_record_batch *batches, uint64_t epoch)
{
    hm_rng seeds = hm_rng_stream(batches->seed, ORDER_STREAM);
    hm_rng rng = hm_rng_stream(hm_rng_next(&seeds), epoch);
    for (size_t i = 0; i < batches->n_records; i++)
        batches->record[i] = (uint32_t)i;
    for (size_t k = 0; k < batches->n_batches; k++)
        batches->batch[k] = (uint32_t)k;
    for (size_t first = 0; batches->shuffles && first < batches->n_records;) {
        size_t end = first;
        while (end < batches->n_records && batches->records[end].n == batches->records[first].n)
            end++;
        shuffle(end - first, batches->record + first, &rng);
        first = end;
    }
    if (batches->shuffles)
        shuffle(batches->n_batches, batches->batch, &rng);
    batches->epoch = epoch;
    batches->n_batches_done = batches->n_steps_done = batches->n_windows_done = 0;
}

void
hm_record_batch_seek(hm_record_batch *batches, uint64_t epoch, size_t n_windows_done)
{
    begin_epoch(batches, epoch);
    while (batches->n_windows_done < n_windows_done)
        hm_record_batch_advance(batches);
}

/// Steps of the present batch that are still to come.
static size_t
steps_left(const hm_record_batch *batches)
{
    return longest_of(batches, batches->batch[batches->n_batches_done]) - batches->n_steps_done;
}

bool
hm_record_batch_advance(hm_record_batch *batches)
{
    batches->n_windows_done++;
    if (steps_left(batches) > batches->T) {
        batches->n_steps_done += batches->T;
        return false;
    }
    batches->n_steps_done = 0;
    if (++batches->n_batches_done < batches->n_batches)
        return false;
    begin_epoch(batches, batches->epoch + 1);
    return true;
}

// -------------------------------------------------------------------------------------------- read

/// The record in a row of the present batch; NULL: there is none.
static const hm_range *
record_in(const hm_record_batch *batches, size_t row)
{
    const size_t i = batches->batch[batches->n_batches_done] * batches->B + row;
    return row < batches->B && i < batches->n_records ? &batches->records[batches->record[i]]
                                                      : NULL;
}

size_t
hm_record_batch_steps(const hm_record_batch *batches)
{
    return hm_size_min(steps_left(batches), batches->T);
}

size_t
hm_record_batch_live_steps(const hm_record_batch *batches, size_t n_steps)
{
    size_t n = 0;
    for (size_t row = 0; row < batches->B; row++) {
        const hm_range *const record = record_in(batches, row);
        const size_t n_all = record == NULL ? 0 : steps_of(batches, record);
        n += hm_size_min(n_all - hm_size_min(n_all, batches->n_steps_done), n_steps);
    }
    return n;
}

/// What step k of a record reads and predicts.
static void
read_step(const hm_record_batch *batches, const hm_range *record, size_t k, uint32_t *input,
          uint32_t *target)
{
    const uint32_t *const ids = batches->text->ids + record->first;
    *input = k == 0 || k > record->n ? batches->separator : ids[k - 1];
    *target = k < record->n ? ids[k] : k == record->n ? batches->separator : HM_NO_TARGET;
}

void
hm_record_batch_read(const hm_record_batch *batches, size_t n_steps, size_t first_row,
                     size_t n_rows, uint32_t *inputs, uint32_t *targets, uint8_t *events)
{
    for (size_t row = 0; row < n_rows; row++) {
        const hm_range *const record = record_in(batches, first_row + row);
        const size_t n_all = record == NULL ? 0 : steps_of(batches, record);
        for (size_t t = 0; t < n_steps; t++) {
            const size_t at = t * n_rows + row;
            const size_t k = batches->n_steps_done + t;
            inputs[at] = batches->separator;
            targets[at] = HM_NO_TARGET;
            events[at] = k >= n_all ? HM_ROW_IDLES : k == 0 ? HM_ROW_RESETS : HM_ROW_GOES_ON;
            if (k >= n_all)
                continue;
            read_step(batches, record, k, &inputs[at], &targets[at]);
        }
    }
}

void
hm_record_batch_labels(const hm_record_batch *batches, size_t l, size_t n_steps, size_t first_row,
                       size_t n_rows, uint8_t *labels)
{
    for (size_t row = 0; row < n_rows; row++) {
        const hm_range *const record = record_in(batches, first_row + row);
        for (size_t t = 0; t < n_steps; t++) {
            // symbol i of a record is read at step i + 1, and its gap decided on `lag` steps later
            const size_t k = batches->n_steps_done + t;
            const bool is_gap = record != NULL && k > batches->lag && k - batches->lag <= record->n;
            labels[t * n_rows + row] =
                is_gap ? batches->text->labels.layer[l][record->first + k - batches->lag - 1]
                       : HM_LABEL_NONE;
        }
    }
}
