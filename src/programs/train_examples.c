// SPDX-License-Identifier: BSD-2-Clause
//
// programs/train_examples.c - what hmrnn-train does with --examples.
#include <config.h>

#include "programs/train_examples.h"

#include "cli/append.h"
#include "cli/layer_list.h"
#include "cli/message.h"
#include "cli/progress.h"
#include "cli/signals.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
is_given(const hm_command *command, const char *name)
{
    return hm_option_is_given(hm_train_tool.rows, command, name);
}

/// The layers that are marked, as far as the model of --init has them.
static void
find_layers(const hm_train_options *options, const hmrnn_model *init, hm_layer_list *layers)
{
    hmrnn_error err;
    const char *const list = options->examples_layers == NULL ? "1" : options->examples_layers;
    hm_message_check(hm_layer_list_parse("examples-layers", list, layers, &err), &err);
    hm_message_check(hm_layer_list_fit("examples-layers", layers, hmrnn_model_boundary_layers(init),
                                       &err),
                     &err);
}

void
hm_train_examples_check(const hm_train_options *options, const hm_command *command,
                        const hmrnn_model *init)
{
    static const char *const others[] = {"examples-format", "examples-layers", "delimiter",
                                         "examples-invalid", "examples-licence"};
    hm_layer_list layers;
    if (options->examples.n_items == 0) {
        for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
            if (is_given(command, others[i]))
                hm_message_usage("--%s makes sense only with --examples", others[i]);
        return;
    }
    if (options->input.format != NULL)
        hm_message_usage("--examples is for text, not for --strokes");
    if (init == NULL)
        hm_message_usage("--examples needs a model that knows the raw text: name it with --init, "
                         "such as --init=ja");
    if (hmrnn_model_boundary_layers(init) == 0)
        hm_message_usage("--examples: the model of --init finds no boundaries, so it cannot learn "
                         "where they are");
    if (options->examples_format == HM_EXAMPLES_MARKS &&
        (is_given(command, "examples-layers") || is_given(command, "delimiter")))
        hm_message_usage("--examples-format=marks has marks of layer 1 that cannot be chosen: "
                         "leave out --examples-layers and --delimiter");
    find_layers(options, init, &layers);
}

void
hm_train_examples_read(const hm_train_options *options, const hm_record_type *type,
                       const hmrnn_model *init, hm_examples *examples)
{
    hm_layer_list layers;
    find_layers(options, init, &layers);
    hm_read_examples(&(hm_examples_options){.input = &options->input,
                                            .files = &options->examples,
                                            .format = options->examples_format,
                                            .invalid = options->examples_invalid,
                                            .layers = &layers,
                                            .delimiters = &options->delimiters,
                                            .append_default = type->append_delimiter,
                                            .is_quiet = options->common.is_quiet,
                                            .is_verbose = options->common.is_verbose},
                     examples);
    if (options->common.is_verbose)
        hm_message_note("examples: %zu records, %zu characters, %zu gaps known, %zu segments",
                        examples->n_records, examples->n_chars, examples->n_gaps,
                        examples->n_segments);
}

size_t
hm_train_examples_facts(const hm_train_options *options, const hm_examples *examples,
                        char numbers[HM_EXAMPLE_FACTS][HM_EXAMPLE_FACT_BYTES],
                        hmrnn_metadata *facts)
{
    const struct {
        const char *name;
        size_t count;
    } counts[] = {
        {"examples-records", examples->n_records},
        {"examples-chars", examples->n_chars},
        {"examples-gaps", examples->n_gaps},
        {"examples-segments", examples->n_segments},
    };
    size_t n = 0;
    for (; n < sizeof counts / sizeof counts[0]; n++) {
        snprintf(numbers[n], HM_EXAMPLE_FACT_BYTES, "%zu", counts[n].count);
        facts[n] = (hmrnn_metadata){counts[n].name, numbers[n]};
    }
    facts[n++] = (hmrnn_metadata){"examples-files", examples->names};
    if (options->examples_licence != NULL)
        facts[n++] = (hmrnn_metadata){"examples-licence", options->examples_licence};
    return n;
}

// ------------------------------------------------------------------------------------------- learn

static void
show(const hm_progress *progress, const hmrnn_adapt_report *report, bool is_message)
{
    char line[160];
    snprintf(line, sizeof line, "examples: %.0f %% learned, %.1f s%s", 100.0 * report->share,
             hm_progress_seconds(progress),
             report->precision == 0.0 ? "; comparing how strongly they count" : "");
    if (is_message)
        hm_message_note("%s", line);
    else
        hm_message_transient(line);
}

static void
say_learned(const hm_train_options *options, const hmrnn_adapt_report *report)
{
    char held_out[64] = "";
    if (report->f1 > 0.0)
        snprintf(held_out, sizeof held_out, "; F1 %.1f of words in examples held out",
                 100.0 * report->f1);
    hm_message_note("%s: written; %zu examples, %zu gaps, %zu features%s", options->output,
                    report->n_records, report->n_gaps, report->n_features, held_out);
}

bool
hm_train_examples_learn(const hm_train_options *options, const hmrnn_model *model,
                        const hm_examples *examples, size_t n_metadata,
                        const hmrnn_metadata *metadata, bool shows_line)
{
    hmrnn_error err;
    hmrnn_adaptation *adaptation = NULL;
    hmrnn_adapt_report report;
    hm_progress progress = hm_progress_begin();
    hm_message_check(hmrnn_adaptation_new(&adaptation, model, examples->corpus,
                                          options->core.n_threads, &err),
                     &err);
    while (hmrnn_adaptation_advance(adaptation) != 0) {
        const bool is_asked = hm_signals_take_progress();
        if (!is_asked && !(shows_line && hm_progress_is_due(&progress)))
            continue;
        hmrnn_adaptation_report(adaptation, &report);
        show(&progress, &report, is_asked);
    }
    hm_message_transient(NULL);
    char numbers[HM_EXAMPLE_FACTS][HM_EXAMPLE_FACT_BYTES];
    hmrnn_metadata *const all = hm_xrealloc_array(NULL, n_metadata + HM_EXAMPLE_FACTS, sizeof *all);
    memcpy(all, metadata, n_metadata * sizeof *all);
    const size_t n_facts = hm_train_examples_facts(options, examples, numbers, all + n_metadata);
    const bool is_saved = hmrnn_adaptation_save(adaptation, options->output, options->weights,
                                                n_metadata + n_facts, all, &err) == HMRNN_OK;
    if (!is_saved)
        hm_message_fail("%s", err.text);
    hmrnn_adaptation_report(adaptation, &report);
    if (is_saved && !options->common.is_quiet)
        say_learned(options, &report);
    free(all);
    hmrnn_adaptation_free(adaptation);
    return is_saved;
}
