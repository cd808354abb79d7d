// SPDX-License-Identifier: BSD-2-Clause
//
// programs/print_options.c - what documents and completions have from the tables of options.
//
//     print-options man hmrnn-train < PAGE      the page, with the .It line of each option anew
//     print-options bash|zsh|fish < SCRIPT      the script, with what stands in its middle anew
//
// `make options` writes all these files in the source tree; tests/lint/options.bats fails where one
// of them is not what comes out here. Not installed.
#include <config.h>

#include "base/number.h"
#include "programs/score_options.h"
#include "programs/segment_options.h"
#include "programs/train_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN_MARK "# BEGIN made by make options"
#define END_MARK "# END made by make options"

/// A program with the defaults of its options.
typedef struct program {
    const hm_tool *tool;
    hm_option_defaults defaults;
} program;

enum { N_PROGRAMS = 3 };

static hm_train_options train_options, train_otherwise;
static hm_segment_options segment_options = HM_SEGMENT_OPTIONS_INIT;
static hm_score_options score_options = HM_SCORE_OPTIONS_INIT;

static const program programs[N_PROGRAMS] = {
    {&hm_train_tool, {&train_options, "with labels", &train_otherwise}},
    {&hm_segment_tool, {&segment_options, NULL, NULL}},
    {&hm_score_tool, {&score_options, NULL, NULL}},
};

static _Noreturn void
fail(const char *what)
{
    fprintf(stderr, "print-options: %s\n", what);
    exit(EXIT_FAILURE);
}

/// "train" of "hmrnn-train".
static const char *
short_name(const hm_tool *tool)
{
    return strchr(tool->name, '-') + 1;
}

static bool
is_option(const hm_option *row)
{
    return row->name != NULL;
}

/// What may follow an option in a completion.
typedef enum what { NOTHING, A_FILE, A_MODEL, A_WORD, ANYTHING } what;

/// \param words  result: those of A_WORD, with spaces between them
static what
value_of(const hm_option *row, size_t capacity, char *words)
{
    if (hm_option_needs_no_value(row))
        return NOTHING;
    if (strcmp(row->value, "FILE") == 0 || strcmp(row->value, "GOLD") == 0)
        return A_FILE;
    if (strcmp(row->value, "MODEL") == 0)
        return A_MODEL;
    const bool is_list = strcmp(row->value, "LAYERS") == 0;
    if (!is_list && row->kind != HM_OPTION_CHOICE)
        return ANYTHING;
    snprintf(words, capacity, "%s", is_list ? "1|1,2|2|all" : row->value);
    for (char *bar = strchr(words, '|'); bar != NULL; bar = strchr(bar, '|'))
        *bar = ' ';
    return A_WORD;
}

// -------------------------------------------------------------------------------------------- man

/// The range of one of the library's options: "0 to 0.99", "at least 1"; "" where it says nothing.
static void
format_range(const hm_option *row, size_t capacity, char *text)
{
    const double large = 1e6;  // the limits above are there to catch mistakes
    const hmrnn_train_option *option = NULL;
    text[0] = '\0';
    for (size_t i = 0; (option = hmrnn_train_option_at(i)) != NULL; i++)
        if (strcmp(option->name, row->name) == 0)
            break;
    if (option == NULL || option->least == option->most)
        return;
    char least[32], most[32];
    hm_number_format_shortest(sizeof least, least, option->least);
    hm_number_format_shortest(sizeof most, most, option->most);
    const char *const sign = option->least < 0.0 ? "\\" : "";
    if (option->most < large)
        snprintf(text, capacity, "%s%s to %s", sign, least, most);
    else if (option->least > 0.0)
        snprintf(text, capacity, "at least %s", least);
}

/// A row as the line that begins its paragraph.
static void
print_item(const program *p, const hm_option *row)
{
    char value[HM_OPTION_DEFAULT];
    char range[80] = "";
    printf(".It ");
    if (row->letter != '\0')
        printf("Fl %c , ", row->letter);
    printf("Fl -%s", row->name);
    if (row->kind == HM_OPTION_HELP)
        printf(" Ns Op = Ns Cm %s", row->value);
    else if (row->kind == HM_OPTION_MAYBE_COUNT)
        printf(" Ns Op = Ns Ar %s", row->value);
    else if (row->kind == HM_OPTION_CHOICE)
        printf(" Ns = Ns Cm ");
    else if (row->value != NULL)
        printf(" Ns = Ns Ar %s", row->value);
    for (const char *at = row->value; row->kind == HM_OPTION_CHOICE && *at != '\0'; at++)
        printf(*at == '|' ? " %c " : "%c", *at);
    const bool has_default = hm_option_default(row, &p->defaults, value);
    if (p->tool == &hm_train_tool)
        format_range(row, sizeof range, range);
    if (has_default || range[0] != '\0')
        printf(" Pq %s%s%s%s", has_default ? "default " : "", has_default ? value : "",
               has_default && range[0] != '\0' ? " ; " : "", range);
    putchar('\n');
}

/// The option whose paragraph begins with this line of a page; NULL if none does.
static const hm_option *
find_item(const hm_tool *tool, const char *line)
{
    const char *const flag = strstr(line, "Fl -");
    if (strncmp(line, ".It Fl ", 7) != 0 || flag == NULL)
        return NULL;
    const char *const name = flag + strlen("Fl -");
    const size_t n_name = strcspn(name, " \n");
    for (const hm_option *row = tool->rows; row->kind != HM_OPTION_END; row++)
        if (is_option(row) && strlen(row->name) == n_name && memcmp(row->name, name, n_name) == 0)
            return row;
    return NULL;
}

static void
print_page(const char *name)
{
    char line[1024];
    size_t i = 0;
    while (i < N_PROGRAMS && strcmp(programs[i].tool->name, name) != 0)
        i++;
    if (i == N_PROGRAMS)
        fail("there is no such program");
    while (fgets(line, sizeof line, stdin) != NULL) {
        const hm_option *const row = find_item(programs[i].tool, line);
        if (row != NULL)
            print_item(&programs[i], row);
        else
            fputs(line, stdout);
    }
}

// -------------------------------------------------------------------------------------------- bash

/// The long names, in lines of less than 100 columns.
static void
print_bash_names(const hm_tool *tool)
{
    int n = 12;
    printf("    %s)\n        echo", tool->name);
    for (const hm_option *row = tool->rows; row->kind != HM_OPTION_END; row++) {
        if (!is_option(row))
            continue;
        if (n + (int)strlen(row->name) > 92) {
            printf(" \\\n           ");
            n = 11;
        }
        n += printf(" --%s", row->name);
    }
    printf(" ;;\n");
}

static void
print_bash_words(const hm_tool *tool)
{
    char words[128];
    for (const hm_option *row = tool->rows; row->kind != HM_OPTION_END; row++) {
        const what value = is_option(row) ? value_of(row, sizeof words, words) : NOTHING;
        if (value != A_MODEL && value != A_WORD)
            continue;
        printf("    ");
        if (row->letter != '\0')
            printf("%s:-%c | ", tool->name, row->letter);
        printf("%s:--%s) echo %s ;;\n", tool->name, row->name, value == A_MODEL ? "MODEL" : words);
    }
}

static void
print_bash(void)
{
    printf("_hmrnn_names() # the options of a program\n{\n    case $1 in\n");
    for (size_t i = 0; i < N_PROGRAMS; i++)
        print_bash_names(programs[i].tool);
    printf("    esac\n}\n\n");
    printf("_hmrnn_words() # the words that may follow an option of a program, or MODEL\n{\n");
    printf("    case $1:$2 in\n");
    for (size_t i = 0; i < N_PROGRAMS; i++)
        print_bash_words(programs[i].tool);
    printf("    esac\n}\n");
}

// -------------------------------------------------------------------------------------- zsh, fish

/// Half a sentence within single quotes. \param special  bytes that a backslash is put before
/// \param quote  what stands for a single quote
static void
print_quoted(const char *text, const char *special, const char *quote)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n')
            putchar(' ');
        else if (*text == '\'')
            fputs(quote, stdout);
        else if (strchr(special, *text) != NULL)
            printf("\\%c", *text);
        else
            putchar(*text);
    }
}

static void
print_zsh_row(const hm_option *row)
{
    char words[128];
    const what value = value_of(row, sizeof words, words);
    const char *const sign = value == NOTHING ? "" : "=";
    const bool ends_all = row->kind == HM_OPTION_HELP || row->kind == HM_OPTION_VERSION;
    printf("        '");
    if (row->kind == HM_OPTION_LIST)
        putchar('*');
    else if (ends_all)
        printf("(- *)");
    else if (row->letter != '\0')
        printf("(-%c --%s)", row->letter, row->name);
    if (row->letter != '\0')
        printf("'{-%c%s,--%s%s}'", row->letter, value == NOTHING ? "" : "+", row->name, sign);
    else
        printf("--%s%s", row->name, sign);
    putchar('[');
    print_quoted(row->help, "[]\\", "'\\''");
    putchar(']');
    if (value == A_WORD)
        printf(":word:(%s)", words);
    else if (value != NOTHING)
        printf(":%s%s", row->value,
               value == A_FILE    ? ":_files"
               : value == A_MODEL ? ":_hmrnn_models"
                                  : "");
    printf("'\n");
}

static void
print_zsh(void)
{
    printf("local -a options\ncase $service in\n");
    for (size_t i = 0; i < N_PROGRAMS; i++) {
        printf("%s)\n    options=( # of %s\n", programs[i].tool->name,
               short_name(programs[i].tool));
        for (const hm_option *row = programs[i].tool->rows; row->kind != HM_OPTION_END; row++)
            if (is_option(row))
                print_zsh_row(row);
        printf("    )\n    ;;\n");
    }
    printf("esac\n");
}

static void
print_fish(void)
{
    char words[128];
    for (size_t i = 0; i < N_PROGRAMS; i++) {
        const hm_tool *const tool = programs[i].tool;
        printf("%s", i > 0 ? "\n" : "");
        for (const hm_option *row = tool->rows; row->kind != HM_OPTION_END; row++) {
            if (!is_option(row))
                continue;
            const what value = value_of(row, sizeof words, words);
            printf("complete -c %s", tool->name);
            if (row->letter != '\0')
                printf(" -s %c", row->letter);
            printf(" -l %s", row->name);
            if (value == A_FILE || value == A_MODEL)
                printf(" -r%s", value == A_MODEL ? " -a '(__hmrnn_models)'" : "");
            else if (value == A_WORD)
                printf(" -x -a '%s'", words);
            else if (value == ANYTHING)
                printf(" -x");
            printf(" -d '");
            print_quoted(row->help, "\\", "\\'");
            printf("'\n");
        }
    }
}

/// Copy a script; what stands between the marks is printed anew.
static void
print_script(void (*print_middle)(void))
{
    char line[1024];
    bool is_middle = false;
    bool has_middle = false;
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (strncmp(line, END_MARK, strlen(END_MARK)) == 0)
            is_middle = false;
        if (!is_middle)
            fputs(line, stdout);
        if (strncmp(line, BEGIN_MARK, strlen(BEGIN_MARK)) == 0) {
            is_middle = has_middle = true;
            print_middle();
        }
    }
    if (is_middle || !has_middle)
        fail("the script has no lines '" BEGIN_MARK "' and '" END_MARK "'");
}

int
main(int argc, char **argv)
{
    const char *const kind = argc > 1 ? argv[1] : "";
    hm_train_options_init(&train_options);
    hm_train_tool.init_otherwise(&train_otherwise);
    hmrnn_dynamic_options_init(&score_options.dynamic);
    if (strcmp(kind, "man") == 0 && argc == 3)
        print_page(argv[2]);
    else if (strcmp(kind, "bash") == 0 && argc == 2)
        print_script(print_bash);
    else if (strcmp(kind, "zsh") == 0 && argc == 2)
        print_script(print_zsh);
    else if (strcmp(kind, "fish") == 0 && argc == 2)
        print_script(print_fish);
    else
        fail("usage: print-options man PROGRAM | bash | zsh | fish, with the file as standard "
             "input");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
