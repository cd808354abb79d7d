// SPDX-License-Identifier: BSD-2-Clause
//
// tests/fuzz/fuzz_model.c - any bytes at all are a model that holds together, or an error.
//
// The input says what to change in a small valid model: where, and to what. Length and checksum are
// then made right, so that changes get behind them; now and then the input itself is the file.
#include <config.h>

#include "lib/modalities.h"
#include "model/lexicon_file.h"
#include "model/model.h"
#include "net/symbol_modality.h"
#include "strokes/stroke_modality.h"

#include "property.h"

#include <math.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/// A valid model.
static struct {
    uint8_t *bytes;
    size_t n;
    size_t n_front;  ///< before its weights
} seeds[2];          // of text, of drawings

/// A lexicon of three words of two symbols and one of one, with a pair and all classes.
static hm_lexicon *
make_lexicon(void)
{
    static const uint8_t length[] = {2, 2, 1};
    static const uint16_t symbols[] = {1, 2, 2, 1, 1};
    static const uint32_t count[] = {5, 4, 3};
    static const uint16_t pair[] = {1, 2};
    hm_lexicon *const x = calloc(1, sizeof *x);
    uint32_t id = 0;
    claim(x != NULL && hm_token_ids_enter(&x->token_ids, 'a', &id, NULL) == HMRNN_OK &&
              hm_token_ids_enter(&x->token_ids, 'b', &id, NULL) == HMRNN_OK,
          "memory suffices");
    x->max_length = 2;
    x->options = (hm_word_model_options){0.5f, 1.0f, 0.2f};
    x->n_tokens = 12.0;
    x->n_words = sizeof length;
    x->n_types = 3.0;
    x->n_word_tokens = sizeof symbols / sizeof symbols[0];
    x->n_classes = HM_FIRST_CLASS + 1;
    x->n_pairs = 1;
    x->word_length = malloc(sizeof length);
    x->word_tokens = malloc(sizeof symbols);
    x->word_count = malloc(sizeof count);
    x->word_class = calloc(sizeof length, 1);
    x->token_params = calloc(x->token_ids.n * HM_N_TOKEN_PARAMS, sizeof(float));
    x->transitions = calloc(x->n_classes * x->n_classes, sizeof(float));
    x->pair_tokens = malloc(sizeof pair);
    x->pair_params = calloc(2, sizeof(float));
    claim(x->word_length != NULL && x->word_tokens != NULL && x->word_count != NULL &&
              x->word_class != NULL && x->token_params != NULL && x->transitions != NULL &&
              x->pair_tokens != NULL && x->pair_params != NULL,
          "memory suffices");
    memcpy(x->word_length, length, sizeof length);
    memcpy(x->word_tokens, symbols, sizeof symbols);
    memcpy(x->word_count, count, sizeof count);
    memcpy(x->pair_tokens, pair, sizeof pair);
    return x;
}

/// Write a model and keep the file's bytes.
static void
keep_seed(hm_model *model, size_t n_extra, const hm_section *extra, size_t which)
{
    char path[] = "/tmp/hmrnn-fuzz-XXXXXX";
    const int fd = mkstemp(path);
    claim(fd >= 0 && hm_model_describe(model, NULL) == HMRNN_OK &&
              hm_model_write_with(model, n_extra, extra, path, HMRNN_FLOAT32, NULL) == HMRNN_OK,
          "a model can be written");
    hm_container container = HM_CONTAINER_INIT;
    claim(hm_container_open(&container, path, NULL) == HMRNN_OK, "a model can be read");
    seeds[which].n = container.n_bytes;
    seeds[which].bytes = malloc(container.n_bytes);
    claim(seeds[which].bytes != NULL, "memory suffices");
    memcpy(seeds[which].bytes, container.map, container.n_bytes);
    const size_t n_before = model->char_classes == NULL ? 2 : 3;  // the weights
    seeds[which].n_front =
        (size_t)((const uint8_t *)container.sections[n_before].data - container.map);
    hm_container_close(&container);
    unlink(path);
    close(fd);
}

static void
make_text_seed(void)
{
    static const uint32_t chars[] = {'a', 'b', '\n'};
    static const uint8_t kinds[] = {0, 1, 1, 2};
    hm_model model = HM_MODEL_INIT;
    model.dims = (hm_dims){.modality = &hm_symbol_modality,
                           .has_layer_norm = true,
                           .n_layers = 2,
                           .n_units = {2, 3},
                           .n_symbols = 4,
                           .n_char_classes = 3,
                           .n_embed = 2,
                           .n_output_embed = 2};
    model.has_back = true;
    claim(hm_alphabet_from_list(&model.alphabet, 3, chars, NULL) == HMRNN_OK &&
              hm_model_set_char_classes(&model, kinds, NULL) == HMRNN_OK &&
              hm_model_allocate(&model, NULL) == HMRNN_OK,
          "memory suffices");
    hm_params_init(&model.dims, &model.params, 1, 0.3f);
    hm_params_init(&model.dims, &model.back, 2, 0.3f);
    hm_lexicon *const lexicon = make_lexicon();
    hm_lexicon_file file;
    claim(hm_lexicon_file_make(&file, lexicon, HMRNN_FLOAT32, NULL) == HMRNN_OK,
          "a lexicon can be written");
    keep_seed(&model, HM_LEXICON_SECTIONS, file.sections, 0);
    hm_model_release(&model);
    hm_lexicon_file_release(&file);
    hm_lexicon_free(lexicon);
}

static void
make_strokes_seed(void)
{
    static const uint32_t newline = '\n';
    hm_model model = HM_MODEL_INIT;
    model.dims = (hm_dims){.modality = &hm_stroke_modality,
                           .n_layers = 2,
                           .n_units = {2, 3},
                           .n_symbols = 2,
                           .n_components = 2,
                           .n_embed = 2,
                           .n_output_embed = 2};
    model.scale = 10.0;
    claim(hm_alphabet_from_list(&model.alphabet, 1, &newline, NULL) == HMRNN_OK &&
              hm_model_allocate(&model, NULL) == HMRNN_OK,
          "memory suffices");
    hm_params_init(&model.dims, &model.params, 1, 0.3f);
    keep_seed(&model, 0, NULL, 1);
    hm_model_release(&model);
}

static void
put(uint8_t *at, size_t n, uint64_t value)
{
    for (size_t i = 0; i < n; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

/// Each four bytes: two of a place, one of what is done there, one of a value. \return the length
static size_t
mutate(uint8_t *file, size_t n_bytes, size_t n_seed_front, const uint8_t *data, size_t n_data)
{
    // most of a file is weights, so half of the changes go to header, table and manifest
    const size_t n_front = n_seed_front < n_bytes ? n_seed_front : n_bytes;
    for (; n_data >= 4 && n_bytes > 28; data += 4, n_data -= 4) {
        const size_t where = (size_t)data[0] << 8 | data[1];
        const size_t at = where % (data[2] % 2 == 0 ? n_front : n_bytes);
        switch (data[2] / 2 % 4) {
        case 0:
            file[at] = data[3];
            break;
        case 1:
            file[at] = (uint8_t)(file[at] + data[3] % 7 - 3);
            break;
        case 2:
            file[at] ^= (uint8_t)(1u << data[3] % 8);
            break;
        default:
            n_bytes = data[3] < 16 && at > 28 ? at : n_bytes;
            break;
        }
        if (n_bytes < n_front)
            break;
    }
    return n_bytes;
}

/// A lexicon that was read can cut any text.
static void
try_lexicon(const hm_container *container)
{
    uint32_t symbol[] = {1, 2, 0, 2, 1, 1};
    enum { N = sizeof symbol / sizeof symbol[0] };
    uint8_t begins[N];
    const hm_tokens tokens = {.id = symbol, .n = N};
    hm_lexicon *lexicon = NULL;
    hm_lattice lattice;
    hmrnn_error err = {HMRNN_OK, ""};
    const hmrnn_status status = hm_lexicon_file_read(&lexicon, container, &err);
    claim(status == err.status, "the message is that of the error");
    claim(status == HMRNN_OK || lexicon == NULL, "there is no lexicon beside an error");
    if (lexicon == NULL)
        return;
    for (size_t i = 0; i < N; i++)
        symbol[i] = symbol[i] < lexicon->token_ids.n ? symbol[i] : 0;
    const hm_transitions transitions = hm_lexicon_transitions(lexicon);
    claim(hm_lattice_init(&lattice, lexicon->max_length, N, NULL) == HMRNN_OK, "memory suffices");
    hm_lexicon_fill(lexicon, &tokens, &(hm_range){0, N}, NULL, NULL, &lattice, NULL);
    hm_lattice_decode(&lattice, N, &transitions, begins);
    claim(begins[0] == 1, "a word begins where the text does");
    hm_lattice_release(&lattice);
    hm_lexicon_free(lexicon);
}

static void
try_file(const uint8_t *file, size_t n_bytes)
{
    hm_container container = HM_CONTAINER_INIT;
    hm_model model = HM_MODEL_INIT;
    hmrnn_error err = {HMRNN_OK, ""};
    hmrnn_status status = hm_container_open_bytes(&container, "f", n_bytes, file, &err);
    claim(status == err.status, "the message is that of the error");
    if (status != HMRNN_OK)
        return;
    for (size_t i = 0; i < container.n_sections; i++) {
        const hm_section *const s = &container.sections[i];
        const uint8_t *const bytes = s->data;
        claim(bytes >= file && s->n_bytes <= (size_t)(file + n_bytes - bytes),
              "a section lies in the file");
    }
    try_lexicon(&container);
    status = hm_model_read(&model, &container, hm_modalities, &err);
    claim(status == err.status, "the message is that of the error");
    claim(status == HMRNN_OK || strlen(err.text) > 5, "an error has a message");
    if (status == HMRNN_OK) {
        claim(hm_alphabet_size(model.alphabet) == model.dims.n_symbols, "the alphabet fits");
        claim(model.dims.modality != &hm_stroke_modality || (model.scale > 0.0 && !model.has_back),
              "a model of drawings has a scale and one direction");
        claim(model.arena.n_bytes <= 16 * n_bytes, "no more memory than the file warrants");
        for (size_t i = 0; i < model.arena.n_bytes / sizeof(float); i++)
            claim(isfinite(model.params.all[i]) != 0, "weights are numbers");
    }
    hm_model_release(&model);
    hm_container_close(&container);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_data)
{
    if (seeds[0].bytes == NULL) {
        make_text_seed();
        make_strokes_seed();
    }
    const size_t which = n_data % 2;
    const bool is_whole = n_data > 28 && data[0] % 8 == 0;
    const size_t capacity = is_whole ? n_data : seeds[which].n;
    uint8_t *const draft = malloc(capacity);
    claim(draft != NULL, "memory suffices");
    memcpy(draft, is_whole ? data : seeds[which].bytes, capacity);
    const size_t n_bytes =
        is_whole ? capacity : mutate(draft, capacity, seeds[which].n_front, data, n_data);

    if (is_whole)
        memcpy(draft, seeds[0].bytes, 12);  // what makes it ours, and the version
    put(draft + 16, 8, n_bytes);
    put(draft + n_bytes - 4, 4, crc32_z(crc32_z(0, NULL, 0), draft, n_bytes - 4));
    uint8_t *const tight = realloc(draft, n_bytes);  // so that a step beyond the end is seen
    claim(tight != NULL, "memory suffices");
    try_file(tight, n_bytes);
    free(tight);
    return 0;
}
