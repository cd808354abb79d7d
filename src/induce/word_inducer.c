// SPDX-License-Identifier: BSD-2-Clause
//
// induce/word_inducer.c - words out of raw text: the segmentation that guides the network.
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
hm_teacher_options_init(hm_teacher_options *options)
{
    *options = (hm_teacher_options){
        .n_longest = 0,
        .words = {.discount = 0.8f, .strength = 100.0f, .position_weight = 1.5f},
        .classes = {.n_classes = 128, .least_count = 4, .n_passes = 2, .weight = 1.25f},
        .first_class_pass = 2,
    };
}

/// How many symbols are to a text of that length what six are to some millions of Chinese
/// characters: the logarithm of the number of symbols read, in entropies of one symbol.
static size_t
suggest_longest(const hm_reading *reading, size_t n_symbols, hmrnn_error *err)
{
    uint32_t *const count = hm_room_new(n_symbols, sizeof *count, "symbols", err);
    if (count == NULL)
        return 0;
    double n = 0.0;
    for (size_t i = 0; i < reading->n; i++) {
        if (reading->run_end[i] > i) {
            count[reading->symbol[i]]++;
            n += 1.0;
        }
    }
    double entropy = 0.0;
    for (size_t s = 0; s < n_symbols; s++)
        if (count[s] > 0)
            entropy -= count[s] / n * log(count[s] / n);
    free(count);
    const double length = n > 1.0 ? 2.75 * log(n) / fmax(entropy, 0.1) : 1.0;
    return hm_size_min(hm_size_max((size_t)lround(length), 4), HM_MOST_WORD);
}

static size_t
longest_run(const hm_reading *reading)
{
    size_t most = 1;
    for (size_t i = 0; i < reading->n; i++)
        if (reading->run_end[i] > i)
            most = hm_size_max(most, reading->run_end[i] - i);
    return most;
}

/// Each run cut where the sum of len(w) v(w) is largest.
static hmrnn_status
cut_by_branching(hm_teacher *teacher, hmrnn_error *err)
{
    static const hm_transitions none = {0, NULL};
    const hm_reading *const reading = teacher->reading;
    hm_lattice *const lattice = &teacher->lattice;
    const size_t L = lattice->n_longest;
    hm_branching branching;
    HM_TRY(hm_branching_measure(&branching, &teacher->ngrams, reading, err));
    for (size_t first = 0; first < reading->n;) {
        const size_t end = reading->run_end[first];
        for (size_t i = first; i < end; i++)
            for (size_t k = 1; k <= hm_size_min(L, end - i); k++)
                lattice->score[(i - first) * L + k - 1] =
                    (float)k * hm_branching_variation(&branching, &teacher->ngrams, i, k);
        if (end > first)
            hm_lattice_decode(lattice, end - first, &none, teacher->begins + first);
        first = hm_size_max(end, first + 1);
    }
    hm_branching_release(&branching);
    return HMRNN_OK;
}

/// The first segmentation: by branching, or by the lexicon that there was before.
static hmrnn_status
cut_first(hm_teacher *teacher, hmrnn_error *err)
{
    if (teacher->prior == NULL)
        return cut_by_branching(teacher, err);
    hm_branching branching;
    HM_TRY(hm_branching_measure(&branching, &teacher->ngrams, teacher->reading, err));
    const hmrnn_status status =
        hm_prior_cut(teacher->prior, &branching, &teacher->ngrams, &teacher->lattice,
                     teacher->begins, err);
    hm_branching_release(&branching);
    return status == HMRNN_OK ? hm_prior_count(teacher->prior, &teacher->ngrams, err) : status;
}

/// Let words and classes begin with what the prior knows of them.
static hmrnn_status
take_prior(hm_teacher *teacher, hmrnn_error *err)
{
    hm_prior *const prior = teacher->prior;
    hm_words *const words = &teacher->words;
    hm_classes *const classes = &teacher->classes;
    words->n_text = classes->n_text = prior->n_text;
    words->prior_count = classes->prior_count = prior->count;
    words->n_prior_tokens = prior->n_tokens;
    words->n_prior_types = prior->n_types;
    classes->prior_class_count = prior->class_count;
    classes->prior_score = prior->lexicon->transitions;
    hm_prior_classify(prior, &teacher->ngrams, classes);
    float *const begins = hm_room_new(prior->n_text, sizeof *begins, "evidence", err);
    float *const goes_on = hm_room_new(prior->n_text, sizeof *goes_on, "evidence", err);
    hmrnn_status status = begins == NULL || goes_on == NULL ? HMRNN_ENOMEM : HMRNN_OK;
    if (status == HMRNN_OK && prior->lexicon->cohesion_weight > 0.0f) {
        words->options.position_weight = prior->lexicon->options.position_weight;
        hm_prior_cohesion(prior, goes_on);
        status = hm_teacher_hear(teacher, begins, goes_on, err);
    }
    free(begins);
    free(goes_on);
    return status;
}

static hmrnn_status
build(hm_teacher *teacher, size_t n_symbols, hmrnn_error *err)
{
    const hm_reading *const reading = teacher->reading;
    hm_teacher_options *const options = &teacher->options;
    if (options->n_longest == 0)
        options->n_longest = suggest_longest(reading, n_symbols, err);
    if (options->n_longest == 0)
        return HMRNN_ENOMEM;
    HM_TRY(hm_ngrams_count(&teacher->ngrams, reading, n_symbols, options->n_longest, err));
    HM_TRY(hm_lattice_init(&teacher->lattice, options->n_longest, longest_run(reading), err));
    teacher->begins = hm_room_new(reading->n, 1, "boundaries", err);
    if (teacher->begins == NULL)
        return HMRNN_ENOMEM;
    HM_TRY(cut_first(teacher, err));
    hm_ngrams_keep_words(&teacher->ngrams);     // before the rest takes its memory
    HM_TRY(hm_words_init(&teacher->words, &options->words, reading, &teacher->ngrams, n_symbols,
                         err));
    HM_TRY(hm_classes_init(&teacher->classes, &options->classes, hm_ngrams_size(&teacher->ngrams),
                           err));
    if (teacher->prior != NULL)
        HM_TRY(take_prior(teacher, err));
    hm_words_recount(&teacher->words, teacher->begins);
    return HMRNN_OK;
}

/// Take the words of a lexicon, and its sizes, before anything is counted.
static hmrnn_status
read_prior(hm_teacher *teacher, const hm_lexicon *lexicon, hmrnn_error *err)
{
    teacher->prior = hm_room_new(1, sizeof *teacher->prior, "a teacher", err);
    if (teacher->prior == NULL)
        return HMRNN_ENOMEM;
    HM_TRY(hm_prior_read(teacher->prior, lexicon, teacher->reading, err));
    teacher->reading = &teacher->prior->reading;
    teacher->options.n_longest = lexicon->n_longest;
    teacher->options.classes.n_classes =
        lexicon->n_classes < HM_FIRST_CLASS ? 0 : lexicon->n_classes - HM_FIRST_CLASS;
    teacher->options.first_class_pass = 0;
    return HMRNN_OK;
}

hmrnn_status
hm_teacher_new(hm_teacher **out, const hm_teacher_options *options, const hm_reading *reading,
               size_t n_symbols, const hm_lexicon *lexicon, hmrnn_error *err)
{
    hm_teacher *const teacher = hm_room_new(1, sizeof *teacher, "a teacher", err);
    if (teacher == NULL)
        return HMRNN_ENOMEM;
    teacher->options = *options;
    teacher->reading = reading;
    teacher->n_text = reading->n;
    hmrnn_status status = lexicon == NULL ? HMRNN_OK : read_prior(teacher, lexicon, err);
    if (status == HMRNN_OK)
        status = build(teacher, n_symbols, err);
    if (status != HMRNN_OK) {
        hm_teacher_free(teacher);
        return status;
    }
    *out = teacher;
    return HMRNN_OK;
}

static void
recut(hm_teacher *teacher, size_t first, size_t end, const hm_transitions *transitions,
      float *probability)
{
    hm_lattice *const lattice = &teacher->lattice;
    const size_t L = lattice->n_longest;
    hm_words_count_run(&teacher->words, first, end, teacher->begins, -1);
    for (size_t i = first; i < end; i++) {
        for (size_t k = 1; k <= hm_size_min(L, end - i); k++) {
            const size_t at = (i - first) * L + k - 1;
            lattice->score[at] = hm_words_score(&teacher->words, i, k);
            if (transitions->n_classes > 0)
                lattice->class[at] =
                    hm_classes_of(&teacher->classes, teacher->ngrams.at[k][i], k);
        }
    }
    hm_lattice_decode(lattice, end - first, transitions, teacher->begins + first);
    if (probability != NULL)
        hm_lattice_posterior(lattice, end - first, transitions, probability + first);
    hm_words_count_run(&teacher->words, first, end, teacher->begins, 1);
}

/// \param probability  [reading->n] of each beginning of a word, result; or NULL
static hmrnn_status
pass(hm_teacher *teacher, float *probability, hmrnn_error *err)
{
    const hm_reading *const reading = teacher->reading;
    hm_transitions transitions = {0, NULL};
    if (teacher->n_passes >= teacher->options.first_class_pass) {
        HM_TRY(hm_classes_find(&teacher->classes, reading, &teacher->ngrams, teacher->words.count,
                               teacher->begins, err));
        transitions = hm_classes_transitions(&teacher->classes);
    }
    for (size_t first = 0; first < teacher->n_text;) {
        const size_t end = reading->run_end[first];
        if (end > first)
            recut(teacher, first, end, &transitions, probability);
        first = hm_size_max(end, first + 1);
    }
    hm_words_estimate(&teacher->words, teacher->begins);
    teacher->n_passes++;
    return HMRNN_OK;
}

hmrnn_status
hm_teacher_pass(hm_teacher *teacher, hmrnn_error *err)
{
    return pass(teacher, NULL, err);
}

hmrnn_status
hm_teacher_last_pass(hm_teacher *teacher, hmrnn_error *err)
{
    if (teacher->probability == NULL)
        teacher->probability = hm_room_new(teacher->reading->n, sizeof(float), "beliefs", err);
    return teacher->probability == NULL ? HMRNN_ENOMEM : pass(teacher, teacher->probability, err);
}

/// End words that are longer than the lattice has any: those of a guide that another lexicon made.
static void
shorten_words(hm_teacher *teacher)
{
    const uint32_t *const run_end = teacher->reading->run_end;
    size_t length = 0;
    for (size_t i = 0; i < teacher->n_text; i++, length++) {
        const bool is_first = i == 0 || run_end[i] != run_end[i - 1];
        if (!is_first && length == teacher->options.n_longest)
            teacher->begins[i] = 1;
        if (is_first || teacher->begins[i] != 0)
            length = 0;
    }
}

void
hm_teacher_restart(hm_teacher *teacher, const uint8_t *begins)
{
    memmove(teacher->begins, begins, teacher->n_text);
    shorten_words(teacher);
    hm_words_recount(&teacher->words, teacher->begins);
    hm_classes_forget(&teacher->classes);
    if (teacher->prior != NULL)
        hm_prior_classify(teacher->prior, &teacher->ngrams, &teacher->classes);
    teacher->n_passes = teacher->options.first_class_pass;
}

hmrnn_status
hm_teacher_hear(hm_teacher *teacher, const float *begins, const float *goes_on, hmrnn_error *err)
{
    const hm_reading *const reading = teacher->reading;
    if (teacher->before == NULL)
        teacher->before = hm_room_new(reading->n, sizeof(float), "evidence", err);
    if (teacher->inside == NULL)
        teacher->inside = hm_room_new(reading->n, sizeof(float), "evidence", err);
    if (teacher->before == NULL || teacher->inside == NULL)
        return HMRNN_ENOMEM;
    for (size_t i = 0; i < teacher->n_text; i++) {
        const bool is_first = i == 0 || reading->run_end[i] != reading->run_end[i - 1];
        teacher->before[i] = is_first ? 0.0f : begins[i];
        teacher->inside[i] = is_first ? 0.0f : teacher->inside[i - 1] + goes_on[i];
    }
    teacher->words.before = teacher->before;
    teacher->words.inside = teacher->inside;
    return HMRNN_OK;
}

void
hm_teacher_free(hm_teacher *teacher)
{
    if (teacher == NULL)
        return;
    hm_prior_release(teacher->prior);
    free(teacher->prior);
    hm_ngrams_release(&teacher->ngrams);
    hm_words_release(&teacher->words);
    hm_classes_release(&teacher->classes);
    hm_lattice_release(&teacher->lattice);
    free(teacher->begins);
    free(teacher->probability);
    free(teacher->before);
    free(teacher->inside);
    free(teacher);
}
