// SPDX-License-Identifier: BSD-2-Clause
//
// cli/help.c - the options of a table as --help shows them.
#include <config.h>

#include "cli/option.h"

#include "base/number.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>

enum { HELP_COLUMN = 26 };  // where the second column begins

/// The shortest way to write a number that is read back as the same.
static void
format_number(size_t capacity, char *text, double value)
{
    for (int n_digits = 0; n_digits < 9; n_digits++) {
        double back = 0.0;
        hm_number_format(capacity, text, value, n_digits);
        if (hm_number_parse(text, &back) && back == value)
            return;
    }
    hm_number_format_exact(capacity, text, value);
}

static void
print_choice(FILE *out, const char *words, unsigned index)
{
    const char *word = words;
    for (unsigned i = 0; i < index; i++)
        word += strcspn(word, "|") + 1;
    fprintf(out, " [%.*s]", (int)strcspn(word, "|"), word);
}

static void
print_default(FILE *out, const hm_option *row, const void *defaults)
{
    const void *const field = (const char *)defaults + row->at;
    char number[64];
    switch (row->kind) {
    case HM_OPTION_COUNT:
        fprintf(out, " [%zu]", *(const size_t *)field);
        break;
    case HM_OPTION_INTEGER:
        fprintf(out, " [%" PRIu64 "]", *(const uint64_t *)field);
        break;
    case HM_OPTION_BYTES:
        fprintf(out, " [%" PRIu64 "G]", *(const uint64_t *)field >> 30);
        break;
    case HM_OPTION_NUMBER:
    case HM_OPTION_DURATION:
        format_number(sizeof number, number, *(const double *)field);
        fprintf(out, " [%s]", number);
        break;
    case HM_OPTION_CHOICE:
        print_choice(out, row->value, *(const unsigned *)field);
        break;
    case HM_OPTION_TEXT:
        if (*(const char *const *)field != NULL)
            fprintf(out, " [%s]", *(const char *const *)field);
        break;
    case HM_OPTION_END:
    case HM_OPTION_HEADING:
    case HM_OPTION_HELP:
    case HM_OPTION_VERSION:
    case HM_OPTION_FLAG:
    case HM_OPTION_LIST:
        break;
    }
}

static void
print_row(FILE *out, const hm_option *row, const void *defaults)
{
    int n = 0;
    if (row->letter != '\0')
        n += fprintf(out, "  -%c, --%s", row->letter, row->name);
    else
        n += fprintf(out, "      --%s", row->name);
    if (row->value != NULL)
        n += fprintf(out, "=%s", row->value);
    if (n > HELP_COLUMN - 2) {
        putc('\n', out);
        n = 0;
    }
    for (const char *line = row->help;;) {
        const size_t n_line = strcspn(line, "\n");
        fprintf(out, "%*s%.*s", HELP_COLUMN - n, "", (int)n_line, line);
        n = 0;
        if (line[n_line] == '\0')
            break;
        putc('\n', out);
        line += n_line + 1;
    }
    print_default(out, row, defaults);
    putc('\n', out);
}

void
hm_option_help(FILE *out, const hm_option *rows, const void *defaults)
{
    for (const hm_option *row = rows; row->kind != HM_OPTION_END; row++) {
        if (row->kind == HM_OPTION_HEADING)
            fprintf(out, "\n%s:\n", row->help);
        else
            print_row(out, row, defaults);
    }
}
