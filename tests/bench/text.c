// SPDX-License-Identifier: BSD-2-Clause
//
// text.c - MB a second of everything around the network: a file cut into records, decoded, made
// symbols, its clusters and nests found, and written out again with marks; one thread.
//
//     text FILE
//
// The evidence is made up, so that a boundary comes after every second character.
#include <config.h>

#include "bench.h"

#include "cli/append.h"
#include "cli/input_batch.h"
#include "model/loaded_model.h"
#include "segment/nested_threshold.h"
#include "text/grapheme.h"
#include "text/normalize.h"
#include "text/symbols.h"
#include "write/formats.h"

#include <stdlib.h>
#include <string.h>

typedef struct pipeline {
    hm_normalizer *normalizer;
    hm_graphemes *graphemes;
    hm_alphabet *alphabet;
    hm_view view;
    uint32_t *ids;
    size_t n_ids, capacity;
    float *evidence, *score;
    uint8_t *depth, *is_end;
    size_t chars_capacity;
    hm_layer_list layers;
    hm_delimiters delimiters;
    void *writer;
    hm_bytes out;
} pipeline;

static void
make_room(pipeline *p, size_t n)
{
    if (n <= p->chars_capacity)
        return;
    p->evidence = hm_xrealloc_array(p->evidence, n, sizeof *p->evidence);
    p->score = hm_xrealloc_array(p->score, n, sizeof *p->score);
    p->depth = hm_xrealloc_array(p->depth, n, 1);
    p->is_end = hm_xrealloc_array(p->is_end, n, 1);
    for (size_t i = 0; i < n; i++)
        p->evidence[i] = (float)(i % 2);
    p->chars_capacity = n;
}

static void
run_item(pipeline *p, const hm_item *item, const hmrnn_text *text)
{
    hmrnn_error err;
    p->n_ids = 0;
    make_room(p, text->n_chars);
    bench_check(hm_symbols_append(p->normalizer, p->alphabet, text, &p->view, &p->ids, &p->n_ids,
                                  &p->capacity, &err),
                &err);
    hm_nested_threshold_to_chars(p->n_ids, p->evidence, p->view.origin, 1, text->n_chars, p->score);
    bench_check(hm_graphemes_mark(p->graphemes, text->n_chars, text->chars, p->is_end, &err), &err);
    hm_nested_threshold(text->n_chars, 1, text->chars, p->is_end, p->score, p->depth);
    const hmrnn_segmentation found = {.n_chars = text->n_chars, .n_layers = 1, .depth = p->depth};
    hm_text_writer.record(p->writer,
                          &(hm_output_record){.n_bytes = item->bytes.n_bytes,
                                              .bytes = item->bytes.data,
                                              .chars = &item->chars,
                                              .found = text->n_chars == 0 ? NULL : &found});
}

/// \return bytes read
static size_t
run_file(pipeline *p, const char *path)
{
    size_t n_bytes = 0;
    const hm_input_options options = HM_INPUT_OPTIONS_INIT;
    hm_input *const input = hm_input_new(&options, 1, &path);
    hm_batch batch;
    hm_batch_init(&batch);
    while (hm_batch_fill(&batch, input, false)) {
        hm_bytes_reset(&p->out);
        for (size_t i = 0; i < batch.n_items; i++) {
            if (batch.items[i].event != HM_INPUT_RECORD)
                continue;
            n_bytes += batch.items[i].bytes.n_bytes + 1;
            run_item(p, &batch.items[i], &batch.texts[i]);
        }
    }
    hm_batch_release(&batch);
    hm_input_free(input);
    return n_bytes;
}

int
main(int argc, char **argv)
{
    hmrnn_error err;
    pipeline p = {.view = HM_VIEW_INIT, .out = HM_BYTES_INIT};
    if (argc != 2)
        return 2;
    uint32_t chars[6000];
    for (uint32_t i = 0; i < 6000; i++)
        chars[i] = i == 0 ? '\n' : 0x4E00 + i;
    bench_check(hm_alphabet_from_list(&p.alphabet, 6000, chars, &err), &err);
    bench_check(hm_normalizer_new(&p.normalizer, HMRNN_NORMALIZATION_NONE, &err), &err);
    bench_check(hm_graphemes_new(&p.graphemes, &err), &err);
    bench_check(hm_layer_list_parse("layers", "1", &p.layers, &err), &err);
    hm_append_string(&p.delimiters.bytes[0], " ");
    p.writer = hm_text_writer.begin(
        &(hm_writer_options){.layers = &p.layers, .delimiters = &p.delimiters, .out = &p.out});

    double speed[5];
    for (size_t turn = 0; turn < 5; turn++) {
        const double begin = bench_now();
        const size_t n_bytes = run_file(&p, argv[1]);
        speed[turn] = 1e-6 * (double)n_bytes / (bench_now() - begin);
    }
    printf("%.1f\n", bench_median(5, speed));
    return 0;
}
