// SPDX-License-Identifier: BSD-2-Clause
//
// cli/option.h - one table of options, from which parsing and --help are made.
//
// A row says where in the tool's own struct of options the value goes, so a tool has no code for
// reading its command line: it fills the struct with defaults, has it parsed, and looks at it.
#ifndef HM_CLI_OPTION_H
#define HM_CLI_OPTION_H

#include "hmrnn.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define HM_MAX_OPTIONS 128  ///< rows of a table

typedef enum hm_option_kind {  // and the type of the field that the row fills in
    HM_OPTION_END,             ///< after the last row
    HM_OPTION_HEADING,         ///< a line of --help
    HM_OPTION_EXPERTS,         ///< the rows from here on are shown by --help=all only
    HM_OPTION_HELP,            ///< `value`: the word that may follow, "all"
    HM_OPTION_VERSION,
    HM_OPTION_FLAG,         ///< bool
    HM_OPTION_COUNT,        ///< size_t
    HM_OPTION_MAYBE_COUNT,  ///< size_t; unchanged if the option has no value: --name[=N]
    HM_OPTION_INTEGER,      ///< uint64_t
    HM_OPTION_BYTES,        ///< uint64_t, with a suffix K, M, G or T
    HM_OPTION_NUMBER,       ///< double
    HM_OPTION_DURATION,     ///< double, seconds; with a suffix s, m, h or d
    HM_OPTION_CHOICE,       ///< int or enum: which word of `value`, from 0
    HM_OPTION_TEXT,         ///< const char *
    HM_OPTION_LIST          ///< hm_string_list: one more each time it is given
} hm_option_kind;

typedef struct hm_option {
    hm_option_kind kind;
    char letter;  ///< '\0' if it has none
    const char *name;
    const char *value;  ///< what --help calls it, "FILE"; the words of a
                        ///< choice, "auto|always|never"; NULL for a flag
    size_t at;          ///< offset of the field
    const char *help;   ///< lines are broken where they are full, and at '\n'
} hm_option;

/// What the fields hold if the command line says nothing.
typedef struct hm_option_defaults {
    const void *options;    ///< the tool's struct
    const char *when;       ///< these are those of a run "with labels"; NULL: of every run
    const void *otherwise;  ///< those of the other runs, or NULL
} hm_option_defaults;

typedef struct hm_string_list {
    const char **items;
    size_t n_items, capacity;
} hm_string_list;

#define HM_STRING_LIST_INIT \
    {                       \
        NULL, 0, 0          \
    }

void hm_string_list_release(hm_string_list *texts);

typedef enum hm_request {
    HM_REQUEST_RUN,
    HM_REQUEST_HELP,
    HM_REQUEST_HELP_ALL,
    HM_REQUEST_VERSION
} hm_request;

typedef struct hm_command {
    hm_request request;
    size_t n_operands;
    const char *const *operands;    ///< points into argv
    bool is_given[HM_MAX_OPTIONS];  ///< by row
} hm_command;

/// Read a command line into the tool's options. Options and operands may be mixed, "--" ends the
/// options, long names may be shortened. --help and --version end the reading where they stand.
///
/// \param rows     ends with HM_OPTION_END
/// \param options  the tool's struct, filled with the defaults
/// \param argv     put in order: operands last
/// Errors: HMRNN_EARG (the user's mistake, in his words), HMRNN_ENOMEM.
hmrnn_status hm_option_parse(const hm_option *rows, void *options, int argc, char **argv,
                             hm_command *command, hmrnn_error *err);

/// True for options that may stand without a value: those that have none, and --name[=VALUE].
bool hm_option_needs_no_value(const hm_option *row);

/// True if the option called `name`, one of the table, was on the command line.
bool hm_option_is_given(const hm_option *rows, const hm_command *command, const char *name);

/// Print the rows, two columns; numbers and choices with their default in brackets.
///
/// \param is_all  also those for experts
void hm_option_help(FILE *out, const hm_option *rows, const hm_option_defaults *defaults,
                    bool is_all);

enum { HM_OPTION_DEFAULT = 80 };  ///< bytes for a default as text

/// Write what a field holds by default, "4 with labels, else 20". \param text  [HM_OPTION_DEFAULT]
/// \return false if the option has no default that could be said so
bool hm_option_default(const hm_option *row, const hm_option_defaults *defaults, char *text);

/// Read "90", "90s", "1.5h", ... as seconds; false for anything else.
bool hm_option_parse_duration(const char *text, double *seconds);

#endif
