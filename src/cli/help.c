// SPDX-License-Identifier: BSD-2-Clause
//
// cli/help.c - the options of a table as --help shows them.
#include <config.h>

#include "cli/option.h"

#include "base/choice.h"
#include "base/number.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>

enum {
    HELP_COLUMN = 26,  // where the second column begins
    HELP_WIDTH = 79,
    HELP_TEXT = 512  // of one option
};

/// Write the value of a field. \return false if there is nothing to say
static bool
format_value(const hm_option *row, const void *options, size_t capacity, char *text)
{
    const void *const at = (const char *)options + row->at;
    size_t n_word = 0;
    const char *word = NULL;
    switch (row->kind) {
    case HM_OPTION_COUNT:
    case HM_OPTION_MAYBE_COUNT:
        snprintf(text, capacity, "%zu", *(const size_t *)at);
        return true;
    case HM_OPTION_INTEGER:
        snprintf(text, capacity, "%" PRIu64, *(const uint64_t *)at);
        return true;
    case HM_OPTION_BYTES:
        snprintf(text, capacity, "%" PRIu64 "G", *(const uint64_t *)at >> 30);
        return true;
    case HM_OPTION_NUMBER:
    case HM_OPTION_DURATION:
        hm_number_format_shortest(capacity, text, *(const double *)at);
        return true;
    case HM_OPTION_CHOICE:
        word = hm_choice_word(row->value, *(const unsigned *)at, &n_word);
        snprintf(text, capacity, "%.*s", (int)n_word, word);
        return true;
    case HM_OPTION_TEXT:
        if (*(const char *const *)at == NULL)
            return false;
        snprintf(text, capacity, "%s", *(const char *const *)at);
        return true;
    case HM_OPTION_END:
    case HM_OPTION_HEADING:
    case HM_OPTION_EXPERTS:
    case HM_OPTION_HELP:
    case HM_OPTION_VERSION:
    case HM_OPTION_FLAG:
    case HM_OPTION_LIST:
        break;
    }
    return false;
}

bool
hm_option_default(const hm_option *row, const hm_option_defaults *defaults, char *text)
{
    char otherwise[HM_OPTION_DEFAULT / 2] = "";
    if (!format_value(row, defaults->options, HM_OPTION_DEFAULT / 2, text))
        return false;
    if (defaults->otherwise == NULL ||
        !format_value(row, defaults->otherwise, sizeof otherwise, otherwise) ||
        strcmp(text, otherwise) == 0)
        return true;
    const size_t n = strlen(text);
    snprintf(text + n, HM_OPTION_DEFAULT - n, " %s, else %s", defaults->when, otherwise);
    return true;
}

/// Print a text into the second column, from column `n` of the first line.
static void
print_wrapped(FILE *out, int n, const char *text)
{
    int column = n;
    bool is_new = true;  // nothing stands in this line of the second column yet
    while (*text != '\0') {
        const int n_word = (int)strcspn(text, " \n");
        if (!is_new && column + 1 + n_word > HELP_WIDTH) {
            putc('\n', out);
            column = 0;
            is_new = true;
        }
        column += is_new ? fprintf(out, "%*s", HELP_COLUMN - column, "") : fprintf(out, " ");
        column += fprintf(out, "%.*s", n_word, text);
        is_new = false;
        text += n_word;
        if (*text == '\n') {
            putc('\n', out);
            column = 0;
            is_new = true;
        }
        text += *text == '\0' ? 0 : 1;
    }
    putc('\n', out);
}

static void
print_row(FILE *out, const hm_option *row, const hm_option_defaults *defaults)
{
    char text[HELP_TEXT];
    char value[HM_OPTION_DEFAULT];
    const bool has_default = hm_option_default(row, defaults, value);
    snprintf(text, sizeof text, has_default ? "%s [%s]" : "%s", row->help, value);

    int n = 0;
    if (row->letter != '\0')
        n += fprintf(out, "  -%c, --%s", row->letter, row->name);
    else
        n += fprintf(out, "      --%s", row->name);
    if (row->value != NULL)
        n += fprintf(out, hm_option_needs_no_value(row) ? "[=%s]" : "=%s", row->value);
    if (n > HELP_COLUMN - 2) {
        putc('\n', out);
        n = 0;
    }
    print_wrapped(out, n, text);
}

void
hm_option_help(FILE *out, const hm_option *rows, const hm_option_defaults *defaults, bool is_all)
{
    for (const hm_option *row = rows; row->kind != HM_OPTION_END; row++) {
        if (row->kind == HM_OPTION_EXPERTS && !is_all)
            break;
        if (row->kind == HM_OPTION_HEADING)
            fprintf(out, "\n%s:\n", row->help);
        else if (row->kind != HM_OPTION_EXPERTS)
            print_row(out, row, defaults);
    }
}
