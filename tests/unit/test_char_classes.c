// SPDX-License-Identifier: BSD-2-Clause
//
// Kinds of symbols: which there are, and what a network makes of them.
#include <config.h>

#include "text/char_classes.h"

#include "api_fixture.h"
#include "gradient.h"
#include "lib/modalities.h"
#include "tmpdir.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define STEPS 6

static void
letters_of_a_script_are_of_one_kind(void **state)
{
    (void)state;
    // newline, kanji and the sign that repeats one, hiragana, katakana and the sign that makes a
    // vowel long, Latin, digits, a comma, Thai and one of its vowels, a space
    static const uint32_t chars[] = {'\n',   0x65E5, 0x672C, 0x3005, 0x306E, 0x30A2, 0x30FC, 'a',
                                     0xFF21, '1',    '2',    0x3001, 0x0E01, 0x0E34, ' '};
    static const uint8_t wanted[] = {0, 1, 2, 2, 2, 3, 4, 4, 5, 5, 6, 6, 7, 8, 8, 9};
    uint8_t char_classes[sizeof wanted];
    hm_alphabet *alphabet = NULL;
    assert_int_equal(hm_alphabet_from_list(&alphabet, sizeof wanted - 1, chars, NULL), HMRNN_OK);

    assert_int_equal(hm_char_classes_of(alphabet, char_classes), 10);

    assert_memory_equal(char_classes, wanted, sizeof wanted);
    hm_alphabet_free(alphabet);
}

static void
more_kinds_than_there_are_numbers_share_the_last(void **state)
{
    (void)state;
    enum { N = 0x20000 };
    uint32_t *const chars = calloc(N, sizeof *chars);
    uint8_t *const char_classes = calloc(N + 1, 1);
    hm_alphabet *alphabet = NULL;
    size_t n = 0;
    assert_true(chars != NULL && char_classes != NULL);
    for (uint32_t c = 1; c < N; c++)
        if (c < 0xD800 || c > 0xDFFF)
            chars[n++] = c;
    assert_int_equal(hm_alphabet_from_list(&alphabet, n, chars, NULL), HMRNN_OK);

    assert_int_equal(hm_char_classes_of(alphabet, char_classes), 256);

    assert_int_equal(char_classes[hm_alphabet_id(alphabet, 0x1E900)], 255);  // Adlam comes late
    hm_alphabet_free(alphabet);
    free(chars);
    free(char_classes);
}

static hm_dims
dims_with_kinds(size_t n_layers, uint64_t seed)
{
    hm_rng rng = hm_rng_stream(seed, 1);
    hm_dims dims = network_dims(HMRNN_CELL_HMLSTM, true, n_layers, &rng);
    dims.n_symbols = 12;
    network_tell_kinds(&dims);
    return dims;
}

static void
their_gradient_is_the_derivative_of_the_loss(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        hm_rng rng = hm_rng_stream(seed, 2);
        hm_forward_options forward =
            network_mode(seed % 2 == 0 ? HMRNN_BOUNDARY_SOFT : HMRNN_BOUNDARY_STEP, 1.3f);
        forward.computes_copies = seed % 3 != 0;
        forward.dropout = seed == 4 ? 0.3f : 0.0f;
        forward.dropout_input = seed == 5 ? 0.3f : 0.0f;
        const hm_dims dims = dims_with_kinds(1 + seed % 3, seed);
        gradient_check_dims(&dims, &forward, false, seed, &rng);
    }
}

/// What a network expects after each of a few symbols: the loss of symbol 1.
static void
read_symbols(const test_network *network, size_t n, const uint32_t *ids, double *nats)
{
    const hm_forward_options forward = network_mode(HMRNN_BOUNDARY_STEP, 1.0f);
    uint32_t targets[STEPS];
    hm_window window;
    for (size_t t = 0; t < n; t++)
        targets[t] = 1;
    assert_int_equal(hm_window_init(&window, &network->dims, n, 1, false, NULL), HMRNN_OK);
    hm_window_forward(&window, &network->net, &forward, n, 1, ids, NULL);
    hm_window_score(&window, &network->net, &forward, n, 1, targets, nats, 1.0f, false);
    hm_window_release(&window);
}

static void
only_a_change_from_one_known_kind_to_another_is_seen(void **state)
{
    (void)state;
    // of kinds 1, 1 (the same symbol), unknown, 2, 2, 1
    static const uint32_t ids[STEPS] = {1, 1, 0, 2, 3, 5};
    const hm_dims dims = dims_with_kinds(2, 9);
    test_network network;
    double with[STEPS], without[STEPS];
    network_make(&network, &dims, 20.0f, false, 9);

    read_symbols(&network, STEPS, ids, with);
    memset(network.params.class_change, 0, hm_dims_rows(&dims, 0) * sizeof(float));
    network_update(&network);
    read_symbols(&network, STEPS, ids, without);

    assert_memory_equal(with, without, (STEPS - 1) * sizeof with[0]);
    assert_true(fabs(with[STEPS - 1] - without[STEPS - 1]) > 1e-6);
    network_release(&network);
}

static void
a_fresh_network_begins_as_one_that_is_not_told(void **state)
{
    (void)state;
    static const uint32_t ids[STEPS] = {1, 2, 3, 4, 5, 6};
    hm_dims dims = dims_with_kinds(2, 10);
    double nats[2][STEPS];
    for (size_t i = 0; i < 2; i++) {
        test_network network;
        network_make(&network, &dims, 20.0f, false, 10);
        hm_params_init(&dims, &network.params, 10, 0.3f);
        network_update(&network);
        read_symbols(&network, STEPS, ids, nats[i]);
        network_release(&network);
        dims.n_char_classes = 0;
        dims.char_classes = NULL;
    }

    assert_memory_equal(nats[0], nats[1], sizeof nats[0]);
}

static hmrnn_status
write_and_read(const hm_model *model, hm_model *back, hmrnn_error *err)
{
    hm_container container = HM_CONTAINER_INIT;
    assert_int_equal(hm_model_write(model, "m", HMRNN_FLOAT32, NULL), HMRNN_OK);
    assert_int_equal(hm_container_open(&container, "m", NULL), HMRNN_OK);
    const hmrnn_status status = hm_model_read(back, &container, hm_modalities, err);
    hm_container_close(&container);
    return status;
}

static void
a_model_keeps_its_kinds_and_others_than_there_are_are_refused(void **state)
{
    (void)state;
    static const uint8_t char_classes[19] = {0, 1, 2, 2, 1};
    hm_model model;
    hm_model back = HM_MODEL_INIT;
    hmrnn_error err = {HMRNN_OK, ""};
    api_fixture_model_init(&model, 3, 5.0f, 4);
    hm_arena_release(&model.arena);
    model.dims.n_char_classes = 3;
    assert_int_equal(hm_model_set_char_classes(&model, char_classes, NULL), HMRNN_OK);
    assert_int_equal(hm_model_allocate(&model, NULL), HMRNN_OK);
    hm_params_init(&model.dims, &model.params, 7, 0.3f);
    model.params.char_classes[5] = model.params.class_change[3] = 0.5f;
    assert_int_equal(hm_model_describe(&model, NULL), HMRNN_OK);

    assert_int_equal(write_and_read(&model, &back, NULL), HMRNN_OK);

    assert_int_equal(back.dims.n_char_classes, 3);
    assert_memory_equal(back.dims.char_classes, char_classes, sizeof char_classes);
    assert_int_equal(model.arena.n_bytes, back.arena.n_bytes);
    assert_memory_equal(model.params.all, back.params.all, model.arena.n_bytes);
    hm_model_release(&back);
    model.char_classes[18] = 3;
    assert_int_equal(write_and_read(&model, &back, &err), HMRNN_EFORMAT);
    assert_string_equal(err.text, "symbol 18 is of character class 3, but there are 3");
    model.dims.char_classes = NULL;  // not written then
    assert_int_equal(write_and_read(&model, &back, &err), HMRNN_EFORMAT);
    assert_string_equal(err.text, "it does not have the character classes of 19 symbols");
    hm_model_release(&model);
}

static void
a_run_from_a_model_is_told_kinds_if_that_was(void **state)
{
    (void)state;
    hmrnn_train_options options = api_fixture_options();
    options.has_char_classes = 1;
    options.epochs = 0.1;
    hmrnn_trainer *trainer = api_fixture_begin(&options, 60);
    hmrnn_model *model = NULL;
    for (int i = 0; i < 2; i++) {
        hmrnn_corpus *text = api_fixture_corpus(60, 1);
        hmrnn_corpus *valid = api_fixture_corpus(9, 2);
        api_fixture_finish(trainer);
        assert_int_equal(hmrnn_trainer_save(trainer, "m", HMRNN_FLOAT32, 0, NULL, NULL), HMRNN_OK);
        hmrnn_trainer_free(trainer);
        hmrnn_model_free(model);
        assert_int_equal(hmrnn_model_open(&model, "m", NULL), HMRNN_OK);
        assert_string_equal(hmrnn_model_metadata(model, "char-classes"), "4");
        options.has_char_classes = 0;  // not looked at
        assert_int_equal(hmrnn_trainer_new(&trainer, &options, model, &text, &valid, NULL),
                         HMRNN_OK);
    }
    hmrnn_model_free(model);
    hmrnn_trainer_free(trainer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_of_a_script_are_of_one_kind),
        cmocka_unit_test(more_kinds_than_there_are_numbers_share_the_last),
        cmocka_unit_test(their_gradient_is_the_derivative_of_the_loss),
        cmocka_unit_test(only_a_change_from_one_known_kind_to_another_is_seen),
        cmocka_unit_test(a_fresh_network_begins_as_one_that_is_not_told),
        cmocka_unit_test(a_model_keeps_its_kinds_and_others_than_there_are_are_refused),
        cmocka_unit_test(a_run_from_a_model_is_told_kinds_if_that_was),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
