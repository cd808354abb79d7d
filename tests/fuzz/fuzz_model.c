// SPDX-License-Identifier: BSD-2-Clause
//
// tests/fuzz/fuzz_model.c - any bytes at all are a model that holds together, or an error.
//
// The input says what to change in a small valid model: where, and to what. Length and checksum are
// then made right, so that changes get behind them; now and then the input itself is the file.
#include <config.h>

#include "model/model.h"

#include "property.h"

#include <math.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static uint8_t *seed;                           // the valid model
static size_t n_seed;
static size_t n_seed_front;                     // bytes before its weights

static void
make_seed(void)
{
    static const uint32_t chars[] = {'a', 'b', '\n'};
    char path[] = "/tmp/hmrnn-fuzz-XXXXXX";
    hm_model model = HM_MODEL_INIT;
    const int fd = mkstemp(path);
    model.dims = (hm_dims){.has_layer_norm = true,
                           .n_layers = 2,
                           .n_units = {2, 3},
                           .n_symbols = 4,
                           .n_embed = 2,
                           .n_output_embed = 2};
    model.has_back = true;
    claim(fd >= 0 && hm_alphabet_from_list(&model.alphabet, 3, chars, NULL) == HMRNN_OK &&
              hm_model_allocate(&model, NULL) == HMRNN_OK, "memory suffices");
    hm_params_init(&model.dims, &model.params, 1, 0.3f);
    hm_params_init(&model.dims, &model.back, 2, 0.3f);
    claim(hm_model_describe(&model, NULL) == HMRNN_OK &&
              hm_model_write(&model, path, HMRNN_FLOAT32, NULL) == HMRNN_OK,
          "a model can be written");
    hm_model_release(&model);
    hm_container container = HM_CONTAINER_INIT;
    claim(hm_container_open(&container, path, NULL) == HMRNN_OK, "a model can be read");
    n_seed = container.n_bytes;
    seed = malloc(n_seed);
    claim(seed != NULL, "memory suffices");
    memcpy(seed, container.map, n_seed);
    n_seed_front = (size_t)((const uint8_t *)container.sections[2].data - container.map);
    hm_container_close(&container);
    unlink(path);
    close(fd);
}

static void
put(uint8_t *at, size_t n, uint64_t value)
{
    for (size_t i = 0; i < n; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

/// Each four bytes: two of a place, one of what is done there, one of a value. \return the length
static size_t
mutate(uint8_t *file, size_t n_bytes, const uint8_t *data, size_t n_data)
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
    status = hm_model_read(&model, &container, &err);
    claim(status == err.status, "the message is that of the error");
    claim(status == HMRNN_OK || strlen(err.text) > 5, "an error has a message");
    if (status == HMRNN_OK) {
        claim(hm_alphabet_size(model.alphabet) == model.dims.n_symbols, "the alphabet fits");
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
    if (seed == NULL)
        make_seed();
    const bool is_whole = n_data > 28 && data[0] % 8 == 0;
    const size_t n_room = is_whole ? n_data : n_seed;
    uint8_t *const draft = malloc(n_room);
    claim(draft != NULL, "memory suffices");
    memcpy(draft, is_whole ? data : seed, n_room);
    const size_t n_bytes = is_whole ? n_room : mutate(draft, n_room, data, n_data);

    if (is_whole)
        memcpy(draft, seed, 12);                // what makes it ours, and the version
    put(draft + 16, 8, n_bytes);
    put(draft + n_bytes - 4, 4, crc32_z(crc32_z(0, NULL, 0), draft, n_bytes - 4));
    uint8_t *const tight = realloc(draft, n_bytes); // so that a step beyond the end is seen
    claim(tight != NULL, "memory suffices");
    try_file(tight, n_bytes);
    free(tight);
    return 0;
}
