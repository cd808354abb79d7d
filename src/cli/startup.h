// SPDX-License-Identifier: BSD-2-Clause
//
// cli/startup.h - what every tool does first: read its command line, answer --help and --version,
// get onto the right kernels.
#ifndef HM_CLI_STARTUP_H
#define HM_CLI_STARTUP_H

#include "cli/option.h"

#include <stdbool.h>
#include <stddef.h>

/// The rows that end every table. \param type, within  where the hm_common_options is
#define HM_COMMON_OPTIONS(type, within)                                                \
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "General"},                               \
        {HM_OPTION_COUNT,                                                              \
         'T',                                                                          \
         "threads",                                                                    \
         "N",                                                                          \
         offsetof(type, within.n_threads),                                             \
         "threads to use, 0: all we may; changes the speed and\nnothing else"},        \
        {HM_OPTION_FLAG,                                                               \
         'v',                                                                          \
         "verbose",                                                                    \
         NULL,                                                                         \
         offsetof(type, within.is_verbose),                                            \
         "say on standard error what is being done"},                                  \
        {HM_OPTION_FLAG,          'q', "quiet", NULL, offsetof(type, within.is_quiet), \
         "say nothing but errors"},                                                    \
        {HM_OPTION_HELP, 'h', "help", NULL, 0, "print this help and exit"},            \
        {HM_OPTION_VERSION,                                                            \
         'V',                                                                          \
         "version",                                                                    \
         NULL,                                                                         \
         0,                                                                            \
         "print the version, and those of the libraries"},                             \
    {                                                                                  \
        HM_OPTION_END, '\0', NULL, NULL, 0, NULL                                       \
    }

typedef struct hm_common_options {
    size_t n_threads;
    bool is_verbose;
    bool is_quiet;
} hm_common_options;

typedef struct hm_tool {
    const char *name;
    const char *usage;     ///< what follows the name: "[OPTION]... [FILE]..."
    const char *purpose;   ///< a few lines
    const char *examples;  ///< the same
    const hm_option *rows;
    size_t n_options_bytes;  ///< of the tool's struct
} hm_tool;

/// Read the command line into `options`, which holds the defaults. Does not return after --help,
/// --version and mistakes, and may run the program anew (cli/blas_reexec.h).
///
/// \param common  the part of `options` that all tools share; its threads are taken from
///                  $HMRNN_THREADS if -T was not given
void hm_startup(const hm_tool *tool, void *options, hm_common_options *common, int argc,
                char **argv, hm_command *command);

#endif
