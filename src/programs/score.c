// SPDX-License-Identifier: BSD-2-Clause
//
// programs/score.c - hmrnn-score: text or drawings in; bits per character, log-likelihoods, or
// precision and recall, out.
#include <config.h>

#include "programs/score.h"

#include "cli/message.h"
#include "cli/output.h"
#include "cli/signals.h"
#include "programs/record_types.h"

#include <stddef.h>

/// --entropy and --states.
static void
check_probe(const hm_score_options *options)
{
    const char *const option = options->wants_entropy ? "entropy" : "states";
    if (!options->wants_entropy && options->states == NULL)
        return;
    if (!options->is_per_char)
        hm_message_usage("--%s makes sense only with --per-char", option);
    if (options->is_dynamic)
        hm_message_usage("--%s cannot be combined with --dynamic", option);
    if (options->states != NULL && options->is_per_record)
        hm_message_usage("--states is of streams and cannot be combined with --per-record");
}

static void
check_options(const hm_score_options *options, const hm_record_type *type,
              const hm_command *command)
{
    type->measure->check(options);
    hm_input_check(&options->input, hm_score_tool.rows, command);
    static const char *const details[] = {"dynamic-rate", "dynamic-decay", "dynamic-steps"};
    for (size_t i = 0; i < sizeof details / sizeof details[0]; i++)
        if (!options->is_dynamic && hm_option_is_given(hm_score_tool.rows, command, details[i]))
            hm_message_usage("--%s makes sense only with --dynamic", details[i]);
    check_probe(options);
    if (options->is_dynamic && (options->is_per_record || options->against != NULL))
        hm_message_usage("--dynamic cannot be combined with --per-record or --against");
    if (options->against == NULL && options->delimiter != NULL)
        hm_message_usage("--delimiter makes sense only with --against");
    if (options->against != NULL && (options->is_per_record || options->is_per_char))
        hm_message_usage("--against cannot be combined with --per-record or --per-char");
    if (options->against != NULL && options->model != NULL)
        hm_message_usage("--against compares two segmented texts and needs no --model");
}

int
main(int argc, char **argv)
{
    hm_score_options options = HM_SCORE_OPTIONS_INIT;
    hmrnn_dynamic_options_init(&options.dynamic);
    hm_command command;
    hm_startup(&hm_score_tool, &options, &options.common, argc, argv, &command);
    const hm_record_type *const type = hm_record_type_choose(&options.input);
    check_options(&options, type, &command);
    hm_signals_catch_progress();

    options.input.is_quiet = options.common.is_quiet;
    hm_input *const input = hm_input_new(&options.input, command.n_operands, command.operands);
    if (options.against != NULL)
        hm_score_against_gold(&options, input);
    else
        hm_score_with_model(&options, type, input);

    hm_input_free(input);
    hm_output_end();
    return hm_message_status();
}
