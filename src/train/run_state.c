// SPDX-License-Identifier: BSD-2-Clause
//
// train/run_state.c - where a run stands, and what it must go on with, as facts.
#include <config.h>

#include "train/run_state.h"

#include "base/error.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PRIOR "prior-lexicon"

/// The fields of hm_train_progress by name.
static const struct progress_field {
    const char *name;
    size_t offset;
    bool is_count;  ///< uint64_t, else double
} progress_fields[] = {
    {"at-windows", offsetof(hm_train_progress, n_windows), true},
    {"at-epochs", offsetof(hm_train_progress, n_epochs), true},
    {"at-chars", offsetof(hm_train_progress, n_chars), true},
    {"at-chars-unevaluated", offsetof(hm_train_progress, n_chars_unevaluated), true},
    {"at-nats-unevaluated", offsetof(hm_train_progress, nats_unevaluated), false},
    {"at-recovered", offsetof(hm_train_progress, n_recovered), true},
    {"at-recovered-in-a-row", offsetof(hm_train_progress, n_recovered_in_a_row), true},
    {"at-evaluations", offsetof(hm_train_progress, n_evaluations), true},
    {"at-has-best", offsetof(hm_train_progress, has_best), true},
    {"at-is-evaluated", offsetof(hm_train_progress, is_evaluated), true},
    {"at-is-over", offsetof(hm_train_progress, is_over), true},
    {"at-train-bpc", offsetof(hm_train_progress, train_bpc), false},
    {"at-valid-bpc", offsetof(hm_train_progress, valid_bpc), false},
    {"at-best-bpc", offsetof(hm_train_progress, best_bpc), false},
    {"at-best-cost", offsetof(hm_train_progress, best_cost), false},
    {"at-best-is-past", offsetof(hm_train_progress, best_is_past), true},
    {"at-label-nats-unevaluated", offsetof(hm_train_progress, label_nats_unevaluated), false},
    {"at-labelled-unevaluated", offsetof(hm_train_progress, n_labelled_unevaluated), true},
    {"at-label-loss", offsetof(hm_train_progress, label_loss), false},
    {"at-rounds", offsetof(hm_train_progress, n_rounds), true},
    {"at-label-f1", offsetof(hm_train_progress, label_f1), false},
    {"at-best-slope", offsetof(hm_train_progress, best_slope), false},
    {"at-best-lag", offsetof(hm_train_progress, best_lag), true},
    {"at-best-chars", offsetof(hm_train_progress, best_chars), true},
    {"at-gradient-norm", offsetof(hm_train_progress, gradient_norm), false},
};

#define N_FIELDS (sizeof progress_fields / sizeof progress_fields[0])

static void *
field_at(hm_train_progress *progress, size_t i)
{
    return (char *)progress + progress_fields[i].offset;
}

static hmrnn_status
describe_progress(const hm_trainer *trainer, hm_metadata *metadata, hmrnn_error *err)
{
    hm_train_progress copy = trainer->progress;
    if (!isfinite(copy.gradient_norm))  // of a window left out: nothing depends on it
        copy.gradient_norm = 0.0;
    if (!isfinite(copy.valid_bpc))
        copy.valid_bpc = 0.0;
    for (size_t i = 0; i < N_FIELDS; i++) {
        const char *const name = progress_fields[i].name;
        const void *const at = field_at(&copy, i);
        HM_TRY(progress_fields[i].is_count
                   ? hm_metadata_set_count(metadata, name, *(const uint64_t *)at, err)
                   : hm_metadata_set_number(metadata, name, *(const double *)at, err));
    }
    HM_TRY(hm_metadata_set_number(metadata, "at-rate", trainer->schedule.rate, err));
    HM_TRY(hm_metadata_set_count(metadata, "at-without-better", trainer->schedule.n_without_better,
                                 err));
    HM_TRY(hm_metadata_set_count(metadata, "at-position",
                                 hm_sequences_position(&trainer->sequences), err));
    return hm_metadata_set_count(metadata, "at-adam-steps", trainer->adam.n_steps, err);
}

/// Length and checksum of a text.
static hmrnn_status
describe_text(const char *name, const hm_id_text *text, hm_metadata *metadata, hmrnn_error *err)
{
    char value[64];
    snprintf(value, sizeof value, "%zu %08lx", text->n, (unsigned long)text->checksum);
    return hm_metadata_set(metadata, name, value, err);
}

static hmrnn_status
check_text(const char *name, const hm_id_text *text, const hm_metadata *metadata, hmrnn_error *err)
{
    hm_metadata now = HM_METADATA_INIT;
    hmrnn_status status = describe_text(name, text, &now, err);
    const char *const then = hm_metadata_get(metadata, name);
    if (status == HMRNN_OK && (then == NULL || strcmp(then, hm_metadata_get(&now, name)) != 0))
        status = hm_fail(err, HMRNN_EFORMAT,
                         "the checkpoint was made with another %s: give the same text and options "
                         "as when training began",
                         name);
    hm_metadata_release(&now);
    return status;
}

/// Whether the lexicon that the run started from is the same. Older checkpoints do not say.
static hmrnn_status
check_prior(uint64_t prior, const hm_metadata *metadata, hmrnn_error *err)
{
    uint64_t then = prior;
    if (hm_metadata_get(metadata, PRIOR) != NULL)
        HM_TRY(hm_metadata_count(metadata, PRIOR, 0, UINT64_MAX, &then, err));
    if (then != prior)
        return hm_fail(err, HMRNN_EFORMAT,
                       "the checkpoint was made with %s: give what was given "
                       "when training began",
                       then == 0 ? "no lexicon to go on from" : "another lexicon to go on from");
    return HMRNN_OK;
}

hmrnn_status
hm_run_state_describe(const hm_trainer *trainer, hm_metadata *metadata, hmrnn_error *err)
{
    HM_TRY(describe_progress(trainer, metadata, err));
    HM_TRY(describe_text("training-text", &trainer->train, metadata, err));
    HM_TRY(describe_text("validation-text", &trainer->valid, metadata, err));
    return hm_metadata_set_count(metadata, PRIOR, trainer->prior, err);
}

hmrnn_status
hm_run_state_check(const hm_trainer *trainer, const hm_metadata *metadata, hmrnn_error *err)
{
    HM_TRY(check_text("training-text", &trainer->train, metadata, err));
    HM_TRY(check_text("validation-text", &trainer->valid, metadata, err));
    return check_prior(trainer->prior, metadata, err);
}

hmrnn_status
hm_run_state_restore(hm_trainer *trainer, const hm_metadata *metadata, hmrnn_error *err)
{
    hm_train_progress progress = {0};
    uint64_t n_without_better = 0;
    uint64_t position = 0;
    for (size_t i = 0; i < N_FIELDS; i++) {
        const char *const name = progress_fields[i].name;
        void *const at = field_at(&progress, i);
        HM_TRY(progress_fields[i].is_count
                   ? hm_metadata_count(metadata, name, 0, UINT64_MAX, at, err)
                   : hm_metadata_number(metadata, name, -1e300, 1e300, at, err));
    }
    HM_TRY(hm_metadata_number(metadata, "at-rate", 0.0, 1e300, &trainer->schedule.rate, err));
    HM_TRY(hm_metadata_count(metadata, "at-without-better", 0, SIZE_MAX, &n_without_better, err));
    HM_TRY(hm_metadata_count(metadata, "at-position", 0,
                             hm_sequences_length(&trainer->sequences) - 1, &position, err));
    HM_TRY(
        hm_metadata_count(metadata, "at-adam-steps", 0, UINT64_MAX, &trainer->adam.n_steps, err));
    if (progress.best_lag > 1)
        return hm_fail(err, HMRNN_EFORMAT, "a lag of %llu symbols cannot be",
                       (unsigned long long)progress.best_lag);
    trainer->progress = progress;
    trainer->schedule.n_without_better = (size_t)n_without_better;
    hm_sequences_seek(&trainer->sequences, progress.n_epochs, (size_t)position);
    return HMRNN_OK;
}
