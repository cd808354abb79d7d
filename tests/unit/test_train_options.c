// SPDX-License-Identifier: BSD-2-Clause
//
// The table of options of a training run: defaults, ranges, and the lines of a manifest.
#include <config.h>

#include "train/option_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static double *
number_of(hmrnn_train_options *options, const hmrnn_train_option *option)
{
    return (double *)(void *)((char *)options + option->offset);
}

static void
every_default_lies_in_its_range(void **state)
{
    (void)state;
    const hmrnn_train_option *option = NULL;
    size_t n = 0;
    for (; (option = hmrnn_train_option_at(n)) != NULL; n++) {
        if (option->least == option->most)
            continue;
        if (!(option->least <= option->initial && option->initial <= option->most &&
              option->least <= option->initial_with_labels &&
              option->initial_with_labels <= option->most))
            fail_msg("the default of '%s' is not in its range", option->name);
    }
    assert_true(n > 50);
    assert_null(hmrnn_train_option_at(n + 1));
}

static void
names_and_letters_are_unique(void **state)
{
    (void)state;
    const hmrnn_train_option *one = NULL;
    const hmrnn_train_option *two = NULL;
    for (size_t i = 0; (one = hmrnn_train_option_at(i)) != NULL; i++)
        for (size_t j = 0; j < i && (two = hmrnn_train_option_at(j)) != NULL; j++)
            if (strcmp(one->name, two->name) == 0 || one->offset == two->offset ||
                (one->letter != '\0' && one->letter == two->letter))
                fail_msg("'%s' and '%s' have something in common", one->name, two->name);
}

static void
five_defaults_depend_on_the_labels(void **state)
{
    (void)state;
    hmrnn_train_options without;
    hmrnn_train_options with;

    hmrnn_train_options_init(&without, HMRNN_GUIDE_NONE);
    hmrnn_train_options_init(&with, HMRNN_GUIDE_LEXICON);

    assert_int_equal(without.guide, HMRNN_GUIDE_NONE);
    assert_int_equal(with.guide, HMRNN_GUIDE_LEXICON);
    assert_true(without.epochs == 20.0 && with.epochs == 4.0);
    assert_true(without.mask == 0.0 && with.mask == 0.2);
    assert_int_equal(without.schedule, HMRNN_SCHEDULE_PLATEAU);
    assert_int_equal(with.schedule, HMRNN_SCHEDULE_COSINE);
    assert_int_equal(without.is_bidirectional, 0);
    assert_int_equal(with.is_bidirectional, 1);
    assert_int_equal(without.has_char_classes, 0);
    assert_int_equal(with.has_char_classes, 1);
    with.guide = without.guide;
    with.epochs = without.epochs;
    with.mask = without.mask;
    with.schedule = without.schedule;
    with.is_bidirectional = without.is_bidirectional;
    with.has_char_classes = without.has_char_classes;
    assert_memory_equal(&with, &without, sizeof with);
}

static void
defaults_are_what_a_run_accepts(void **state)
{
    (void)state;
    hmrnn_train_options options;

    hmrnn_train_options_init(&options, HMRNN_GUIDE_SELF_TRAINING);

    assert_int_equal(hm_options_check(&options, NULL), HMRNN_OK);
    assert_int_equal(options.n_layers, 3);
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++)
        assert_int_equal(options.n_units[l], 256);
}

static void
a_number_out_of_its_range_is_named(void **state)
{
    (void)state;
    const hmrnn_train_option *option = NULL;
    for (size_t i = 0; (option = hmrnn_train_option_at(i)) != NULL; i++) {
        if (option->type != HMRNN_OPTION_NUMBER)
            continue;
        hmrnn_train_options options;
        hmrnn_error err = {HMRNN_OK, ""};
        hmrnn_train_options_init(&options, HMRNN_GUIDE_NONE);
        *number_of(&options, option) = option->most * 1.5 + 1.0;

        const hmrnn_status status = hm_options_check(&options, &err);

        if (status != HMRNN_EARG || strncmp(err.text, option->name, strlen(option->name)) != 0)
            fail_msg("'%s' out of its range gives '%s'", option->name, err.text);
    }
}

static void
messages_give_value_and_range(void **state)
{
    (void)state;
    hmrnn_train_options options;
    hmrnn_error err;
    hmrnn_train_options_init(&options, HMRNN_GUIDE_NONE);
    options.mask = 0.95;
    assert_int_equal(hm_options_check(&options, &err), HMRNN_EARG);
    assert_string_equal(err.text, "mask is 0.95: it must be 0 to 0.9");
    options.mask = 0.0;
    options.batch = 0;
    assert_int_equal(hm_options_check(&options, &err), HMRNN_EARG);
    assert_string_equal(err.text, "batch is 0: it must be 1 to 65536");
    options.batch = 1;
    options.slope_start = 6.0;
    assert_int_equal(hm_options_check(&options, &err), HMRNN_EARG);
    assert_string_equal(err.text, "slope-max is below slope-start");
}

/// Options of which none has the default of a run without labels, but for what the model describes.
static hmrnn_train_options
changed_options(void)
{
    hmrnn_train_options options;
    const hmrnn_train_option *option = NULL;
    hmrnn_train_options_init(&options, HMRNN_GUIDE_SELF_TRAINING);
    for (size_t i = 0; (option = hmrnn_train_option_at(i)) != NULL; i++) {
        void *const at = (char *)&options + option->offset;
        if (option->type == HMRNN_OPTION_NUMBER)
            *(double *)at = option->initial + (option->most - option->initial) / 3.0;
        else if (option->type == HMRNN_OPTION_COUNT)
            *(size_t *)at =
                (size_t)(option->initial == option->least ? option->most : option->least);
        else if (option->type == HMRNN_OPTION_FLAG)
            *(int *)at = option->initial == 0.0;
        else if (option->type == HMRNN_OPTION_CHOICE)
            *(unsigned *)at = 1;
    }
    options.seed = UINT64_MAX;
    return options;
}

static void
a_manifest_gives_back_every_option(void **state)
{
    (void)state;
    const hmrnn_train_options wanted = changed_options();
    hmrnn_train_options read = wanted;  // of the shapes, which the model describes
    const hmrnn_train_option *option = NULL;
    hm_metadata metadata = HM_METADATA_INIT;
    assert_int_equal(hm_options_describe(&wanted, &metadata, NULL), HMRNN_OK);
    for (size_t i = 0; (option = hmrnn_train_option_at(i)) != NULL; i++)
        if (hm_metadata_get(&metadata, option->name) != NULL)
            memset((char *)&read + option->offset, 0, option->size);

    assert_int_equal(hm_options_read(&read, &metadata, NULL), HMRNN_OK);

    for (size_t i = 0; (option = hmrnn_train_option_at(i)) != NULL; i++)
        if (memcmp((const char *)&read + option->offset, (const char *)&wanted + option->offset,
                   option->size) != 0)
            fail_msg("'%s' is another one", option->name);
    hm_metadata_release(&metadata);
}

static void
what_a_manifest_may_lack_has_the_default_without_labels(void **state)
{
    (void)state;
    hmrnn_train_options plain;
    hmrnn_train_options read = changed_options();
    hm_metadata metadata = HM_METADATA_INIT;
    hmrnn_train_options_init(&plain, HMRNN_GUIDE_NONE);
    assert_int_equal(hm_options_describe(&plain, &metadata, NULL), HMRNN_OK);
    assert_null(hm_metadata_get(&metadata, "mask"));
    assert_null(hm_metadata_get(&metadata, "guide"));

    assert_int_equal(hm_options_read(&read, &metadata, NULL), HMRNN_OK);

    assert_true(read.mask == 0.0 && read.label_weight == 1.0 && read.pmi_weight == 2.0);
    assert_int_equal(read.guide, HMRNN_GUIDE_NONE);
    assert_int_equal(read.is_bidirectional, 0);
    assert_int_equal(read.label_lag, 1);
    hm_metadata_release(&metadata);
}

static void
a_manifest_with_a_word_that_is_none_is_refused(void **state)
{
    (void)state;
    hmrnn_train_options options;
    hmrnn_error err;
    hm_metadata metadata = HM_METADATA_INIT;
    hmrnn_train_options_init(&options, HMRNN_GUIDE_NONE);
    assert_int_equal(hm_options_describe(&options, &metadata, NULL), HMRNN_OK);
    assert_string_equal(hm_metadata_get(&metadata, "schedule"), "plateau");
    assert_int_equal(hm_metadata_set(&metadata, "schedule", "fast", NULL), HMRNN_OK);

    assert_int_equal(hm_options_read(&options, &metadata, &err), HMRNN_EFORMAT);

    assert_string_equal(err.text, "the manifest says 'schedule: fast', which cannot be");
    hm_metadata_release(&metadata);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_default_lies_in_its_range),
        cmocka_unit_test(names_and_letters_are_unique),
        cmocka_unit_test(five_defaults_depend_on_the_labels),
        cmocka_unit_test(defaults_are_what_a_run_accepts),
        cmocka_unit_test(a_number_out_of_its_range_is_named),
        cmocka_unit_test(messages_give_value_and_range),
        cmocka_unit_test(a_manifest_gives_back_every_option),
        cmocka_unit_test(what_a_manifest_may_lack_has_the_default_without_labels),
        cmocka_unit_test(a_manifest_with_a_word_that_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
