// SPDX-License-Identifier: BSD-2-Clause
//
// lib/hmrnn_adaptation.c - a model that learns from examples what is a word.
#include <config.h>

#include "hmrnn.h"

#include "adapt/convention_fit.h"
#include "base/error.h"
#include "model/convention_file.h"
#include "model/lexicon_file.h"
#include "model/loaded_model.h"

#include <stdlib.h>
#include <string.h>

#define MANY_FEATURES ((size_t)500000)  // then those that occur once are left out

struct hmrnn_adaptation {
    const hmrnn_model *model;  ///< lent
    hm_thread_pool *pool;
    hm_annotated_text text;
    hm_instances instances;
    hm_convention_fit fit;
};

/// Read the examples, and number their features.
static hmrnn_status
read_examples(hmrnn_adaptation *adaptation, const hmrnn_corpus *examples, unsigned n_threads,
              hmrnn_error *err)
{
    const hmrnn_model *const model = adaptation->model;
    const hm_lexicon *const lexicon = model->lexicon;
    HM_TRY(hm_annotated_text_read(&adaptation->text, model, examples, 0, true, n_threads, err));
    HM_TRY(hm_instances_make(&adaptation->instances, lexicon, &adaptation->text, 1, err));
    if (adaptation->instances.n_features <= MANY_FEATURES)
        return HMRNN_OK;
    hm_instances_release(&adaptation->instances);
    return hm_instances_make(&adaptation->instances, lexicon, &adaptation->text, 2, err);
}

hmrnn_status
hmrnn_adaptation_new(hmrnn_adaptation **out, const hmrnn_model *model, const hmrnn_corpus *examples,
                     unsigned n_threads, hmrnn_error *err)
{
    if (model->lexicon == NULL)
        return hm_fail(err, HMRNN_EARG,
                       "the model has no lexicon: examples add to what raw text says of words");
    if (hm_corpus_type_of(examples) != NULL)
        return hm_fail(err, HMRNN_EARG, "examples of words must be text");
    hmrnn_adaptation *const adaptation = calloc(1, sizeof *adaptation);
    if (adaptation == NULL)
        return hm_fail_memory(err, "an adaptation", sizeof *adaptation);
    adaptation->model = model;
    hmrnn_status status = hm_thread_pool_new(&adaptation->pool, n_threads, err);
    if (status == HMRNN_OK)
        status = read_examples(adaptation, examples, n_threads, err);
    if (status == HMRNN_OK)
        status = hm_convention_fit_init(&adaptation->fit, &adaptation->instances, &adaptation->text,
                                        adaptation->pool, err);
    if (status != HMRNN_OK) {
        hmrnn_adaptation_free(adaptation);
        return status;
    }
    *out = adaptation;
    return HMRNN_OK;
}

int
hmrnn_adaptation_advance(hmrnn_adaptation *adaptation)
{
    hm_convention_fit_advance(&adaptation->fit);
    return adaptation->fit.phase != HM_FIT_IS_DONE;
}

void
hmrnn_adaptation_report(const hmrnn_adaptation *adaptation, hmrnn_adapt_report *report)
{
    const hm_convention_fit *const fit = &adaptation->fit;
    const hm_held_out *const held_out = &fit->held_out[fit->best];
    const size_t n_words = held_out->n_gold + held_out->n_found;
    const bool is_validated = fit->phase != HM_FIT_VALIDATES;
    *report = (hmrnn_adapt_report){
        .n_records = adaptation->instances.n_records / adaptation->instances.n_views,
        .n_features = adaptation->instances.n_features,
        .share = fit->phase == HM_FIT_IS_DONE
                     ? 1.0
                     : (double)fit->n_done / (double)hm_convention_fit_length(fit),
        .precision = is_validated ? (double)hm_fit_precision(fit->best) : 0.0,
        .f1 = is_validated && n_words > 0 ? 2.0 * (double)held_out->n_both / (double)n_words : 0.0,
    };
    for (size_t u = 0; u + 1 < adaptation->instances.n; u++)
        report->n_gaps += adaptation->instances.label[u] != HM_LABEL_NONE;
    report->n_gaps /= adaptation->instances.n_views;
}

/// The manifest of the model, with more entries.
static hmrnn_status
describe(const hmrnn_model *model, size_t n_metadata, const hmrnn_metadata *metadata,
         hm_metadata *made, hmrnn_error *err)
{
    hm_bytes bytes = HM_BYTES_INIT;
    hmrnn_status status = hm_metadata_write(&model->model.metadata, &bytes, err);
    if (status == HMRNN_OK)
        status = hm_metadata_read(made, bytes.n_bytes, bytes.data, err);
    for (size_t i = 0; status == HMRNN_OK && i < n_metadata; i++)
        status = hm_metadata_set(made, metadata[i].name, metadata[i].value, err);
    hm_bytes_release(&bytes);
    return status;
}

static hmrnn_status
write_model(const hmrnn_adaptation *adaptation, const hm_metadata *metadata, const char *path,
            hmrnn_precision precision, hmrnn_error *err)
{
    const hmrnn_model *const model = adaptation->model;
    hm_convention *convention = NULL;
    hm_lexicon_file lexicon_file = {.halves = NULL};
    hm_convention_file convention_file = {.halves = NULL};
    HM_TRY(hm_convention_fit_result(&adaptation->fit, &convention, err));
    hmrnn_status status = hm_lexicon_file_make(&lexicon_file, model->lexicon, precision, err);
    if (status == HMRNN_OK)
        status = hm_convention_file_make(&convention_file, convention, precision, err);
    if (status == HMRNN_OK) {
        hm_section sections[HM_LEXICON_SECTIONS + HM_CONVENTION_SECTIONS];
        memcpy(sections, lexicon_file.sections, sizeof lexicon_file.sections);
        memcpy(sections + HM_LEXICON_SECTIONS, convention_file.sections,
               sizeof convention_file.sections);
        hm_model described = model->model;  // its arrays stay the model's
        described.metadata = *metadata;
        status = hm_model_write_with(&described, HM_LEXICON_SECTIONS + HM_CONVENTION_SECTIONS,
                                     sections, path, precision, err);
    }
    hm_lexicon_file_release(&lexicon_file);
    hm_convention_file_release(&convention_file);
    hm_convention_free(convention);
    return status;
}

hmrnn_status
hmrnn_adaptation_save(hmrnn_adaptation *adaptation, const char *path, hmrnn_precision precision,
                      size_t n_metadata, const hmrnn_metadata *metadata, hmrnn_error *err)
{
    if (adaptation->fit.phase != HM_FIT_IS_DONE)
        return hm_fail(err, HMRNN_EARG, "%s: not written: not all is learned yet", path);
    hm_metadata made = HM_METADATA_INIT;
    hmrnn_status status = describe(adaptation->model, n_metadata, metadata, &made, err);
    if (status == HMRNN_OK)
        status = write_model(adaptation, &made, path, precision, err);
    hm_metadata_release(&made);
    return status;
}

void
hmrnn_adaptation_free(hmrnn_adaptation *adaptation)
{
    if (adaptation == NULL)
        return;
    hm_convention_fit_release(&adaptation->fit);
    hm_instances_release(&adaptation->instances);
    hm_annotated_text_release(&adaptation->text);
    hm_thread_pool_free(adaptation->pool);
    free(adaptation);
}
