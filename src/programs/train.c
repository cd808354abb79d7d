// SPDX-License-Identifier: BSD-2-Clause
//
// programs/train.c - hmrnn-train: text in, a model file out.
#include <config.h>

#include "cli/append.h"
#include "cli/check_outputs.h"
#include "cli/find_model.h"
#include "cli/message.h"
#include "cli/progress.h"
#include "cli/read_corpus.h"
#include "cli/signals.h"
#include "programs/record_types.h"
#include "programs/train_examples.h"
#include "programs/train_log.h"
#include "programs/train_options.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct training {
    const hm_train_options *options;
    const hm_record_type *type;
    char *checkpoint;   ///< path
    hmrnn_model *init;  ///< or NULL
    hm_examples examples;
    hmrnn_trainer *trainer;
    bool is_resumed;
    hm_train_log train_log;
    hm_progress progress;
    double last_checkpoint;  ///< seconds since the process began
    bool shows_line;         ///< on a terminal: a line of progress that is updated
} training;

/// What made the loop end.
typedef enum outcome { FINISHED, OUT_OF_TIME, INTERRUPTED } outcome;

static void
choose_checkpoint(training *t)
{
    hm_bytes path = HM_BYTES_INIT;
    const hm_train_options *const options = t->options;
    hm_append_string(&path, options->checkpoint == NULL ? options->output : options->checkpoint);
    hm_append_string(&path, options->checkpoint == NULL ? ".ckpt" : "");
    hm_append_bytes(&path, 1, "");
    t->checkpoint = (char *)path.data;
    const bool exists = access(t->checkpoint, F_OK) == 0;
    t->is_resumed = options->wants_resume && exists;
    if (exists && !options->wants_resume)
        hm_message_die("%s: there is a checkpoint of an earlier run: go on from it with --resume, "
                       "or remove it",
                       t->checkpoint);
}

/// With --resume, a model and no checkpoint are what a run leaves that came to its end.
static bool
is_finished(const training *t)
{
    struct stat found;
    if (!t->options->wants_resume || t->is_resumed || stat(t->options->output, &found) != 0 ||
        !S_ISREG(found.st_mode))
        return false;
    if (!t->options->common.is_quiet)
        hm_message_note("%s: is there, and no checkpoint to go on from: this run is finished; "
                        "remove the model to begin anew",
                        t->options->output);
    return true;
}

static void
check_files(const training *t, const hm_command *command)
{
    const hm_output_file targets[] = {{"output", t->options->output},
                                      {"checkpoint", t->checkpoint},
                                      {"log", t->options->log}};
    const hm_string_list *const valid = &t->options->valid;
    const hm_string_list *const examples = &t->options->examples;
    const size_t n_most = command->n_operands + valid->n_items + examples->n_items + 2;
    const char **const sources = hm_xrealloc_array(NULL, n_most, sizeof *sources);
    size_t n = 0;
    for (size_t i = 0; i < command->n_operands; i++)
        sources[n++] = command->operands[i];
    if (command->n_operands == 0 && examples->n_items == 0)
        sources[n++] = "-";
    for (size_t i = 0; i < valid->n_items; i++)
        sources[n++] = valid->items[i];
    for (size_t i = 0; i < examples->n_items; i++)
        sources[n++] = examples->items[i];
    // a model may take the place of the one that it began as, but nothing else may
    if (t->init != NULL && strcmp(hmrnn_model_path(t->init), t->options->output) != 0)
        sources[n++] = hmrnn_model_path(t->init);
    hm_check_outputs(sizeof targets / sizeof targets[0], targets, n, sources);
    free(sources);
}

/// Read the text and make a trainer of it, or the one that the checkpoint holds.
static void
begin_training(training *t, const hm_command *command)
{
    hmrnn_error err;
    const hm_train_options *const options = t->options;
    if (options->wants_resume && !t->is_resumed && !options->common.is_quiet)
        hm_message_note("%s: no checkpoint yet, starting from the beginning", t->checkpoint);
    hmrnn_corpus *valid = NULL;
    hmrnn_corpus *train = hm_read_corpus(&options->input, command->n_operands, command->operands);
    if (options->valid.n_items > 0) {
        valid = hm_read_corpus(&options->input, options->valid.n_items, options->valid.items);
    } else {
        valid = hm_new_corpus();
        hm_message_check(hmrnn_corpus_split(train, options->valid_share, valid, &err), &err);
    }

    hmrnn_train_options core = options->core;
    if (t->shows_line && core.guide != HMRNN_GUIDE_NONE)
        hm_message_transient("getting ready");
    core.prior = t->init;
    if (t->is_resumed && !hm_option_is_given(hm_train_tool.rows, command, "epochs"))
        core.epochs = 0.0;  // to the library: those of the checkpoint
    hm_message_check(t->is_resumed
                         ? hmrnn_trainer_resume(&t->trainer, t->checkpoint, &core, &train, &valid,
                                                &err)
                         : hmrnn_trainer_new(&t->trainer, &core, t->init, &train, &valid, &err),
                     &err);
}

static void
introduce(const training *t, const hmrnn_train_report *report)
{
    if (!t->options->common.is_verbose)
        return;
    hm_bytes vocabulary = HM_BYTES_INIT;
    t->type->append_vocabulary(report->n_symbols, &vocabulary);
    hm_append_bytes(&vocabulary, 1, "");
    hm_message_note("%zu layers, %s, %zu parameters; OpenBLAS kernel %s", report->n_layers,
                    (const char *)vocabulary.data, report->n_parameters, hmrnn_blas_kernel());
    hm_bytes_release(&vocabulary);
    if (t->is_resumed)
        hm_message_note("%s: going on at epoch %.2f", t->checkpoint, report->epoch);
}

static void
show_progress(const training *t, const hmrnn_train_report *report, bool is_message)
{
    hm_bytes line = HM_BYTES_INIT;
    hm_progress_line(&t->progress, report, t->options->time_limit, &line);
    hm_append_bytes(&line, 1, "");
    if (is_message)
        hm_message_note("%s", (const char *)line.data);
    else
        hm_message_transient((const char *)line.data);
    hm_bytes_release(&line);
}

static bool
write_checkpoint(training *t)
{
    hmrnn_error err;
    t->last_checkpoint = hm_progress_seconds(&t->progress);
    if (hmrnn_trainer_checkpoint(t->trainer, t->checkpoint, &err) == HMRNN_OK)
        return true;
    hm_message_fail("%s", err.text);
    return false;
}

static void
log_evaluation(training *t, const hmrnn_train_report *report)
{
    hm_train_log_add(&t->train_log, report, hm_progress_seconds(&t->progress),
                     hm_progress_speed(&t->progress, report));
}

/// Tell what happened in one step to whom it may concern.
static void
tell(training *t, hmrnn_train_event event)
{
    hmrnn_train_report report;
    hmrnn_trainer_report(t->trainer, &report);
    if (event == HMRNN_EVALUATED)
        log_evaluation(t, &report);
    if (event == HMRNN_RECOVERED)
        hm_message_note("epoch %.2f: left out a window with numbers that are not finite "
                        "(%zu so far)",
                        report.epoch, report.n_recovered);
    if (hm_signals_take_progress() || (event == HMRNN_EVALUATED && t->options->common.is_verbose))
        show_progress(t, &report, true);
    if (t->shows_line && hm_progress_is_due(&t->progress))
        show_progress(t, &report, false);
}

static outcome
train(training *t)
{
    hmrnn_error err;
    const hm_train_options *const options = t->options;
    for (;;) {
        hmrnn_train_event event = HMRNN_FINISHED;
        hm_message_check(hmrnn_trainer_advance(t->trainer, &event, &err), &err);
        if (event == HMRNN_FINISHED)
            return FINISHED;
        tell(t, event);
        const double seconds = hm_progress_seconds(&t->progress);
        if (hm_signals_stop() != 0)
            return INTERRUPTED;
        if (options->time_limit > 0.0 && seconds >= options->time_limit)
            return OUT_OF_TIME;
        if (seconds - t->last_checkpoint >= options->checkpoint_every)
            write_checkpoint(t);
    }
}

static void
say_written(const training *t, const hmrnn_train_report *report)
{
    hm_bytes result = HM_BYTES_INIT;
    t->type->append_result(report, &result);
    hm_append_bytes(&result, 1, "");
    hm_message_note("%s: written; %s", t->options->output, (const char *)result.data);
    hm_bytes_release(&result);
}

enum { MAX_METADATA = 3 };

/// What the user says of the model. \return how many entries
static size_t
collect_metadata(const hm_train_options *options, hmrnn_metadata metadata[MAX_METADATA])
{
    const hmrnn_metadata all[MAX_METADATA] = {
        {"title", options->title},
        {"licence", options->licence},
        {"source", options->source},
    };
    size_t n = 0;
    for (size_t f = 0; f < MAX_METADATA; f++)
        if (all[f].value != NULL)
            metadata[n++] = all[f];
    return n;
}

/// Write the model. \return whether that went well; if not, the run can still be kept
static bool
save_model(training *t)
{
    hmrnn_error err;
    const hm_train_options *const options = t->options;
    hmrnn_metadata metadata[MAX_METADATA];
    const size_t n_metadata = collect_metadata(options, metadata);
    if (hmrnn_trainer_save(t->trainer, options->output, options->weights, n_metadata, metadata,
                           &err) != HMRNN_OK) {
        hm_message_fail("%s", err.text);
        return false;
    }
    hmrnn_train_report report;
    hmrnn_trainer_report(t->trainer, &report);
    if (!options->common.is_quiet)
        say_written(t, &report);
    return true;
}

/// Let the model that was trained, or that of --init, learn from the examples.
static void
learn_examples(const training *t, bool is_trained)
{
    hmrnn_metadata metadata[MAX_METADATA];
    const size_t n_metadata = collect_metadata(t->options, metadata);
    hmrnn_model *const trained = is_trained ? hm_find_model_open(t->options->output) : NULL;
    hm_train_examples_learn(t->options, is_trained ? trained : t->init, &t->examples, n_metadata,
                            metadata, t->shows_line);
    hmrnn_model_free(trained);
}

/// Leave behind what the outcome asks for. The checkpoint of a stop comes before the evaluation, so
/// that going on from it is going on as if there had been no stop.
static void
conclude(training *t, outcome how)
{
    hmrnn_error err;
    hm_message_transient(NULL);
    if (how == FINISHED) {
        if (!save_model(t)) {
            if (write_checkpoint(t))
                hm_message_note("%s: what was learned; the same command with --resume saves it",
                                t->checkpoint);
        } else if (unlink(t->checkpoint) != 0 && errno != ENOENT) {
            hm_message_fail("%s: cannot be removed: %s", t->checkpoint, strerror(errno));
        }
        return;
    }
    const bool is_saved = write_checkpoint(t);
    if (how == OUT_OF_TIME) {
        hmrnn_train_report report;
        hm_message_check(hmrnn_trainer_evaluate(t->trainer, &err), &err);
        hmrnn_trainer_report(t->trainer, &report);
        log_evaluation(t, &report);
        save_model(t);
    }
    if (is_saved && !t->options->common.is_quiet)
        hm_message_note("%s: stopped before the end; the same command with --resume goes on",
                        t->checkpoint);
}

/// Train on the text. \return what made the run end
static outcome
train_on_text(training *t, const hm_command *command)
{
    begin_training(t, command);
    hmrnn_train_report report;
    hmrnn_trainer_report(t->trainer, &report);
    introduce(t, &report);
    hm_train_log_open(&t->train_log, t->options->log, &report, t->is_resumed);
    t->progress = hm_progress_begin();
    t->progress.begin_chars = report.n_chars;
    t->progress.begin_epoch = report.epoch;
    hm_signals_catch_stop();
    const outcome how = train(t);
    conclude(t, how);
    hm_train_log_close(&t->train_log);
    return how;
}

static void
release(training *t, hm_train_options *options)
{
    hmrnn_trainer_free(t->trainer);
    hmrnn_model_free(t->init);
    hm_examples_release(&t->examples);
    hm_string_list_release(&options->valid);
    hm_string_list_release(&options->examples);
    hm_string_list_release(&options->delimiters);
    free(t->checkpoint);
}

int
main(int argc, char **argv)
{
    hm_train_options options;
    hm_command command;
    hm_train_options_init(&options);
    hm_startup(&hm_train_tool, &options, &options.common, argc, argv, &command);
    training t = {.options = &options, .type = hm_record_type_choose(&options.input)};
    if (options.init != NULL)
        t.init = hm_find_model_open(options.init);
    if (t.init != NULL && options.common.is_verbose)
        hm_record_type_note_model(t.init);
    hm_train_options_settle(&options, &command, t.init);
    t.shows_line = isatty(STDERR_FILENO) == 1 && !options.common.is_quiet;
    choose_checkpoint(&t);
    check_files(&t, &command);
    if (is_finished(&t)) {
        release(&t, &options);
        return HM_EXIT_DONE;
    }
    hm_signals_catch_progress();
    if (options.examples.n_items > 0)
        hm_train_examples_read(&options, t.type, t.init, &t.examples);
    const bool has_examples = options.examples.n_items > 0;
    const bool has_text = command.n_operands > 0 || !has_examples;
    const outcome how = has_text ? train_on_text(&t, &command) : FINISHED;
    if (has_examples && how == FINISHED)
        learn_examples(&t, has_text);
    release(&t, &options);
    if (how == INTERRUPTED)
        hm_signals_die();
    return hm_message_status();
}
