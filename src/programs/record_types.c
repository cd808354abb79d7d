// SPDX-License-Identifier: BSD-2-Clause
//
// programs/record_types.c - the types of records, and which of them a program has.
#include <config.h>

#include "programs/record_types.h"

#include "cli/append.h"
#include "cli/message.h"
#include "programs/score_text.h"
#include "strokes/programs/stroke_record.h"

#include <string.h>

// ------------------------------------------------------------------------------------------- text

static bool
is_of_text(const hmrnn_model *model)
{
    const char *const input = hmrnn_model_metadata(model, "input");
    return input == NULL || strcmp(input, "text") == 0;
}

static void
append_symbols(size_t n_symbols, hm_bytes *out)
{
    hm_append_count(out, n_symbols);
    hm_append_string(out, " symbols");
}

static void
append_bits(const hmrnn_train_report *report, hm_bytes *out)
{
    hm_append_number(out, report->best_bpc, 3);
    hm_append_string(out, " bits per character on the validation text");
}

static hmrnn_status
segment_texts(hmrnn_segmenter *segmenter, const hm_batch *batch, const hmrnn_segmentation **found,
              hmrnn_error *err)
{
    return hmrnn_segmenter_run(segmenter, batch->n_items, batch->texts, found, err);
}

/// " ", " | ", " || ", ...
static void
append_delimiter(size_t index, hm_bytes *delimiter)
{
    hm_append_string(delimiter, " ");
    for (size_t i = 0; i < index; i++)
        hm_append_string(delimiter, "|");
    hm_append_string(delimiter, index == 0 ? "" : " ");
}

static const hm_record_type text_records = {
    .records = "records",
    .chars = "characters",
    .wrong_model = "is a model of drawings, not of text: give it drawings, and --strokes",
    .has_evidence = true,
    .formats = hm_formats,
    .measure = &hm_text_measure,
    .fits = is_of_text,
    .append_vocabulary = append_symbols,
    .append_result = append_bits,
    .segment = segment_texts,
    .append_delimiter = append_delimiter,
};

// ------------------------------------------------------------------------------------------- types

const hm_record_type *
hm_record_type_choose(hm_input_options *options)
{
    const hm_record_type *const type = options->has_strokes ? &hm_stroke_records : &text_records;
    options->format = type->format;
    return type;
}

void
hm_record_type_note_model(const hmrnn_model *model)
{
    static const hm_record_type *const types[] = {&text_records, &hm_stroke_records};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        hm_bytes vocabulary = HM_BYTES_INIT;
        if (!types[i]->fits(model))
            continue;
        types[i]->append_vocabulary(hmrnn_model_symbols(model), &vocabulary);
        hm_append_bytes(&vocabulary, 1, "");
        hm_message_note("model %s: %zu layers, %s; OpenBLAS kernel %s", hmrnn_model_path(model),
                        hmrnn_model_layers(model), (const char *)vocabulary.data,
                        hmrnn_blas_kernel());
        hm_bytes_release(&vocabulary);
    }
}

void
hm_record_type_check_model(const hm_record_type *type, const hmrnn_model *model)
{
    if (!type->fits(model))
        hm_message_die("%s: %s", hmrnn_model_path(model), type->wrong_model);
}
