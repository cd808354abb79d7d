// SPDX-License-Identifier: BSD-2-Clause
//
// lib/save_model.c - the best model of a training run as a file.
#include <config.h>

#include "hmrnn.h"

#include "base/error.h"
#include "model/lexicon_file.h"
#include "train/bidirectional.h"
#include "train/option_table.h"
#include "train/self_training.h"
#include "train/trainer.h"

#include <math.h>
#include <string.h>

/// The manifest of the best model.
static hmrnn_status
describe(const hmrnn_trainer *trainer, hm_model *model, size_t n_metadata,
         const hmrnn_metadata *metadata, hmrnn_error *err)
{
    const hm_trainer *const run = trainer->run[0];
    hmrnn_train_report report;
    hmrnn_trainer_report(trainer, &report);
    HM_TRY(hm_model_describe(model, err));
    HM_TRY(hm_options_describe(&run->options, &model->metadata, err));
    HM_TRY(hm_metadata_set_count(&model->metadata, "parameters", report.n_parameters, err));
    HM_TRY(hm_metadata_set_count(&model->metadata, "train-chars", run->train.n, err));
    HM_TRY(hm_metadata_set_count(&model->metadata, "learned-chars", run->progress.best_chars, err));
    if (isfinite(report.best_bpc))
        HM_TRY(hm_metadata_set_number(&model->metadata, "valid-bpc", report.best_bpc, err));
    for (size_t i = 0; i < n_metadata; i++)
        HM_TRY(hm_metadata_set(&model->metadata, metadata[i].name, metadata[i].value, err));
    return HMRNN_OK;
}

/// Copy the best weights of a run, and tell how they are used.
static void
copy_best(hm_trainer *run, float *weights, double *slope, size_t *lag)
{
    memcpy(weights, hm_trainer_eval_weights(run, true, slope), run->n_parameters * sizeof *weights);
    *lag = (size_t)run->progress.best_lag;
}

/// Write a model with the lexicon that belongs to it.
static hmrnn_status
write_with_lexicon(hmrnn_trainer *trainer, const hm_model *model, const char *path,
                   hmrnn_precision precision, hmrnn_error *err)
{
    hm_lexicon *lexicon = NULL;
    hm_lexicon_file file;
    HM_TRY(hm_self_training_lexicon(trainer->self_training, trainer, &lexicon, err));
    hmrnn_status status = hm_lexicon_file_make(&file, lexicon, precision, err);
    if (status == HMRNN_OK) {
        status =
            hm_model_write_with(model, HM_LEXICON_SECTIONS, file.sections, path, precision, err);
        hm_lexicon_file_release(&file);
    }
    hm_lexicon_free(lexicon);
    return status;
}

hmrnn_status
hmrnn_trainer_save(hmrnn_trainer *trainer, const char *path, hmrnn_precision precision,
                   size_t n_metadata, const hmrnn_metadata *metadata, hmrnn_error *err)
{
    hm_model best = HM_MODEL_INIT;
    HM_TRY(hm_model_copy(&best, &trainer->run[0]->model, err));
    copy_best(trainer->run[0], best.params.all, &best.slope, &best.lag);
    if (trainer->n_runs == 2)
        copy_best(trainer->run[1], best.back.all, &best.back_slope, &best.back_lag);
    hmrnn_status status = describe(trainer, &best, n_metadata, metadata, err);
    if (status == HMRNN_OK)
        status = trainer->self_training == NULL
                     ? hm_model_write(&best, path, precision, err)
                     : write_with_lexicon(trainer, &best, path, precision, err);
    hm_model_release(&best);
    return status;
}
