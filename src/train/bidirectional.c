// SPDX-License-Identifier: BSD-2-Clause
//
// train/bidirectional.c - a training run in one direction or in two.
#include <config.h>

#include "train/bidirectional.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "infer/reverse.h"
#include "net/boundary.h"
#include "train/report.h"

#include <stdlib.h>
#include <string.h>

#define BACK_STREAM UINT64_MAX  // of the seed: what the second run draws from

#define STRETCH ((size_t)1 << 16)  // symbols reversed at a time

// ----------------------------------------------------------------------------------------- records

/// The record that begins at `first`, without its newline.
static hm_range
record_at(const hm_id_text *text, uint32_t newline, size_t first)
{
    size_t end = first;
    while (end < text->n && text->ids[end] != newline)
        end++;
    return (hm_range){first, end - first};
}

/// The end of a record that may be too long for the memory.
static size_t
find_end(hm_id_text *text, uint32_t newline, size_t first)
{
    size_t end = first;
    while (end < text->n && text->ids[end] != newline)
        if (++end % STRETCH == 0)
            hm_mapped_array_used(&text->storage, STRETCH * sizeof *text->ids);
    return end;
}

/// A text with every record reversed; newlines stay where they are.
static hmrnn_status
reverse_text(hm_id_text *text, uint32_t newline, hm_id_text *reversed, hmrnn_error *err)
{
    *reversed = (hm_id_text){.n = text->n, .storage = hm_mapped_array_in(text->storage.folder)};
    HM_TRY(hm_id_text_reserve(reversed, text->n, err));
    for (size_t first = 0; first < text->n;) {
        const size_t end = find_end(text, newline, first);
        for (size_t i = first; i < end; i += STRETCH) {
            const size_t n = hm_size_min(STRETCH, end - i);
            hm_reverse_symbols(n, text->ids + i, reversed->ids + first + end - i - n);
            hm_mapped_array_used(&text->storage, n * sizeof *text->ids);
            hm_mapped_array_used(&reversed->storage, n * sizeof *text->ids);
        }
        if (end < text->n)
            reversed->ids[end] = newline;
        first = end + 1;
    }
    return HMRNN_OK;
}

/// The labels of a text for the text reversed.
static hmrnn_status
reverse_labels(const hm_id_text *text, uint32_t newline, const hm_labels *labels,
               hm_labels *reversed, hmrnn_error *err)
{
    HM_TRY(hm_labels_copy(reversed, labels, err));
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++) {
        for (size_t first = 0; labels->layer[l] != NULL && first < text->n;) {
            const hm_range record = record_at(text, newline, first);
            hm_reverse_marks(record.n, labels->layer[l] + first, reversed->layer[l] + first);
            first += record.n + 1;
        }
    }
    return HMRNN_OK;
}

// -------------------------------------------------------------------------------------------- make

hmrnn_status
hm_bidirectional_begin_back(hmrnn_trainer *trainer, hmrnn_error *err)
{
    hm_trainer *const there = trainer->run[0];
    const size_t n_symbols = there->model.dims.n_symbols;
    hm_model back = HM_MODEL_INIT;
    hm_id_text train = HM_ID_TEXT_INIT;
    hm_id_text valid = HM_ID_TEXT_INIT;
    hmrnn_train_options options = there->options;
    hm_rng seeds = hm_rng_stream(options.seed, BACK_STREAM);
    options.seed = hm_rng_next(&seeds);
    uint8_t *is_separator = hm_alloc_array(n_symbols, 1, "the alphabet", err);
    hmrnn_status status = HMRNN_OK;
    if (is_separator == NULL)
        status = HMRNN_ENOMEM;
    else
        memcpy(is_separator, there->is_separator, n_symbols);
    if (status == HMRNN_OK)
        status = hm_model_copy_back(&back, &there->model, err);
    if (status == HMRNN_OK)
        status = reverse_text(&there->train, there->record_separator, &train, err);
    if (status == HMRNN_OK)
        status = reverse_text(&there->valid, there->record_separator, &valid, err);
    if (status == HMRNN_OK)
        status = reverse_labels(&there->train, there->record_separator, &there->train.gold,
                                &train.gold, err);
    if (status == HMRNN_OK)
        status = reverse_labels(&there->valid, there->record_separator, &there->valid.gold,
                                &valid.gold, err);
    if (status == HMRNN_OK)
        status =
            hm_trainer_new(&trainer->run[1], &options, &back, &train, &valid, &is_separator, err);
    if (status == HMRNN_OK) {
        trainer->n_runs = 2;
        trainer->run[1]->prior = there->prior;
    }
    hm_model_release(&back);
    hm_id_text_release(&train);
    hm_id_text_release(&valid);
    free(is_separator);
    return status;
}

hmrnn_status
hm_bidirectional_set_labels(hmrnn_trainer *trainer, const hm_labels *train, const hm_labels *valid,
                            hmrnn_error *err)
{
    const hm_trainer *const there = trainer->run[0];
    hmrnn_status status = hm_trainer_set_labels(trainer->run[0], train, valid, err);
    if (status != HMRNN_OK || trainer->n_runs == 1)
        return status;
    hm_labels train_back = hm_labels_in(NULL, train->source);
    hm_labels valid_back = hm_labels_in(NULL, valid->source);
    status = reverse_labels(&there->train, there->record_separator, train, &train_back, err);
    if (status == HMRNN_OK)
        status = reverse_labels(&there->valid, there->record_separator, valid, &valid_back, err);
    if (status == HMRNN_OK)
        status = hm_trainer_set_labels(trainer->run[1], &train_back, &valid_back, err);
    hm_labels_release(&train_back);
    hm_labels_release(&valid_back);
    return status;
}

// ------------------------------------------------------------------------------------------- infer

static hmrnn_status
list_records(const hm_id_text *text, uint32_t newline, hm_range **records, size_t *n_records,
             hmrnn_error *err)
{
    size_t n = 1;
    for (size_t i = 0; i < text->n; i++)
        n += text->ids[i] == newline;
    hm_range *const list = hm_alloc_array(n, sizeof *list, "records", err);
    if (list == NULL)
        return HMRNN_ENOMEM;
    size_t n_listed = 0;
    for (size_t first = 0; first < text->n;) {
        list[n_listed] = record_at(text, newline, first);
        first += list[n_listed++].n + 1;
    }
    *records = list;
    *n_records = n_listed;
    return HMRNN_OK;
}

static hm_direction
direction_of(hm_trainer *run, bool of_best)
{
    const hmrnn_train_options *const options = &run->options;
    const hm_forward_options forward = {.boundary = hm_boundary_outside_training(options->boundary),
                                        .slope = (float)hm_trainer_pack_eval_weights(run, of_best)};
    return (hm_direction){&run->net, forward,
                          hm_trainer_has_labels(run) ? options->label_lag
                                                     : (size_t)run->progress.best_lag};
}

hmrnn_status
hm_bidirectional_infer(hmrnn_trainer *trainer, bool of_best, const hm_id_text *text,
                       const hm_outputs *found, hmrnn_error *err)
{
    const hm_trainer *const there = trainer->run[0];
    hm_range *records = NULL;
    size_t n_records = 0;
    hm_inference inference;
    HM_TRY(list_records(text, there->record_separator, &records, &n_records, err));
    hmrnn_status status = hm_inference_init(&inference, &there->model.dims, there->pool, err);
    if (status == HMRNN_OK) {
        hm_direction directions[2] = {direction_of(trainer->run[0], of_best), {.net = NULL}};
        if (trainer->n_runs == 2)
            directions[1] = direction_of(trainer->run[1], of_best);
        status = hm_inference_run(&inference, directions, there->record_separator,
                                  HM_SYMBOL_UNKNOWN, n_records, records, text->ids, found, err);
        hm_inference_release(&inference);
    }
    free(records);
    return status;
}

static double
mean(double a, double b)
{
    return 0.5 * (a + b);
}

void
hm_bidirectional_report(const hmrnn_trainer *trainer, hmrnn_train_report *report)
{
    hm_trainer_report(trainer->run[0], report);
    if (trainer->n_runs == 1)
        return;
    hmrnn_train_report back;
    hm_trainer_report(trainer->run[1], &back);
    report->train_bpc = mean(report->train_bpc, back.train_bpc);
    report->valid_bpc = mean(report->valid_bpc, back.valid_bpc);
    report->best_bpc = mean(report->best_bpc, back.best_bpc);
    report->label_loss = mean(report->label_loss, back.label_loss);
    report->label_f1 = mean(report->label_f1, back.label_f1);
    report->rate = mean(report->rate, back.rate);
    report->gradient_norm = mean(report->gradient_norm, back.gradient_norm);
    report->n_recovered += back.n_recovered;
    report->n_parameters += back.n_parameters;
    for (size_t l = 0; l < report->n_layers; l++) {
        report->boundary_rate[l] = mean(report->boundary_rate[l], back.boundary_rate[l]);
        report->update_rate[l] = mean(report->update_rate[l], back.update_rate[l]);
    }
}
