// SPDX-License-Identifier: BSD-2-Clause
//
// train/report.c - where a training run is, for those who watch it.
#include <config.h>

#include "train/report.h"

#include <math.h>
#include <string.h>

/// Bits a label since the last evaluation, or those before it if nothing was learned since.
static double
label_loss(const hm_trainer *trainer)
{
    const hm_train_progress *const progress = &trainer->progress;
    if (!hm_trainer_has_labels(trainer) || progress->n_chars == 0)
        return (double)NAN;
    return progress->n_labelled_unevaluated == 0
               ? progress->label_loss
               : progress->label_nats_unevaluated / HM_NATS_PER_BIT /
                     (double)progress->n_labelled_unevaluated;
}

/// Nats of a validation record, by bits of an element of it, where records are counted.
static double
log_likelihood(const hm_trainer *trainer, double bpc)
{
    const hm_id_text *const valid = &trainer->valid;
    if (valid->n_records == 0 || trainer->progress.n_evaluations == 0)
        return (double)NAN;
    return -bpc * HM_NATS_PER_BIT * (double)(valid->n - valid->n_records) /
           (double)valid->n_records;
}

void
hm_trainer_report(const hm_trainer *trainer, hmrnn_train_report *report)
{
    const hm_train_progress *const progress = &trainer->progress;
    const double steps_done = (double)hm_sequences_position(&trainer->sequences);
    *report =
        (hmrnn_train_report){.n_windows = (size_t)progress->n_windows,
                             .n_chars = (size_t)progress->n_chars,
                             .epoch = (double)progress->n_epochs +
                                      steps_done / (double)hm_sequences_length(&trainer->sequences),
                             .epochs = trainer->options.epochs,
                             .train_bpc = progress->n_chars_unevaluated == 0
                                              ? progress->train_bpc
                                              : progress->nats_unevaluated / HM_NATS_PER_BIT /
                                                    (double)progress->n_chars_unevaluated,
                             .valid_bpc =
                                 progress->n_evaluations == 0 ? (double)NAN : progress->valid_bpc,
                             .best_bpc = progress->has_best == 0 ? (double)NAN : progress->best_bpc,
                             .valid_log_likelihood = log_likelihood(trainer, progress->valid_bpc),
                             .best_log_likelihood = log_likelihood(trainer, progress->best_bpc),
                             .label_loss = label_loss(trainer),
                             .label_f1 = !hm_labels_exist(&trainer->valid.labels) ||
                                                 progress->n_evaluations == 0
                                             ? (double)NAN
                                             : progress->label_f1,
                             .rate = hm_trainer_rate(trainer),
                             .slope = hm_schedule_slope(&trainer->options, progress->n_epochs),
                             .gradient_norm = progress->gradient_norm,
                             .n_recovered = (size_t)progress->n_recovered,
                             .n_layers = trainer->model.dims.n_layers,
                             .n_symbols = trainer->model.dims.n_symbols,
                             .n_parameters = hm_params_count(&trainer->model.dims)};
    memcpy(report->boundary_rate, progress->boundary_rate, sizeof report->boundary_rate);
    memcpy(report->update_rate, progress->update_rate, sizeof report->update_rate);
}
