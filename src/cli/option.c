// SPDX-License-Identifier: BSD-2-Clause
//
// cli/option.c - a command line into a struct, as a table says. The help is in help.c.
#include <config.h>

#include "cli/option.h"

#include "base/alloc.h"
#include "base/choice.h"
#include "base/error.h"
#include "base/number.h"

#include <assert.h>
#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_KEY = 256 };  // getopt's name of row r: above every letter

typedef struct getopt_tables {
    char letters[2 * HM_MAX_OPTIONS + 2];
    struct option names[HM_MAX_OPTIONS + 1];
} getopt_tables;

static size_t
count_rows(const hm_option *rows)
{
    size_t n = 0;
    while (rows[n].kind != HM_OPTION_END)
        n++;
    assert(n <= HM_MAX_OPTIONS);
    return n;
}

bool
hm_option_needs_no_value(const hm_option *row)
{
    return row->value == NULL || row->kind == HM_OPTION_HELP || row->kind == HM_OPTION_MAYBE_COUNT;
}

static getopt_tables
make_tables(const hm_option *rows)
{
    getopt_tables tables = {.letters = ":"};  // tell a missing value from an unknown option
    size_t n_letters = 1;
    size_t n_names = 0;
    const size_t n_rows = count_rows(rows);
    for (size_t r = 0; r < n_rows; r++) {
        if (rows[r].name == NULL)
            continue;
        const bool may_have_value = rows[r].value != NULL && hm_option_needs_no_value(&rows[r]);
        const bool has_value = rows[r].value != NULL && !may_have_value;
        tables.names[n_names++] = (struct option){
            .name = rows[r].name,
            .has_arg = has_value        ? required_argument
                       : may_have_value ? optional_argument
                                        : no_argument,
            .val = FIRST_KEY + (int)r,
        };
        if (rows[r].letter != '\0') {
            tables.letters[n_letters++] = rows[r].letter;
            if (has_value)
                tables.letters[n_letters++] = ':';
        }
    }
    return tables;
}

/// The row of getopt's key; NULL if there is none.
static const hm_option *
find_row(const hm_option *rows, int key)
{
    const size_t n_rows = count_rows(rows);
    if (key >= FIRST_KEY)
        return (size_t)(key - FIRST_KEY) < n_rows ? &rows[key - FIRST_KEY] : NULL;
    for (size_t r = 0; r < n_rows; r++) {
        if (rows[r].letter != '\0' && rows[r].letter == (char)key)
            return &rows[r];
    }
    return NULL;
}

static bool
parse_choice(const char *words, const char *text, unsigned *choice)
{
    size_t which = 0;
    if (!hm_choice_find(words, text, &which))
        return false;
    *choice = (unsigned)which;
    return true;
}

bool
hm_option_parse_duration(const char *text, double *seconds)
{
    static const struct {
        char letter;
        double seconds;
    } units[] = {
        {'s', 1.0},
        {'m', 60.0},
        {'h', 3600.0},
        {'d', 86400.0},
    };
    char number[32];
    const size_t n_text = strlen(text);
    if (n_text == 0 || n_text >= sizeof number)
        return false;
    memcpy(number, text, n_text + 1);

    double unit = 1.0;
    for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
        if (number[n_text - 1] == units[u].letter) {
            unit = units[u].seconds;
            number[n_text - 1] = '\0';
            break;
        }
    }
    double value = 0.0;
    if (!hm_number_parse(number, &value) || value < 0.0)
        return false;
    *seconds = value * unit;
    return true;
}

static bool
parse_count(const char *text, size_t *count)
{
    uint64_t value = 0;
    if (!hm_number_parse_u64(text, &value) || value > SIZE_MAX)
        return false;
    *count = (size_t)value;
    return true;
}

static hmrnn_status
append_text(hm_string_list *texts, const char *text, hmrnn_error *err)
{
    HM_TRY(hm_alloc_grow(&texts->items, &texts->capacity, texts->n_items + 1, sizeof *texts->items,
                         "the command line", err));
    texts->items[texts->n_items++] = text;
    return HMRNN_OK;
}

void
hm_string_list_release(hm_string_list *texts)
{
    free(texts->items);
    *texts = (hm_string_list)HM_STRING_LIST_INIT;
}

/// Put one value where its row says.
static hmrnn_status
store(const hm_option *row, void *options, const char *text, hmrnn_error *err)
{
    void *const field = (char *)options + row->at;
    bool is_good = true;
    const char *wanted = "";
    switch (row->kind) {
    case HM_OPTION_FLAG:
        *(bool *)field = true;
        break;
    case HM_OPTION_MAYBE_COUNT:
        is_good = text == NULL || parse_count(text, field);
        wanted = "a whole number";
        break;
    case HM_OPTION_COUNT:
        is_good = parse_count(text, field);
        wanted = "a whole number";
        break;
    case HM_OPTION_INTEGER:
        is_good = hm_number_parse_u64(text, field);
        wanted = "a whole number";
        break;
    case HM_OPTION_BYTES:
        is_good = hm_number_parse_bytes(text, field);
        wanted = "a number of bytes such as 500M";
        break;
    case HM_OPTION_NUMBER:
        is_good = hm_number_parse(text, field);
        wanted = "a number";
        break;
    case HM_OPTION_DURATION:
        is_good = hm_option_parse_duration(text, field);
        wanted = "a time such as 600, 90m or 2h";
        break;
    case HM_OPTION_CHOICE:
        is_good = parse_choice(row->value, text, field);
        wanted = row->value;
        break;
    case HM_OPTION_TEXT:
        *(const char **)field = text;
        break;
    case HM_OPTION_LIST:
        HM_TRY(append_text(field, text, err));
        break;
    case HM_OPTION_END:
    case HM_OPTION_HEADING:
    case HM_OPTION_EXPERTS:
    case HM_OPTION_HELP:
    case HM_OPTION_VERSION:
        break;
    }
    if (!is_good)
        return hm_fail(err, HMRNN_EARG, "--%s: '%s' is not %s%s", row->name, text,
                       row->kind == HM_OPTION_CHOICE ? "one of " : "", wanted);
    return HMRNN_OK;
}

/// Say what getopt did not like: `key` is what it returned.
static hmrnn_status
complain(const hm_option *rows, int key, const char *argument, hmrnn_error *err)
{
    const hm_option *const row = find_row(rows, optopt);
    if (key == ':' && row != NULL)
        return hm_fail(err, HMRNN_EARG, "--%s needs a value: %s", row->name, row->value);
    if (row != NULL)
        return hm_fail(err, HMRNN_EARG, "--%s takes no value", row->name);
    if (optopt != 0)
        return hm_fail(err, HMRNN_EARG, "there is no option '-%c'", optopt);
    return hm_fail(err, HMRNN_EARG, "there is no option '%s', or more than one that begins so",
                   argument);
}

static hmrnn_status
ask_for_help(const hm_option *row, const char *which, hm_command *command, hmrnn_error *err)
{
    if (which != NULL && strcmp(which, row->value) != 0)
        return hm_fail(err, HMRNN_EARG, "--%s: '%s' is not '%s'", row->name, which, row->value);
    command->request = which == NULL ? HM_REQUEST_HELP : HM_REQUEST_HELP_ALL;
    return HMRNN_OK;
}

hmrnn_status
hm_option_parse(const hm_option *rows, void *options, int argc, char **argv, hm_command *command,
                hmrnn_error *err)
{
    const getopt_tables tables = make_tables(rows);
    *command = (hm_command){.request = HM_REQUEST_RUN};
    optind = 0;  // start again, should this be a second command line
    opterr = 0;
    for (;;) {
        const int key = getopt_long(argc, argv, tables.letters, tables.names, NULL);
        if (key == -1)
            break;
        const hm_option *const row = key == '?' || key == ':' ? NULL : find_row(rows, key);
        if (row == NULL)
            return complain(rows, key, argv[optind - 1], err);
        command->is_given[row - rows] = true;
        if (row->kind == HM_OPTION_HELP)
            return ask_for_help(row, optarg, command, err);
        if (row->kind == HM_OPTION_VERSION) {
            command->request = HM_REQUEST_VERSION;
            return HMRNN_OK;
        }
        HM_TRY(store(row, options, optarg, err));
    }
    command->n_operands = (size_t)(argc - optind);
    command->operands = (const char *const *)argv + optind;
    return HMRNN_OK;
}

bool
hm_option_is_given(const hm_option *rows, const hm_command *command, const char *name)
{
    const size_t n_rows = count_rows(rows);
    for (size_t r = 0; r < n_rows; r++) {
        if (rows[r].name != NULL && strcmp(rows[r].name, name) == 0)
            return command->is_given[r];
    }
    return false;
}
