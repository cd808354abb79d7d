// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_lexicon_file.c - a lexicon that was written to a file is read again.
#include <config.h>

#include "model/lexicon_file.h"

#include "lexicon_fixture.h"
#include "tmpdir.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/// Write sections and read a lexicon from them; section `left_out` is not written, section
/// `too_short` lacks its last item.
static hmrnn_status
pass_through(hm_lexicon **out, const hm_lexicon_file *file, size_t left_out, size_t too_short,
             hmrnn_error *err)
{
    hm_section sections[HM_LEXICON_SECTIONS];
    hm_container container = HM_CONTAINER_INIT;
    size_t n = 0;
    for (size_t i = 0; i < HM_LEXICON_SECTIONS; i++) {
        const hm_section *const s = &file->sections[i];
        if (i == too_short)
            sections[n++] = hm_section_of(s->name, s->type, s->n_rows, s->n_columns - 1, s->data);
        else if (i != left_out)
            sections[n++] = *s;
    }
    assert_int_equal(hm_container_write("lexicon", n, sections, NULL), HMRNN_OK);
    assert_int_equal(hm_container_open(&container, "lexicon", NULL), HMRNN_OK);
    const hmrnn_status status = hm_lexicon_file_read(out, &container, err);
    hm_container_close(&container);
    return status;
}

#define SAME(field, n) assert_memory_equal(read->field, l.lexicon->field, (n) * sizeof *read->field)

static void
a_lexicon_in_whole_numbers_comes_back_as_it_was(void **state)
{
    (void)state;
    lexicon_fixture l;
    hm_lexicon_file file;
    hm_lexicon *read = NULL;
    lexicon_fixture_make(&l, 0);
    l.lexicon->detectors = (hm_fusion){0.25f, {0.5f, 0.75f}};
    l.lexicon->detector_weight = 0.7f;
    l.lexicon->pmi_weight = 2.0f;
    l.lexicon->pmi_offset = -0.125f;
    l.lexicon->n_tokens = 16777217.0;  // 2^24 + 1, which is no float
    assert_int_equal(hm_lexicon_file_make(&file, l.lexicon, HMRNN_FLOAT32, NULL), HMRNN_OK);

    assert_int_equal(pass_through(&read, &file, SIZE_MAX, SIZE_MAX, NULL), HMRNN_OK);

    assert_int_equal(read->token_ids.n, l.lexicon->token_ids.n);
    assert_memory_equal(read->token_ids.key + 1, l.lexicon->token_ids.key + 1,
                        (read->token_ids.n - 1) * sizeof *read->token_ids.key);
    assert_int_equal(read->n_words, l.lexicon->n_words);
    assert_int_equal(read->n_word_tokens, l.lexicon->n_word_tokens);
    assert_int_equal(read->n_pairs, l.lexicon->n_pairs);
    assert_int_equal(read->n_classes, l.lexicon->n_classes);
    assert_int_equal(read->max_length, l.lexicon->max_length);
    assert_int_equal(read->letters, HM_LETTERS_JOINED);
    SAME(word_length, read->n_words);
    SAME(word_tokens, read->n_word_tokens);
    SAME(word_count, read->n_words);
    SAME(word_class, read->n_words);
    SAME(token_params, read->token_ids.n * HM_N_TOKEN_PARAMS);
    SAME(transitions, read->n_classes * read->n_classes);
    SAME(pair_tokens, 2 * read->n_pairs);
    SAME(pair_params, 2 * read->n_pairs);
    assert_memory_equal(read->lengths, l.lexicon->lengths, sizeof read->lengths);
    assert_memory_equal(&read->detectors, &l.lexicon->detectors, sizeof read->detectors);
    assert_true(read->detector_weight == 0.7f && read->pmi_weight == 2.0f);
    assert_true(read->pmi_offset == -0.125f && read->n_tokens == l.lexicon->n_tokens);
    assert_true(read->n_types == l.lexicon->n_types);
    assert_memory_equal(&read->options, &l.lexicon->options, sizeof read->options);
    hm_lexicon_file_release(&file);
    hm_lexicon_free(read);
    lexicon_fixture_release(&l);
}

static void
a_lexicon_in_halves_cuts_as_before(void **state)
{
    (void)state;
    static uint8_t begins[2][LEXICON_FIXTURE_MAX];
    lexicon_fixture l;
    hm_lexicon_file file;
    hm_lexicon *read = NULL;
    size_t n_other = 0;
    lexicon_fixture_make(&l, 0);
    assert_int_equal(hm_lexicon_file_make(&file, l.lexicon, HMRNN_FLOAT16, NULL), HMRNN_OK);
    assert_int_equal(pass_through(&read, &file, SIZE_MAX, SIZE_MAX, NULL), HMRNN_OK);

    lexicon_fixture_segment(l.lexicon, &l.s.tokens, NULL, begins[0]);
    lexicon_fixture_segment(read, &l.s.tokens, NULL, begins[1]);

    for (size_t i = 0; i < l.s.tokens.n; i++)
        n_other += begins[0][i] != begins[1][i] ? 1 : 0;
    assert_true(n_other <= l.s.tokens.n / 2000);  // two cuts may be as good as each other
    hm_lexicon_file_release(&file);
    hm_lexicon_free(read);
    lexicon_fixture_release(&l);
}

static void
a_section_that_is_missing_or_too_short_is_named(void **state)
{
    (void)state;
    lexicon_fixture l;
    hm_lexicon_file file;
    hm_lexicon *read = NULL;
    lexicon_fixture_make(&l, 0);
    assert_int_equal(hm_lexicon_file_make(&file, l.lexicon, HMRNN_FLOAT32, NULL), HMRNN_OK);
    for (size_t i = 0; i < HM_LEXICON_SECTIONS; i++) {
        const hm_section *const s = &file.sections[i];
        hmrnn_error err = {HMRNN_OK, ""};
        assert_int_equal(pass_through(&read, &file, i, SIZE_MAX, &err), HMRNN_EFORMAT);
        if (strstr(err.text, s->name) == NULL)
            fail_msg("%s is missing: %s", s->name, err.text);
        if (s->n_columns == 0)  // few words are clitics here, and scripts are one
            continue;
        assert_int_equal(pass_through(&read, &file, SIZE_MAX, i, &err), HMRNN_EFORMAT);
        if (strstr(err.text, "lexicon") == NULL)
            fail_msg("%s is too short: %s", s->name, err.text);
        assert_null(read);
    }
    hm_lexicon_file_release(&file);
    lexicon_fixture_release(&l);
}

/// Write a lexicon whose manifest is that text and read it.
static hmrnn_status
pass_manifest(const hm_lexicon_file *file, const char *manifest, hmrnn_error *err)
{
    hm_lexicon_file changed = *file;
    hm_lexicon *read = NULL;
    changed.sections[0] =
        hm_section_of("lexicon.manifest", HM_SECTION_BYTES, 1, strlen(manifest), manifest);
    const hmrnn_status status = pass_through(&read, &changed, SIZE_MAX, SIZE_MAX, err);
    assert_true((read == NULL) == (status != HMRNN_OK));
    hm_lexicon_free(read);
    return status;
}

static void
scalars_are_lines_and_one_that_cannot_be_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *line, *wrong, *message;
    } lines[] = {
        {"discount: ", "discount: much\n", "lexicon.manifest: the manifest says 'discount: much'"},
        {"pmi-weight: ", "pmi-weight: 1e13\n", "'pmi-weight: 1e13', which cannot be"},
        {"longest-word: ", "longest-word: 17\n", "'longest-word: 17', which cannot be"},
        {"classes: ", "classes: 256\n", "'classes: 256', which cannot be"},
        {"words: ", "words: -1\n", "'words: -1', which cannot be"},
        {"letters: ", "letters: both\n", "'letters: both', which cannot be"},
        {"strength: ", "", "the manifest lacks 'strength'"},
    };
    lexicon_fixture l;
    hm_lexicon_file file;
    hmrnn_error err = {HMRNN_OK, ""};
    char text[2000];
    lexicon_fixture_make(&l, 0);
    assert_int_equal(hm_lexicon_file_make(&file, l.lexicon, HMRNN_FLOAT32, NULL), HMRNN_OK);
    const char *const right = (const char *)file.manifest.data;
    const int n_right = (int)file.manifest.n_bytes;

    snprintf(text, sizeof text, "%.*sa-later-version: has more\n", n_right, right);
    assert_int_equal(pass_manifest(&file, text, &err), HMRNN_OK);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        snprintf(text, sizeof text, "%.*s", n_right, right);
        const char *const line = strstr(text, lines[i].line);
        assert_non_null(line);
        const int n_before = (int)(line - text);
        const int n_after = n_right - n_before - (int)(strchr(line, '\n') + 1 - line);
        snprintf(text, sizeof text, "%.*s%s%.*s", n_before, right, lines[i].wrong, n_after,
                 right + n_right - n_after);

        assert_int_equal(pass_manifest(&file, text, &err), HMRNN_EFORMAT);

        if (strstr(err.text, lines[i].message) == NULL)
            fail_msg("%s: %s", lines[i].wrong, err.text);
    }
    hm_lexicon_file_release(&file);
    lexicon_fixture_release(&l);
}

static void
a_file_without_a_lexicon_has_none(void **state)
{
    (void)state;
    const hm_section other = hm_section_of("other", HM_SECTION_BYTES, 1, 3, "abc");
    hm_container container = HM_CONTAINER_INIT;
    hm_lexicon *read = NULL;
    assert_int_equal(hm_container_write("lexicon", 1, &other, NULL), HMRNN_OK);
    assert_int_equal(hm_container_open(&container, "lexicon", NULL), HMRNN_OK);

    assert_int_equal(hm_lexicon_file_read(&read, &container, NULL), HMRNN_OK);

    assert_null(read);
    hm_container_close(&container);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lexicon_in_whole_numbers_comes_back_as_it_was),
        cmocka_unit_test(a_lexicon_in_halves_cuts_as_before),
        cmocka_unit_test(a_section_that_is_missing_or_too_short_is_named),
        cmocka_unit_test(scalars_are_lines_and_one_that_cannot_be_is_named),
        cmocka_unit_test(a_file_without_a_lexicon_has_none),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
