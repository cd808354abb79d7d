// SPDX-License-Identifier: BSD-2-Clause
//
// programs/train_options.c - the options of hmrnn-train.
#include <config.h>

#include "programs/train_options.h"

#include "base/error.h"
#include "cli/message.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define AT(member) offsetof(hm_train_options, member)

static const hm_option rows[] = {
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Files"},
    {HM_OPTION_TEXT, 'o', "output", "FILE", AT(output), "write the model to FILE"},
    {HM_OPTION_LIST, '\0', "valid", "FILE", AT(valid),
     "text to validate with, not trained on; may be given\nmore than once"},
    {HM_OPTION_NUMBER, '\0', "valid-share", "SHARE", AT(valid_share),
     "without --valid, hold back this share of the text"},
    {HM_OPTION_TEXT, '\0', "init", "MODEL", AT(init),
     "go on from the weights of a model, on new text"},
    {HM_OPTION_TEXT, '\0', "log", "FILE", AT(log), "write a row of TSV for each evaluation"},
    {HM_OPTION_CHOICE, '\0', "weights", "f32|f16", AT(weights),
     "numbers in the model file: f16 takes half the room"},
    {HM_OPTION_TEXT, '\0', "title", "TEXT", AT(title), "facts to write into the model"},
    {HM_OPTION_TEXT, '\0', "licence", "TEXT", AT(licence), "of the training text"},
    {HM_OPTION_TEXT, '\0', "source", "TEXT", AT(source), "of the training text"},
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Stop and go on"},
    {HM_OPTION_NUMBER, 'e', "epochs", "N", AT(core.epochs), "passes over the text"},
    {HM_OPTION_DURATION, '\0', "time-limit", "TIME", AT(time_limit),
     "stop after TIME, as 600, 90m or 2h, and save; 0: never"},
    {HM_OPTION_FLAG, 'r', "resume", NULL, AT(wants_resume),
     "go on from the checkpoint, if there is one"},
    {HM_OPTION_TEXT, '\0', "checkpoint", "FILE", AT(checkpoint),
     "where it is: OUTPUT.ckpt if not given"},
    {HM_OPTION_DURATION, '\0', "checkpoint-every", "TIME", AT(checkpoint_every),
     "how often to write it"},
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Network"},
    {HM_OPTION_CHOICE, '\0', "cell", "hmlstm|lstm", AT(core.cell),
     "hierarchical and multiscale, or a plain stack"},
    {HM_OPTION_COUNT, '\0', "layers", "N", AT(core.n_layers), "layers, 1 to 8"},
    {HM_OPTION_TEXT, 'u', "units", "LIST", AT(units),
     "units of every layer, or of each: 512,256,128"},
    {HM_OPTION_COUNT, '\0', "embed", "N", AT(core.n_embed), "width of the input embedding"},
    {HM_OPTION_COUNT, '\0', "output-embed", "N", AT(core.n_output_embed),
     "width of the output embedding"},
    {HM_OPTION_COUNT, '\0', "components", "N", AT(core.n_components),
     "of the mixture that predicts drawings"},
    {HM_OPTION_CHOICE, '\0', "layer-norm", "no|yes", AT(core.has_layer_norm),
     "layer normalisation"},
    {HM_OPTION_CHOICE, '\0', "char-classes", "no|yes", AT(core.has_char_classes),
     "class and script of each character as input, too"},
    {HM_OPTION_CHOICE, '\0', "bidirectional", "no|yes", AT(core.is_bidirectional),
     "a second network reads each record from its end"},
    {HM_OPTION_CHOICE, '\0', "boundary", "step|sampled|soft", AT(core.boundary),
     "how a detector decides"},
    {HM_OPTION_CHOICE, '\0', "estimator", "full|skip", AT(core.estimator),
     "gradient of the detectors"},
    {HM_OPTION_CHOICE, '\0', "ste", "clipped|inward", AT(core.ste),
     "what of it passes where a detector is certain"},
    {HM_OPTION_NUMBER, '\0', "detector-bias", "BIAS", AT(core.detector_bias),
     "detectors begin by firing above 0"},
    {HM_OPTION_NUMBER, '\0', "detector-rate", "SHARE", AT(core.detector_rate),
     "of the learning rate: how fast detectors learn"},
    {HM_OPTION_NUMBER, '\0', "boundary-penalty", "NATS", AT(core.boundary_penalty),
     "of each boundary, added to the loss: fewer, and less\nto compute"},
    {HM_OPTION_NUMBER, '\0', "slope", "A", AT(core.slope_start), "slope of the detectors at first"},
    {HM_OPTION_NUMBER, '\0', "slope-rate", "A", AT(core.slope_rate), "added to it each epoch"},
    {HM_OPTION_NUMBER, '\0', "slope-max", "A", AT(core.slope_max), "and its limit"},
    {HM_OPTION_CHOICE, '\0', "normalize", "none|nfc|nfkc|nfkc-casefold", AT(core.normalization),
     "what the network sees of the text"},
    {HM_OPTION_COUNT, '\0', "min-count", "N", AT(core.min_count),
     "characters rarer than this are unknown"},
    {HM_OPTION_COUNT, '\0', "max-symbols", "N", AT(core.max_symbols), "largest alphabet, 0: any"},
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Learning"},
    {HM_OPTION_CHOICE, '\0', "sequences", "streams|records", AT(core.sequences),
     "what is read side by side: the text as long streams, or\nwhole records"},
    {HM_OPTION_COUNT, 'b', "batch", "N", AT(core.batch), "streams or records side by side"},
    {HM_OPTION_COUNT, '\0', "bptt", "N", AT(core.bptt), "characters that a gradient goes back"},
    {HM_OPTION_NUMBER, '\0', "rate", "RATE", AT(core.rate), "learning rate of Adam"},
    {HM_OPTION_NUMBER, '\0', "clip", "NORM", AT(core.clip), "largest norm of the gradient, 0: any"},
    {HM_OPTION_NUMBER, '\0', "weight-decay", "X", AT(core.weight_decay),
     "times the rate: taken off every matrix each step"},
    {HM_OPTION_NUMBER, '\0', "ema", "SHARE", AT(core.ema),
     "of the old in an average of the weights over the steps,\nwhich is then what counts; 0: none"},
    {HM_OPTION_NUMBER, '\0', "dropout", "SHARE", AT(core.dropout),
     "of the embeddings, anew for each character"},
    {HM_OPTION_NUMBER, '\0', "dropout-input", "SHARE", AT(core.dropout_input),
     "of the input embedding, for a whole window"},
    {HM_OPTION_NUMBER, '\0', "dropout-layers", "SHARE", AT(core.dropout_layers),
     "of what layers tell each other, for a whole window"},
    {HM_OPTION_NUMBER, '\0', "dropout-output", "SHARE", AT(core.dropout_output),
     "of what the output sees of layers, for a whole window"},
    {HM_OPTION_NUMBER, '\0', "dropout-weights", "SHARE", AT(core.dropout_weights),
     "of the recurrent weights, for a whole window"},
    {HM_OPTION_NUMBER, '\0', "layer-zoneout", "SHARE", AT(core.layer_zoneout),
     "of the steps of each layer above the lowest: it copies"},
    {HM_OPTION_NUMBER, '\0', "reset-state", "SHARE", AT(core.reset_state),
     "of the streams that start a window afresh"},
    {HM_OPTION_CHOICE, 'g', "guide", "none|lexicon|self-training", AT(core.guide),
     "what teaches layer 1: nothing, a lexicon made of the\n"
     "text, or one that learns from the network, too"},
    {HM_OPTION_NUMBER, '\0', "label-weight", "X", AT(core.label_weight),
     "of that beside the prediction of characters, at first"},
    {HM_OPTION_NUMBER, '\0', "label-weight-end", "X", AT(core.label_weight_end), "and in the end"},
    {HM_OPTION_NUMBER, '\0', "pmi-weight", "X", AT(core.pmi_weight),
     "what networks say of neighbours counts in the end"},
    {HM_OPTION_NUMBER, '\0', "pmi-threshold", "X", AT(core.pmi_threshold),
     "where that begins to join: 0 as between words, 1 as inside"},
    {HM_OPTION_NUMBER, '\0', "mask", "SHARE", AT(core.mask),
     "of the characters that are hidden while learning"},
    {HM_OPTION_CHOICE, '\0', "schedule", "plateau|cosine", AT(core.schedule),
     "how the rate falls: when validation stalls, or\nalong half a cosine to the end"},
    {HM_OPTION_COUNT, '\0', "warmup", "N", AT(core.warmup),
     "windows over which the rate rises at first"},
    {HM_OPTION_NUMBER, '\0', "hold", "SHARE", AT(core.hold),
     "cosine: of the training, before the rate begins to fall"},
    {HM_OPTION_NUMBER, '\0', "decay", "X", AT(core.decay), "plateau: divide the rate by X"},
    {HM_OPTION_COUNT, '\0', "patience", "N", AT(core.patience),
     "plateau: after N evaluations without a better one"},
    {HM_OPTION_NUMBER, '\0', "stop-rate", "RATE", AT(core.stop_rate),
     "plateau: finished when the rate is below this"},
    {HM_OPTION_COUNT, '\0', "evaluate-chars", "N", AT(core.evaluate_chars),
     "evaluate after so many characters, 0: once an epoch"},
    {HM_OPTION_CHOICE, '\0', "matmul", "float32|bfloat16", AT(core.matmul),
     "how matrices are multiplied while learning"},
    {HM_OPTION_INTEGER, 's', "seed", "N", AT(core.seed), "of all that is random"},
    HM_INPUT_OPTIONS(hm_train_options, input),
    HM_COMMON_OPTIONS(hm_train_options, common),
};

const hm_tool hm_train_tool = {
    .name = "hmrnn-train",
    .usage = "[OPTION]... [FILE]...",
    .purpose = "Learn a model of text, or of drawings: files, archives or directories.\n"
               "Without FILE, or where it is -, read standard input.",
    .examples = "  hmrnn-train -o my.hmrnn corpus.tar.xz\n"
                "  hmrnn-train -o my.hmrnn --units=256,128,64 --time-limit=2h --resume corpus.txt\n"
                "  hmrnn-train -o mine.hmrnn --init=zh --epochs=2 letters/",
    .rows = rows,
    .n_options_bytes = sizeof(hm_train_options),
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
    hmrnn_train_options_init(&options->core);
    options->core.guide = HMRNN_GUIDE_SELF_TRAINING;
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

/// What a guided run has unless something else was asked for: small networks in both directions
/// that are to find words, and not to predict as well as they might.
static void
settle_guide(hm_train_options *options, const hm_command *command, const hmrnn_model *init)
{
    static const char *const of_guide[] = {"label-weight", "label-weight-end", "pmi-weight",
                                           "pmi-threshold"};
    hmrnn_train_options *const core = &options->core;
    const bool is_given = hm_option_is_given(rows, command, "guide");
    const bool has_detectors = init == NULL ? core->cell == HMRNN_CELL_HMLSTM && core->n_layers >= 2
                                            : hmrnn_model_boundary_layers(init) > 0;
    if (!has_detectors) {
        if (is_given && core->guide != HMRNN_GUIDE_NONE)
            hm_message_usage("--guide needs detectors: at least two layers, and cells of the "
                             "HM-LSTM%s",
                             init == NULL ? "" : "; the model of --init has none");
        core->guide = HMRNN_GUIDE_NONE;
    }
    for (size_t i = 0; i < sizeof of_guide / sizeof of_guide[0]; i++)
        if (core->guide == HMRNN_GUIDE_NONE && hm_option_is_given(rows, command, of_guide[i]))
            hm_message_usage("--%s needs a guide, and this run has none", of_guide[i]);
    if (core->guide == HMRNN_GUIDE_NONE)
        return;
    if (!hm_option_is_given(rows, command, "bidirectional"))
        core->is_bidirectional = 1;
    if (!hm_option_is_given(rows, command, "char-classes"))
        core->has_char_classes = 1;
    if (!hm_option_is_given(rows, command, "mask"))
        core->mask = 0.2;
    if (!hm_option_is_given(rows, command, "schedule"))
        core->schedule = HMRNN_SCHEDULE_COSINE;
    if (!hm_option_is_given(rows, command, "epochs"))
        core->epochs = 4.0;
}

/// Options that are about text alone, and those about drawings alone.
static void
settle_strokes(hm_train_options *options, const hm_command *command)
{
    static const char *const of_text[] = {"bidirectional", "char-classes",  "normalize",
                                          "min-count",     "max-symbols",   "reset-state",
                                          "guide",         "label-weight",  "label-weight-end",
                                          "pmi-weight",    "pmi-threshold", "mask"};
    if (!options->input.has_strokes) {
        if (hm_option_is_given(rows, command, "components"))
            hm_message_usage("--components makes sense only with --strokes");
        return;
    }
    for (size_t i = 0; i < sizeof of_text / sizeof of_text[0]; i++)
        if (hm_option_is_given(rows, command, of_text[i]))
            hm_message_usage("--%s is for text, not for --strokes", of_text[i]);
    hm_input_check(&options->input, rows, command);
    options->core.guide = HMRNN_GUIDE_NONE;
}

/// Facts go into a manifest of lines.
static void
check_facts(const hm_train_options *options)
{
    const char *const metadata[][2] = {{"title", options->title},
                                       {"licence", options->licence},
                                       {"source", options->source}};
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
    settle_guide(options, command, init);
    if (options->valid.n_items > 0 && hm_option_is_given(rows, command, "valid-share"))
        hm_message_usage("--valid and --valid-share cannot be combined");
    if (options->valid_share <= 0.0 || options->valid_share >= 1.0)
        hm_message_usage("--valid-share must be more than 0 and less than 1");
    if (core->epochs <= 0.0)
        hm_message_usage("--epochs must be more than 0");
}
