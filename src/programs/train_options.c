// SPDX-License-Identifier: BSD-2-Clause
//
// programs/train_options.c - the options of hmrnn-train.
#include <config.h>

#include "programs/train_options.h"

#include "base/error.h"
#include "cli/message.h"
#include "programs/train_examples.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define AT(member) offsetof(hm_train_options, member)

static const hm_option files[] = {
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Files"},
    {HM_OPTION_TEXT, 'o', "output", "FILE", AT(output), "write the model to FILE"},
    {HM_OPTION_LIST, '\0', "valid", "FILE", AT(valid),
     "text to validate with, not trained on; may be given more than once"},
    {HM_OPTION_TEXT, '\0', "init", "MODEL", AT(init),
     "start from the weights of a model, and train on new text"},
    {HM_OPTION_LIST, '\0', "examples", "FILE", AT(examples),
     "with --init: learn from text with marks between the segments"},
    {HM_OPTION_TEXT, '\0', "log", "FILE", AT(log), "write a row of TSV for each evaluation"},
    {HM_OPTION_TEXT, '\0', "title", "TEXT", AT(title), "title to write into the model"},
    {HM_OPTION_TEXT, '\0', "licence", "TEXT", AT(licence), "licence of the training text"},
    {HM_OPTION_TEXT, '\0', "source", "TEXT", AT(source), "source of the training text"},
    HM_OPTIONS_END,
};

static const hm_option resuming[] = {
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Stop and resume"},
    {HM_OPTION_DURATION, '\0', "time-limit", "TIME", AT(time_limit),
     "stop after TIME, as 600, 90m or 2h, and save; 0: never"},
    {HM_OPTION_FLAG, 'r', "resume", NULL, AT(wants_resume),
     "continue from the checkpoint, if there is one"},
    {HM_OPTION_TEXT, '\0', "checkpoint", "FILE", AT(checkpoint),
     "where it is; if not given, OUTPUT.ckpt"},
    HM_OPTIONS_END,
};

static const hm_option common[] = {
    HM_INPUT_OPTIONS(hm_train_options, input),
    HM_COMMON_OPTIONS(hm_train_options, common),
    HM_OPTIONS_FOR_EXPERTS,
    HM_INPUT_EXPERT_OPTIONS(hm_train_options, input),
    HM_OPTIONS_END,
};

static const hm_option more_files[] = {
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "More about files"},
    {HM_OPTION_NUMBER, '\0', "valid-share", "SHARE", AT(valid_share),
     "without --valid, hold back this share of the text"},
    {HM_OPTION_CHOICE, '\0', "weights", "f32|f16", AT(weights),
     "format of numbers in the model file: f16 takes half the space"},
    {HM_OPTION_DURATION, '\0', "checkpoint-every", "TIME", AT(checkpoint_every),
     "time between checkpoints"},
    HM_OPTIONS_END,
};

static const hm_option more_examples[] = {
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "More about examples"},
    {HM_OPTION_CHOICE, '\0', "examples-format", "words|marks", AT(examples_format),
     "marks between words, as hmrnn-segment writes them; or a mark between any two characters: | "
     "boundary, - none, space or ? unknown"},
    {HM_OPTION_TEXT, 'l', "examples-layers", "LAYERS", AT(examples_layers),
     "the layers whose boundaries are marked: 1, 1,2 or all; if not given, 1"},
    {HM_OPTION_LIST, 'd', "delimiter", "MARK", AT(delimiters),
     "the mark between segments; once for each layer, lowest first; if not given, white space and "
     "the marks of hmrnn-segment"},
    {HM_OPTION_CHOICE, '\0', "examples-invalid", "error|skip", AT(examples_invalid),
     "examples that cannot be used: an error, or left out"},
    {HM_OPTION_TEXT, '\0', "examples-licence", "TEXT", AT(examples_licence),
     "licence of the examples, to write into the model"},
    HM_OPTIONS_END,
};

static hm_option rows[HM_MAX_OPTIONS + 1];  // made of these and the library's, once

static void
add_rows(size_t *n, const hm_option *part)
{
    for (; part->kind != HM_OPTION_END; part++) {
        assert(*n < HM_MAX_OPTIONS);
        rows[(*n)++] = *part;
    }
}

/// The row for an option of the library.
static hm_option
row_of(const hmrnn_train_option *option)
{
    static const hm_option_kind kinds[] = {
        [HMRNN_OPTION_NUMBER] = HM_OPTION_NUMBER, [HMRNN_OPTION_COUNT] = HM_OPTION_COUNT,
        [HMRNN_OPTION_SEED] = HM_OPTION_INTEGER,  [HMRNN_OPTION_CHOICE] = HM_OPTION_CHOICE,
        [HMRNN_OPTION_FLAG] = HM_OPTION_CHOICE,   [HMRNN_OPTION_UNITS] = HM_OPTION_TEXT,
    };
    return (hm_option){
        .kind = kinds[option->type],
        .letter = option->letter,
        .name = option->name,
        .value = option->value,
        .at = option->type == HMRNN_OPTION_UNITS ? AT(units) : AT(core) + option->offset,
        .help = option->help,
    };
}

static void
add_group(size_t *n, const char *heading, hmrnn_option_group group)
{
    const hm_option head[] = {{HM_OPTION_HEADING, '\0', NULL, NULL, 0, heading}, HM_OPTIONS_END};
    const hmrnn_train_option *option = NULL;
    add_rows(n, head);
    for (size_t i = 0; (option = hmrnn_train_option_at(i)) != NULL; i++) {
        const hm_option row[] = {row_of(option), HM_OPTIONS_END};
        if (option->group == group)
            add_rows(n, row);
    }
}

static void
make_rows(void)
{
    size_t n = 0;
    add_rows(&n, files);
    add_group(&n, "Training", HMRNN_GROUP_EVERYDAY);
    add_rows(&n, resuming);
    add_rows(&n, common);
    add_rows(&n, more_files);
    add_rows(&n, more_examples);
    add_group(&n, "Network", HMRNN_GROUP_NETWORK);
    add_group(&n, "Boundary detectors", HMRNN_GROUP_DETECTORS);
    add_group(&n, "Alphabet", HMRNN_GROUP_ALPHABET);
    add_group(&n, "Optimisation", HMRNN_GROUP_OPTIMISATION);
    add_group(&n, "Regularisation", HMRNN_GROUP_REGULARISATION);
    add_group(&n, "Labels and words", HMRNN_GROUP_LABELS);
    rows[n] = (hm_option)HM_OPTIONS_END;
}

/// The defaults of a run without labels.
static void
init_without_labels(void *options)
{
    hm_train_options *const without = options;
    hm_train_options_init(without);
    hmrnn_train_options_init(&without->core, HMRNN_GUIDE_NONE);
    without->core.guide = HMRNN_GUIDE_SELF_TRAINING;
}

const hm_tool hm_train_tool = {
    .name = "hmrnn-train",
    .usage = "[OPTION]... [FILE]...",
    .purpose = "Train a model of text, or of drawings: files, archives or directories.\n"
               "Without FILE, or where it is -, read standard input, unless --examples is given.",
    .examples = "  hmrnn-train -o my.hmrnn corpus.tar.xz\n"
                "  hmrnn-train -o my.hmrnn --units=256,128,64 --time-limit=2h --resume corpus.txt\n"
                "  hmrnn-train -o mine.hmrnn --init=zh --epochs=2 letters/\n"
                "  hmrnn-train -o mine.hmrnn --init=ja --examples=lines",
    .rows = rows,
    .n_options_bytes = sizeof(hm_train_options),
    .when = "with labels",
    .init_otherwise = init_without_labels,
};

/// The units of the layers as --units takes them: one number if they are all the same.
static void
write_units(const hmrnn_train_options *core, size_t capacity, char *list)
{
    size_t n = 1;
    for (size_t l = 1; l < core->n_layers; l++) {
        if (core->n_units[l] != core->n_units[0])
            n = core->n_layers;
    }
    size_t n_written = 0;
    for (size_t l = 0; l < n && n_written < capacity; l++)
        n_written += (size_t)snprintf(list + n_written, capacity - n_written,
                                      l == 0 ? "%zu" : ",%zu", core->n_units[l]);
}

void
hm_train_options_init(hm_train_options *options)
{
    *options = (hm_train_options){
        .output = "model.hmrnn",
        .valid_share = 0.05,
        .checkpoint_every = 600.0,
        .weights = HMRNN_FLOAT32,
        .input = HM_INPUT_OPTIONS_INIT,
    };
    make_rows();
    hmrnn_train_options_init(&options->core, HMRNN_GUIDE_SELF_TRAINING);
    write_units(&options->core, sizeof options->default_units, options->default_units);
    options->units = options->default_units;
}

hmrnn_status
hm_train_options_units(const char *list, size_t *n_layers, size_t *n_units, hmrnn_error *err)
{
    size_t units[HMRNN_MAX_LAYERS] = {0};
    size_t n = 0;
    for (const char *at = list;; at++) {
        size_t value = 0;
        const char *const begin = at;
        for (; *at >= '0' && *at <= '9' && value < SIZE_MAX / 16; at++)
            value = value * 10 + (size_t)(*at - '0');
        if (at == begin || value == 0 || n == HMRNN_MAX_LAYERS || (*at != ',' && *at != '\0'))
            return hm_fail(err, HMRNN_EARG,
                           "--units: '%s' is not a number of units or up to %d of them such as "
                           "512,256,128",
                           list, HMRNN_MAX_LAYERS);
        units[n++] = value;
        if (*at == '\0')
            break;
    }
    if (n > 1 && *n_layers > 0 && n != *n_layers)
        return hm_fail(err, HMRNN_EARG, "--units: %zu numbers for %zu layers", n, *n_layers);
    if (n > 1 || *n_layers == 0)
        *n_layers = n;
    for (size_t l = 0; l < *n_layers && l < HMRNN_MAX_LAYERS; l++)
        n_units[l] = n == 1 ? units[0] : units[l];
    return HMRNN_OK;
}

static bool
is_given(const hm_command *command, const hmrnn_train_option *option)
{
    return hm_option_is_given(rows, command, option->name);
}

/// Whether the run has labels. Without --guide it has if its network can be trained with them.
static void
settle_guide(hm_train_options *options, const hm_command *command, const hmrnn_model *init)
{
    hmrnn_train_options *const core = &options->core;
    const hmrnn_train_option *option = NULL;
    const bool has_detectors = init == NULL ? core->cell == HMRNN_CELL_HMLSTM && core->n_layers >= 2
                                            : hmrnn_model_boundary_layers(init) > 0;
    if (!has_detectors) {
        if (hm_option_is_given(rows, command, "guide") && core->guide != HMRNN_GUIDE_NONE)
            hm_message_usage("--guide needs detectors: at least two layers, and cells of the "
                             "HM-LSTM%s",
                             init == NULL ? "" : "; the model of --init has none");
        core->guide = HMRNN_GUIDE_NONE;
    }
    if (core->guide != HMRNN_GUIDE_NONE)
        return;
    for (size_t i = 0; (option = hmrnn_train_option_at(i)) != NULL; i++)
        if (option->scope == HMRNN_SCOPE_LABELS && is_given(command, option))
            hm_message_usage("--%s needs a guide, and this run has none", option->name);
}

/// Options that depend on the labels and are not on the command line have the default of the run.
static void
settle_defaults(hm_train_options *options, const hm_command *command)
{
    hmrnn_train_options defaults;
    hmrnn_train_options_init(&defaults, options->core.guide);
    const hmrnn_train_option *option = NULL;
    for (size_t i = 0; (option = hmrnn_train_option_at(i)) != NULL; i++)
        if (option->initial != option->initial_with_labels && !is_given(command, option))
            memcpy((char *)&options->core + option->offset,
                   (const char *)&defaults + option->offset, option->size);
}

/// Refuse what is about text with drawings, and the other way round.
static void
settle_strokes(hm_train_options *options, const hm_command *command)
{
    const bool is_text = options->input.format == NULL;
    const hmrnn_train_option *option = NULL;
    for (size_t i = 0; (option = hmrnn_train_option_at(i)) != NULL; i++) {
        if (option->scope == HMRNN_SCOPE_ALL || !is_given(command, option))
            continue;
        if (!is_text && option->scope != HMRNN_SCOPE_STROKES)
            hm_message_usage("--%s is for text, not for --strokes", option->name);
        if (is_text && option->scope == HMRNN_SCOPE_STROKES)
            hm_message_usage("--%s makes sense only with --strokes", option->name);
    }
    if (is_text)
        return;
    hm_input_check(&options->input, rows, command);
    options->core.guide = HMRNN_GUIDE_NONE;
}

/// Facts go into a manifest of lines.
static void
check_facts(const hm_train_options *options)
{
    const char *const metadata[][2] = {{"title", options->title},
                                       {"licence", options->licence},
                                       {"source", options->source},
                                       {"examples-licence", options->examples_licence}};
    for (size_t f = 0; f < sizeof metadata / sizeof metadata[0]; f++)
        for (const char *at = metadata[f][1]; at != NULL && *at != '\0'; at++)
            if ((unsigned char)*at < ' ' || *at == 0x7F)
                hm_message_usage("--%s must be one line without control characters",
                                 metadata[f][0]);
}

void
hm_train_options_settle(hm_train_options *options, const hm_command *command,
                        const hmrnn_model *init)
{
    hmrnn_error err;
    hmrnn_train_options *const core = &options->core;
    core->n_threads = (unsigned)options->common.n_threads;
    const bool has_layers = hm_option_is_given(rows, command, "layers");
    if (core->n_layers < 1 || core->n_layers > HMRNN_MAX_LAYERS)
        hm_message_usage("--layers: %zu is not 1 to %d", core->n_layers, HMRNN_MAX_LAYERS);
    const bool is_list = strchr(options->units, ',') != NULL;
    size_t n_layers = has_layers || !is_list ? core->n_layers : 0;
    if (hm_train_options_units(options->units, &n_layers, core->n_units, &err) != HMRNN_OK)
        hm_message_usage("%s", err.text);
    core->n_layers = n_layers;
    options->input.is_quiet = options->common.is_quiet;
    check_facts(options);
    settle_strokes(options, command);
    hm_train_examples_check(options, command, init);
    settle_guide(options, command, init);
    settle_defaults(options, command);
    if (options->valid.n_items > 0 && hm_option_is_given(rows, command, "valid-share"))
        hm_message_usage("--valid and --valid-share cannot be combined");
    if (options->valid_share <= 0.0 || options->valid_share >= 1.0)
        hm_message_usage("--valid-share must be more than 0 and less than 1");
    if (core->epochs <= 0.0)
        hm_message_usage("--epochs must be more than 0");
}
