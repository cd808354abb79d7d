// SPDX-License-Identifier: BSD-2-Clause
//
// induce/prior_lexicon.c - what a lexicon knows already, for a teacher that learns from other text.
#include <config.h>

#include "induce/prior_lexicon.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"

#include <stdlib.h>
#include <string.h>

hmrnn_status
hm_prior_read(hm_prior *prior, const hm_lexicon *lexicon, const hm_reading *text,
              hmrnn_error *err)
{
    const size_t n = text->n + 2 * lexicon->n_word_symbols;
    hm_prior fresh = {.lexicon = lexicon, .n_text = text->n, .n_types = (double)lexicon->n_words};
    fresh.reading.symbol = hm_room_new(n, sizeof(uint32_t), "a reading", err);
    fresh.reading.run_end = hm_room_new(n, sizeof(uint32_t), "a reading", err);
    fresh.class_count =
        hm_room_new(lexicon->n_classes + 1, sizeof *fresh.class_count, "classes", err);
    if (fresh.reading.symbol == NULL || fresh.reading.run_end == NULL ||
        fresh.class_count == NULL) {
        hm_prior_release(&fresh);
        return HMRNN_ENOMEM;
    }
    fresh.reading.n = n;
    memcpy(fresh.reading.symbol, text->symbol, text->n * sizeof(uint32_t));
    memcpy(fresh.reading.run_end, text->run_end, text->n * sizeof(uint32_t));
    size_t at = text->n;
    const uint16_t *symbols = lexicon->word_symbols;
    for (size_t w = 0; w < lexicon->n_words; w++) {
        const size_t k = lexicon->word_length[w];
        for (size_t copy = 0; copy < 2; copy++, at += k) {
            for (size_t j = 0; j < k; j++) {
                fresh.reading.symbol[at + j] = symbols[j];
                fresh.reading.run_end[at + j] = (uint32_t)(at + k);
            }
        }
        symbols += k;
        fresh.n_tokens += (double)lexicon->word_count[w];
        if (lexicon->n_classes > 0)
            fresh.class_count[lexicon->word_class[w]] += (double)lexicon->word_count[w];
    }
    *prior = fresh;
    return HMRNN_OK;
}

hmrnn_status
hm_prior_count(hm_prior *prior, const hm_ngrams *ngrams, hmrnn_error *err)
{
    const hm_lexicon *const lexicon = prior->lexicon;
    prior->count = hm_room_new(hm_ngrams_size(ngrams), sizeof *prior->count, "words", err);
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
hm_prior_classify(const hm_prior *prior, const hm_ngrams *ngrams, hm_classes *classes)
{
    const hm_lexicon *const lexicon = prior->lexicon;
    size_t at = prior->n_text;
    for (size_t w = 0; w < lexicon->n_words && lexicon->n_classes > 0; w++) {
        const size_t k = lexicon->word_length[w];
        classes->class[ngrams->at[k][at]] = lexicon->word_class[w];
        at += 2 * k;
    }
}

/// Add what the text says of each string to its score.
static void
add_branching(const hm_branching *branching, const hm_ngrams *ngrams, size_t first, size_t end,
              hm_lattice *lattice)
{
    const size_t L = lattice->n_longest;
    for (size_t i = first; i < end; i++)
        for (size_t k = 1; k <= hm_size_min(L, end - i); k++)
            lattice->score[(i - first) * L + k - 1] +=
                (float)k * hm_branching_variation(branching, ngrams, i, k);
}

/// The text as the lexicon reads it: symbols that it lacks are unknown.
static hmrnn_status
read_known(const hm_prior *prior, hm_reading *known, hmrnn_error *err)
{
    *known = prior->reading;
    known->symbol = hm_room_new(prior->n_text, sizeof *known->symbol, "a reading", err);
    if (known->symbol == NULL)
        return HMRNN_ENOMEM;
    for (size_t i = 0; i < prior->n_text; i++) {
        const uint32_t symbol = prior->reading.symbol[i];
        known->symbol[i] = symbol < prior->lexicon->symbols.n ? symbol : HM_LATTICE_UNKNOWN;
    }
    return HMRNN_OK;
}

hmrnn_status
hm_prior_cut(hm_prior *prior, const hm_branching *branching, const hm_ngrams *ngrams,
             hm_lattice *lattice, uint8_t *begins, hmrnn_error *err)
{
    const hm_transitions transitions = hm_lexicon_transitions(prior->lexicon);
    const hm_reading *const reading = &prior->reading;
    hm_reading known;
    HM_TRY(read_known(prior, &known, err));
    double n_runs = 0.0;
    double n_words = 1e-9;
    for (size_t first = 0; first < reading->n;) {
        const size_t end = reading->run_end[first];
        if (end > first && first < prior->n_text) {
            hm_lexicon_fill(prior->lexicon, &known, first, end, NULL, NULL, lattice);
            add_branching(branching, ngrams, first, end, lattice);
            hm_lattice_decode(lattice, end - first, &transitions, begins + first);
            n_runs += 1.0;
            for (size_t i = first; i < end; i++)
                n_words += begins[i];
        }
        begins[first] = 1;
        first = hm_size_max(end, first + 1);
    }
    prior->class_count[HM_CLASS_EDGE] = prior->n_tokens * n_runs / n_words;
    free(known.symbol);
    return HMRNN_OK;
}

void
hm_prior_cohesion(const hm_prior *prior, float *goes_on)
{
    const hm_lexicon *const lexicon = prior->lexicon;
    for (size_t i = 0; i < prior->n_text; i++) {
        float cohesion = 0.0f;
        const bool is_known = hm_reading_is_gap(&prior->reading, i) &&
                              hm_lexicon_pair(lexicon, prior->reading.symbol[i - 1],
                                              prior->reading.symbol[i], &cohesion);
        goes_on[i] = is_known ? lexicon->cohesion_weight * (cohesion - lexicon->cohesion_offset)
                              : 0.0f;
    }
}

void
hm_prior_release(hm_prior *prior)
{
    if (prior == NULL)
        return;
    hm_reading_release(&prior->reading);
    free(prior->count);
    free(prior->class_count);
    *prior = (hm_prior){.lexicon = NULL};
}
