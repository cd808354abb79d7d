// SPDX-License-Identifier: BSD-2-Clause
//
// Model files: what is written is read, and files whose parts do not fit together are refused.
#include <config.h>

#include "model/model.h"

#include "api_fixture.h"
#include "lib/modalities.h"
#include "tmpdir.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static hmrnn_status
read_file(hm_model *model, const char *path, hmrnn_error *err)
{
    hm_container container = HM_CONTAINER_INIT;
    assert_int_equal(hm_container_open(&container, path, NULL), HMRNN_OK);
    const hmrnn_status status = hm_model_read(model, &container, hm_modalities, err);
    hm_container_close(&container);
    return status;
}

static void
make(hm_model *model)
{
    api_fixture_model_init(model, 3, 5.0f, 4);
    model->lag = 1;
    model->slope = 2.25;
    model->boundary = HMRNN_BOUNDARY_SAMPLED;
    model->normalization = HMRNN_NORMALIZATION_NFKC;
    assert_int_equal(hm_model_describe(model, NULL), HMRNN_OK);
    assert_int_equal(hm_metadata_set(&model->metadata, "title", "For a test", NULL), HMRNN_OK);
}

static void
expect_same_shape(const hm_model *a, const hm_model *b)
{
    assert_memory_equal(&a->dims.n_units, &b->dims.n_units, sizeof a->dims.n_units);
    assert_int_equal(a->dims.cell, b->dims.cell);
    assert_int_equal(a->dims.has_layer_norm, b->dims.has_layer_norm);
    assert_int_equal(a->dims.n_layers, b->dims.n_layers);
    assert_int_equal(a->dims.n_symbols, b->dims.n_symbols);
    assert_int_equal(a->dims.n_embed, b->dims.n_embed);
    assert_int_equal(a->dims.n_output_embed, b->dims.n_output_embed);
    assert_int_equal(a->normalization, b->normalization);
    assert_int_equal(a->boundary, b->boundary);
    assert_int_equal(a->lag, b->lag);
    assert_true(a->slope == b->slope);
    assert_string_equal(hm_metadata_get(&b->metadata, "title"), "For a test");
    assert_int_equal(hm_alphabet_size(a->alphabet), hm_alphabet_size(b->alphabet));
    assert_memory_equal(hm_alphabet_chars(a->alphabet), hm_alphabet_chars(b->alphabet),
                        4 * (a->dims.n_symbols - 1));
}

static void
a_float32_model_comes_back_as_it_was(void **state)
{
    (void)state;
    hm_model model;
    hm_model back = HM_MODEL_INIT;
    make(&model);

    assert_int_equal(hm_model_write(&model, "m", HMRNN_FLOAT32, NULL), HMRNN_OK);
    assert_int_equal(read_file(&back, "m", NULL), HMRNN_OK);

    expect_same_shape(&model, &back);
    assert_int_equal(model.arena.n_bytes, back.arena.n_bytes);
    assert_memory_equal(model.params.all, back.params.all, model.arena.n_bytes);
    hm_model_release(&model);
    hm_model_release(&back);
    hm_model_release(NULL);
}

static void
a_second_network_comes_back_and_halves_only_if_it_fits(void **state)
{
    (void)state;
    hm_model model;
    hm_model two = HM_MODEL_INIT;
    hm_model back = HM_MODEL_INIT;
    hmrnn_error err = {HMRNN_OK, ""};
    make(&model);
    two = model;  // alphabet and facts change hands
    model.alphabet = NULL;
    model.metadata = (hm_metadata)HM_METADATA_INIT;
    two.has_back = true;
    two.back_slope = 2.5;
    two.back_lag = 1;
    assert_int_equal(hm_model_allocate(&two, NULL), HMRNN_OK);
    hm_params_init(&two.dims, &two.params, 7, 0.3f);
    hm_params_init(&two.dims, &two.back, 8, 0.3f);
    assert_int_equal(hm_model_describe(&two, NULL), HMRNN_OK);

    assert_int_equal(hm_model_write(&two, "m", HMRNN_FLOAT32, NULL), HMRNN_OK);
    assert_int_equal(read_file(&back, "m", NULL), HMRNN_OK);

    expect_same_shape(&two, &back);
    assert_true(back.has_back && back.back_lag == 1 && fabs(back.back_slope - 2.5) < 1e-12);
    assert_int_equal(two.arena.n_bytes, back.arena.n_bytes);
    assert_memory_equal(two.params.all, back.params.all, two.arena.n_bytes);
    assert_int_equal(hm_model_write(&two, "m", HMRNN_FLOAT16, NULL), HMRNN_OK);
    two.back.head_bias[1] = 1e6f;
    assert_int_equal(hm_model_write(&two, "m", HMRNN_FLOAT16, &err), HMRNN_ENUMERIC);
    hm_model_release(&model);
    hm_model_release(&two);
    hm_model_release(&back);
}

static void
a_float16_model_is_near_and_stays_as_it_is_from_then_on(void **state)
{
    (void)state;
    hm_model model;
    hm_model back = HM_MODEL_INIT;
    make(&model);

    assert_int_equal(hm_model_write(&model, "m", HMRNN_FLOAT16, NULL), HMRNN_OK);
    assert_int_equal(read_file(&back, "m", NULL), HMRNN_OK);
    assert_int_equal(hm_model_write(&back, "again", HMRNN_FLOAT16, NULL), HMRNN_OK);

    expect_same_shape(&model, &back);
    for (size_t i = 0; i < model.arena.n_bytes / sizeof(float); i++) {
        const double w = (double)model.params.all[i];
        // half a unit in the last of 11 bits, or of the smallest half
        if (fabs((double)back.params.all[i] - w) > fabs(w) * 0x1p-11 + 0x1p-25)
            fail_msg("weight %zu: %g became %g", i, w, (double)back.params.all[i]);
    }
    hm_bytes first = read_whole("m");
    hm_bytes second = read_whole("again");
    assert_int_equal(first.n_bytes, second.n_bytes);
    assert_memory_equal(first.data, second.data, first.n_bytes);
    hm_bytes_release(&first);
    hm_bytes_release(&second);
    hm_model_release(&model);
    hm_model_release(&back);
}

static void
a_weight_too_large_for_float16_is_an_error_and_no_file(void **state)
{
    (void)state;
    hm_model model;
    hmrnn_error err = {HMRNN_OK, ""};
    make(&model);
    model.params.head_bias[2] = 70000.0f;

    assert_int_equal(hm_model_write(&model, "large", HMRNN_FLOAT16, &err), HMRNN_ENUMERIC);

    assert_string_equal(err.text, "a weight of 70000 does not fit half precision: save as float32");
    hm_container container = HM_CONTAINER_INIT;
    assert_int_equal(hm_container_open(&container, "large", NULL), HMRNN_EIO);
    hm_model_release(&model);
}

static void
a_weight_that_is_no_number_is_refused_by_name(void **state)
{
    (void)state;
    static const float bad[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < 3; i++) {
        hm_model model;
        hm_model back = HM_MODEL_INIT;
        hmrnn_error err = {HMRNN_OK, ""};
        make(&model);
        model.params.layer[1].gain[3] = bad[i];
        assert_int_equal(hm_model_write(&model, "m", HMRNN_FLOAT32, NULL), HMRNN_OK);
        assert_int_equal(read_file(&back, "m", &err), HMRNN_EFORMAT);
        assert_string_equal(err.text, "'layer2.gain' has a weight that is no number");
        assert_null(back.params.all);
        hm_model_release(&model);
    }
}

/// Write the sections of a file again, one of them changed or left out.
///
/// \param replacement  NULL: leave the section out
static void
rewrite(const char *name, const hm_section *replacement)
{
    hm_container container = HM_CONTAINER_INIT;
    hm_section sections[HM_MAX_SECTIONS];
    size_t n = 0;
    assert_int_equal(hm_container_open(&container, "m", NULL), HMRNN_OK);
    for (size_t i = 0; i < container.n_sections; i++) {
        if (strcmp(container.sections[i].name, name) != 0)
            sections[n++] = container.sections[i];
        else if (replacement != NULL)
            sections[n++] = *replacement;
    }
    assert_int_equal(hm_container_write("changed", n, sections, NULL), HMRNN_OK);
    hm_container_close(&container);
}

static void
expect_refusal(const char *complaint)
{
    hm_model back = HM_MODEL_INIT;
    hmrnn_error err = {HMRNN_OK, ""};
    if (read_file(&back, "changed", &err) != HMRNN_EFORMAT && err.status != HMRNN_EARG)
        fail_msg("read: status %d, wanted '%s'", (int)err.status, complaint);
    if (strstr(err.text, complaint) == NULL)
        fail_msg("'%s' is not in '%s'", complaint, err.text);
    assert_null(back.alphabet);
}

static void
tensors_missing_or_of_another_shape_are_named(void **state)
{
    (void)state;
    hm_model model;
    make(&model);
    assert_int_equal(hm_model_write(&model, "m", HMRNN_FLOAT32, NULL), HMRNN_OK);
    static const char *const names[] = {"embedding",   "layer1.recurrent", "layer1.topdown",
                                        "layer3.bias", "head.gate",        "head.bias"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char wanted[64] = "lacks '";
        rewrite(names[i], NULL);
        expect_refusal(strcat(strcat(wanted, names[i]), "'"));
    }
    const hm_section turned = hm_section_of("embedding", HM_SECTION_FLOAT32, model.dims.n_embed,
                                            model.dims.n_symbols, model.params.embedding);
    rewrite("embedding", &turned);
    expect_refusal("'embedding' is 11 x 19 and should be 19 x 11");
    const hm_section bytes =
        hm_section_of("head.bias", HM_SECTION_BYTES, 1, 76, model.params.head_bias);
    rewrite("head.bias", &bytes);
    expect_refusal("lacks 'head.bias'");
    hm_model_release(&model);
}

static void
an_alphabet_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    hm_model model;
    make(&model);
    assert_int_equal(hm_model_write(&model, "m", HMRNN_FLOAT32, NULL), HMRNN_OK);
    uint32_t chars[18];
    memcpy(chars, hm_alphabet_chars(model.alphabet), sizeof chars);

    rewrite("alphabet", NULL);
    expect_refusal("its alphabet does not have 18 characters");
    hm_section section = hm_section_of("alphabet", HM_SECTION_BYTES, 1, 71, chars);
    rewrite("alphabet", &section);
    expect_refusal("its alphabet does not have 18 characters");
    section = hm_section_of("alphabet", HM_SECTION_BYTES, 1, 72, chars);
    chars[3] = chars[5];
    rewrite("alphabet", &section);
    expect_refusal("");
    chars[3] = 0x110000;
    rewrite("alphabet", &section);
    expect_refusal("");
    chars[3] = 'd';
    chars[17] = 'x';
    rewrite("alphabet", &section);
    expect_refusal("");

    hm_model_release(&model);
}

static void
a_manifest_that_lies_is_refused_before_memory_is_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value, *complaint;
    } lies[] = {{"layers", "0", "layers: 0"},
                {"layers", "9", "layers: 9"},
                {"layers", "2", "does not give the units of 2 layers"},
                {"layers", "4", "does not give the units of 4 layers"},
                {"units", "20 17", "does not give the units"},
                {"units", "20  17 9", ""},
                {"units", "20 -1 9", ""},
                {"units", "20 0 9", "0 units in layer 2"},
                {"units", "20 18 9", "should be"},
                {"units", "60000 60000 60000", ""},
                {"units", "60000", ""},
                {"units", "", ""},
                {"units", "99999999999999999999 17 9", ""},
                {"embed", "60000", ""},
                {"embed", "4294967295", ""},
                {"output-embed", "0", "output-embed: 0"},
                {"symbols", "20", "does not have 19 characters"},
                {"symbols", "1", "symbols: 1"},
                {"symbols", "1114113", ""},
                {"symbols", "4294967295", ""},
                {"cell", "gru", "cell: gru"},
                {"cell", "lstm", "should be"},
                {"layer-norm", "2", "layer-norm: 2"},
                {"normalization", "nfd", "normalization: nfd"},
                {"boundary", "hard", "boundary: hard"},
                {"boundary-lag", "2", "boundary-lag: 2"},
                {"char-classes", "257", "char-classes: 257"},
                {"char-classes", "2", "the character classes of 19 symbols"},
                {"slope", "nan", "slope: nan"},
                {"slope", "-1", "slope: -1"}};
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        hm_model model;
        make(&model);
        assert_int_equal(hm_metadata_set(&model.metadata, lies[i].name, lies[i].value, NULL),
                         HMRNN_OK);
        assert_int_equal(hm_model_write(&model, "changed", HMRNN_FLOAT32, NULL), HMRNN_OK);
        expect_refusal(lies[i].complaint);
        hm_model_release(&model);
    }
}

static void
a_file_without_a_manifest_is_no_model(void **state)
{
    (void)state;
    hm_model model;
    make(&model);
    assert_int_equal(hm_model_write(&model, "m", HMRNN_FLOAT32, NULL), HMRNN_OK);

    rewrite("manifest", NULL);
    expect_refusal("lacks a manifest");
    const hm_section empty = hm_section_of("manifest", HM_SECTION_BYTES, 1, 0, NULL);
    rewrite("manifest", &empty);
    expect_refusal("the manifest lacks 'cell'");

    hm_model_release(&model);
}

static void
an_opened_model_tells_of_itself(void **state)
{
    (void)state;
    hmrnn_model *const model = api_fixture_model(3, 0, 1.0f, 2);

    assert_int_equal(hmrnn_model_layers(model), 3);
    assert_int_equal(hmrnn_model_boundary_layers(model), 2);
    assert_int_equal(hmrnn_model_symbols(model), 19);
    assert_string_equal(hmrnn_model_metadata(model, "units"), "20 17 9");
    assert_null(hmrnn_model_metadata(model, "nothing"));

    hmrnn_model_free(model);
    hmrnn_model_free(NULL);
}

static void
what_cannot_be_opened_is_named_with_the_reason(void **state)
{
    (void)state;
    hmrnn_model *model = NULL;
    hmrnn_error err = {HMRNN_OK, ""};
    assert_int_equal(hm_container_write("bare", 0, NULL, NULL), HMRNN_OK);

    assert_int_equal(hmrnn_model_open(&model, "bare", &err), HMRNN_EFORMAT);
    assert_string_equal(err.text, "bare: not a model: lacks a manifest");
    assert_int_equal(hmrnn_model_open(&model, "missing", &err), HMRNN_EIO);
    assert_int_equal(hmrnn_model_open(&model, "missing", NULL), HMRNN_EIO);

    assert_null(model);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_float32_model_comes_back_as_it_was),
        cmocka_unit_test(a_second_network_comes_back_and_halves_only_if_it_fits),
        cmocka_unit_test(a_float16_model_is_near_and_stays_as_it_is_from_then_on),
        cmocka_unit_test(a_weight_too_large_for_float16_is_an_error_and_no_file),
        cmocka_unit_test(a_weight_that_is_no_number_is_refused_by_name),
        cmocka_unit_test(tensors_missing_or_of_another_shape_are_named),
        cmocka_unit_test(an_alphabet_that_does_not_fit_is_refused),
        cmocka_unit_test(a_manifest_that_lies_is_refused_before_memory_is_asked_for),
        cmocka_unit_test(a_file_without_a_manifest_is_no_model),
        cmocka_unit_test(an_opened_model_tells_of_itself),
        cmocka_unit_test(what_cannot_be_opened_is_named_with_the_reason),
    };
    return cmocka_run_group_tests(tests, enter_tmpdir, leave_tmpdir);
}
