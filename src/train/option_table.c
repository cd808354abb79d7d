// SPDX-License-Identifier: BSD-2-Clause
//
// train/option_table.c - the options of a run: one table, from which all that is said of them is
// made.
//
// The programs make their command line, --help, the completions and the lines of the manual from
// it (programs/train_options.c, programs/print_options.c). A new option is a field in
// hmrnn_options.h, a row here, and a paragraph in the manual.
#include <config.h>

#include "train/option_table.h"

#include "base/error.h"
#include "model/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/// Who writes the option into a manifest, and when.
typedef enum manifest_rule {
    ALWAYS,      ///< hm_options_describe(), always
    IF_CHANGED,  ///< hm_options_describe(), where it is not the default of a run without labels
    BY_MODEL     ///< hm_model_describe(), which also checks it: a shape of the model
} manifest_rule;

typedef struct row {
    hmrnn_train_option option;
    manifest_rule rule;
} row;

#define AT(field) \
    offsetof(hmrnn_train_options, field), sizeof((const hmrnn_train_options *)NULL)->field

enum { MAX_UNITS = 65536 };  // as net/params.c

#define MAX_COUNT 0x1p40
#define NO_RANGE 0.0, 0.0

// clang-format off
/// Each row: name, letter, type, group, scope, field, value in documents, default without labels,
/// default with labels, range; help; who writes it into a manifest.
static const row rows[] = {
    {{"guide", 'g', HMRNN_OPTION_CHOICE, HMRNN_GROUP_EVERYDAY, HMRNN_SCOPE_TEXT,
      AT(guide), "none|lexicon|self-training",
      HMRNN_GUIDE_SELF_TRAINING, HMRNN_GUIDE_SELF_TRAINING, NO_RANGE,
      "labels for layer 1: none; words induced from n-grams; these, induced again with "
      "the scores of the networks"}, IF_CHANGED},
    {{"epochs", 'e', HMRNN_OPTION_NUMBER, HMRNN_GROUP_EVERYDAY, HMRNN_SCOPE_ALL,
      AT(epochs), "N", 20.0, 4.0, 1e-6, 1e6,
      "passes over the text"}, ALWAYS},
    {{"layers", '\0', HMRNN_OPTION_COUNT, HMRNN_GROUP_EVERYDAY, HMRNN_SCOPE_ALL,
      AT(n_layers), "N", 3, 3, 1, HMRNN_MAX_LAYERS,
      "layers; all but the highest have boundaries"}, BY_MODEL},
    {{"units", 'u', HMRNN_OPTION_UNITS, HMRNN_GROUP_EVERYDAY, HMRNN_SCOPE_ALL,
      AT(n_units), "LIST", 256, 256, 1, MAX_UNITS,
      "units of every layer, or of each: 512,256,128"}, BY_MODEL},
    {{"batch", 'b', HMRNN_OPTION_COUNT, HMRNN_GROUP_EVERYDAY, HMRNN_SCOPE_ALL,
      AT(batch), "N", 64, 64, 1, 65536,
      "streams or records that are read in parallel"}, ALWAYS},
    {{"seed", 's', HMRNN_OPTION_SEED, HMRNN_GROUP_EVERYDAY, HMRNN_SCOPE_ALL,
      AT(seed), "N", 1, 1, NO_RANGE,
      "seed of the random numbers"}, ALWAYS},

    {{"cell", '\0', HMRNN_OPTION_CHOICE, HMRNN_GROUP_NETWORK, HMRNN_SCOPE_ALL,
      AT(cell), HM_CELL_WORDS, HMRNN_CELL_HMLSTM, HMRNN_CELL_HMLSTM, NO_RANGE,
      "hierarchical multiscale LSTM, or a plain LSTM"}, BY_MODEL},
    {{"embed", '\0', HMRNN_OPTION_COUNT, HMRNN_GROUP_NETWORK, HMRNN_SCOPE_ALL,
      AT(n_embed), "N", 128, 128, 1, MAX_UNITS,
      "width of the input embedding"}, BY_MODEL},
    {{"output-embed", '\0', HMRNN_OPTION_COUNT, HMRNN_GROUP_NETWORK, HMRNN_SCOPE_ALL,
      AT(n_output_embed), "N", 256, 256, 1, MAX_UNITS,
      "width of the output embedding"}, BY_MODEL},
    {{"components", '\0', HMRNN_OPTION_COUNT, HMRNN_GROUP_NETWORK, HMRNN_SCOPE_STROKES,
      AT(n_components), "N", 20, 20, 1, HMRNN_MAX_COMPONENTS,
      "with --strokes: Gaussians of the mixture that predicts a point"}, IF_CHANGED},
    {{"layer-norm", '\0', HMRNN_OPTION_FLAG, HMRNN_GROUP_NETWORK, HMRNN_SCOPE_ALL,
      AT(has_layer_norm), "no|yes", 1, 1, NO_RANGE,
      "layer normalisation"}, BY_MODEL},
    {{"char-classes", '\0', HMRNN_OPTION_FLAG, HMRNN_GROUP_NETWORK, HMRNN_SCOPE_TEXT,
      AT(has_char_classes), "no|yes", 0, 1, NO_RANGE,
      "class and script of each character are input, too"}, BY_MODEL},
    {{"bidirectional", '\0', HMRNN_OPTION_FLAG, HMRNN_GROUP_NETWORK, HMRNN_SCOPE_TEXT,
      AT(is_bidirectional), "no|yes", 0, 1, NO_RANGE,
      "a second network reads each record from its end"}, IF_CHANGED},

    {{"boundary", '\0', HMRNN_OPTION_CHOICE, HMRNN_GROUP_DETECTORS, HMRNN_SCOPE_ALL,
      AT(boundary), HM_BOUNDARY_WORDS, HMRNN_BOUNDARY_STEP, HMRNN_BOUNDARY_STEP, NO_RANGE,
      "boundary as a function of its probability"}, BY_MODEL},
    {{"estimator", '\0', HMRNN_OPTION_CHOICE, HMRNN_GROUP_DETECTORS, HMRNN_SCOPE_ALL,
      AT(estimator), "full|skip", HMRNN_ESTIMATOR_FULL, HMRNN_ESTIMATOR_FULL, NO_RANGE,
      "gradient of a boundary, also through copied states or not"}, ALWAYS},
    {{"ste", '\0', HMRNN_OPTION_CHOICE, HMRNN_GROUP_DETECTORS, HMRNN_SCOPE_ALL,
      AT(ste), "clipped|inward", HMRNN_STE_CLIPPED, HMRNN_STE_CLIPPED, NO_RANGE,
      "straight-through estimator outside the linear range"}, IF_CHANGED},
    {{"detector-bias", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_DETECTORS, HMRNN_SCOPE_ALL,
      AT(detector_bias), "BIAS", 0.3, 0.3, -10.0, 10.0,
      "initial bias of the boundary detectors"}, ALWAYS},
    {{"detector-rate", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_DETECTORS, HMRNN_SCOPE_ALL,
      AT(detector_rate), "X", 1.0, 1.0, 1e-6, 1e3,
      "factor of the learning rate for the detectors"}, IF_CHANGED},
    {{"boundary-penalty", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_DETECTORS, HMRNN_SCOPE_ALL,
      AT(boundary_penalty), "NATS", 0.0, 0.0, 0.0, 1e3,
      "what each boundary adds to the loss"}, IF_CHANGED},
    {{"slope-start", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_DETECTORS, HMRNN_SCOPE_ALL,
      AT(slope_start), "A", 1.0, 1.0, 1e-3, 1e3,
      "slope of the hard sigmoid in the first epoch"}, ALWAYS},
    {{"slope-rate", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_DETECTORS, HMRNN_SCOPE_ALL,
      AT(slope_rate), "A", 0.04, 0.04, 0.0, 1e3,
      "added to the slope each epoch"}, ALWAYS},
    {{"slope-max", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_DETECTORS, HMRNN_SCOPE_ALL,
      AT(slope_max), "A", 5.0, 5.0, 1e-3, 1e3,
      "largest slope"}, ALWAYS},

    {{"normalize", '\0', HMRNN_OPTION_CHOICE, HMRNN_GROUP_ALPHABET, HMRNN_SCOPE_TEXT,
      AT(normalization), HM_NORMALIZATION_WORDS,
      HMRNN_NORMALIZATION_NONE, HMRNN_NORMALIZATION_NONE, NO_RANGE,
      "Unicode normalisation of what the network reads"}, BY_MODEL},
    {{"min-count", '\0', HMRNN_OPTION_COUNT, HMRNN_GROUP_ALPHABET, HMRNN_SCOPE_TEXT,
      AT(min_count), "N", 2, 2, 0, MAX_COUNT,
      "characters rarer than this are unknown"}, ALWAYS},
    {{"max-symbols", '\0', HMRNN_OPTION_COUNT, HMRNN_GROUP_ALPHABET, HMRNN_SCOPE_TEXT,
      AT(max_symbols), "N", 0, 0, 0, 0x110001,
      "largest alphabet; 0: any"}, ALWAYS},

    {{"sequences", '\0', HMRNN_OPTION_CHOICE, HMRNN_GROUP_OPTIMISATION, HMRNN_SCOPE_ALL,
      AT(sequences), "streams|records", HMRNN_SEQUENCES_STREAMS, HMRNN_SEQUENCES_STREAMS, NO_RANGE,
      "what is read in parallel: the text as long streams, or whole records"}, IF_CHANGED},
    {{"bptt", '\0', HMRNN_OPTION_COUNT, HMRNN_GROUP_OPTIMISATION, HMRNN_SCOPE_ALL,
      AT(bptt), "N", 100, 100, 1, 65536,
      "steps of back-propagation through time"}, ALWAYS},
    {{"rate", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_OPTIMISATION, HMRNN_SCOPE_ALL,
      AT(rate), "RATE", 0.002, 0.002, 1e-9, 10.0,
      "learning rate of Adam"}, ALWAYS},
    {{"clip", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_OPTIMISATION, HMRNN_SCOPE_ALL,
      AT(clip), "NORM", 1.0, 1.0, 0.0, 1e9,
      "largest norm of the gradient; 0: any"}, ALWAYS},
    {{"weight-decay", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_OPTIMISATION, HMRNN_SCOPE_ALL,
      AT(weight_decay), "X", 0.0, 0.0, 0.0, 1e3,
      "decoupled weight decay of matrices, times the rate"}, IF_CHANGED},
    {{"ema", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_OPTIMISATION, HMRNN_SCOPE_ALL,
      AT(ema), "DECAY", 0.0, 0.0, 0.0, 0.999999,
      "decay of an exponential moving average of the weights; 0: none"}, IF_CHANGED},
    {{"schedule", '\0', HMRNN_OPTION_CHOICE, HMRNN_GROUP_OPTIMISATION, HMRNN_SCOPE_ALL,
      AT(schedule), "plateau|cosine", HMRNN_SCHEDULE_PLATEAU, HMRNN_SCHEDULE_COSINE, NO_RANGE,
      "rate: divided when validation stalls, or half a cosine"}, ALWAYS},
    {{"warmup", '\0', HMRNN_OPTION_COUNT, HMRNN_GROUP_OPTIMISATION, HMRNN_SCOPE_ALL,
      AT(warmup), "N", 0, 0, 0, MAX_COUNT,
      "windows over which the rate rises at first"}, IF_CHANGED},
    {{"hold", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_OPTIMISATION, HMRNN_SCOPE_ALL,
      AT(hold), "SHARE", 0.0, 0.0, 0.0, 0.99,
      "cosine: share of the run before the rate falls"}, IF_CHANGED},
    {{"decay", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_OPTIMISATION, HMRNN_SCOPE_ALL,
      AT(decay), "X", 50.0, 50.0, 1.001, 1e9,
      "plateau: the rate is divided by X"}, ALWAYS},
    {{"patience", '\0', HMRNN_OPTION_COUNT, HMRNN_GROUP_OPTIMISATION, HMRNN_SCOPE_ALL,
      AT(patience), "N", 1, 1, 1, MAX_COUNT,
      "plateau: after N evaluations without a better one"}, ALWAYS},
    {{"stop-rate", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_OPTIMISATION, HMRNN_SCOPE_ALL,
      AT(stop_rate), "RATE", 1e-6, 1e-6, 0.0, 10.0,
      "plateau: finished when the rate is below this"}, ALWAYS},
    {{"evaluate-chars", '\0', HMRNN_OPTION_COUNT, HMRNN_GROUP_OPTIMISATION, HMRNN_SCOPE_ALL,
      AT(evaluate_chars), "N", 0, 0, 0, 0x1p60,
      "characters between evaluations; 0: an epoch"}, ALWAYS},
    {{"matmul", '\0', HMRNN_OPTION_CHOICE, HMRNN_GROUP_OPTIMISATION, HMRNN_SCOPE_ALL,
      AT(matmul), "float32|bfloat16", HMRNN_MATMUL_FLOAT32, HMRNN_MATMUL_FLOAT32, NO_RANGE,
      "format of the factors of matrix products in training"}, IF_CHANGED},

    {{"dropout", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_REGULARISATION, HMRNN_SCOPE_ALL,
      AT(dropout), "SHARE", 0.0, 0.0, 0.0, 0.99,
      "dropout of both embeddings, drawn for each character"}, ALWAYS},
    {{"dropout-input", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_REGULARISATION, HMRNN_SCOPE_ALL,
      AT(dropout_input), "SHARE", 0.0, 0.0, 0.0, 0.99,
      "variational dropout of the input embedding"}, IF_CHANGED},
    {{"dropout-layers", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_REGULARISATION, HMRNN_SCOPE_ALL,
      AT(dropout_layers), "SHARE", 0.0, 0.0, 0.0, 0.99,
      "variational dropout between layers"}, IF_CHANGED},
    {{"dropout-output", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_REGULARISATION, HMRNN_SCOPE_ALL,
      AT(dropout_output), "SHARE", 0.0, 0.0, 0.0, 0.99,
      "variational dropout from layers to the output"}, IF_CHANGED},
    {{"dropout-weights", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_REGULARISATION, HMRNN_SCOPE_ALL,
      AT(dropout_weights), "SHARE", 0.0, 0.0, 0.0, 0.99,
      "DropConnect of the recurrent weights"}, IF_CHANGED},
    {{"layer-zoneout", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_REGULARISATION, HMRNN_SCOPE_ALL,
      AT(layer_zoneout), "SHARE", 0.0, 0.0, 0.0, 0.99,
      "share of the steps at which a layer above the lowest copies its state"}, IF_CHANGED},
    {{"reset-state", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_REGULARISATION, HMRNN_SCOPE_TEXT,
      AT(reset_state), "P", 0.05, 0.05, 0.0, 1.0,
      "probability that a stream begins a window with a zero state"}, ALWAYS},
    {{"mask", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_REGULARISATION, HMRNN_SCOPE_TEXT,
      AT(mask), "SHARE", 0.0, 0.2, 0.0, 0.9,
      "share of the input characters replaced by the unknown one"}, IF_CHANGED},

    {{"label-weight", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_LABELS, HMRNN_SCOPE_LABELS,
      AT(label_weight), "X", 1.0, 1.0, 0.0, 1e3,
      "factor of the loss of the labels at the beginning"}, IF_CHANGED},
    {{"label-weight-end", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_LABELS, HMRNN_SCOPE_LABELS,
      AT(label_weight_end), "X", 1.0, 1.0, 0.0, 1e3,
      "and at the end, linear in between"}, IF_CHANGED},
    {{"pmi-weight", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_LABELS, HMRNN_SCOPE_LABELS,
      AT(pmi_weight), "X", 2.0, 2.0, 0.0, 100.0,
      "weight of PMI when the lexicon is built"}, IF_CHANGED},
    {{"pmi-threshold", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_LABELS, HMRNN_SCOPE_LABELS,
      AT(pmi_threshold), "X", 0.5, 0.5, -10.0, 10.0,
      "its threshold: 0 the mean between words, 1 inside"}, IF_CHANGED},
    {{"clamp", '\0', HMRNN_OPTION_NUMBER, HMRNN_GROUP_LIBRARY, HMRNN_SCOPE_LABELS,
      AT(clamp), "P", 0.0, 0.0, 0.0, 1.0,
      "probability that a label takes the place of a boundary"}, IF_CHANGED},
    {{"label-lag", '\0', HMRNN_OPTION_COUNT, HMRNN_GROUP_LIBRARY, HMRNN_SCOPE_LABELS,
      AT(label_lag), "N", 1, 1, 0, 1,
      "symbols after the gap at which its label applies"}, IF_CHANGED},
};
// clang-format on

enum { N_ROWS = sizeof rows / sizeof rows[0] };

const hmrnn_train_option *
hmrnn_train_option_at(size_t i)
{
    return i < N_ROWS ? &rows[i].option : NULL;
}

/// The field of an option; the type says of what type it is.
static void *
field(hmrnn_train_options *options, const hmrnn_train_option *option)
{
    return (char *)options + option->offset;
}

static const void *
const_field(const hmrnn_train_options *options, const hmrnn_train_option *option)
{
    return (const char *)options + option->offset;
}

static void
set(hmrnn_train_options *options, const hmrnn_train_option *option, double value)
{
    switch (option->type) {
    case HMRNN_OPTION_NUMBER:
        *(double *)field(options, option) = value;
        break;
    case HMRNN_OPTION_COUNT:
        *(size_t *)field(options, option) = (size_t)value;
        break;
    case HMRNN_OPTION_SEED:
        *(uint64_t *)field(options, option) = (uint64_t)value;
        break;
    case HMRNN_OPTION_CHOICE:
        *(unsigned *)field(options, option) = (unsigned)value;
        break;
    case HMRNN_OPTION_FLAG:
        *(int *)field(options, option) = value != 0.0;
        break;
    case HMRNN_OPTION_UNITS:
        for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
            ((size_t *)field(options, option))[l] = (size_t)value;
        break;
    }
}

void
hmrnn_train_options_init(hmrnn_train_options *options, hmrnn_guide guide)
{
    *options = (hmrnn_train_options){.prior = NULL};
    for (size_t i = 0; i < N_ROWS; i++) {
        const hmrnn_train_option *const option = &rows[i].option;
        set(options, option,
            guide == HMRNN_GUIDE_NONE ? option->initial : option->initial_with_labels);
    }
    options->guide = guide;
}

hmrnn_status
hm_options_check(const hmrnn_train_options *options, hmrnn_error *err)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        const hmrnn_train_option *const option = &rows[i].option;
        if (rows[i].rule == BY_MODEL || option->least == option->most)
            continue;
        if (option->type == HMRNN_OPTION_NUMBER) {
            const double value = *(const double *)const_field(options, option);
            if (!(value >= option->least && value <= option->most))
                return hm_fail(err, HMRNN_EARG, "%s is %g: it must be %g to %g", option->name,
                               value, option->least, option->most);
        } else {
            const size_t value = *(const size_t *)const_field(options, option);
            if (value < (size_t)option->least || value > (size_t)option->most)
                return hm_fail(err, HMRNN_EARG, "%s is %zu: it must be %zu to %zu", option->name,
                               value, (size_t)option->least, (size_t)option->most);
        }
    }
    if (options->slope_max < options->slope_start)
        return hm_fail(err, HMRNN_EARG, "slope-max is below slope-start");
    if (options->max_symbols == 1)
        return hm_fail(err, HMRNN_EARG, "max-symbols must leave room for one character");
    return HMRNN_OK;
}

static hmrnn_status
describe(const hmrnn_train_options *options, const hmrnn_train_option *option,
         hm_metadata *metadata, hmrnn_error *err)
{
    const char *const name = option->name;
    switch (option->type) {
    case HMRNN_OPTION_NUMBER:
        return hm_metadata_set_number(metadata, name, *(const double *)const_field(options, option),
                                      err);
    case HMRNN_OPTION_COUNT:
        return hm_metadata_set_count(metadata, name, *(const size_t *)const_field(options, option),
                                     err);
    case HMRNN_OPTION_SEED:
        return hm_metadata_set_count(metadata, name,
                                     *(const uint64_t *)const_field(options, option), err);
    case HMRNN_OPTION_CHOICE:
        return hm_metadata_set_choice(metadata, name, option->value,
                                      *(const unsigned *)const_field(options, option), err);
    case HMRNN_OPTION_FLAG:
        return hm_metadata_set_count(metadata, name,
                                     *(const int *)const_field(options, option) != 0, err);
    case HMRNN_OPTION_UNITS:
        break;
    }
    return HMRNN_OK;  // BY_MODEL
}

hmrnn_status
hm_options_describe(const hmrnn_train_options *options, hm_metadata *metadata, hmrnn_error *err)
{
    hmrnn_train_options defaults;
    hmrnn_train_options_init(&defaults, HMRNN_GUIDE_NONE);
    for (size_t i = 0; i < N_ROWS; i++) {
        const hmrnn_train_option *const option = &rows[i].option;
        const bool is_changed =
            memcmp(const_field(options, option), const_field(&defaults, option), option->size) != 0;
        if (rows[i].rule == ALWAYS || (rows[i].rule == IF_CHANGED && is_changed))
            HM_TRY(describe(options, option, metadata, err));
    }
    return HMRNN_OK;
}

static hmrnn_status
read_option(hmrnn_train_options *options, const hmrnn_train_option *option,
            const hm_metadata *metadata, hmrnn_error *err)
{
    const char *const name = option->name;
    uint64_t count = 0;
    size_t choice = 0;
    switch (option->type) {
    case HMRNN_OPTION_NUMBER:
        return hm_metadata_number(metadata, name, option->least, option->most,
                                  field(options, option), err);
    case HMRNN_OPTION_COUNT:
        HM_TRY(hm_metadata_count(metadata, name, (uint64_t)option->least, (uint64_t)option->most,
                                 &count, err));
        *(size_t *)field(options, option) = (size_t)count;
        break;
    case HMRNN_OPTION_SEED:
        return hm_metadata_count(metadata, name, 0, UINT64_MAX, field(options, option), err);
    case HMRNN_OPTION_CHOICE:
        HM_TRY(hm_metadata_choice(metadata, name, option->value, &choice, err));
        *(unsigned *)field(options, option) = (unsigned)choice;
        break;
    case HMRNN_OPTION_FLAG:
        HM_TRY(hm_metadata_count(metadata, name, 0, 1, &count, err));
        *(int *)field(options, option) = (int)count;
        break;
    case HMRNN_OPTION_UNITS:
        break;  // BY_MODEL
    }
    return HMRNN_OK;
}

hmrnn_status
hm_options_read(hmrnn_train_options *options, const hm_metadata *metadata, hmrnn_error *err)
{
    hmrnn_train_options read = *options;
    hmrnn_train_options defaults;
    hmrnn_train_options_init(&defaults, HMRNN_GUIDE_NONE);
    for (size_t i = 0; i < N_ROWS; i++) {
        const hmrnn_train_option *const option = &rows[i].option;
        if (rows[i].rule == BY_MODEL)
            continue;
        if (rows[i].rule == IF_CHANGED && hm_metadata_get(metadata, option->name) == NULL)
            memcpy(field(&read, option), const_field(&defaults, option), option->size);
        else
            HM_TRY(read_option(&read, option, metadata, err));
    }
    *options = read;
    return HMRNN_OK;
}
