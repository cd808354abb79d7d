// SPDX-License-Identifier: BSD-2-Clause
//
// cli/startup.h - what every tool does first: read its command line, answer --help and --version,
// get onto the right kernels.
#ifndef HM_CLI_STARTUP_H
#define HM_CLI_STARTUP_H

#include "cli/option.h"

#include <stdbool.h>
#include <stddef.h>

/// The rows that every table has. \param type, within  where the hm_common_options is
// clang-format off
#define HM_COMMON_OPTIONS(type, within) \
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "General"}, \
    {HM_OPTION_COUNT, 'T', "threads", "N", offsetof(type, within.n_threads), \
     "threads to use, 0: all we may; changes nothing but the speed"}, \
    {HM_OPTION_FLAG, 'v', "verbose", NULL, offsetof(type, within.is_verbose), \
     "report on standard error what is done"}, \
    {HM_OPTION_FLAG, 'q', "quiet", NULL, offsetof(type, within.is_quiet), \
     "report errors only"}, \
    {HM_OPTION_HELP, 'h', "help", "all", 0, "print this help, or that of all options, and exit"}, \
    {HM_OPTION_VERSION, 'V', "version", NULL, 0, \
     "print the version, and those of the libraries"}
// clang-format on

#define HM_OPTIONS_FOR_EXPERTS                       \
    {                                                \
        HM_OPTION_EXPERTS, '\0', NULL, NULL, 0, NULL \
    }
#define HM_OPTIONS_END                           \
    {                                            \
        HM_OPTION_END, '\0', NULL, NULL, 0, NULL \
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
    size_t n_options_bytes;                 ///< of the tool's struct
    const char *when;                       ///< its defaults are those "with labels", or NULL...
    void (*init_otherwise)(void *options);  ///< ... and these the others
} hm_tool;

/// Read the command line into `options`, which holds the defaults. Does not return after --help,
/// --version and mistakes, and may run the program anew (cli/blas_reexec.h).
///
/// \param common  the part of `options` that all tools share; its threads are taken from
///                  $HMRNN_THREADS if -T was not given
void hm_startup(const hm_tool *tool, void *options, hm_common_options *common, int argc,
                char **argv, hm_command *command);

#endif
