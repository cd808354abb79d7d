// SPDX-License-Identifier: BSD-2-Clause
//
// cli/startup.c - what every tool does first.
#include <config.h>

#include "cli/startup.h"

#include "base/number.h"
#include "cli/append.h"
#include "cli/blas_reexec.h"
#include "cli/message.h"
#include "cli/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_THREADS = 1024 };

static _Noreturn void
print_help(const hm_tool *tool, const void *options, bool is_all)
{
    void *const otherwise = hm_xrealloc_array(NULL, 1, tool->n_options_bytes);
    hm_option_defaults defaults = {.options = options};
    if (tool->when != NULL) {
        tool->init_otherwise(otherwise);
        defaults.when = tool->when;
        defaults.otherwise = otherwise;
    }
    printf("Usage: %s %s\n%s\n", tool->name, tool->usage, tool->purpose);
    hm_option_help(stdout, tool->rows, &defaults, is_all);
    printf("\nDefaults stand in brackets.\n\nExamples:\n%s\n\n", tool->examples);
    if (!is_all)
        printf("More options: %s --help=all. ", tool->name);
    printf("The manual: man %s\n", tool->name);
    hm_output_end();
    exit(HM_EXIT_DONE);
}

static _Noreturn void
print_version(const hm_tool *tool)
{
    const char *const libraries = hmrnn_libraries();
    const size_t n = strlen(libraries);
    printf("%s %s\n%s%s", tool->name, hmrnn_version(), libraries,
           n > 0 && libraries[n - 1] == '\n' ? "" : "\n");
    hm_output_end();
    exit(HM_EXIT_DONE);
}

static void
set_threads(hm_common_options *common, bool is_given)
{
    const char *const variable = getenv("HMRNN_THREADS");
    uint64_t n = 0;
    if (!is_given && variable != NULL && variable[0] != '\0') {
        if (!hm_number_parse_u64(variable, &n) || n > MAX_THREADS)
            hm_message_usage("HMRNN_THREADS: '%s' is not a number of threads", variable);
        common->n_threads = (size_t)n;
    }
    if (common->n_threads > MAX_THREADS)
        hm_message_usage("--threads: at most %d", (int)MAX_THREADS);
}

void
hm_startup(const hm_tool *tool, void *options, hm_common_options *common, int argc, char **argv,
           hm_command *command)
{
    hm_output_begin();
    hm_message_begin(tool->name);

    hmrnn_error err;
    void *const defaults = hm_xrealloc_array(NULL, 1, tool->n_options_bytes);
    memcpy(defaults, options, tool->n_options_bytes);
    if (hm_option_parse(tool->rows, options, argc, argv, command, &err) != HMRNN_OK)
        hm_message_usage("%s", err.text);
    if (command->request == HM_REQUEST_HELP || command->request == HM_REQUEST_HELP_ALL)
        print_help(tool, defaults, command->request == HM_REQUEST_HELP_ALL);
    free(defaults);
    set_threads(common, hm_option_is_given(tool->rows, command, "threads"));

    hm_blas_reexec(argv);
    if (command->request == HM_REQUEST_VERSION)
        print_version(tool);
}
