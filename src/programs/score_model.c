// SPDX-License-Identifier: BSD-2-Clause
//
// programs/score_model.c - the input, file by file, by what a model expects.
#include <config.h>

#include "programs/score.h"

#include "cli/append.h"
#include "cli/find_model.h"
#include "cli/input_batch.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "programs/record_types.h"

#include <stdlib.h>

typedef struct scoring {
    const hm_score_options *options;
    const hm_record_type *type;
    const hm_measure *measure;
    void *state;  ///< of the measure
    hm_input *input;
    hmrnn_model *model;  ///< NULL until the first text decides
    char *name;          ///< of the file we are in; NULL: none
    hm_bytes out;
} scoring;

/// Takes the model.
static void
use_model(scoring *s, hmrnn_model *model)
{
    s->model = model;
    if (s->options->common.is_verbose)
        hm_record_type_note_model(model);
    hm_record_type_check_model(s->type, model);
    s->measure->use_model(s->state, model);
}

static void
open_model(scoring *s)
{
    hmrnn_model *const model = hm_find_model_wanted(s->options->model);
    if (model != NULL)
        use_model(s, model);
    else if (s->type->needs_model != NULL)
        hm_message_usage("%s", s->type->needs_model);
}

static void
leave_file(scoring *s)
{
    free(s->name);
    s->name = NULL;
}

static void
end_file(scoring *s)
{
    if (s->name != NULL)
        s->measure->end_file(s->state, s->name);
    leave_file(s);
}

static void
score_item(scoring *s, const hm_batch *batch, size_t index)
{
    const hm_item *const item = &batch->items[index];
    switch (item->event) {
    case HM_INPUT_ENTRY:
        end_file(s);
        s->name = hm_xstrdup((const char *)item->bytes.data);
        s->measure->begin_file(s->state);
        break;
    case HM_INPUT_RECORD:
        s->measure->record(s->state, batch, index, s->name);
        break;
    case HM_INPUT_BROKEN:
        s->measure->drop_file(s->state);
        leave_file(s);
        break;
    case HM_INPUT_END:
        break;
    }
}

static bool
has_records(const hm_batch *batch)
{
    for (size_t i = 0; i < batch->n_items; i++) {
        if (batch->items[i].event == HM_INPUT_RECORD)
            return true;
    }
    return false;
}

static void
score_batch(scoring *s, const hm_batch *batch)
{
    if (s->model == NULL && has_records(batch))
        use_model(s, hm_find_model_fitting(batch->n_items, batch->texts));
    if (batch->n_chars > 0)
        s->measure->batch(s->state, batch);
    for (size_t i = 0; i < batch->n_items; i++)
        score_item(s, batch, i);
}

static void
report(const scoring *s, const hm_progress *progress)
{
    uint64_t n_records = 0;
    uint64_t n_chars = 0;
    s->measure->count(s->state, &n_records, &n_chars);
    hm_progress_count(progress, n_records, s->type->records, n_chars, s->type->chars);
}

static void
score_all(scoring *s)
{
    const bool is_urgent = hm_output_is_terminal();
    hm_progress progress = hm_progress_begin();
    hm_batch batch;
    hm_batch_init(&batch);
    while (hm_batch_fill(&batch, s->input, false)) {
        score_batch(s, &batch);
        hm_output_write(&s->out, is_urgent || hm_input_is_idle(s->input));
        if (hm_signals_take_progress())
            report(s, &progress);
    }
    end_file(s);
    if (s->options->common.is_verbose)
        report(s, &progress);
    hm_batch_release(&batch);
}

void
hm_score_with_model(const hm_score_options *options, const hm_record_type *type, hm_input *input)
{
    scoring s = {
        .options = options,
        .type = type,
        .input = input,
    };
    s.measure = s.type->measure;
    s.state = s.measure->begin(options, input, &s.out);
    open_model(&s);
    score_all(&s);
    s.measure->end(s.state);
    hm_output_write(&s.out, false);

    hm_bytes_release(&s.out);
    hmrnn_model_free(s.model);
}
