// SPDX-License-Identifier: BSD-2-Clause
//
// induce/prior_lexicon.c - the words of a lexicon as prior counts for an inducer of other text.
#include <config.h>

#include "induce/prior_lexicon.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

hmrnn_status
hm_prior_lexicon_read(hm_prior_lexicon *prior, const hm_lexicon *lexicon, const hm_tokens *text,
                      hmrnn_error *err)
{
    const size_t n = text->n + 2 * lexicon->n_word_tokens;
    hm_prior_lexicon fresh = {.lexicon = lexicon,
                              .n_text = text->n,
                              .n_types = (double)lexicon->n_words};
    fresh.tokens.id = hm_alloc_array(n, sizeof(uint32_t), "tokens", err);
    fresh.tokens.span_end = hm_alloc_array(n, sizeof(uint32_t), "tokens", err);
    fresh.class_count =
        hm_alloc_array(lexicon->n_classes + 1, sizeof *fresh.class_count, "classes", err);
    if (fresh.tokens.id == NULL || fresh.tokens.span_end == NULL || fresh.class_count == NULL) {
        hm_prior_lexicon_release(&fresh);
        return HMRNN_ENOMEM;
    }
    fresh.tokens.n = n;
    memcpy(fresh.tokens.id, text->id, text->n * sizeof(uint32_t));
    memcpy(fresh.tokens.span_end, text->span_end, text->n * sizeof(uint32_t));
    size_t at = text->n;
    const uint16_t *token_ids = lexicon->word_tokens;
    for (size_t w = 0; w < lexicon->n_words; w++) {
        const size_t k = lexicon->word_length[w];
        for (size_t copy = 0; copy < 2; copy++, at += k) {
            for (size_t j = 0; j < k; j++) {
                fresh.tokens.id[at + j] = token_ids[j];
                fresh.tokens.span_end[at + j] = (uint32_t)(at + k);
            }
        }
        token_ids += k;
        fresh.n_tokens += (double)lexicon->word_count[w];
        if (lexicon->n_classes > 0)
            fresh.class_count[lexicon->word_class[w]] += (double)lexicon->word_count[w];
    }
    *prior = fresh;
    return HMRNN_OK;
}

hmrnn_status
hm_prior_lexicon_count(hm_prior_lexicon *prior, const hm_ngrams *ngrams, hmrnn_error *err)
{
    const hm_lexicon *const lexicon = prior->lexicon;
    prior->count = hm_alloc_array(hm_ngrams_size(ngrams), sizeof *prior->count, "words", err);
    if (prior->count == NULL)
        return HMRNN_ENOMEM;
    size_t at = prior->n_text;
    for (size_t w = 0; w < lexicon->n_words; w++) {
        const size_t k = lexicon->word_length[w];
        prior->count[ngrams->at[k][at]] = lexicon->word_count[w];
        at += 2 * k;
    }
    return HMRNN_OK;
}

void
hm_prior_lexicon_classify(const hm_prior_lexicon *prior, const hm_ngrams *ngrams,
                          hm_word_classes *classes)
{
    const hm_lexicon *const lexicon = prior->lexicon;
    size_t at = prior->n_text;
    for (size_t w = 0; w < lexicon->n_words && lexicon->n_classes > 0; w++) {
        const size_t k = lexicon->word_length[w];
        classes->class[ngrams->at[k][at]] = lexicon->word_class[w];
        at += 2 * k;
    }
}

/// Add k v(w) of each string w of k tokens to its score.
static void
add_branching(const hm_branching_entropy *branching, const hm_ngrams *ngrams, const hm_range *span,
              hm_lattice *lattice)
{
    const size_t L = lattice->max_length;
    for (size_t j = 0; j < span->n; j++)
        for (size_t k = 1; k <= hm_size_min(L, span->n - j); k++)
            lattice->score[j * L + k - 1] +=
                (float)k * hm_branching_entropy_variation(branching, ngrams, span->first + j, k);
}

/// The text as the lexicon reads it: tokens that it lacks are unknown.
static hmrnn_status
read_known(const hm_prior_lexicon *prior, hm_tokens *known, hmrnn_error *err)
{
    *known = prior->tokens;
    known->id = hm_alloc_array(prior->n_text, sizeof *known->id, "tokens", err);
    if (known->id == NULL)
        return HMRNN_ENOMEM;
    for (size_t i = 0; i < prior->n_text; i++) {
        const uint32_t id = prior->tokens.id[i];
        known->id[i] = id < prior->lexicon->token_ids.n ? id : HM_TOKEN_UNKNOWN;
    }
    return HMRNN_OK;
}

hmrnn_status
hm_prior_lexicon_segment(hm_prior_lexicon *prior, const hm_branching_entropy *branching,
                         const hm_ngrams *ngrams, hm_lattice *lattice, uint8_t *begins,
                         hmrnn_error *err)
{
    const hm_transitions transitions = hm_lexicon_transitions(prior->lexicon);
    hm_tokens known;
    HM_TRY(read_known(prior, &known, err));
    double n_spans = 0.0;
    double n_words = 1e-9;
    hm_range span = {0, 0};
    while (hm_tokens_next_span(&prior->tokens, prior->n_text, &span)) {
        hm_lexicon_fill(prior->lexicon, &known, &span, NULL, NULL, lattice, NULL);
        add_branching(branching, ngrams, &span, lattice);
        hm_lattice_decode(lattice, span.n, &transitions, begins + span.first);
        n_spans += 1.0;
        for (size_t j = 0; j < span.n; j++)
            n_words += begins[span.first + j];
    }
    prior->class_count[HM_CLASS_EDGE] = prior->n_tokens * n_spans / n_words;
    free(known.id);
    return HMRNN_OK;
}

void
hm_prior_lexicon_pmi(const hm_prior_lexicon *prior, float *goes_on)
{
    const hm_lexicon *const lexicon = prior->lexicon;
    for (size_t i = 0; i < prior->n_text; i++) {
        float pmi = 0.0f;
        const bool is_known =
            hm_tokens_is_gap(&prior->tokens, i) &&
            hm_lexicon_pair(lexicon, prior->tokens.id[i - 1], prior->tokens.id[i], &pmi);
        goes_on[i] = is_known ? lexicon->pmi_weight * (pmi - lexicon->pmi_offset) : 0.0f;
    }
}

void
hm_prior_lexicon_release(hm_prior_lexicon *prior)
{
    if (prior == NULL)
        return;
    hm_tokens_release(&prior->tokens);
    free(prior->count);
    free(prior->class_count);
    *prior = (hm_prior_lexicon){.lexicon = NULL};
}
