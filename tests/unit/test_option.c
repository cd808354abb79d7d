// SPDX-License-Identifier: BSD-2-Clause
//
// The option table: parsing into a struct, messages for mistakes, and --help.
#include <config.h>

#include "cli/option.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct settings {
    bool is_loud;
    size_t count;
    size_t depth;
    size_t tries;
    uint64_t seed;
    uint64_t room;
    double rate;
    double wait;
    int color;
    const char *name;
    hm_string_list delimiters;
} settings;

#define AT(member) offsetof(settings, member)

static const hm_option rows[] = {
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Things"},
    {HM_OPTION_FLAG, 'l', "loud", NULL, AT(is_loud), "make noise"},
    {HM_OPTION_COUNT, 'c', "count", "N", AT(count), "how many"},
    {HM_OPTION_INTEGER, '\0', "seed", "N", AT(seed), "of chance"},
    {HM_OPTION_BYTES, '\0', "room", "SIZE", AT(room), "space"},
    {HM_OPTION_NUMBER, '\0', "rate", "X", AT(rate), "speed"},
    {HM_OPTION_DURATION, '\0', "wait", "TIME", AT(wait), "patience"},
    {HM_OPTION_CHOICE, '\0', "color", "auto|always|never", AT(color), "paint"},
    {HM_OPTION_TEXT, 'n', "name", "TEXT", AT(name), "first line\nsecond line"},
    {HM_OPTION_LIST, 'm', "mark", "MARK", AT(delimiters), "each time one more"},
    {HM_OPTION_MAYBE_COUNT, '\0', "tries", "N", AT(tries), "how often"},
    {HM_OPTION_HELP, 'h', "help", "all", 0, "print this"},
    {HM_OPTION_VERSION, 'V', "version", NULL, 0, "print that"},
    {HM_OPTION_EXPERTS, '\0', NULL, NULL, 0, NULL},
    {HM_OPTION_HEADING, '\0', NULL, NULL, 0, "Rare things"},
    {HM_OPTION_COUNT, 'd', "depth", "N", AT(depth),
     "a text of so many words that it does not fit into the line in which it begins"},
    {HM_OPTION_END, '\0', NULL, NULL, 0, NULL},
};

enum { MAX_WORDS = 16 };

/// Parse a command line of words; the array is the caller's, since operands point into it.
static hmrnn_status
parse(settings *s, char **argv, hm_command *command, hmrnn_error *err)
{
    int argc = 0;
    while (argv[argc] != NULL)
        argc++;
    return hm_option_parse(rows, s, argc, argv, command, err);
}

#define WORDS(...)                          \
    (char *[MAX_WORDS])                     \
    {                                       \
        (char[]){"tool"}, __VA_ARGS__, NULL \
    }
#define W(text) ((char[]){text})

static void
every_kind_lands_in_its_field(void **state)
{
    (void)state;
    settings s = {.color = 0};
    hm_command command;
    char **const argv = WORDS(W("-l"), W("--count=7"), W("--seed"), W("18446744073709551615"),
                              W("--room=3K"), W("--rate=2e-3"), W("--wait=1.5h"),
                              W("--color=never"), W("-nJo"), W("-m"), W("a"), W("-mb"));

    assert_int_equal(parse(&s, argv, &command, NULL), HMRNN_OK);

    assert_true(s.is_loud);
    assert_int_equal(s.count, 7);
    assert_true(s.seed == UINT64_MAX);
    assert_int_equal(s.room, 3072);
    assert_true(s.rate == 2e-3);
    assert_true(s.wait == 5400.0);
    assert_int_equal(s.color, 2);
    assert_string_equal(s.name, "Jo");
    assert_int_equal(s.delimiters.n_items, 2);
    assert_string_equal(s.delimiters.items[0], "a");
    assert_string_equal(s.delimiters.items[1], "b");
    hm_string_list_release(&s.delimiters);
}

static void
options_and_operands_may_be_mixed_and_two_dashes_end_the_options(void **state)
{
    (void)state;
    settings s = {.color = 0};
    hm_command command;
    char **const argv = WORDS(W("one"), W("--lou"), W("-"), W("--"), W("-l"));

    assert_int_equal(parse(&s, argv, &command, NULL), HMRNN_OK);

    assert_true(s.is_loud);
    assert_int_equal(command.n_operands, 3);
    assert_string_equal(command.operands[0], "one");
    assert_string_equal(command.operands[1], "-");
    assert_string_equal(command.operands[2], "-l");
}

static void
it_is_known_which_options_were_given(void **state)
{
    (void)state;
    settings s = {.color = 0};
    hm_command command;
    char **const argv = WORDS(W("-c"), W("0"));

    assert_int_equal(parse(&s, argv, &command, NULL), HMRNN_OK);

    assert_true(hm_option_is_given(rows, &command, "count"));
    assert_false(hm_option_is_given(rows, &command, "seed"));
}

static void
a_count_that_may_be_left_out_keeps_its_default(void **state)
{
    (void)state;
    settings s = {.tries = 5};
    hm_command command;

    assert_int_equal(parse(&s, WORDS(W("--tries"), W("7")), &command, NULL), HMRNN_OK);
    assert_int_equal(s.tries, 5);
    assert_true(hm_option_is_given(rows, &command, "tries"));
    assert_string_equal(command.operands[0], "7");
    assert_int_equal(parse(&s, WORDS(W("--tries=7")), &command, NULL), HMRNN_OK);
    assert_int_equal(s.tries, 7);
}

static void
help_is_answered_before_a_mistake_behind_it(void **state)
{
    (void)state;
    settings s = {.color = 0};
    hm_command command;
    char **const argv = WORDS(W("--help"), W("--nonsense"));

    assert_int_equal(parse(&s, argv, &command, NULL), HMRNN_OK);

    assert_int_equal(command.request, HM_REQUEST_HELP);
}

static void
help_may_be_asked_for_all_options(void **state)
{
    (void)state;
    settings s = {.color = 0};
    hm_command command;

    assert_int_equal(parse(&s, WORDS(W("--help=all")), &command, NULL), HMRNN_OK);
    assert_int_equal(command.request, HM_REQUEST_HELP_ALL);
    assert_int_equal(parse(&s, WORDS(W("-h"), W("all")), &command, NULL), HMRNN_OK);
    assert_int_equal(command.request, HM_REQUEST_HELP);
}

static void
expect_complaint(char **argv, const char *text)
{
    settings s = {.color = 0};
    hm_command command;
    hmrnn_error err;
    assert_int_equal(parse(&s, argv, &command, &err), HMRNN_EARG);
    assert_string_equal(err.text, text);
}

static void
each_mistake_has_its_own_words(void **state)
{
    (void)state;
    expect_complaint(WORDS(W("-x")), "there is no option '-x'");
    expect_complaint(WORDS(W("--nonsense")),
                     "there is no option '--nonsense', or more than one that begins so");
    expect_complaint(WORDS(W("-c")), "--count needs a value: N");
    expect_complaint(WORDS(W("--count")), "--count needs a value: N");
    expect_complaint(WORDS(W("--loud=yes")), "--loud takes no value");
    expect_complaint(WORDS(W("--count=-1")), "--count: '-1' is not a whole number");
    expect_complaint(WORDS(W("--tries=few")), "--tries: 'few' is not a whole number");
    expect_complaint(WORDS(W("--rate=fast")), "--rate: 'fast' is not a number");
    expect_complaint(WORDS(W("--color=blue")), "--color: 'blue' is not one of auto|always|never");
    expect_complaint(WORDS(W("--color=")), "--color: '' is not one of auto|always|never");
    expect_complaint(WORDS(W("--help=some")), "--help: 'some' is not 'all'");
    expect_complaint(WORDS(W("--wait=2w")), "--wait: '2w' is not a time such as 600, 90m or 2h");
}

static void
durations_have_units(void **state)
{
    (void)state;
    double seconds = 0.0;
    assert_true(hm_option_parse_duration("600", &seconds));
    assert_true(seconds == 600.0);
    assert_true(hm_option_parse_duration("90m", &seconds));
    assert_true(seconds == 5400.0);
    assert_true(hm_option_parse_duration("0.5s", &seconds));
    assert_true(seconds == 0.5);
    assert_true(hm_option_parse_duration("2d", &seconds));
    assert_true(seconds == 172800.0);
    assert_false(hm_option_parse_duration("", &seconds));
    assert_false(hm_option_parse_duration("h", &seconds));
    assert_false(hm_option_parse_duration("-1h", &seconds));
    assert_false(hm_option_parse_duration("1h30m", &seconds));
}

static void
help_shows_names_values_and_defaults(void **state)
{
    (void)state;
    const settings defaults = {
        .count = 3, .tries = 9, .room = UINT64_C(2) << 30, .rate = 0.002, .color = 1};
    char *text = NULL;
    size_t n_text = 0;
    FILE *const out = open_memstream(&text, &n_text);

    hm_option_help(out, rows, &(hm_option_defaults){.options = &defaults}, false);
    fclose(out);

    assert_non_null(strstr(text, "\nThings:\n"));
    assert_non_null(strstr(text, "  -l, --loud              make noise\n"));
    assert_non_null(strstr(text, "  -c, --count=N           how many [3]\n"));
    assert_non_null(strstr(text, "      --tries[=N]         how often [9]\n"));
    assert_non_null(strstr(text, "      --room=SIZE         space [2G]\n"));
    assert_non_null(strstr(text, "      --rate=X            speed [0.002]\n"));
    assert_non_null(strstr(text, "      --color=auto|always|never\n"
                                 "                          paint [always]\n"));
    assert_non_null(strstr(text, "  -n, --name=TEXT         first line\n"
                                 "                          second line\n"));
    free(text);
}

static void
options_for_experts_are_shown_if_all_are_asked_for(void **state)
{
    (void)state;
    const settings defaults = {.count = 3};
    char *text = NULL;
    size_t n_text = 0;
    for (int is_all = 0; is_all < 2; is_all++) {
        FILE *const out = open_memstream(&text, &n_text);

        hm_option_help(out, rows, &(hm_option_defaults){.options = &defaults}, is_all != 0);
        fclose(out);

        assert_non_null(strstr(text, "--count"));
        assert_int_equal(strstr(text, "--depth") != NULL, is_all != 0);
        assert_int_equal(strstr(text, "\nRare things:\n") != NULL, is_all != 0);
        free(text);
    }
}

static void
help_breaks_a_line_where_it_is_full(void **state)
{
    (void)state;
    const settings defaults = {.depth = 12};
    char *text = NULL;
    size_t n_text = 0;
    FILE *const out = open_memstream(&text, &n_text);

    hm_option_help(out, rows, &(hm_option_defaults){.options = &defaults}, true);
    fclose(out);

    assert_non_null(strstr(text,
                           "  -d, --depth=N           a text of so many words that it does not fit "
                           "into the\n"
                           "                          line in which it begins [12]\n"));
    free(text);
}

static void
a_default_that_depends_is_given_for_both_cases(void **state)
{
    (void)state;
    const settings loud = {.count = 3, .rate = 0.5, .color = 1};
    const settings quiet = {.count = 4, .rate = 0.5, .color = 2};
    const hm_option_defaults defaults = {&loud, "with noise", &quiet};
    char text[HM_OPTION_DEFAULT];

    assert_true(hm_option_default(&rows[2], &defaults, text));
    assert_string_equal(text, "3 with noise, else 4");
    assert_true(hm_option_default(&rows[5], &defaults, text));
    assert_string_equal(text, "0.5");
    assert_true(hm_option_default(&rows[7], &defaults, text));
    assert_string_equal(text, "always with noise, else never");
    assert_false(hm_option_default(&rows[1], &defaults, text));  // a flag
    assert_false(hm_option_default(&rows[8], &defaults, text));  // no text
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_lands_in_its_field),
        cmocka_unit_test(options_and_operands_may_be_mixed_and_two_dashes_end_the_options),
        cmocka_unit_test(it_is_known_which_options_were_given),
        cmocka_unit_test(a_count_that_may_be_left_out_keeps_its_default),
        cmocka_unit_test(help_is_answered_before_a_mistake_behind_it),
        cmocka_unit_test(help_may_be_asked_for_all_options),
        cmocka_unit_test(each_mistake_has_its_own_words),
        cmocka_unit_test(durations_have_units),
        cmocka_unit_test(help_shows_names_values_and_defaults),
        cmocka_unit_test(options_for_experts_are_shown_if_all_are_asked_for),
        cmocka_unit_test(help_breaks_a_line_where_it_is_full),
        cmocka_unit_test(a_default_that_depends_is_given_for_both_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
