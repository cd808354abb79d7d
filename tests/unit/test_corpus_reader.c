// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_corpus_reader.c - long text is read a piece at a time, and is kept in a file.
#include <config.h>

#include "api_fixture.h"
#include "train/bidirectional.h"
#include "data/corpus_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LONG (2 * HM_CORPUS_READER_CHARS + 1000)

static hmrnn_corpus *
corpus_of(size_t n, const uint32_t *chars, const char *folder)
{
    hmrnn_corpus *corpus = NULL;
    assert_int_equal(hmrnn_corpus_new(&corpus, NULL), HMRNN_OK);
    if (folder != NULL)
        assert_int_equal(hmrnn_corpus_set_folder(corpus, folder, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_corpus_add(corpus, &(hmrnn_text){chars, n}, NULL), HMRNN_OK);
    return corpus;
}

/// Letters, each with an accent behind it that NFC makes one with its letter.
static uint32_t *
accented(size_t n)
{
    uint32_t *const chars = calloc(n, sizeof *chars);
    assert_non_null(chars);
    for (size_t i = 0; i < n; i++)
        chars[i] = i % 2 == 1 ? 0x301 : i % 3 == 0 ? 'a' : 'e';
    return chars;
}

static void
a_record_in_pieces_is_normalised_as_the_whole(void **state)
{
    (void)state;
    uint32_t *const chars = accented(LONG);
    hmrnn_corpus *const corpus = corpus_of(LONG, chars, NULL);
    hm_normalizer *normalizer = NULL;
    hm_view whole = HM_VIEW_INIT;
    assert_int_equal(hm_normalizer_new(&normalizer, HMRNN_NORMALIZATION_NFC, NULL), HMRNN_OK);
    assert_int_equal(hm_normalize(normalizer, &(hmrnn_text){corpus->chars, corpus->n_chars}, &whole,
                                  NULL),
                     HMRNN_OK);

    hm_corpus_reader reader;
    hmrnn_status status = HMRNN_OK;
    size_t n = 0;
    size_t n_records = 0;
    assert_int_equal(hm_corpus_reader_open(&reader, corpus, HMRNN_NORMALIZATION_NFC, NULL),
                     HMRNN_OK);
    while (hm_corpus_reader_next(&reader, &status, NULL)) {
        assert_true(n + reader.view.n_chars <= whole.n_chars);
        assert_memory_equal(reader.view.chars, whole.chars + n,
                            reader.view.n_chars * sizeof *whole.chars);
        n += reader.view.n_chars;
        n_records++;
    }

    assert_int_equal(status, HMRNN_OK);
    assert_int_equal(n, whole.n_chars);
    assert_int_equal(n_records, 3);
    hm_corpus_reader_close(&reader);
    hm_view_release(&whole);
    hm_normalizer_free(normalizer);
    hmrnn_corpus_free(corpus);
    free(chars);
}

static void
records_are_pieces_with_their_newlines(void **state)
{
    (void)state;
    static const uint32_t chars[] = {'a', '\n', '\n', 'b', 'c'};
    static const size_t lengths[] = {2, 1, 3};
    hmrnn_corpus *const corpus = corpus_of(5, chars, NULL);
    hm_corpus_reader reader;
    hmrnn_status status = HMRNN_OK;
    assert_int_equal(hm_corpus_reader_open(&reader, corpus, HMRNN_NORMALIZATION_NONE, NULL),
                     HMRNN_OK);

    for (size_t i = 0; i < 3; i++) {
        assert_true(hm_corpus_reader_next(&reader, &status, NULL));
        assert_int_equal(reader.view.n_chars, lengths[i]);
    }

    assert_false(hm_corpus_reader_next(&reader, &status, NULL));
    assert_int_equal(status, HMRNN_OK);
    hm_corpus_reader_close(&reader);
    hmrnn_corpus_free(corpus);
}

/// A run that is about to begin, in two directions, on text that is too long for memory.
static hmrnn_trainer *
begin(const char *folder)
{
    const size_t n = HM_MAPPED_ARRAY_MIN_BYTES / sizeof(uint32_t) + 1000;
    uint32_t *const chars = calloc(n, sizeof *chars);
    assert_non_null(chars);
    for (size_t i = 0; i < n; i++)
        chars[i] = i % 50 == 49 ? '\n' : 'a' + (uint32_t)(i * i % 23);
    hmrnn_corpus *train = corpus_of(n, chars, folder);
    hmrnn_corpus *valid = corpus_of(100, chars, folder);
    hmrnn_train_options options;
    hmrnn_train_options_init(&options, HMRNN_GUIDE_NONE);
    options.n_layers = 2;
    options.n_units[0] = options.n_units[1] = 4;
    options.n_embed = options.n_output_embed = 4;
    options.is_bidirectional = 1;
    options.guide = HMRNN_GUIDE_NONE;
    hmrnn_trainer *trainer = NULL;
    assert_int_equal(hmrnn_trainer_new(&trainer, &options, NULL, &train, &valid, NULL), HMRNN_OK);
    free(chars);
    return trainer;
}

static void
text_in_a_file_is_the_same_text(void **state)
{
    (void)state;
    hmrnn_trainer *const in_file = begin(".");
    hmrnn_trainer *const in_memory = begin(NULL);

    for (size_t run = 0; run < 2; run++) {
        assert_true(in_file->run[run]->train.storage.file > 0);
        assert_int_equal(in_memory->run[run]->train.storage.file, 0);
        assert_int_equal(in_file->run[run]->train.n, in_memory->run[run]->train.n);
        assert_int_equal(in_file->run[run]->train.checksum, in_memory->run[run]->train.checksum);
    }
    assert_int_not_equal(in_file->run[0]->train.checksum, in_file->run[1]->train.checksum);
    hmrnn_trainer_free(in_file);
    hmrnn_trainer_free(in_memory);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_in_pieces_is_normalised_as_the_whole),
        cmocka_unit_test(records_are_pieces_with_their_newlines),
        cmocka_unit_test(text_in_a_file_is_the_same_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
