// SPDX-License-Identifier: BSD-2-Clause
//
// model/convention_file.c - a convention as sections of a model file.
#include <config.h>

#include "model/convention_file.h"

#include "base/alloc.h"
#include "base/error.h"
#include "model/float16.h"
#include "model/metadata.h"

#include <stdlib.h>
#include <string.h>

#define MANIFEST "convention.manifest"
#define MAX_NUMBER 1e6

static const char *const number_names[2][HM_N_GAP_NUMBERS] = {
    {"bias-without-networks", "drawn-without-networks"},
    {"bias", "drawn"},
};

// ------------------------------------------------------------------------------------------- write

static hmrnn_status
set_manifest(hm_metadata *manifest, const hm_convention *convention, hmrnn_error *err)
{
    HM_TRY(hm_metadata_set_count(manifest, "states", convention->n_states, err));
    for (size_t v = 0; v < 2; v++)
        for (size_t i = 0; i < HM_N_GAP_NUMBERS; i++)
            HM_TRY(hm_metadata_set_number(manifest, number_names[v][i],
                                          (double)convention->number[v][i], err));
    return HMRNN_OK;
}

static hmrnn_status
write_manifest(hm_bytes *bytes, const hm_convention *convention, hmrnn_error *err)
{
    hm_metadata manifest = HM_METADATA_INIT;
    hmrnn_status status = set_manifest(&manifest, convention, err);
    if (status == HMRNN_OK)
        status = hm_metadata_write(&manifest, bytes, err);
    hm_metadata_release(&manifest);
    return status;
}

/// Keep the weights that half precision does not make 0. \return how many
static size_t
keep_weights(hm_convention_file *file, const hm_feature_weights *weights, hmrnn_precision precision)
{
    size_t n = 0;
    for (size_t i = 0; i < weights->n; i++) {
        uint16_t half = 0;
        hm_float16_from_floats(1, &weights->weight[i], &half);
        if (precision == HMRNN_FLOAT16 && (half & 0x7FFF) == 0)
            continue;
        file->keys[n] = weights->key[i];
        file->weights[n++] = weights->weight[i];
    }
    return n;
}

static hmrnn_status
allocate(hm_convention_file *file, const hm_convention *convention, hmrnn_precision precision,
         hmrnn_error *err)
{
    const size_t n = convention->weights.n;
    const size_t n_words = convention->words.n;
    const size_t n_states = HM_STATE_ROWS * convention->n_states;
    file->counts = hm_alloc_array(2 * n_words, sizeof *file->counts, "a convention", err);
    file->keys = hm_alloc_array(n, sizeof *file->keys, "a convention", err);
    file->weights = hm_alloc_array(n, sizeof *file->weights, "a convention", err);
    if (file->counts == NULL || file->keys == NULL || file->weights == NULL)
        return HMRNN_ENOMEM;
    if (precision != HMRNN_FLOAT16)
        return HMRNN_OK;
    file->halves = hm_alloc_array(n + n_states, sizeof *file->halves, "a convention", err);
    return file->halves == NULL ? HMRNN_ENOMEM : HMRNN_OK;
}

/// A section of floats, or of their halves, which are put after those of the sections before.
static hm_section
numbers(const char *name, size_t n_rows, size_t n_columns, const float *data, uint16_t **halves)
{
    if (*halves == NULL)
        return hm_section_of(name, HM_SECTION_FLOAT32, n_rows, n_columns, data);
    hm_float16_from_floats(n_rows * n_columns, data, *halves);
    const hm_section section = hm_section_of(name, HM_SECTION_FLOAT16, n_rows, n_columns, *halves);
    *halves += n_rows * n_columns;
    return section;
}

static hmrnn_status
make(hm_convention_file *file, const hm_convention *convention, hmrnn_precision precision,
     hmrnn_error *err)
{
    const hm_example_words *const words = &convention->words;
    HM_TRY(write_manifest(&file->manifest, convention, err));
    HM_TRY(allocate(file, convention, precision, err));
    for (size_t i = 0; i < words->n; i++) {
        file->counts[2 * i] = words->n_words[i];
        file->counts[2 * i + 1] = words->n_all[i];
    }
    const size_t n = keep_weights(file, &convention->weights, precision);
    uint16_t *at = file->halves;
    hm_section *next = file->sections;
    *next++ =
        hm_section_of(MANIFEST, HM_SECTION_BYTES, 1, file->manifest.n_bytes, file->manifest.data);
    *next++ = hm_section_of("convention.features", HM_SECTION_BYTES, 1, n * sizeof *file->keys,
                            file->keys);
    *next++ = numbers("convention.weights", 1, n, file->weights, &at);
    *next++ =
        numbers("convention.states", HM_STATE_ROWS, convention->n_states, convention->states, &at);
    *next++ = hm_section_of("convention.words", HM_SECTION_BYTES, 1, words->n * sizeof *words->key,
                            words->key);
    *next++ = hm_section_of("convention.word-counts", HM_SECTION_BYTES, 1,
                            2 * words->n * sizeof *file->counts, file->counts);
    for (const uint16_t *half = file->halves; half != at; half++)
        if ((*half & 0x7C00) == 0x7C00)
            return hm_fail(err, HMRNN_ENUMERIC,
                           "a number of the convention does not fit half precision: save as "
                           "float32");
    return HMRNN_OK;
}

hmrnn_status
hm_convention_file_make(hm_convention_file *file, const hm_convention *convention,
                        hmrnn_precision precision, hmrnn_error *err)
{
    *file = (hm_convention_file){.halves = NULL};
    const hmrnn_status status = make(file, convention, precision, err);
    if (status != HMRNN_OK)
        hm_convention_file_release(file);
    return status;
}

void
hm_convention_file_release(hm_convention_file *file)
{
    if (file == NULL)
        return;
    hm_bytes_release(&file->manifest);
    free(file->counts);
    free(file->keys);
    free(file->weights);
    free(file->halves);
    *file = (hm_convention_file){.halves = NULL};
}

// -------------------------------------------------------------------------------------------- read

static hmrnn_status
get_manifest(hm_convention *convention, const hm_metadata *manifest, size_t n_states,
             hmrnn_error *err)
{
    uint64_t n = 0;
    HM_TRY(hm_metadata_count(manifest, "states", 0, n_states, &n, err));
    if (n != 0 && n != n_states)
        return hm_fail(err, HMRNN_EFORMAT, "it has %zu states, the network %zu", (size_t)n,
                       n_states);
    convention->n_states = (size_t)n;
    for (size_t v = 0; v < 2; v++)
        for (size_t i = 0; i < HM_N_GAP_NUMBERS; i++) {
            double value = 0.0;
            HM_TRY(hm_metadata_number(manifest, number_names[v][i], -MAX_NUMBER, MAX_NUMBER, &value,
                                      err));
            convention->number[v][i] = (float)value;
        }
    return HMRNN_OK;
}

static hmrnn_status
read_manifest(hm_convention *convention, const hm_section *section, size_t n_states,
              hmrnn_error *err)
{
    hm_metadata manifest = HM_METADATA_INIT;
    hmrnn_error why = {HMRNN_OK, ""};
    hmrnn_status status = hm_metadata_read(&manifest, section->n_bytes, section->data, &why);
    if (status == HMRNN_OK)
        status = get_manifest(convention, &manifest, n_states, &why);
    hm_metadata_release(&manifest);
    return status == HMRNN_OK ? status : hm_fail(err, status, MANIFEST ": %s", why.text);
}

static hmrnn_status
read_words(hm_example_words *words, const hm_container *container, hmrnn_error *err)
{
    uint16_t *counts = NULL;
    size_t n = SIZE_MAX;
    HM_TRY(hm_container_copy_bytes(container, "convention.words", sizeof *words->key, &n,
                                   &words->key, err));
    HM_TRY(hm_container_copy_bytes(container, "convention.word-counts", 2 * sizeof *counts, &n,
                                   &counts, err));
    words->n = words->capacity = n;
    words->n_words = hm_alloc_array(n, sizeof *words->n_words, "words", err);
    words->n_all = hm_alloc_array(n, sizeof *words->n_all, "words", err);
    const bool has_memory = words->n_words != NULL && words->n_all != NULL;
    for (size_t i = 0; has_memory && i < n; i++) {
        words->n_words[i] = counts[2 * i];
        words->n_all[i] = counts[2 * i + 1];
    }
    free(counts);
    return has_memory ? HMRNN_OK : HMRNN_ENOMEM;
}

static hmrnn_status
read_rest(hm_convention *convention, const hm_container *container, hmrnn_error *err)
{
    hm_feature_weights *const weights = &convention->weights;
    size_t n = SIZE_MAX;
    HM_TRY(hm_container_copy_bytes(container, "convention.features", sizeof *weights->key, &n,
                                   &weights->key, err));
    weights->n = n;
    HM_TRY(hm_container_copy_floats(container, "convention.weights", 1, n, &weights->weight, err));
    if (convention->n_states > 0)
        HM_TRY(hm_container_copy_floats(container, "convention.states", HM_STATE_ROWS,
                                        convention->n_states, &convention->states, err));
    HM_TRY(read_words(&convention->words, container, err));
    return hm_convention_index(convention, err);
}

hmrnn_status
hm_convention_file_read(hm_convention **out, const hm_container *container, size_t n_states,
                        hmrnn_error *err)
{
    *out = NULL;
    const hm_section *const manifest = hm_container_find(container, MANIFEST, HM_SECTION_BYTES);
    if (manifest == NULL)
        return HMRNN_OK;
    hm_convention *const convention = hm_alloc_array(1, sizeof *convention, "a convention", err);
    if (convention == NULL)
        return HMRNN_ENOMEM;
    convention->words = (hm_example_words)HM_EXAMPLE_WORDS_INIT;
    hmrnn_status status = read_manifest(convention, manifest, n_states, err);
    if (status == HMRNN_OK)
        status = read_rest(convention, container, err);
    if (status != HMRNN_OK) {
        hm_convention_free(convention);
        return status;
    }
    *out = convention;
    return HMRNN_OK;
}
