// SPDX-License-Identifier: BSD-2-Clause
//
// adapt/instances.c - examples as features and labels.
#include <config.h>

#include "adapt/instances.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "text/grapheme.h"

#include <stdlib.h>
#include <string.h>

/// What the records are read with, one after the other.
typedef struct maker {
    hm_instances *made;
    const hm_lexicon *lexicon;
    const hm_annotated_text *text;
    hm_graphemes *graphemes;
    hm_tokens tokens;
    hm_convention_worker worker;
    hm_own_words own;
    hm_hash index_of;  ///< key of a feature to its number
    size_t units_capacity, features_capacity, keys_capacity;
    size_t n_occurrences;  ///< of features
    size_t array_capacity;
    size_t word_capacity;
    uint8_t *is_end, *begins;  ///< of the present record, by character and by token
    uint32_t *word;            ///< by token and length
} maker;

// ---------------------------------------------------------------------------------------- records

/// Read a record in a view: worker.view, and labels of its units in worker.labels.
static hmrnn_status
read_record(maker *m, const hm_range *record, size_t view, hmrnn_error *err)
{
    const hm_annotated_text *const text = m->text;
    const hmrnn_text chars = {text->chars + record->first, record->n};
    const hm_column columns[] = {{&m->is_end, 1}, {&m->begins, 1}};
    HM_TRY(hm_alloc_grow_columns(2, columns, &m->array_capacity, record->n + 1, "a record", err));
    HM_TRY(hm_graphemes_mark(m->graphemes, record->n, chars.chars, m->is_end, err));
    hm_tokens_reset(&m->tokens);
    HM_TRY(hm_tokens_add(&m->tokens, &m->lexicon->token_ids, &chars, m->is_end, m->lexicon->letters,
                         err));
    for (size_t i = 0; i < m->tokens.n; i++) {
        const size_t before = record->first + (i == 0 ? 0 : m->tokens.end[i - 1] - 1);
        m->begins[i] = i == 0 || text->is_drawn[view][before] != 0;
    }
    HM_TRY(hm_alloc_grow(&m->word, &m->word_capacity, m->tokens.n * m->lexicon->max_length,
                         sizeof *m->word, "a record", err));
    hm_lexicon_words(m->lexicon, &m->tokens, m->word);
    const hm_feature_source source = {m->lexicon,  &m->tokens, m->word,
                                      chars.chars, m->is_end,  m->begins};
    HM_TRY(hm_convention_read(&m->worker, &source, err));
    for (size_t u = 0; u < m->worker.view.n; u++)
        if (m->worker.labels[u] == HM_LABEL_NONE)
            m->worker.labels[u] = text->label[record->first + m->worker.view.end[u] - 1];
    if (m->worker.view.n > 0)
        m->worker.labels[m->worker.view.n - 1] = 1;
    return HMRNN_OK;
}

/// What is done with a string of units that occurs in a record.
typedef hmrnn_status (*string_visitor)(maker *m, uint32_t key, bool is_word, hmrnn_error *err);

/// Visit all strings of up to HM_MAX_SEGMENT units of the present record. A string is a word where
/// its ends are labelled as boundaries and the gaps inside as none.
static hmrnn_status
visit_strings(maker *m, string_visitor visit, hmrnn_error *err)
{
    const hm_feature_view *const view = &m->worker.view;
    const uint8_t *const label = m->worker.labels;
    for (size_t first = 0; first < view->n; first++) {
        uint64_t hash = 0;
        bool may_be_word = first == 0 || label[first - 1] == 1;
        for (size_t k = 1; k <= hm_size_min(HM_MAX_SEGMENT, view->n - first); k++) {
            const size_t last = first + k - 1;
            hash = hm_string_extend(hash, view->key[last]);
            HM_TRY(visit(m, hm_string_key(hash), may_be_word && label[last] == 1, err));
            may_be_word = may_be_word && label[last] == 0;
        }
    }
    return HMRNN_OK;
}

static hmrnn_status
add_word(maker *m, uint32_t key, bool is_word, hmrnn_error *err)
{
    return is_word ? hm_example_words_add(&m->made->words, key, err) : HMRNN_OK;
}

static hmrnn_status
see_string(maker *m, uint32_t key, bool is_word, hmrnn_error *err)
{
    (void)is_word;
    (void)err;
    hm_example_words_see(&m->made->words, key);
    return HMRNN_OK;
}

static hmrnn_status
own_string(maker *m, uint32_t key, bool is_word, hmrnn_error *err)
{
    const hm_hash *const known = &m->made->words.index_of;
    return hm_hash_get(known, key, UINT32_MAX) == UINT32_MAX
               ? HMRNN_OK
               : hm_own_words_add(&m->own, key, is_word, err);
}

static hmrnn_status
visit_all(maker *m, string_visitor visit, hmrnn_error *err)
{
    for (size_t r = 0; r < m->text->n_records; r++) {
        HM_TRY(read_record(m, &m->text->records[r], 0, err));
        HM_TRY(visit_strings(m, visit, err));
    }
    return HMRNN_OK;
}

// --------------------------------------------------------------------------------------- features

/// Append features; a new one gets the next number.
static hmrnn_status
append_features(maker *m, size_t n, const uint32_t *key, hmrnn_error *err)
{
    hm_instances *const made = m->made;
    HM_TRY(hm_alloc_grow(&made->feature, &m->features_capacity, m->n_occurrences + n,
                         sizeof *made->feature, "features", err));
    for (size_t i = 0; i < n; i++) {
        const hm_column columns[] = {{&made->key, sizeof *made->key},
                                     {&made->n_times, sizeof *made->n_times}};
        HM_TRY(hm_alloc_grow_columns(2, columns, &m->keys_capacity, made->n_features + 1,
                                     "features", err));
        uint32_t *number = NULL;
        HM_TRY(hm_hash_enter(&m->index_of, key[i], (uint32_t)made->n_features, &number, err));
        if (*number == made->n_features) {
            made->key[made->n_features] = key[i];
            made->n_times[made->n_features++] = 0;
        }
        made->n_times[*number]++;
        made->feature[m->n_occurrences++] = *number;
    }
    return HMRNN_OK;
}

static hmrnn_status
reserve_units(maker *m, size_t n, hmrnn_error *err)
{
    hm_instances *const made = m->made;
    const hm_column columns[] = {
        {&made->label, 1},
        {&made->number, HM_N_GAP_NUMBERS * sizeof *made->number},
        {&made->symbol, sizeof *made->symbol},
        {&made->gap, sizeof *made->gap},
        {&made->segment, HM_MAX_SEGMENT * sizeof *made->segment},
    };
    return hm_alloc_grow_columns(5, columns, &m->units_capacity, made->n + n + 1, "the examples",
                                 err);
}

/// The units of all records, with their labels and the features of their gaps.
static hmrnn_status
append_gaps(maker *m, const hm_range *record, bool has_states, hmrnn_error *err)
{
    hm_instances *const made = m->made;
    const hm_feature_view *const view = &m->worker.view;
    HM_TRY(reserve_units(m, view->n, err));
    hm_gap_features found;
    for (size_t u = 0; u < view->n; u++) {
        const size_t at = made->n + u;
        made->gap[at] = m->n_occurrences;
        made->label[at] = m->worker.labels[u];
        made->symbol[at] = has_states ? (uint32_t)(record->first + view->end[u] - 1) : HM_NO_SYMBOL;
        found = (hm_gap_features){.n = 0};
        if (u + 1 < view->n)
            hm_gap_features_find(view, u, &found);
        memcpy(made->number + at * HM_N_GAP_NUMBERS, found.number, sizeof found.number);
        HM_TRY(append_features(m, found.n, found.key, err));
    }
    made->records[made->n_records++] = (hm_range){made->n, view->n};
    made->n += view->n;
    made->gap[made->n] = m->n_occurrences;
    return HMRNN_OK;
}

/// The features of the segments of a record, in the order of their ends.
static hmrnn_status
append_segments(maker *m, const hm_range *units, hm_segment_features *found, hmrnn_error *err)
{
    hm_instances *const made = m->made;
    const hm_feature_view *const view = &m->worker.view;
    size_t n_found[HM_MAX_SEGMENT];  // of the first units of the last HM_MAX_SEGMENT segments
    for (size_t u = 0; u < view->n; u++) {
        const size_t row = u % HM_MAX_SEGMENT;
        n_found[row] =
            hm_segment_features_find(view, &made->words, &m->own, u, found + row * HM_MAX_SEGMENT);
        for (size_t k = 1; k <= HM_MAX_SEGMENT; k++) {
            made->segment[(units->first + u) * HM_MAX_SEGMENT + k - 1] = m->n_occurrences;
            if (k > u + 1)
                continue;
            const size_t from = (u + 1 - k) % HM_MAX_SEGMENT;
            const hm_segment_features *const of = &found[from * HM_MAX_SEGMENT + k - 1];
            if (k <= n_found[from])
                HM_TRY(append_features(m, of->n, of->key, err));
        }
    }
    return HMRNN_OK;
}

static hmrnn_status
collect_features(maker *m, hmrnn_error *err)
{
    hm_instances *const made = m->made;
    const size_t n_views = m->text->n_views;
    const size_t n = m->text->n_records * n_views;
    made->n_views = n_views;
    made->records = hm_alloc_array(n, sizeof *made->records, "records", err);
    if (made->records == NULL)
        return HMRNN_ENOMEM;
    for (size_t r = 0; r < n; r++) {
        const hm_range *const record = &m->text->records[r / n_views];
        const bool has_states = m->text->n_states > 0 && r % n_views == 1;
        HM_TRY(read_record(m, record, r % n_views, err));
        HM_TRY(append_gaps(m, record, has_states, err));
    }
    hm_segment_features *const found =
        hm_alloc_array(HM_MAX_SEGMENT * HM_MAX_SEGMENT, sizeof *found, "features", err);
    hmrnn_status status = found == NULL ? HMRNN_ENOMEM : HMRNN_OK;
    for (size_t r = 0; status == HMRNN_OK && r < n; r++) {
        status = read_record(m, &m->text->records[r / n_views], r % n_views, err);
        hm_own_words_reset(&m->own);
        if (status == HMRNN_OK)
            status = visit_strings(m, own_string, err);
        if (status == HMRNN_OK)
            status = append_segments(m, &made->records[r], found, err);
    }
    free(found);
    if (status == HMRNN_OK && made->n > 0)
        made->segment[made->n * HM_MAX_SEGMENT] = m->n_occurrences;
    return status;
}

/// Take the features out that occur too seldom, and number the others anew.
static hmrnn_status
drop_rare(hm_instances *made, size_t min_count, hmrnn_error *err)
{
    uint32_t *const number = hm_alloc_array(made->n_features, sizeof *number, "features", err);
    if (number == NULL)
        return HMRNN_ENOMEM;
    size_t n_kept = 0;
    for (size_t f = 0; f < made->n_features; f++) {
        number[f] = made->n_times[f] < min_count * made->n_views ? UINT32_MAX : (uint32_t)n_kept;
        if (number[f] == UINT32_MAX)
            continue;
        made->key[n_kept] = made->key[f];
        made->n_times[n_kept++] = made->n_times[f];
    }
    made->n_features = n_kept;
    size_t at = 0;
    size_t next = 0;
    const size_t n_places = made->n * (1 + HM_MAX_SEGMENT);
    for (size_t p = 0; p < n_places; p++) {
        size_t *const begin = p < made->n ? &made->gap[p] : &made->segment[p - made->n];
        const size_t end = begin[1];
        *begin = at;
        for (; next < end; next++)
            if (number[made->feature[next]] != UINT32_MAX)
                made->feature[at++] = number[made->feature[next]];
    }
    if (made->n > 0) {
        made->segment[made->n * HM_MAX_SEGMENT] = at;
        made->gap[made->n] = made->segment[0];
    }
    free(number);
    return HMRNN_OK;
}

static void
release_maker(maker *m)
{
    hm_graphemes_free(m->graphemes);
    hm_tokens_release(&m->tokens);
    hm_convention_worker_release(&m->worker);
    hm_own_words_release(&m->own);
    hm_hash_release(&m->index_of);
    free(m->is_end);
    free(m->begins);
    free(m->word);
}

hmrnn_status
hm_instances_make(hm_instances *instances, const hm_lexicon *lexicon, const hm_annotated_text *text,
                  size_t min_count, hmrnn_error *err)
{
    hm_instances fresh = {.words = HM_EXAMPLE_WORDS_INIT};
    maker m = {.made = &fresh, .lexicon = lexicon, .text = text, .tokens = HM_TOKENS_INIT};
    hmrnn_status status = hm_graphemes_new(&m.graphemes, err);
    hm_convention_worker_init(&m.worker);
    if (status == HMRNN_OK)
        status = visit_all(&m, add_word, err);
    if (status == HMRNN_OK)
        status = visit_all(&m, see_string, err);
    if (status == HMRNN_OK)
        status = collect_features(&m, err);
    release_maker(&m);
    if (status == HMRNN_OK)
        status = drop_rare(&fresh, min_count, err);
    if (status != HMRNN_OK) {
        hm_instances_release(&fresh);
        return status;
    }
    *instances = fresh;
    return HMRNN_OK;
}

void
hm_instances_release(hm_instances *instances)
{
    if (instances == NULL)
        return;
    free(instances->records);
    free(instances->label);
    free(instances->number);
    free(instances->symbol);
    free(instances->gap);
    free(instances->segment);
    free(instances->feature);
    free(instances->key);
    free(instances->n_times);
    hm_example_words_release(&instances->words);
    *instances = (hm_instances){.n = 0};
}
