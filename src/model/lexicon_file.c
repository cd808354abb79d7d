// SPDX-License-Identifier: BSD-2-Clause
//
// model/lexicon_file.c - a lexicon as sections of a model file.
#include <config.h>

#include "model/lexicon_file.h"

#include "base/alloc.h"
#include "base/error.h"
#include "model/float16.h"
#include "model/metadata.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define MANIFEST "lexicon.manifest"
#define N_LENGTHS (2 * (HM_MAX_WORD + 1))

/// The numbers of the manifest that are floats of the lexicon.
static const struct number {
    const char *name;
    size_t offset;
} numbers[] = {
    {"discount", offsetof(hm_lexicon, options.discount)},
    {"strength", offsetof(hm_lexicon, options.strength)},
    {"position-weight", offsetof(hm_lexicon, options.position_weight)},
    {"detector-weight", offsetof(hm_lexicon, detector_weight)},
    {"detector-bias", offsetof(hm_lexicon, detectors.bias)},
    {"detector-forward", offsetof(hm_lexicon, detectors.weight[0])},
    {"detector-backward", offsetof(hm_lexicon, detectors.weight[1])},
    {"pmi-weight", offsetof(hm_lexicon, pmi_weight)},
    {"pmi-offset", offsetof(hm_lexicon, pmi_offset)},
};

enum { N_NUMBERS = sizeof numbers / sizeof numbers[0] };

static const char letters_words[] = "separate|joined";  // by hm_letters

static hmrnn_status
set_manifest(hm_metadata *manifest, const hm_lexicon *lexicon, hmrnn_error *err)
{
    HM_TRY(hm_metadata_set_count(manifest, "words", (uint64_t)lexicon->n_tokens, err));
    HM_TRY(hm_metadata_set_count(manifest, "word-types", (uint64_t)lexicon->n_types, err));
    HM_TRY(hm_metadata_set_count(manifest, "longest-word", lexicon->max_length, err));
    HM_TRY(hm_metadata_set_count(manifest, "classes", lexicon->n_classes, err));
    HM_TRY(hm_metadata_set_choice(manifest, "letters", letters_words, lexicon->letters, err));
    for (size_t i = 0; i < N_NUMBERS; i++) {
        float value = 0.0f;
        memcpy(&value, (const char *)lexicon + numbers[i].offset, sizeof value);
        HM_TRY(hm_metadata_set_number(manifest, numbers[i].name, (double)value, err));
    }
    return HMRNN_OK;
}

/// The scalars of a lexicon as lines of text.
static hmrnn_status
write_manifest(hm_bytes *bytes, const hm_lexicon *lexicon, hmrnn_error *err)
{
    hm_metadata manifest = HM_METADATA_INIT;
    hmrnn_status status = set_manifest(&manifest, lexicon, err);
    if (status == HMRNN_OK)
        status = hm_metadata_write(&manifest, bytes, err);
    hm_metadata_release(&manifest);
    return status;
}

/// A section of floats, or of their halves, which are put after those of the sections before.
static hm_section
floats(const char *name, size_t n_rows, size_t n_columns, const float *data, uint16_t **halves)
{
    if (*halves == NULL)
        return hm_section_of(name, HM_SECTION_FLOAT32, n_rows, n_columns, data);
    hm_float16_from_floats(n_rows * n_columns, data, *halves);
    const hm_section section = hm_section_of(name, HM_SECTION_FLOAT16, n_rows, n_columns, *halves);
    *halves += n_rows * n_columns;
    return section;
}

/// The arrays of the chunker.
static hmrnn_status
pack_chunker(hm_lexicon_file *file, const hm_chunker *chunker, hm_section *next, hmrnn_error *err)
{
    const size_t n_words = chunker->role.n;
    const size_t n_scripts = chunker->scripts.n;
    file->function_words = hm_alloc_array(n_words, sizeof *file->function_words, "a lexicon", err);
    file->roles = hm_alloc_array(n_words, sizeof *file->roles, "a lexicon", err);
    file->scripts = hm_alloc_array(n_scripts, sizeof *file->scripts, "a lexicon", err);
    if (file->function_words == NULL || file->roles == NULL || file->scripts == NULL)
        return HMRNN_ENOMEM;
    hm_chunker_pack(chunker, file->function_words, file->roles, file->scripts);
    next[0] = hm_section_of("lexicon.function-words", HM_SECTION_BYTES, 1,
                            n_words * sizeof *file->function_words, file->function_words);
    next[1] =
        hm_section_of("lexicon.function-word-roles", HM_SECTION_BYTES, 1, n_words, file->roles);
    next[2] = hm_section_of("lexicon.scripts", HM_SECTION_BYTES, 1,
                            n_scripts * sizeof *file->scripts, file->scripts);
    return HMRNN_OK;
}

hmrnn_status
hm_lexicon_file_make(hm_lexicon_file *file, const hm_lexicon *lexicon, hmrnn_precision precision,
                     hmrnn_error *err)
{
    const size_t V = lexicon->token_ids.n;
    const size_t K = lexicon->n_classes;
    const size_t n_halves = V * HM_N_TOKEN_PARAMS + K * K + 2 * lexicon->n_pairs;
    *file = (hm_lexicon_file){.halves = NULL};
    hmrnn_status status = write_manifest(&file->manifest, lexicon, err);
    if (status == HMRNN_OK && precision == HMRNN_FLOAT16) {
        file->halves = hm_alloc_array(n_halves, sizeof(uint16_t), "a lexicon", err);
        status = file->halves == NULL ? HMRNN_ENOMEM : HMRNN_OK;
    }
    if (status != HMRNN_OK) {
        hm_lexicon_file_release(file);
        return status;
    }
    uint16_t *at = file->halves;
    hm_section *next = file->sections;
    *next++ =
        hm_section_of(MANIFEST, HM_SECTION_BYTES, 1, file->manifest.n_bytes, file->manifest.data);
    *next++ =
        hm_section_of("lexicon.lengths", HM_SECTION_FLOAT32, 2, HM_MAX_WORD + 1, lexicon->lengths);
    *next++ = hm_section_of("lexicon.tokens", HM_SECTION_BYTES, 1, V * sizeof(uint32_t),
                            lexicon->token_ids.key);
    *next++ = floats("lexicon.token-params", V, HM_N_TOKEN_PARAMS, lexicon->token_params, &at);
    *next++ = floats("lexicon.transitions", K, K, lexicon->transitions, &at);
    *next++ = hm_section_of("lexicon.word-lengths", HM_SECTION_BYTES, 1, lexicon->n_words,
                            lexicon->word_length);
    *next++ = hm_section_of("lexicon.word-tokens", HM_SECTION_BYTES, 1,
                            lexicon->n_word_tokens * sizeof(uint16_t), lexicon->word_tokens);
    *next++ = hm_section_of("lexicon.word-counts", HM_SECTION_BYTES, 1,
                            lexicon->n_words * sizeof(uint32_t), lexicon->word_count);
    *next++ = hm_section_of("lexicon.word-classes", HM_SECTION_BYTES, 1, lexicon->n_words,
                            lexicon->word_class);
    *next++ = hm_section_of("lexicon.pairs", HM_SECTION_BYTES, 1,
                            2 * lexicon->n_pairs * sizeof(uint16_t), lexicon->pair_tokens);
    *next++ = floats("lexicon.pair-params", lexicon->n_pairs, 2, lexicon->pair_params, &at);
    status = pack_chunker(file, &lexicon->chunker, next, err);
    if (status != HMRNN_OK) {
        hm_lexicon_file_release(file);
        return status;
    }
    for (size_t i = 0; file->halves != NULL && i < n_halves; i++) {
        if ((file->halves[i] & 0x7C00) == 0x7C00) {
            hm_lexicon_file_release(file);
            return hm_fail(err, HMRNN_ENUMERIC,
                           "a number of the lexicon does not fit half precision: save as float32");
        }
    }
    return HMRNN_OK;
}

// -------------------------------------------------------------------------------------------- read

static hmrnn_status
get_manifest(hm_lexicon *lexicon, const hm_metadata *manifest, hmrnn_error *err)
{
    const uint64_t most = UINT64_C(1) << 53;  // a double holds each count up to it
    uint64_t n_tokens = 0;
    uint64_t n_types = 0;
    uint64_t max_length = 0;
    uint64_t n_classes = 0;
    size_t letters = 0;
    HM_TRY(hm_metadata_count(manifest, "words", 0, most, &n_tokens, err));
    HM_TRY(hm_metadata_count(manifest, "word-types", 0, most, &n_types, err));
    HM_TRY(hm_metadata_count(manifest, "longest-word", 1, HM_MAX_WORD, &max_length, err));
    HM_TRY(hm_metadata_count(manifest, "classes", 0, UINT8_MAX, &n_classes, err));
    HM_TRY(hm_metadata_choice(manifest, "letters", letters_words, &letters, err));
    lexicon->n_tokens = (double)n_tokens;
    lexicon->n_types = (double)n_types;
    lexicon->max_length = (size_t)max_length;
    lexicon->n_classes = (size_t)n_classes;
    lexicon->letters = (hm_letters)letters;
    for (size_t i = 0; i < N_NUMBERS; i++) {
        double value = 0.0;
        HM_TRY(hm_metadata_number(manifest, numbers[i].name, -1e12, 1e12, &value, err));
        const float number = (float)value;
        memcpy((char *)lexicon + numbers[i].offset, &number, sizeof number);
    }
    return HMRNN_OK;
}

static hmrnn_status
read_manifest(hm_lexicon *lexicon, const hm_section *section, hmrnn_error *err)
{
    hm_metadata manifest = HM_METADATA_INIT;
    hmrnn_error why = {HMRNN_OK, ""};
    hmrnn_status status = hm_metadata_read(&manifest, section->n_bytes, section->data, &why);
    if (status == HMRNN_OK)
        status = get_manifest(lexicon, &manifest, &why);
    hm_metadata_release(&manifest);
    return status == HMRNN_OK ? status : hm_fail(err, status, MANIFEST ": %s", why.text);
}

static hmrnn_status
read_symbols(hm_lexicon *lexicon, const hm_container *container, hmrnn_error *err)
{
    uint32_t *keys = NULL;
    size_t n = SIZE_MAX;
    HM_TRY(hm_container_copy_bytes(container, "lexicon.tokens", sizeof *keys, &n, &keys, err));
    hmrnn_status status = HMRNN_OK;
    for (size_t s = 1; status == HMRNN_OK && s < n; s++) {
        uint32_t id = 0;
        status = hm_token_ids_enter(&lexicon->token_ids, keys[s], &id, err);
        if (status == HMRNN_OK && id != s)
            status = hm_fail(err, HMRNN_EFORMAT, "symbol %zu of the lexicon is there twice", s);
    }
    free(keys);
    if (status == HMRNN_OK && (n < 2 || n > 65535))
        status = hm_fail(err, HMRNN_EFORMAT, "the lexicon has %zu symbols", n);
    if (status == HMRNN_OK)
        status = hm_container_copy_floats(container, "lexicon.token-params", n, HM_N_TOKEN_PARAMS,
                                          &lexicon->token_params, err);
    return status;
}

static hmrnn_status
read_rest(hm_lexicon *lexicon, const hm_container *container, hmrnn_error *err)
{
    size_t n = SIZE_MAX;
    HM_TRY(hm_container_floats(container, "lexicon.lengths", 2, HM_MAX_WORD + 1, lexicon->lengths,
                               err));
    for (size_t i = 0; i < N_LENGTHS; i++)
        if (!isfinite(lexicon->lengths[i]))
            return hm_fail(err, HMRNN_EFORMAT, "'lexicon.lengths' has a value that is no number");
    HM_TRY(hm_container_copy_bytes(container, "lexicon.word-lengths", 1, &n, &lexicon->word_length,
                                   err));
    lexicon->n_words = n;
    HM_TRY(hm_container_copy_bytes(container, "lexicon.word-counts", sizeof(uint32_t), &n,
                                   &lexicon->word_count, err));
    HM_TRY(hm_container_copy_bytes(container, "lexicon.word-classes", 1, &n, &lexicon->word_class,
                                   err));
    n = SIZE_MAX;
    HM_TRY(hm_container_copy_bytes(container, "lexicon.word-tokens", sizeof(uint16_t), &n,
                                   &lexicon->word_tokens, err));
    lexicon->n_word_tokens = n;
    n = SIZE_MAX;
    HM_TRY(hm_container_copy_bytes(container, "lexicon.pairs", 2 * sizeof(uint16_t), &n,
                                   &lexicon->pair_tokens, err));
    lexicon->n_pairs = n;
    return hm_container_copy_floats(container, "lexicon.pair-params", n, 2, &lexicon->pair_params,
                                    err);
}

static hmrnn_status
read_chunker(hm_lexicon *lexicon, const hm_container *container, hmrnn_error *err)
{
    uint32_t *words = NULL;
    uint8_t *roles = NULL;
    uint32_t *scripts = NULL;
    size_t n_words = SIZE_MAX;
    size_t n_scripts = SIZE_MAX;
    hmrnn_status status = hm_container_copy_bytes(container, "lexicon.function-words",
                                                  sizeof *words, &n_words, &words, err);
    if (status == HMRNN_OK)
        status = hm_container_copy_bytes(container, "lexicon.function-word-roles", 1, &n_words,
                                         &roles, err);
    if (status == HMRNN_OK)
        status = hm_container_copy_bytes(container, "lexicon.scripts", sizeof *scripts, &n_scripts,
                                         &scripts, err);
    if (status == HMRNN_OK)
        status =
            hm_chunker_unpack(&lexicon->chunker, n_words, words, roles, n_scripts, scripts, err);
    free(words);
    free(roles);
    free(scripts);
    return status;
}

hmrnn_status
hm_lexicon_file_read(hm_lexicon **out, const hm_container *container, hmrnn_error *err)
{
    *out = NULL;
    const hm_section *const manifest = hm_container_find(container, MANIFEST, HM_SECTION_BYTES);
    if (manifest == NULL)
        return hm_container_find(container, "lexicon.tokens", HM_SECTION_BYTES) == NULL
                   ? HMRNN_OK
                   : hm_fail(err, HMRNN_EFORMAT, "it has a lexicon without " MANIFEST);
    hm_lexicon *const lexicon = hm_alloc_array(1, sizeof *lexicon, "a lexicon", err);
    if (lexicon == NULL)
        return HMRNN_ENOMEM;
    hmrnn_status status = read_manifest(lexicon, manifest, err);
    if (status == HMRNN_OK)
        status = hm_container_copy_floats(container, "lexicon.transitions", lexicon->n_classes,
                                          lexicon->n_classes, &lexicon->transitions, err);
    if (status == HMRNN_OK)
        status = read_symbols(lexicon, container, err);
    if (status == HMRNN_OK)
        status = read_rest(lexicon, container, err);
    if (status == HMRNN_OK)
        status = read_chunker(lexicon, container, err);
    if (status == HMRNN_OK)
        status = hm_lexicon_index(lexicon, err);
    if (status != HMRNN_OK) {
        hm_lexicon_free(lexicon);
        return status;
    }
    *out = lexicon;
    return HMRNN_OK;
}

void
hm_lexicon_file_release(hm_lexicon_file *file)
{
    if (file == NULL)
        return;
    hm_bytes_release(&file->manifest);
    free(file->halves);
    free(file->function_words);
    free(file->roles);
    free(file->scripts);
    file->halves = NULL;
    file->function_words = file->scripts = NULL;
    file->roles = NULL;
}
