// SPDX-License-Identifier: BSD-2-Clause
//
// Segments as rows of TSV and JSON: offsets, trimming, scores, and text that is hard to write.
#include <config.h>

#include "write/formats.h"

#include "cli/append.h"
#include "text/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const hm_layer_list one = {false, 1, {1}};
static const hm_layer_list both = {false, 2, {1, 2}};

/// A record of bytes with a depth for each character, one digit each, as rows without a header.
static char *
write(const hm_writer *format, const hm_layer_list *layers, const char *record, const char *depths,
      const float *scores)
{
    hm_decoder *decoder = NULL;
    hm_chars chars = HM_CHARS_INIT;
    const unsigned char *const bytes = (const unsigned char *)record;
    assert_int_equal(hm_decoder_new(&decoder, NULL, HM_INVALID_KEEP, NULL), HMRNN_OK);
    assert_int_equal(hm_decode(decoder, strlen(record), bytes, &chars, NULL), HMRNN_OK);
    hm_decoder_free(decoder);
    assert_int_equal(chars.n_chars, strlen(depths));

    uint8_t depth[64];
    for (size_t i = 0; i < chars.n_chars; i++)
        depth[i] = (uint8_t)(depths[i] - '0');
    const hmrnn_segmentation found = {
        .n_chars = chars.n_chars,
        .n_layers = 2,
        .depth = depth,
        .score = scores,
    };
    hm_bytes out = HM_BYTES_INIT;
    void *const writer = format->begin(&(hm_writer_options){
        .layers = layers,
        .has_scores = scores != NULL,
        .out = &out,
    });
    hm_bytes_reset(&out);
    format->record(writer, &(hm_output_record){
                               .number = 5,
                               .n_bytes = strlen(record),
                               .bytes = bytes,
                               .chars = &chars,
                               .found = &found,
                           });
    format->end(writer);
    hm_append_bytes(&out, 1, "");
    hm_chars_release(&chars);
    return (char *)out.data;
}

static void
expect(const hm_writer *format, const hm_layer_list *layers, const char *record, const char *depths,
       const char *wanted)
{
    char *const got = write(format, layers, record, depths, NULL);
    assert_string_equal(got, wanted);
    free(got);
}

static void
offsets_are_half_open_in_bytes_and_in_characters(void **state)
{
    (void)state;
    expect(&hm_tsv_writer, &one,
           "\xE4\xBD\xA0\xE5\xA5\xBD"
           "ab",
           "0102",
           "5\t1\t0\t6\t0\t2\t\xE4\xBD\xA0\xE5\xA5\xBD\n"
           "5\t1\t6\t8\t2\t4\tab\n");
}

static void
layers_come_one_after_the_other(void **state)
{
    (void)state;
    expect(&hm_tsv_writer, &both, "abc", "120",
           "5\t1\t0\t1\t0\t1\ta\n"
           "5\t1\t1\t2\t1\t2\tb\n"
           "5\t1\t2\t3\t2\t3\tc\n"
           "5\t2\t0\t2\t0\t2\tab\n"
           "5\t2\t2\t3\t2\t3\tc\n");
}

static void
white_space_at_the_ends_of_a_segment_is_left_out(void **state)
{
    (void)state;
    expect(&hm_tsv_writer, &one, " a b  c", "1001010",
           "5\t1\t1\t4\t1\t4\ta b\n"
           "5\t1\t6\t7\t6\t7\tc\n");
}

static void
a_record_of_white_space_has_no_segments(void **state)
{
    (void)state;
    expect(&hm_tsv_writer, &one, "  ", "11", "");
}

static void
tsv_shows_controls_and_bytes_that_are_no_characters(void **state)
{
    (void)state;
    expect(&hm_tsv_writer, &one, "a\\b\x01\xFFz", "000000",
           "5\t1\t0\t6\t0\t6\ta\\\\b\\x01\\xFFz\n");
    expect(&hm_tsv_writer, &one, "a\tb\rc", "00000", "5\t1\t0\t5\t0\t5\ta\\tb\\rc\n");
}

static void
json_is_valid_whatever_the_bytes_are(void **state)
{
    (void)state;
    expect(&hm_jsonl_writer, &one, "\"a\\\x01\xFF", "00000",
           "{\"record\":5,\"layer\":1,\"byte_start\":0,\"byte_end\":5,\"char_start\":0,"
           "\"char_end\":5,\"text\":\"\\\"a\\\\\\u0001\xEF\xBF\xBD\"}\n");
}

static void
scores_are_those_of_the_boundary_at_the_end(void **state)
{
    (void)state;
    const float scores[] = {0.25F, 0.75F, 0.5F, 0.1F, 0.625F, 0.3F};

    char *const got = write(&hm_tsv_writer, &both, "abc", "021", scores);

    assert_string_equal(got, "5\t1\t0\t2\t0\t2\tab\t0.7500\n"
                             "5\t1\t2\t3\t2\t3\tc\t1.0000\n"
                             "5\t2\t0\t2\t0\t2\tab\t0.6250\n"
                             "5\t2\t2\t3\t2\t3\tc\t1.0000\n");
    free(got);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_are_half_open_in_bytes_and_in_characters),
        cmocka_unit_test(layers_come_one_after_the_other),
        cmocka_unit_test(white_space_at_the_ends_of_a_segment_is_left_out),
        cmocka_unit_test(a_record_of_white_space_has_no_segments),
        cmocka_unit_test(tsv_shows_controls_and_bytes_that_are_no_characters),
        cmocka_unit_test(json_is_valid_whatever_the_bytes_are),
        cmocka_unit_test(scores_are_those_of_the_boundary_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
