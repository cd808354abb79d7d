// SPDX-License-Identifier: BSD-2-Clause
//
// lib/hmrnn_trainer.c - training runs: texts become symbols, options a model.
#include <config.h>

#include "hmrnn.h"

#include "base/alloc.h"
#include "base/error.h"
#include "data/corpus_reader.h"
#include "lib/modalities.h"
#include "model/loaded_model.h"
#include "net/symbol_modality.h"
#include "text/char_classes.h"
#include "text/char_props.h"
#include "train/bidirectional.h"
#include "train/checkpoint.h"
#include "train/option_table.h"
#include "train/self_training.h"
#include "train/trainer.h"
#include "train/validate.h"

#include <stdlib.h>
#include <string.h>

// -------------------------------------------------------------------------------------------- make

/// Add a piece of a corpus to the end of a text.
static hmrnn_status
add_symbols(const hm_view *view, const hm_alphabet *alphabet, hm_id_text *text, hmrnn_error *err)
{
    HM_TRY(hm_id_text_reserve(text, text->n + view->n_chars, err));
    for (size_t i = 0; i < view->n_chars; i++)
        text->ids[text->n++] = hm_alphabet_id(alphabet, view->chars[i]);
    hm_mapped_array_used(&text->storage, view->n_chars * sizeof *text->ids);
    return HMRNN_OK;
}

/// A corpus as symbols. A lexicon reads the same.
static hmrnn_status
read_corpus(hmrnn_corpus *corpus, const hm_model *model, hm_id_text *text,
            hm_self_training *self_training, hmrnn_error *err)
{
    hm_corpus_reader reader;
    HM_TRY(hm_corpus_reader_open(&reader, corpus, model->normalization, err));
    hm_id_text fresh = {.gold = hm_labels_in(corpus->folder, HM_LABELS_GOLD),
                        .storage = hm_mapped_array_in(corpus->folder)};
    hmrnn_status status = HMRNN_OK;
    while (hm_corpus_reader_next(&reader, &status, err)) {
        status = add_symbols(&reader.view, model->alphabet, &fresh, err);
        if (status == HMRNN_OK)
            status = hm_corpus_reader_label(&reader, &fresh.gold, err);
        if (status == HMRNN_OK && self_training != NULL)
            status =
                hm_self_training_read(self_training, reader.view.n_chars, reader.view.chars, err);
    }
    hm_corpus_reader_close(&reader);
    if (status != HMRNN_OK)
        hm_id_text_release(&fresh);
    else
        *text = fresh;
    return status;
}

/// The alphabet of a corpus as the network will see it.
static hmrnn_status
make_alphabet(hmrnn_corpus *corpus, const hmrnn_train_options *options, hm_alphabet **alphabet,
              hmrnn_error *err)
{
    hm_corpus_reader reader;
    hm_census *census = NULL;
    HM_TRY(hm_corpus_reader_open(&reader, corpus, options->normalization, err));
    hmrnn_status status = hm_census_new(&census, err);
    while (hm_corpus_reader_next(&reader, &status, err))
        hm_census_add(census, &(hmrnn_text){reader.view.chars, reader.view.n_chars});
    if (status == HMRNN_OK)
        status = hm_alphabet_from_census(alphabet, census, options->min_count, options->max_symbols,
                                         err);
    hm_census_free(census);
    hm_corpus_reader_close(&reader);
    return status;
}

/// The character classes of the symbols, for a network that has them as input.
static hmrnn_status
find_char_classes(hm_model *model, hmrnn_error *err)
{
    uint8_t *const char_classes = hm_alloc_array(hm_alphabet_size(model->alphabet), 1,
                                                 "the character classes of symbols", err);
    if (char_classes == NULL)
        return HMRNN_ENOMEM;
    model->dims.n_char_classes = hm_char_classes_of(model->alphabet, char_classes);
    const hmrnn_status status = hm_model_set_char_classes(model, char_classes, err);
    free(char_classes);
    return status;
}

static hmrnn_status
fresh_model(hmrnn_corpus *train, const hmrnn_train_options *options, hm_model *model,
            hmrnn_error *err)
{
    static const uint32_t newline = '\n';  // all that models without a vocabulary know
    const hm_corpus_type *const type = hm_corpus_type_of(train);
    HM_TRY(type != NULL ? hm_alphabet_from_list(&model->alphabet, 1, &newline, err)
                        : make_alphabet(train, options, &model->alphabet, err));
    if (type != NULL)
        model->scale = type->scale(train->records);
    model->dims = (hm_dims){.cell = options->cell,
                            .modality = type != NULL ? type->modality : &hm_symbol_modality,
                            .n_components = type != NULL ? options->n_components : 0,
                            .has_layer_norm = options->has_layer_norm != 0,
                            .n_layers = options->n_layers,
                            .n_symbols = hm_alphabet_size(model->alphabet),
                            .n_embed = options->n_embed,
                            .n_output_embed = options->n_output_embed};
    memcpy(model->dims.n_units, options->n_units, sizeof model->dims.n_units);
    model->normalization = options->normalization;
    model->has_back = options->is_bidirectional != 0;
    if (options->has_char_classes != 0 && type == NULL)
        HM_TRY(find_char_classes(model, err));
    HM_TRY(hm_model_allocate(model, err));
    hm_params_init(&model->dims, &model->params, options->seed, (float)options->detector_bias);
    if (model->has_back)
        hm_params_init(&model->dims, &model->back, ~options->seed, (float)options->detector_bias);
    return HMRNN_OK;
}

/// Which symbols are white space or punctuation: where every reader sees a boundary.
static hmrnn_status
mark_separators(const hm_alphabet *alphabet, uint8_t **is_separator, hmrnn_error *err)
{
    const size_t n = hm_alphabet_size(alphabet);
    uint8_t *const marks = hm_alloc_array(n, 1, "the alphabet", err);
    if (marks == NULL)
        return HMRNN_ENOMEM;
    for (size_t id = 1; id < n; id++) {
        const hm_char_category class = hm_char_category_of(hm_alphabet_chars(alphabet)[id - 1]);
        marks[id] = class == HM_CATEGORY_SPACE || class == HM_CATEGORY_PUNCTUATION;
    }
    *is_separator = marks;
    return HMRNN_OK;
}

static hmrnn_status
check_known(const hm_id_text *text, const hm_alphabet *alphabet, const char *what, hmrnn_error *err)
{
    const uint32_t newline = hm_alphabet_id(alphabet, '\n');
    for (size_t i = 0; i < text->n; i++)
        if (text->ids[i] != HM_SYMBOL_UNKNOWN && text->ids[i] != newline)
            return HMRNN_OK;
    return hm_fail(err, HMRNN_ETEXT, "the %s text %s", what,
                   text->n == 0 ? "is empty" : "has no character that the model knows");
}

/// Check that a corpus, if it is not empty, holds what the model is one of.
static hmrnn_status
expect_modality(const hm_model *model, const hmrnn_corpus *corpus, hmrnn_error *err)
{
    const hm_corpus_type *const type = hm_corpus_type_of(corpus);
    if (type == NULL && corpus->n_chars == 0)
        return HMRNN_OK;
    return hm_model_expect(model, type == NULL ? &hm_symbol_modality : type->modality, err);
}

/// The records of a corpus that is not of text.
static hmrnn_status
read_records(const hmrnn_corpus *corpus, const hm_model *model, const char *what, hm_id_text *text,
             hmrnn_error *err)
{
    const hm_corpus_type *const type = hm_corpus_type_of(corpus);
    if (type == NULL)
        return hm_fail(err, HMRNN_ETEXT, "there are no %s to %s", model->dims.modality->noun, what);
    return type->read(corpus->records, model->scale, what, text, err);
}

/// Texts for a model of text, and its self-training if the options have a guide.
static hmrnn_status
read_texts(const hmrnn_train_options *options, const hm_model *model, hmrnn_corpus *train,
           hmrnn_corpus *valid, hm_self_training **self_training, hm_id_text *train_ids,
           hm_id_text *valid_ids, hmrnn_error *err)
{
    const hmrnn_text raw = {train->chars, train->n_chars};
    if (options->guide != HMRNN_GUIDE_NONE)
        HM_TRY(hm_self_training_new(self_training, &raw,
                                    options->prior == NULL ? NULL : options->prior->lexicon, err));
    HM_TRY(read_corpus(train, model, train_ids, *self_training, err));
    HM_TRY(read_corpus(valid, model, valid_ids, *self_training, err));
    HM_TRY(check_known(train_ids, model->alphabet, "training", err));
    if (valid_ids->n == 0)
        return hm_fail(err, HMRNN_ETEXT,
                       "the validation text is empty: give one with some text, "
                       "or more text to hold some of it back");
    return check_known(valid_ids, model->alphabet, "validation", err);
}

/// Records for a model without a vocabulary.
static hmrnn_status
read_elements(const hmrnn_train_options *options, const hm_model *model, const hmrnn_corpus *train,
              const hmrnn_corpus *valid, hm_id_text *train_ids, hm_id_text *valid_ids,
              hmrnn_error *err)
{
    if (options->guide != HMRNN_GUIDE_NONE || options->is_bidirectional != 0 ||
        options->mask > 0.0 || options->has_char_classes != 0)
        return hm_fail(
            err, HMRNN_EARG,
            "a guide, two directions, character classes and masked symbols are for text, not for "
            "%s",
            model->dims.modality->noun);
    HM_TRY(read_records(train, model, "train on", train_ids, err));
    return read_records(valid, model, "validate with", valid_ids, err);
}

/// From a model and texts to a run; everything here is freed or handed over.
static hmrnn_status
begin(hmrnn_trainer **out, const hmrnn_train_options *options, hm_model *model, hmrnn_corpus *train,
      hmrnn_corpus *valid, const hm_container *checkpoint, hmrnn_error *err)
{
    hm_id_text train_ids = HM_ID_TEXT_INIT;
    hm_id_text valid_ids = HM_ID_TEXT_INIT;
    uint8_t *is_separator = NULL;
    hmrnn_status status = HMRNN_OK;
    HM_TRY(expect_modality(model, train, err));
    HM_TRY(expect_modality(model, valid, err));
    hmrnn_trainer *const trainer = calloc(1, sizeof *trainer);
    if (trainer == NULL)
        return hm_fail_memory(err, "a training run", sizeof *trainer);
    const bool has_vocabulary = model->dims.modality->has_vocabulary;
    status = has_vocabulary
                 ? read_texts(options, model, train, valid, &trainer->self_training, &train_ids,
                              &valid_ids, err)
                 : read_elements(options, model, train, valid, &train_ids, &valid_ids, err);
    if (status == HMRNN_OK && has_vocabulary)
        status = mark_separators(model->alphabet, &is_separator, err);
    if (status == HMRNN_OK)
        status = hm_trainer_new(&trainer->run[0], options, model, &train_ids, &valid_ids,
                                &is_separator, err);
    if (status == HMRNN_OK) {
        trainer->n_runs = 1;
        if (trainer->self_training != NULL && options->prior != NULL &&
            options->prior->lexicon != NULL)
            trainer->run[0]->prior = hm_lexicon_checksum(options->prior->lexicon);
    }
    if (status == HMRNN_OK && trainer->run[0]->model.has_back)
        status = hm_bidirectional_begin_back(trainer, err);
    if (status == HMRNN_OK && checkpoint != NULL)
        status = hm_checkpoint_restore(trainer->n_runs, trainer->run, checkpoint, err);
    if (status == HMRNN_OK && trainer->self_training != NULL)
        status = hm_self_training_begin(trainer->self_training, trainer, checkpoint != NULL, err);
    hm_id_text_release(&train_ids);
    hm_id_text_release(&valid_ids);
    free(is_separator);
    if (status != HMRNN_OK) {
        hmrnn_trainer_free(trainer);
        return status;
    }
    *out = trainer;
    return HMRNN_OK;
}

static void
drop(hmrnn_corpus **corpus)
{
    hmrnn_corpus_free(*corpus);
    *corpus = NULL;
}

hmrnn_status
hmrnn_trainer_new(hmrnn_trainer **out, const hmrnn_train_options *options, const hmrnn_model *init,
                  hmrnn_corpus **train, hmrnn_corpus **valid, hmrnn_error *err)
{
    HM_TRY(hm_options_check(options, err));
    hm_model model = HM_MODEL_INIT;
    hmrnn_train_options chosen = *options;
    hmrnn_status status = init == NULL ? fresh_model(*train, options, &model, err)
                                       : hm_model_copy(&model, &init->model, err);
    if (status == HMRNN_OK) {
        if (init != NULL)
            chosen.boundary = init->model.boundary;
        chosen.is_bidirectional = model.has_back ? 1 : 0;
        model.boundary = chosen.boundary;
        status = begin(out, &chosen, &model, *train, *valid, NULL, err);
    }
    hm_model_release(&model);
    if (status == HMRNN_OK) {
        drop(train);
        drop(valid);
    }
    return status;
}

hmrnn_status
hmrnn_trainer_resume(hmrnn_trainer **out, const char *checkpoint,
                     const hmrnn_train_options *options, hmrnn_corpus **train, hmrnn_corpus **valid,
                     hmrnn_error *err)
{
    hm_container container = HM_CONTAINER_INIT;
    HM_TRY(hm_container_open(&container, checkpoint, err));
    hm_model model = HM_MODEL_INIT;
    hmrnn_train_options chosen = *options;
    hmrnn_error why = {HMRNN_OK, ""};
    hmrnn_status status = hm_checkpoint_begin(&container, hm_modalities, &chosen, &model, &why);
    if (status == HMRNN_OK)
        status = begin(out, &chosen, &model, *train, *valid, &container, &why);
    if (status != HMRNN_OK)
        hm_fail(err, status, "%s: %s", checkpoint, why.text);
    hm_model_release(&model);
    hm_container_close(&container);
    if (status == HMRNN_OK) {
        drop(train);
        drop(valid);
    }
    return status;
}

// --------------------------------------------------------------------------------------------- run

/// Whether a round of self-training is due: after the first evaluation past half of training.
static bool
round_is_due(const hmrnn_trainer *trainer)
{
    const hm_trainer *const run = trainer->run[0];
    const double share = hm_trainer_share(run);
    return run->options.guide == HMRNN_GUIDE_SELF_TRAINING && run->progress.n_rounds == 0 &&
           share >= 0.5 && share < 1.0;
}

/// The directions keep step: a piece of work is one of each.
static hmrnn_status
advance_all(hmrnn_trainer *trainer, hmrnn_train_event *event, hmrnn_error *err)
{
    HM_TRY(hm_trainer_advance(trainer->run[0], event, err));
    if (trainer->n_runs == 1)
        return HMRNN_OK;
    hmrnn_train_event there = *event;
    hmrnn_train_event back = HMRNN_FINISHED;
    HM_TRY(hm_trainer_advance(trainer->run[1], &back, err));
    if (there == HMRNN_RECOVERED || back == HMRNN_RECOVERED)
        *event = HMRNN_RECOVERED;
    else if (there == HMRNN_EVALUATED || back == HMRNN_EVALUATED)
        *event = HMRNN_EVALUATED;
    else
        *event = there == HMRNN_FINISHED ? back : there;
    return HMRNN_OK;
}

hmrnn_status
hmrnn_trainer_advance(hmrnn_trainer *trainer, hmrnn_train_event *event, hmrnn_error *err)
{
    HM_TRY(advance_all(trainer, event, err));
    if (*event != HMRNN_EVALUATED || trainer->self_training == NULL || !round_is_due(trainer))
        return HMRNN_OK;
    HM_TRY(hm_self_training_round(trainer->self_training, trainer, err));
    for (size_t run = 0; run < trainer->n_runs; run++)
        trainer->run[run]->progress.n_rounds++;
    return HMRNN_OK;
}

hmrnn_status
hmrnn_trainer_evaluate(hmrnn_trainer *trainer, hmrnn_error *err)
{
    (void)err;
    for (size_t run = 0; run < trainer->n_runs; run++)
        if (trainer->run[run]->progress.is_evaluated == 0)
            hm_trainer_validate(trainer->run[run]);
    return HMRNN_OK;
}

void
hmrnn_trainer_report(const hmrnn_trainer *trainer, hmrnn_train_report *report)
{
    hm_bidirectional_report(trainer, report);
}

hmrnn_status
hmrnn_trainer_checkpoint(hmrnn_trainer *trainer, const char *path, hmrnn_error *err)
{
    return hm_checkpoint_write(trainer->n_runs, trainer->run, path, err);
}

void
hmrnn_trainer_free(hmrnn_trainer *trainer)
{
    if (trainer == NULL)
        return;
    hm_trainer_free(trainer->run[0]);
    hm_trainer_free(trainer->run[1]);
    hm_self_training_free(trainer->self_training);
    free(trainer);
}
