// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_training_failure.c - each allocation fails in turn: training, saving, resuming.
#include <config.h>

#include "hmrnn_strokes.h"

#include "alloc_fixture.h"
#include "api_fixture.h"
#include "strokes_fixture.h"
#include "tmpdir.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static hmrnn_model *words_model;  // with a lexicon, in two directions

static int
prepare(void **state)
{
    if (enter_tmpdir(state) != 0)
        return -1;
    const hmrnn_train_options options = api_fixture_guided_options();
    hmrnn_trainer *const trainer = api_fixture_begin_japanese(&options);
    api_fixture_finish(trainer);
    hm_bytes saved = api_fixture_saved(trainer);
    hm_bytes_release(&saved);
    hmrnn_trainer_free(trainer);
    return hmrnn_model_open(&words_model, "saved", NULL) == HMRNN_OK ? 0 : -1;
}

static int
clear(void **state)
{
    hmrnn_model_free(words_model);
    return leave_tmpdir(state);
}

/// Files in the folder of the test.
static size_t
n_files(void)
{
    DIR *const folder = opendir(".");
    assert_non_null(folder);
    size_t n = 0;
    while (readdir(folder) != NULL)
        n++;
    closedir(folder);
    return n;
}

static void
expect_file(const char *name, const hm_bytes *bytes)
{
    hm_bytes found = read_whole(name);
    assert_int_equal(found.n_bytes, bytes->n_bytes);
    assert_memory_equal(found.data, bytes->data, bytes->n_bytes);
    hm_bytes_release(&found);
}

/// Begin a run, which takes the corpora only if it succeeds, and do the first pieces of work.
static hmrnn_status
train_on(hmrnn_corpus *train, hmrnn_corpus *valid, const hmrnn_train_options *options,
         const hmrnn_model *init, hmrnn_error *err)
{
    hmrnn_corpus *const before[2] = {train, valid};
    hmrnn_trainer *trainer = NULL;
    hmrnn_train_event event = HMRNN_TRAINED;
    arm();
    hmrnn_status status = hmrnn_trainer_new(&trainer, options, init, &train, &valid, err);
    if (status == HMRNN_OK) {
        assert_true(train == NULL && valid == NULL);
    } else {
        assert_null(trainer);
        assert_ptr_equal(train, before[0]);
        assert_ptr_equal(valid, before[1]);
    }
    for (size_t i = 0; i < 2 && status == HMRNN_OK; i++)
        status = hmrnn_trainer_advance(trainer, &event, err);
    disarm(status);
    hmrnn_trainer_free(trainer);
    hmrnn_corpus_free(train);
    hmrnn_corpus_free(valid);
    return status;
}

static hmrnn_status
train_plainly(hmrnn_error *err)
{
    hmrnn_train_options options = api_fixture_options();
    options.n_threads = 2;
    options.ema = 0.9;
    options.dropout_weights = 0.1;
    options.matmul = HMRNN_MATMUL_BFLOAT16;
    options.has_char_classes = 1;
    options.normalization = HMRNN_NORMALIZATION_NFC;
    return train_on(api_fixture_corpus(20, 1), api_fixture_corpus(3, 2), &options, NULL, err);
}

static hmrnn_status
train_from_a_model(hmrnn_error *err)
{
    const hmrnn_train_options options = api_fixture_options();
    return train_on(api_fixture_japanese_corpus(20, 1), api_fixture_japanese_corpus(3, 50),
                    &options, words_model, err);
}

static hmrnn_status
train_with_lexicon(hmrnn_error *err)
{
    hmrnn_train_options options = api_fixture_guided_options();
    options.guide = HMRNN_GUIDE_LEXICON;
    options.prior = words_model;
    return train_on(api_fixture_japanese_corpus(40, 1), api_fixture_japanese_corpus(5, 90),
                    &options, NULL, err);
}

static hmrnn_status
train_on_drawings(hmrnn_error *err)
{
    const hmrnn_train_options options = strokes_fixture_options();
    return train_on(strokes_fixture_corpus(0, SKETCHES), strokes_fixture_corpus(1000, 15), &options,
                    NULL, err);
}

/// The event in which the lexicon is estimated anew with what the networks have learned.
static hmrnn_status
train_through_a_round(hmrnn_error *err)
{
    const hmrnn_train_options options = api_fixture_guided_options();
    hmrnn_trainer *const trainer = api_fixture_begin_japanese(&options);
    hmrnn_train_event event = HMRNN_TRAINED;
    hmrnn_status status = HMRNN_OK;
    arm();
    while (event != HMRNN_FINISHED && status == HMRNN_OK)
        status = hmrnn_trainer_advance(trainer, &event, err);
    disarm(status);
    hmrnn_trainer_free(trainer);
    return status;
}

/// A run whose files are written again and again.
static hmrnn_trainer *written_run;
static hm_bytes written_file;

static hmrnn_status
write_file_of_run(hmrnn_error *err, const char *name,
                  hmrnn_status (*write)(hmrnn_trainer *, const char *, hmrnn_error *))
{
    const size_t n_before = n_files();
    arm();
    const hmrnn_status status = disarm(write(written_run, name, err));
    assert_int_equal(n_files(), n_before);
    expect_file(name, &written_file);
    return status;
}

static hmrnn_status
save(hmrnn_trainer *trainer, const char *name, hmrnn_error *err)
{
    const hmrnn_metadata metadata = {"title", "of a test"};
    return hmrnn_trainer_save(trainer, name, HMRNN_FLOAT16, 1, &metadata, err);
}

static hmrnn_status
save_model(hmrnn_error *err)
{
    return write_file_of_run(err, "out", save);
}

/// Through a link, which must stay one.
static hmrnn_status
save_model_through_link(hmrnn_error *err)
{
    const hmrnn_status status = write_file_of_run(err, "link", save);
    struct stat about;
    assert_true(lstat("link", &about) == 0 && S_ISLNK(about.st_mode));
    return status;
}

static hmrnn_status
write_checkpoint(hmrnn_error *err)
{
    return write_file_of_run(err, "out", hmrnn_trainer_checkpoint);
}

static hmrnn_status
resume(hmrnn_error *err)
{
    const hmrnn_train_options options = {.epochs = 0.0, .n_threads = 1};
    hmrnn_corpus *train = api_fixture_japanese_corpus(API_FIXTURE_TRAIN, 100);
    hmrnn_corpus *valid = api_fixture_japanese_corpus(API_FIXTURE_VALID, 500);
    hmrnn_corpus *const before[2] = {train, valid};
    hmrnn_trainer *trainer = NULL;
    arm();
    const hmrnn_status status =
        disarm(hmrnn_trainer_resume(&trainer, "out", &options, &train, &valid, err));
    assert_true((trainer == NULL) == (status != HMRNN_OK));
    if (status != HMRNN_OK)
        assert_true(train == before[0] && valid == before[1]);
    hmrnn_corpus_free(train);
    hmrnn_corpus_free(valid);
    hmrnn_trainer_free(trainer);
    return status;
}

static void
a_run_begins_or_leaves_the_corpora_to_the_caller(void **state)
{
    (void)state;
    FAIL_EACH_ALLOCATION(train_plainly);
    FAIL_EACH_ALLOCATION(train_from_a_model);
    FAIL_SOME_ALLOCATIONS(train_with_lexicon);
    FAIL_EACH_ALLOCATION(train_on_drawings);
}

static void
a_round_of_self_training_fails_cleanly(void **state)
{
    (void)state;
    FAIL_SOME_ALLOCATIONS(train_through_a_round);
}

static void
a_file_is_whole_or_as_it_was_and_nothing_is_left_beside_it(void **state)
{
    (void)state;
    const hmrnn_train_options plain = api_fixture_options();
    written_run = api_fixture_begin_japanese(&plain);
    assert_int_equal(save(written_run, "out", NULL), HMRNN_OK);
    written_file = read_whole("out");
    FAIL_EACH_ALLOCATION(save_model);
    assert_int_equal(symlink("out", "hop") | symlink("hop", "link"), 0);
    FAIL_EACH_ALLOCATION(save_model_through_link);
    hm_bytes_release(&written_file);
    hmrnn_trainer_free(written_run);

    const hmrnn_train_options guided = api_fixture_guided_options();
    written_run = api_fixture_begin_japanese(&guided);
    api_fixture_finish(written_run);
    assert_int_equal(save(written_run, "out", NULL), HMRNN_OK);
    written_file = read_whole("out");
    FAIL_SOME_ALLOCATIONS(save_model);
    hm_bytes_release(&written_file);

    assert_int_equal(hmrnn_trainer_checkpoint(written_run, "out", NULL), HMRNN_OK);
    written_file = read_whole("out");
    FAIL_EACH_ALLOCATION(write_checkpoint);
    FAIL_SOME_ALLOCATIONS(resume);
    hm_bytes_release(&written_file);
    hmrnn_trainer_free(written_run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_begins_or_leaves_the_corpora_to_the_caller),
        cmocka_unit_test(a_round_of_self_training_fails_cleanly),
        cmocka_unit_test(a_file_is_whole_or_as_it_was_and_nothing_is_left_beside_it),
    };
    return cmocka_run_group_tests(tests, prepare, clear);
}
