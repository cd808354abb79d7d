// SPDX-License-Identifier: BSD-2-Clause
//
// induce/word_inducer.c - unsupervised segmentation of raw text into words.
#include <config.h>

#include "induce/word_inducer.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "induce/prior_lexicon.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
hm_word_inducer_options_init(hm_word_inducer_options *options)
{
    *options = (hm_word_inducer_options){
        .max_length = 0,
        .words = {.discount = 0.8f, .strength = 100.0f, .position_weight = 1.5f},
        .classes = {.n_classes = 128, .least_count = 4, .n_passes = 2, .weight = 1.25f},
        .first_class_pass = 2,
    };
}

/// L = round(2.75 ln N / H), at least 4 and at most HM_MAX_WORD, for N tokens in spans with the
/// unigram entropy H in nats. 2.75 gives L = 6 on 2.5 million characters of Chinese.
static size_t
suggest_longest(const hm_tokens *tokens, size_t n_token_ids, hmrnn_error *err)
{
    uint32_t *const count = hm_alloc_array(n_token_ids, sizeof *count, "tokens", err);
    if (count == NULL)
        return 0;
    double n = 0.0;
    for (size_t i = 0; i < tokens->n; i++) {
        if (!hm_tokens_is_alone(tokens, i)) {
            count[tokens->id[i]]++;
            n += 1.0;
        }
    }
    double entropy = 0.0;
    for (size_t s = 0; s < n_token_ids; s++)
        if (count[s] > 0)
            entropy -= count[s] / n * log(count[s] / n);
    free(count);
    const double length = n > 1.0 ? 2.75 * log(n) / fmax(entropy, 0.1) : 1.0;
    return hm_size_min(hm_size_max((size_t)lround(length), 4), HM_MAX_WORD);
}

static size_t
longest_span(const hm_tokens *tokens)
{
    size_t most = 1;
    hm_range span = {0, 0};
    while (hm_tokens_next_span(tokens, tokens->n, &span))
        most = hm_size_max(most, span.n);
    return most;
}

/// The segmentation of each span in which the sum of len(w) v(w) is largest.
static hmrnn_status
segment_by_branching(hm_word_inducer *inducer, hmrnn_error *err)
{
    static const hm_transitions none = {0, NULL};
    const hm_tokens *const tokens = inducer->tokens;
    hm_lattice *const lattice = &inducer->lattice;
    const size_t L = lattice->max_length;
    hm_branching_entropy branching;
    HM_TRY(hm_branching_entropy_measure(&branching, &inducer->ngrams, tokens, err));
    hm_range span = {0, 0};
    while (hm_tokens_next_span(tokens, tokens->n, &span)) {
        for (size_t j = 0; j < span.n; j++)
            for (size_t k = 1; k <= hm_size_min(L, span.n - j); k++)
                lattice->score[j * L + k - 1] =
                    (float)k *
                    hm_branching_entropy_variation(&branching, &inducer->ngrams, span.first + j, k);
        hm_lattice_decode(lattice, span.n, &none, inducer->begins + span.first);
    }
    hm_branching_entropy_release(&branching);
    return HMRNN_OK;
}

/// The first segmentation: by branching entropy, or by the prior lexicon.
static hmrnn_status
segment_first(hm_word_inducer *inducer, hmrnn_error *err)
{
    if (inducer->prior == NULL)
        return segment_by_branching(inducer, err);
    hm_branching_entropy branching;
    HM_TRY(hm_branching_entropy_measure(&branching, &inducer->ngrams, inducer->tokens, err));
    const hmrnn_status status =
        hm_prior_lexicon_segment(inducer->prior, &branching, &inducer->ngrams, &inducer->lattice,
                                 inducer->begins, err);
    hm_branching_entropy_release(&branching);
    return status == HMRNN_OK ? hm_prior_lexicon_count(inducer->prior, &inducer->ngrams, err)
                              : status;
}

/// Start words and classes from those of the prior.
static hmrnn_status
use_prior(hm_word_inducer *inducer, hmrnn_error *err)
{
    hm_prior_lexicon *const prior = inducer->prior;
    hm_word_counts *const words = &inducer->words;
    hm_word_classes *const classes = &inducer->classes;
    words->n_text = classes->n_text = prior->n_text;
    words->prior_count = classes->prior_count = prior->count;
    words->n_prior_tokens = prior->n_tokens;
    words->n_prior_types = prior->n_types;
    classes->prior_class_count = prior->class_count;
    classes->prior_score = prior->lexicon->transitions;
    hm_prior_lexicon_classify(prior, &inducer->ngrams, classes);
    float *const begins = hm_alloc_array(prior->n_text, sizeof *begins, "evidence", err);
    float *const goes_on = hm_alloc_array(prior->n_text, sizeof *goes_on, "evidence", err);
    hmrnn_status status = begins == NULL || goes_on == NULL ? HMRNN_ENOMEM : HMRNN_OK;
    if (status == HMRNN_OK && prior->lexicon->pmi_weight > 0.0f) {
        hm_word_counts_set_position_weight(words, prior->lexicon->options.position_weight);
        hm_prior_lexicon_pmi(prior, goes_on);
        status = hm_word_inducer_set_gap_scores(inducer, begins, goes_on, err);
    }
    free(begins);
    free(goes_on);
    return status;
}

static hmrnn_status
build(hm_word_inducer *inducer, const hm_word_inducer_options *options, size_t n_token_ids,
      hmrnn_error *err)
{
    const hm_tokens *const tokens = inducer->tokens;
    inducer->first_class_pass = options->first_class_pass;
    inducer->max_length = options->max_length;
    if (inducer->max_length == 0)
        inducer->max_length = suggest_longest(tokens, n_token_ids, err);
    if (inducer->max_length == 0)
        return HMRNN_ENOMEM;
    HM_TRY(hm_ngrams_count(&inducer->ngrams, tokens, n_token_ids, inducer->max_length, err));
    HM_TRY(hm_lattice_init(&inducer->lattice, inducer->max_length, longest_span(tokens), err));
    inducer->begins = hm_alloc_array(tokens->n, 1, "boundaries", err);
    if (inducer->begins == NULL)
        return HMRNN_ENOMEM;
    HM_TRY(segment_first(inducer, err));
    hm_ngrams_keep_words(&inducer->ngrams);  // before the rest takes its memory
    HM_TRY(hm_word_counts_init(&inducer->words, &options->words, tokens, &inducer->ngrams,
                               n_token_ids, err));
    HM_TRY(hm_word_classes_init(&inducer->classes, &options->classes,
                                hm_ngrams_size(&inducer->ngrams), err));
    if (inducer->prior != NULL)
        HM_TRY(use_prior(inducer, err));
    hm_word_counts_recount(&inducer->words, inducer->begins);
    return HMRNN_OK;
}

/// Take the words of a lexicon, and its sizes, before anything is counted.
static hmrnn_status
read_prior(hm_word_inducer *inducer, const hm_lexicon *lexicon, hm_word_inducer_options *options,
           hmrnn_error *err)
{
    inducer->prior = hm_alloc_array(1, sizeof *inducer->prior, "a word inducer", err);
    if (inducer->prior == NULL)
        return HMRNN_ENOMEM;
    HM_TRY(hm_prior_lexicon_read(inducer->prior, lexicon, inducer->tokens, err));
    inducer->tokens = &inducer->prior->tokens;
    options->max_length = lexicon->max_length;
    options->classes.n_classes =
        lexicon->n_classes < HM_FIRST_CLASS ? 0 : lexicon->n_classes - HM_FIRST_CLASS;
    options->first_class_pass = 0;
    return HMRNN_OK;
}

hmrnn_status
hm_word_inducer_new(hm_word_inducer **out, const hm_word_inducer_options *options,
                    const hm_tokens *tokens, size_t n_token_ids, const hm_lexicon *lexicon,
                    hmrnn_error *err)
{
    hm_word_inducer *const inducer = hm_alloc_array(1, sizeof *inducer, "a word inducer", err);
    if (inducer == NULL)
        return HMRNN_ENOMEM;
    hm_word_inducer_options settled = *options;
    inducer->tokens = tokens;
    inducer->n_text = tokens->n;
    hmrnn_status status = lexicon == NULL ? HMRNN_OK : read_prior(inducer, lexicon, &settled, err);
    if (status == HMRNN_OK)
        status = build(inducer, &settled, n_token_ids, err);
    if (status != HMRNN_OK) {
        hm_word_inducer_free(inducer);
        return status;
    }
    *out = inducer;
    return HMRNN_OK;
}

/// Segment a span by the model of all other words.
static void
segment_again(hm_word_inducer *inducer, const hm_range *span, const hm_transitions *transitions,
              float *probability)
{
    hm_lattice *const lattice = &inducer->lattice;
    const size_t L = lattice->max_length;
    hm_word_counts_count_span(&inducer->words, span, inducer->begins, -1);
    for (size_t j = 0; j < span->n; j++) {
        const size_t i = span->first + j;
        for (size_t k = 1; k <= hm_size_min(L, span->n - j); k++) {
            const size_t at = j * L + k - 1;
            lattice->score[at] = hm_word_counts_score(&inducer->words, i, k);
            if (transitions->n_classes > 0)
                lattice->class[at] =
                    hm_word_classes_of(&inducer->classes, inducer->ngrams.at[k][i], k);
        }
    }
    hm_lattice_decode(lattice, span->n, transitions, inducer->begins + span->first);
    if (probability != NULL)
        hm_lattice_posterior(lattice, span->n, transitions, probability + span->first);
    hm_word_counts_count_span(&inducer->words, span, inducer->begins, 1);
}

/// \param probability  [tokens->n] of each beginning of a word, result; or NULL
static hmrnn_status
pass(hm_word_inducer *inducer, float *probability, hmrnn_error *err)
{
    const hm_tokens *const tokens = inducer->tokens;
    hm_transitions transitions = {0, NULL};
    if (inducer->n_passes >= inducer->first_class_pass) {
        HM_TRY(hm_word_classes_find(&inducer->classes, tokens, &inducer->ngrams,
                                    inducer->words.count, inducer->begins, err));
        transitions = hm_word_classes_transitions(&inducer->classes);
    }
    hm_range span = {0, 0};
    while (hm_tokens_next_span(tokens, inducer->n_text, &span))
        segment_again(inducer, &span, &transitions, probability);
    hm_word_counts_estimate(&inducer->words, inducer->begins);
    inducer->n_passes++;
    return HMRNN_OK;
}

hmrnn_status
hm_word_inducer_pass(hm_word_inducer *inducer, hmrnn_error *err)
{
    return pass(inducer, NULL, err);
}

hmrnn_status
hm_word_inducer_last_pass(hm_word_inducer *inducer, hmrnn_error *err)
{
    if (inducer->probability == NULL)
        inducer->probability =
            hm_alloc_array(inducer->tokens->n, sizeof(float), "probabilities", err);
    return inducer->probability == NULL ? HMRNN_ENOMEM : pass(inducer, inducer->probability, err);
}

/// Divide words that are longer than the lattice holds: another lexicon may have made them.
static void
shorten_words(hm_word_inducer *inducer)
{
    size_t length = 0;
    for (size_t i = 0; i < inducer->n_text; i++, length++) {
        const bool is_first = !hm_tokens_is_gap(inducer->tokens, i);
        if (!is_first && length == inducer->max_length)
            inducer->begins[i] = 1;
        if (is_first || inducer->begins[i] != 0)
            length = 0;
    }
}

void
hm_word_inducer_restart(hm_word_inducer *inducer, const uint8_t *begins)
{
    memmove(inducer->begins, begins, inducer->n_text);
    shorten_words(inducer);
    hm_word_counts_recount(&inducer->words, inducer->begins);
    hm_word_classes_forget(&inducer->classes);
    if (inducer->prior != NULL)
        hm_prior_lexicon_classify(inducer->prior, &inducer->ngrams, &inducer->classes);
    inducer->n_passes = inducer->first_class_pass;
}

hmrnn_status
hm_word_inducer_set_gap_scores(hm_word_inducer *inducer, const float *begins, const float *goes_on,
                               hmrnn_error *err)
{
    const hm_tokens *const tokens = inducer->tokens;
    if (inducer->before == NULL)
        inducer->before = hm_alloc_array(tokens->n, sizeof(float), "evidence", err);
    if (inducer->inside == NULL)
        inducer->inside = hm_alloc_array(tokens->n, sizeof(float), "evidence", err);
    if (inducer->before == NULL || inducer->inside == NULL)
        return HMRNN_ENOMEM;
    for (size_t i = 0; i < inducer->n_text; i++) {
        const bool is_first = !hm_tokens_is_gap(tokens, i);
        inducer->before[i] = is_first ? 0.0f : begins[i];
        inducer->inside[i] = is_first ? 0.0f : inducer->inside[i - 1] + goes_on[i];
    }
    inducer->words.before = inducer->before;
    inducer->words.inside = inducer->inside;
    return HMRNN_OK;
}

void
hm_word_inducer_set_position_weight(hm_word_inducer *inducer, float weight)
{
    hm_word_counts_set_position_weight(&inducer->words, weight);
}

void
hm_word_inducer_free(hm_word_inducer *inducer)
{
    if (inducer == NULL)
        return;
    hm_prior_lexicon_release(inducer->prior);
    free(inducer->prior);
    hm_ngrams_release(&inducer->ngrams);
    hm_word_counts_release(&inducer->words);
    hm_word_classes_release(&inducer->classes);
    hm_lattice_release(&inducer->lattice);
    free(inducer->begins);
    free(inducer->probability);
    free(inducer->before);
    free(inducer->inside);
    free(inducer);
}
