// SPDX-License-Identifier: BSD-2-Clause
//
// train/options.c - the options of a run: defaults, checks, and their names in manifests.
#include <config.h>

#include "train/options.h"

#include "base/error.h"
#include "model/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/// Options that are numbers: where they are, what they may be. Some are written down only where
/// they are not the default, so that a model trained without them is what it always was.
static const struct number_option {
    const char *name;
    size_t offset;
    double least, most;
    bool is_optional;
} number_options[] = {
    {"detector-bias", offsetof(hmrnn_train_options, detector_bias), -10.0, 10.0, false},
    {"detector-rate", offsetof(hmrnn_train_options, detector_rate), 1e-6, 1e3, true},
    {"slope-start", offsetof(hmrnn_train_options, slope_start), 1e-3, 1e3, false},
    {"slope-rate", offsetof(hmrnn_train_options, slope_rate), 0.0, 1e3, false},
    {"slope-max", offsetof(hmrnn_train_options, slope_max), 1e-3, 1e3, false},
    {"rate", offsetof(hmrnn_train_options, rate), 1e-9, 10.0, false},
    {"clip", offsetof(hmrnn_train_options, clip), 0.0, 1e9, false},
    {"dropout", offsetof(hmrnn_train_options, dropout), 0.0, 0.99, false},
    {"dropout-input", offsetof(hmrnn_train_options, dropout_input), 0.0, 0.99, true},
    {"dropout-layers", offsetof(hmrnn_train_options, dropout_layers), 0.0, 0.99, true},
    {"dropout-output", offsetof(hmrnn_train_options, dropout_output), 0.0, 0.99, true},
    {"dropout-weights", offsetof(hmrnn_train_options, dropout_weights), 0.0, 0.99, true},
    {"layer-zoneout", offsetof(hmrnn_train_options, layer_zoneout), 0.0, 0.99, true},
    {"boundary-penalty", offsetof(hmrnn_train_options, boundary_penalty), 0.0, 1e3, true},
    {"weight-decay", offsetof(hmrnn_train_options, weight_decay), 0.0, 1e3, true},
    {"ema", offsetof(hmrnn_train_options, ema), 0.0, 0.999999, true},
    {"hold", offsetof(hmrnn_train_options, hold), 0.0, 0.99, true},
    {"reset-state", offsetof(hmrnn_train_options, reset_state), 0.0, 1.0, false},
    {"mask", offsetof(hmrnn_train_options, mask), 0.0, 0.9, true},
    {"clamp", offsetof(hmrnn_train_options, clamp), 0.0, 1.0, true},
    {"label-weight", offsetof(hmrnn_train_options, label_weight), 0.0, 1e3, true},
    {"label-weight-end", offsetof(hmrnn_train_options, label_weight_end), 0.0, 1e3, true},
    {"pmi-weight", offsetof(hmrnn_train_options, pmi_weight), 0.0, 100.0, true},
    {"pmi-threshold", offsetof(hmrnn_train_options, pmi_threshold), -10.0, 10.0, true},
    {"decay", offsetof(hmrnn_train_options, decay), 1.001, 1e9, false},
    {"stop-rate", offsetof(hmrnn_train_options, stop_rate), 0.0, 10.0, false},
    {"epochs", offsetof(hmrnn_train_options, epochs), 1e-6, 1e6, false},
};

/// Options that are counts.
static const struct count_option {
    const char *name;
    size_t offset;
    size_t least, most;
    bool is_optional;
} count_options[] = {
    {"min-count", offsetof(hmrnn_train_options, min_count), 0, (size_t)1 << 40, false},
    {"max-symbols", offsetof(hmrnn_train_options, max_symbols), 0, 0x110001, false},
    {"batch", offsetof(hmrnn_train_options, batch), 1, 65536, false},
    {"bptt", offsetof(hmrnn_train_options, bptt), 1, 65536, false},
    {"components", offsetof(hmrnn_train_options, n_components), 1, HMRNN_MAX_COMPONENTS, true},
    {"warmup", offsetof(hmrnn_train_options, warmup), 0, (size_t)1 << 40, true},
    {"label-lag", offsetof(hmrnn_train_options, label_lag), 0, 1, true},
    {"patience", offsetof(hmrnn_train_options, patience), 1, (size_t)1 << 40, false},
    {"evaluate-chars", offsetof(hmrnn_train_options, evaluate_chars), 0, (size_t)1 << 60, false},
};

static const char *const sequences_names[2] = {"streams", "records"};
static const char *const matmul_names[2] = {"float32", "bfloat16"};
static const char *const ste_names[2] = {"clipped", "inward"};

#define N_NUMBERS (sizeof number_options / sizeof number_options[0])
#define N_COUNTS (sizeof count_options / sizeof count_options[0])

void
hmrnn_train_options_init(hmrnn_train_options *options)
{
    *options = (hmrnn_train_options){.cell = HMRNN_CELL_HMLSTM,
                                     .n_layers = 3,
                                     .n_embed = 128,
                                     .n_output_embed = 256,
                                     .n_components = 20,
                                     .has_layer_norm = 1,
                                     .boundary = HMRNN_BOUNDARY_STEP,
                                     .estimator = HMRNN_ESTIMATOR_FULL,
                                     .detector_bias = 0.3,
                                     .detector_rate = 1.0,
                                     .slope_start = 1.0,
                                     .slope_rate = 0.04,
                                     .slope_max = 5.0,
                                     .normalization = HMRNN_NORMALIZATION_NONE,
                                     .min_count = 2,
                                     .max_symbols = 0,
                                     .batch = 64,
                                     .bptt = 100,
                                     .rate = 0.002,
                                     .clip = 1.0,
                                     .dropout = 0.0,
                                     .reset_state = 0.05,
                                     .label_weight = 1.0,
                                     .label_weight_end = 1.0,
                                     .pmi_weight = 2.0,
                                     .pmi_threshold = 0.5,
                                     .label_lag = 1,
                                     .schedule = HMRNN_SCHEDULE_PLATEAU,
                                     .decay = 50.0,
                                     .patience = 1,
                                     .stop_rate = 1e-6,
                                     .epochs = 20.0,
                                     .evaluate_chars = 0,
                                     .matmul = HMRNN_MATMUL_FLOAT32,
                                     .seed = 1,
                                     .n_threads = 0};
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        options->n_units[l] = 256;
}

static double *
number_at(hmrnn_train_options *options, size_t i)
{
    return (double *)(void *)((char *)options + number_options[i].offset);
}

static size_t *
count_at(hmrnn_train_options *options, size_t i)
{
    return (size_t *)(void *)((char *)options + count_options[i].offset);
}

hmrnn_status
hm_options_check(const hmrnn_train_options *options, hmrnn_error *err)
{
    hmrnn_train_options copy = *options;
    for (size_t i = 0; i < N_NUMBERS; i++) {
        const double value = *number_at(&copy, i);
        if (!(value >= number_options[i].least && value <= number_options[i].most))
            return hm_fail(err, HMRNN_EARG, "%s is %g: it must be %g to %g",
                           strcmp(number_options[i].name, "slope-start") == 0
                               ? "slope"  // as the option is called
                               : number_options[i].name,
                           value, number_options[i].least, number_options[i].most);
    }
    for (size_t i = 0; i < N_COUNTS; i++) {
        const size_t value = *count_at(&copy, i);
        if (value < count_options[i].least || value > count_options[i].most)
            return hm_fail(err, HMRNN_EARG, "%s is %zu: it must be %zu to %zu",
                           count_options[i].name, value, count_options[i].least,
                           count_options[i].most);
    }
    if (options->slope_max < options->slope_start)
        return hm_fail(err, HMRNN_EARG, "slope-max is below slope");
    if (options->max_symbols == 1)
        return hm_fail(err, HMRNN_EARG, "max-symbols must leave room for one character");
    return HMRNN_OK;
}

hmrnn_status
hm_options_describe(const hmrnn_train_options *options, hm_metadata *metadata, hmrnn_error *err)
{
    hmrnn_train_options copy = *options;
    hmrnn_train_options defaults;
    hmrnn_train_options_init(&defaults);
    HM_TRY(hm_metadata_set(metadata, "estimator", hm_estimator_names[options->estimator], err));
    HM_TRY(hm_metadata_set(metadata, "schedule", hm_schedule_names[options->schedule], err));
    for (size_t i = 0; i < N_NUMBERS; i++)
        if (!number_options[i].is_optional || *number_at(&copy, i) != *number_at(&defaults, i))
            HM_TRY(hm_metadata_set_number(metadata, number_options[i].name, *number_at(&copy, i),
                                          err));
    for (size_t i = 0; i < N_COUNTS; i++)
        if (!count_options[i].is_optional || *count_at(&copy, i) != *count_at(&defaults, i))
            HM_TRY(
                hm_metadata_set_count(metadata, count_options[i].name, *count_at(&copy, i), err));
    if (options->sequences != HMRNN_SEQUENCES_STREAMS)
        HM_TRY(hm_metadata_set(metadata, "sequences", sequences_names[options->sequences], err));
    if (options->matmul != HMRNN_MATMUL_FLOAT32)
        HM_TRY(hm_metadata_set(metadata, "matmul", matmul_names[options->matmul], err));
    if (options->ste != HMRNN_STE_CLIPPED)
        HM_TRY(hm_metadata_set(metadata, "ste", ste_names[options->ste], err));
    if (options->is_bidirectional != 0)
        HM_TRY(hm_metadata_set_count(metadata, "bidirectional", 1, err));
    if (options->guide != HMRNN_GUIDE_NONE)
        HM_TRY(hm_metadata_set(metadata, "guide", hm_guide_names[options->guide], err));
    return hm_metadata_set_count(metadata, "seed", options->seed, err);
}

hmrnn_status
hm_options_read(hmrnn_train_options *options, const hm_metadata *metadata, hmrnn_error *err)
{
    hmrnn_train_options read = *options;
    hmrnn_train_options defaults;
    hmrnn_train_options_init(&defaults);
    size_t estimator = 0;
    size_t schedule = 0;
    size_t guide = HMRNN_GUIDE_NONE;
    size_t sequences = HMRNN_SEQUENCES_STREAMS;
    size_t matmul = HMRNN_MATMUL_FLOAT32;
    size_t gradient = HMRNN_STE_CLIPPED;
    if (hm_metadata_get(metadata, "guide") != NULL)
        HM_TRY(hm_metadata_choice(metadata, "guide", 3, hm_guide_names, &guide, err));
    read.guide = (hmrnn_guide)guide;
    if (hm_metadata_get(metadata, "sequences") != NULL)
        HM_TRY(hm_metadata_choice(metadata, "sequences", 2, sequences_names, &sequences, err));
    read.sequences = (hmrnn_sequences)sequences;
    if (hm_metadata_get(metadata, "matmul") != NULL)
        HM_TRY(hm_metadata_choice(metadata, "matmul", 2, matmul_names, &matmul, err));
    read.matmul = (hmrnn_matmul)matmul;
    if (hm_metadata_get(metadata, "ste") != NULL)
        HM_TRY(hm_metadata_choice(metadata, "ste", 2, ste_names, &gradient, err));
    read.ste = (hmrnn_ste)gradient;
    uint64_t is_bidirectional = 0;
    if (hm_metadata_get(metadata, "bidirectional") != NULL)
        HM_TRY(hm_metadata_count(metadata, "bidirectional", 0, 1, &is_bidirectional, err));
    read.is_bidirectional = (int)is_bidirectional;
    HM_TRY(hm_metadata_choice(metadata, "estimator", 2, hm_estimator_names, &estimator, err));
    HM_TRY(hm_metadata_choice(metadata, "schedule", 2, hm_schedule_names, &schedule, err));
    read.estimator = (hmrnn_estimator)estimator;
    read.schedule = (hmrnn_schedule)schedule;
    for (size_t i = 0; i < N_NUMBERS; i++) {
        *number_at(&read, i) = *number_at(&defaults, i);
        if (!number_options[i].is_optional ||
            hm_metadata_get(metadata, number_options[i].name) != NULL)
            HM_TRY(hm_metadata_number(metadata, number_options[i].name, number_options[i].least,
                                      number_options[i].most, number_at(&read, i), err));
    }
    for (size_t i = 0; i < N_COUNTS; i++) {
        uint64_t count = 0;
        *count_at(&read, i) = *count_at(&defaults, i);
        if (count_options[i].is_optional &&
            hm_metadata_get(metadata, count_options[i].name) == NULL)
            continue;
        HM_TRY(hm_metadata_count(metadata, count_options[i].name, count_options[i].least,
                                 count_options[i].most, &count, err));
        *count_at(&read, i) = (size_t)count;
    }
    HM_TRY(hm_metadata_count(metadata, "seed", 0, UINT64_MAX, &read.seed, err));
    *options = read;
    return HMRNN_OK;
}
