// SPDX-License-Identifier: BSD-2-Clause
//
// decode/lexicon_decoder.c - records segmented by a lexicon, a word list and a convention.
#include <config.h>

#include "decode/lexicon_decoder.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/size.h"
#include "segment/word_constraints.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)16)  // records of one piece of work

struct hm_decoder_worker {
    hm_graphemes *graphemes;
    hm_tokens tokens;
    hm_lattice lattice;
    hm_chunk_units units;
    uint8_t *unit_depth;  ///< [unit_capacity]
    size_t unit_capacity;
    hm_word_constraints words;  ///< what a word list says of the record
    uint8_t *effect;            ///< [words of the list] hmrnn_word_effect; or NULL
    hm_convention_worker convention;
    hm_tokens unit_tokens;  ///< the record once more, a token for each of its units
    hm_arena arena;         ///< of one record: the arrays below
    uint8_t *plain_begins;  ///< [tokens] as begins, without the word list
    uint8_t *begins;        ///< [tokens] 1 where a word begins
    float *logit, *pmi;     ///< [tokens] of the gap before each
    uint32_t *word;         ///< [tokens][max_length] of the lexicon, for a convention
    float *probability;     ///< [tokens]
    hmrnn_status status;    ///< of the work so far
    hmrnn_error err;
};

hmrnn_status
hm_lexicon_decoder_init(hm_lexicon_decoder *decoder, const hm_lexicon *lexicon,
                        hm_thread_pool *pool, hmrnn_error *err)
{
    const size_t n = hm_thread_pool_size(pool);
    hm_lexicon_decoder fresh = {lexicon, pool,
                                hm_alloc_array(n, sizeof *fresh.workers, "threads", err), NULL,
                                NULL};
    if (fresh.workers == NULL)
        return HMRNN_ENOMEM;
    hmrnn_status status = HMRNN_OK;
    for (size_t i = 0; status == HMRNN_OK && i < n; i++) {
        status = hm_graphemes_new(&fresh.workers[i].graphemes, err);
        if (status == HMRNN_OK)
            status = hm_lattice_init(&fresh.workers[i].lattice, lexicon->max_length,
                                     HM_MAX_SPAN + 1, err);
    }
    if (status != HMRNN_OK) {
        hm_lexicon_decoder_release(&fresh);
        return status;
    }
    *decoder = fresh;
    return HMRNN_OK;
}

hmrnn_status
hm_lexicon_decoder_use_words(hm_lexicon_decoder *decoder, const hm_word_matcher *words,
                             bool wants_effects, hmrnn_error *err)
{
    decoder->words = words;
    for (size_t i = 0; wants_effects && i < hm_thread_pool_size(decoder->pool); i++) {
        uint8_t *const effect = hm_alloc_array(words->n_words, 1, "a word list", err);
        if (effect == NULL)
            return HMRNN_ENOMEM;
        free(decoder->workers[i].effect);
        decoder->workers[i].effect = effect;
    }
    return HMRNN_OK;
}

void
hm_lexicon_decoder_use_convention(hm_lexicon_decoder *decoder, const hm_convention *convention)
{
    for (size_t i = 0; i < hm_thread_pool_size(decoder->pool); i++)
        hm_convention_worker_init(&decoder->workers[i].convention);
    decoder->convention = convention;
}

hmrnn_word_effect
hm_lexicon_decoder_effect(const hm_lexicon_decoder *decoder, size_t i)
{
    uint8_t most = HMRNN_WORD_NOT_FOUND;
    for (size_t w = 0; decoder->words != NULL && w < hm_thread_pool_size(decoder->pool); w++) {
        const uint8_t *const effect = decoder->workers[w].effect;
        if (effect != NULL && effect[decoder->words->same_as[i]] > most)
            most = effect[decoder->words->same_as[i]];
    }
    return (hmrnn_word_effect)most;
}

static void
carve(hm_decoder_worker *worker, size_t n_tokens, size_t n_words, hm_arena *arena)
{
    worker->plain_begins = hm_arena_take(arena, n_tokens, sizeof *worker->plain_begins);
    worker->begins = hm_arena_take(arena, n_tokens, sizeof *worker->begins);
    worker->logit = hm_arena_floats(arena, n_tokens);
    worker->pmi = hm_arena_floats(arena, n_tokens);
    worker->probability = hm_arena_floats(arena, n_tokens);
    worker->word = hm_arena_take(arena, n_words, sizeof *worker->word);
}

static hmrnn_status
reserve(hm_decoder_worker *worker, size_t n_tokens, size_t n_words, hmrnn_error *err)
{
    hm_arena measured = HM_ARENA_INIT;
    carve(worker, n_tokens, n_words, &measured);
    HM_TRY(hm_arena_reset(&worker->arena, &measured, "a record", err));
    carve(worker, n_tokens, n_words, &worker->arena);
    return HMRNN_OK;
}

/// Bring the networks' scores from the gaps after characters to the gaps before tokens.
static void
gather_evidence(const hm_lexicon *lexicon, const hm_decode_request *request, const hm_range *record,
                hm_decoder_worker *worker)
{
    const hm_tokens *const tokens = &worker->tokens;
    for (size_t i = 1; i < tokens->n; i++) {
        const size_t at = record->first + tokens->end[i - 1] - 1;
        if (request->logit[0] != NULL)
            worker->logit[i] =
                hm_fusion_logit(&lexicon->detectors, request->logit[0][at],
                                request->logit[1] == NULL ? 0.0f : request->logit[1][at]);
        if (request->pmi != NULL)
            worker->pmi[i] = request->pmi[at];
    }
}

/// Segment the spans of a record; tokens that stand alone are words.
///
/// \param words    what a word list says of the record; or NULL
static void
segment_spans(const hm_lexicon_decoder *decoder, const hm_decode_request *request,
              hm_word_constraints *words, hm_decoder_worker *worker)
{
    const hm_lexicon *const lexicon = decoder->lexicon;
    const bool wants_probability = request->probability != NULL && decoder->convention == NULL;
    const hm_transitions transitions = hm_lexicon_transitions(lexicon);
    const hm_tokens *const tokens = &worker->tokens;
    for (size_t i = 0; i < tokens->n; i++) {
        worker->begins[i] = 1;
        worker->probability[i] = 1.0f;
    }
    hm_range span = {0, 0};
    while (hm_tokens_next_span(tokens, tokens->n, &span)) {
        hm_lexicon_fill(lexicon, tokens, &span, request->logit[0] == NULL ? NULL : worker->logit,
                        request->pmi == NULL ? NULL : worker->pmi, &worker->lattice,
                        decoder->convention == NULL ? NULL : worker->word);
        if (words != NULL)
            hm_word_constraints_score(words, &span, &worker->lattice);
        hm_lattice_decode(&worker->lattice, span.n, &transitions, worker->begins + span.first);
        if (wants_probability)
            hm_lattice_posterior(&worker->lattice, span.n, &transitions,
                                 worker->probability + span.first);
    }
}

/// Segment a record with a word list, and note what its entries do.
static hmrnn_status
segment_with_words(const hm_lexicon_decoder *decoder, const hm_decode_request *request,
                   const uint32_t *chars, hm_decoder_worker *worker)
{
    hm_word_constraints *const words = &worker->words;
    hm_tokens *const tokens = &worker->tokens;
    HM_TRY(hm_word_constraints_find(words, decoder->words, tokens, chars, &worker->err));
    const bool has_effects = worker->effect != NULL && words->n_matches > 0;
    if (has_effects) {
        segment_spans(decoder, request, NULL, worker);
        memcpy(worker->plain_begins, worker->begins, tokens->n);
    }
    HM_TRY(hm_word_constraints_decide(words, decoder->words, tokens, &worker->err));
    segment_spans(decoder, request, words, worker);
    hm_word_constraints_settle(words, tokens, worker->begins, worker->probability);
    if (has_effects)
        hm_word_constraints_note(words, tokens->n, worker->plain_begins, worker->begins,
                                 worker->effect);
    return HMRNN_OK;
}

/// Make tokens of the units of the record, all in one span: the words of a convention may end
/// within a token and go over the edges of spans. Their first units and their probabilities take
/// the place of those of the lattice.
static hmrnn_status
take_words(hm_decoder_worker *worker, bool has_probability, hmrnn_error *err)
{
    const hm_feature_view *const view = &worker->convention.view;
    hm_tokens_reset(&worker->unit_tokens);
    HM_TRY(hm_tokens_add_units(&worker->unit_tokens, view->n, view->end, err));
    for (size_t u = 0; u < view->n; u++) {
        worker->begins[u] = u == 0 || worker->convention.ends[u - 1] != 0;
        if (has_probability)
            worker->probability[u] = u == 0 ? 1.0f : worker->convention.probability[u - 1];
    }
    return HMRNN_OK;
}

/// Let the convention decide, from what the lattice found; what the word list has decided stays.
///
/// \param is_end   [characters of the record] not 0 where a grapheme cluster ends
static hmrnn_status
apply_convention(const hm_lexicon_decoder *decoder, const hm_decode_request *request,
                 const hm_range *record, const uint8_t *is_end, hm_decoder_worker *worker,
                 hmrnn_error *err)
{
    hm_convention_worker *const convention = &worker->convention;
    const hm_feature_source source = {
        .lexicon = decoder->lexicon,
        .tokens = &worker->tokens,
        .word = worker->word,
        .chars = request->chars + record->first,
        .is_end = is_end,
        .begins = worker->begins,
    };
    HM_TRY(hm_convention_read(convention, &source, err));
    const hm_feature_view *const view = &convention->view;
    for (size_t u = 0; decoder->words != NULL && u + 1 < view->n; u++)
        if (view->end[u] == worker->tokens.end[view->token[u]])
            convention->labels[u] = hm_word_constraints_label(&worker->words, view->token[u] + 1,
                                                              convention->labels[u]);
    HM_TRY(hm_convention_run(decoder->convention, convention,
                             request->projected == NULL
                                 ? NULL
                                 : request->projected + record->first * HM_STATE_SCORES,
                             request->probability != NULL, err));
    return take_words(worker, request->probability != NULL, err);
}

/// Where words end, and of how many layers: request->depth of the record.
static hmrnn_status
mark_layers(const hm_lexicon *lexicon, const hm_tokens *tokens, const uint32_t *chars,
            hm_decoder_worker *worker, uint8_t *depth, hmrnn_error *err)
{
    hm_chunk_units_reset(&worker->units);
    HM_TRY(hm_chunk_units_add(&worker->units, tokens, 0, tokens->n, 0, chars, worker->begins, err));
    HM_TRY(hm_alloc_grow(&worker->unit_depth, &worker->unit_capacity, worker->units.n, 1,
                         "a record", err));
    hm_chunker_mark(&lexicon->chunker, &worker->units, chars, worker->unit_depth);
    for (size_t u = 0; u < worker->units.n; u++) {
        const hm_chunk_unit *const unit = &worker->units.unit[u];
        if (unit->begin > 0)
            depth[unit->begin - 1] =
                unit->begin == unit->end ? HM_LEXICON_LAYERS : worker->unit_depth[u];
    }
    return HMRNN_OK;
}

static hmrnn_status
segment_record(const hm_lexicon_decoder *decoder, const hm_decode_request *request,
               const hm_range *record, hm_decoder_worker *worker)
{
    hmrnn_error *const err = &worker->err;
    const hmrnn_text text = {request->chars + record->first, record->n};
    uint8_t *const depth = request->depth + record->first;
    if (record->n == 0)
        return HMRNN_OK;
    HM_TRY(hm_graphemes_mark(worker->graphemes, text.n_chars, text.chars, depth, err));
    hm_tokens_reset(&worker->tokens);
    HM_TRY(hm_tokens_add(&worker->tokens, &decoder->lexicon->token_ids, &text, depth,
                         decoder->lexicon->letters, err));
    const bool has_convention = decoder->convention != NULL;
    const hm_tokens *const tokens = has_convention ? &worker->unit_tokens : &worker->tokens;
    const size_t n_words = has_convention ? worker->tokens.n * decoder->lexicon->max_length : 0;
    HM_TRY(reserve(worker, has_convention ? record->n : worker->tokens.n, n_words, err));
    for (size_t i = 0; i < n_words; i++)
        worker->word[i] = UINT32_MAX;
    gather_evidence(decoder->lexicon, request, record, worker);
    if (decoder->words != NULL)
        HM_TRY(segment_with_words(decoder, request, text.chars, worker));
    else
        segment_spans(decoder, request, NULL, worker);
    if (has_convention)
        HM_TRY(apply_convention(decoder, request, record, depth, worker, err));
    for (size_t j = 0; j < record->n; j++)
        depth[j] = 0;
    for (size_t j = 0; request->probability != NULL && j < record->n; j++)
        request->probability[record->first + j] = 0.0f;
    for (size_t i = 0; request->probability != NULL && i < tokens->n; i++)
        request->probability[record->first + tokens->end[i] - 1] =
            i + 1 == tokens->n ? 1.0f : worker->probability[i + 1];
    return mark_layers(decoder->lexicon, tokens, text.chars, worker, depth, err);
}

typedef struct job {
    const hm_lexicon_decoder *decoder;
    const hm_decode_request *request;
    size_t n_workers;
} job;

/// Worker w segments every n-th block of records.
static void
work(void *context, size_t w)
{
    const job *const j = context;
    hm_decoder_worker *const worker = &j->decoder->workers[w];
    worker->status = HMRNN_OK;
    for (size_t first = w * BLOCK; first < j->request->n_records; first += j->n_workers * BLOCK) {
        const size_t end = hm_size_min(first + BLOCK, j->request->n_records);
        for (size_t i = first; worker->status == HMRNN_OK && i < end; i++)
            worker->status =
                segment_record(j->decoder, j->request, &j->request->records[i], worker);
    }
}

hmrnn_status
hm_lexicon_decoder_run(hm_lexicon_decoder *decoder, const hm_decode_request *request,
                       hmrnn_error *err)
{
    const size_t n = hm_thread_pool_size(decoder->pool);
    job j = {decoder, request, n};
    hm_parallel_for(decoder->pool, n, work, &j);
    for (size_t i = 0; i < n; i++)
        if (decoder->workers[i].status != HMRNN_OK)
            return hm_fail(err, decoder->workers[i].status, "%s", decoder->workers[i].err.text);
    return HMRNN_OK;
}

void
hm_lexicon_decoder_release(hm_lexicon_decoder *decoder)
{
    if (decoder == NULL || decoder->workers == NULL)
        return;
    for (size_t i = 0; i < hm_thread_pool_size(decoder->pool); i++) {
        hm_decoder_worker *const worker = &decoder->workers[i];
        hm_graphemes_free(worker->graphemes);
        hm_tokens_release(&worker->tokens);
        hm_tokens_release(&worker->unit_tokens);
        hm_convention_worker_release(&worker->convention);
        hm_lattice_release(&worker->lattice);
        hm_chunk_units_release(&worker->units);
        free(worker->unit_depth);
        hm_word_constraints_release(&worker->words);
        free(worker->effect);
        hm_arena_release(&worker->arena);
    }
    free(decoder->workers);
    decoder->workers = NULL;
}
