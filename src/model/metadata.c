// SPDX-License-Identifier: BSD-2-Clause
//
// model/metadata.c - what a file says of itself: lines of "name: value".
#include <config.h>

#include "model/metadata.h"

#include "base/alloc.h"
#include "base/choice.h"
#include "base/error.h"
#include "base/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LINES 4096  // a manifest has a few dozen
#define MAX_NAME 64

static bool
is_name(const char *name, size_t n)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    if (n == 0 || n > MAX_NAME)
        return false;
    for (size_t i = 0; i < n; i++)
        if (name[i] == '\0' || strchr(allowed, name[i]) == NULL)
            return false;
    return true;
}

static bool
is_value(const char *value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)value[i] < ' ' || value[i] == 0x7F)
            return false;
    return true;
}

static size_t
find(const hm_metadata *metadata, const char *name)
{
    size_t i = 0;
    while (i < metadata->n_lines && strcmp(metadata->lines[i], name) != 0)
        i++;
    return i;
}

/// Set a fact of which name and value are known to be good.
static hmrnn_status
put(hm_metadata *metadata, size_t n_name, const char *name, size_t n_value, const char *value,
    hmrnn_error *err)
{
    char *const line = hm_alloc_array(n_name + n_value + 2, 1, "a manifest", err);
    if (line == NULL)
        return HMRNN_ENOMEM;
    memcpy(line, name, n_name);
    line[n_name] = '\0';
    memcpy(line + n_name + 1, value, n_value);
    line[n_name + 1 + n_value] = '\0';

    const size_t at = find(metadata, line);
    if (at < metadata->n_lines) {
        free(metadata->lines[at]);
        metadata->lines[at] = line;
        return HMRNN_OK;
    }
    const hmrnn_status status =
        hm_alloc_grow(&metadata->lines, &metadata->capacity, metadata->n_lines + 1,
                      sizeof *metadata->lines, "a manifest", err);
    if (status != HMRNN_OK) {
        free(line);
        return status;
    }
    metadata->lines[metadata->n_lines++] = line;
    return HMRNN_OK;
}

hmrnn_status
hm_metadata_set(hm_metadata *metadata, const char *name, const char *value, hmrnn_error *err)
{
    if (!is_name(name, strlen(name)))
        return hm_fail(err, HMRNN_EARG, "'%s' cannot name a fact: use letters, digits and '-'",
                       name);
    if (!is_value(value, strlen(value)))
        return hm_fail(err, HMRNN_EARG, "the %s must be one line without control characters", name);
    return put(metadata, strlen(name), name, strlen(value), value, err);
}

hmrnn_status
hm_metadata_set_number(hm_metadata *metadata, const char *name, double value, hmrnn_error *err)
{
    char text[64];
    hm_number_format_exact(sizeof text, text, value);
    return hm_metadata_set(metadata, name, text, err);
}

hmrnn_status
hm_metadata_set_count(hm_metadata *metadata, const char *name, uint64_t value, hmrnn_error *err)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64, value);
    return hm_metadata_set(metadata, name, text, err);
}

hmrnn_status
hm_metadata_set_choice(hm_metadata *metadata, const char *name, const char *words, size_t which,
                       hmrnn_error *err)
{
    size_t n_word = 0;
    const char *const word = hm_choice_word(words, which, &n_word);
    return put(metadata, strlen(name), name, n_word, word, err);
}

const char *
hm_metadata_get(const hm_metadata *metadata, const char *name)
{
    const size_t at = find(metadata, name);
    return at == metadata->n_lines ? NULL : metadata->lines[at] + strlen(metadata->lines[at]) + 1;
}

static hmrnn_status
fail_value(const char *name, const char *value, hmrnn_error *err)
{
    if (value == NULL)
        return hm_fail(err, HMRNN_EFORMAT, "the manifest lacks '%s'", name);
    return hm_fail(err, HMRNN_EFORMAT, "the manifest says '%s: %.40s', which cannot be", name,
                   value);
}

hmrnn_status
hm_metadata_number(const hm_metadata *metadata, const char *name, double least, double most,
                   double *value, hmrnn_error *err)
{
    const char *const text = hm_metadata_get(metadata, name);
    double read = 0.0;
    if (text == NULL || !hm_number_parse(text, &read) || read < least || read > most)
        return fail_value(name, text, err);
    *value = read;
    return HMRNN_OK;
}

hmrnn_status
hm_metadata_count(const hm_metadata *metadata, const char *name, uint64_t least, uint64_t most,
                  uint64_t *value, hmrnn_error *err)
{
    const char *const text = hm_metadata_get(metadata, name);
    uint64_t read = 0;
    if (text == NULL || !hm_number_parse_u64(text, &read) || read < least || read > most)
        return fail_value(name, text, err);
    *value = read;
    return HMRNN_OK;
}

hmrnn_status
hm_metadata_choice(const hm_metadata *metadata, const char *name, const char *words, size_t *which,
                   hmrnn_error *err)
{
    const char *const text = hm_metadata_get(metadata, name);
    if (text == NULL || !hm_choice_find(words, text, which))
        return fail_value(name, text, err);
    return HMRNN_OK;
}

hmrnn_status
hm_metadata_write(const hm_metadata *metadata, hm_bytes *bytes, hmrnn_error *err)
{
    for (size_t i = 0; i < metadata->n_lines; i++) {
        const char *const name = metadata->lines[i];
        HM_TRY(hm_bytes_append_string(bytes, name, err));
        HM_TRY(hm_bytes_append_string(bytes, ": ", err));
        HM_TRY(hm_bytes_append_string(bytes, name + strlen(name) + 1, err));
        HM_TRY(hm_bytes_append_string(bytes, "\n", err));
    }
    return HMRNN_OK;
}

hmrnn_status
hm_metadata_read(hm_metadata *metadata, size_t n_bytes, const unsigned char *bytes,
                 hmrnn_error *err)
{
    hm_metadata fresh = HM_METADATA_INIT;
    const char *at = (const char *)bytes;
    const char *const end = at + n_bytes;
    while (at < end) {
        const char *const newline = memchr(at, '\n', (size_t)(end - at));
        const char *const colon = newline == NULL ? NULL : memchr(at, ':', (size_t)(newline - at));
        const size_t n_name = colon == NULL ? 0 : (size_t)(colon - at);
        if (colon == NULL || newline - colon < 2 || colon[1] != ' ' || !is_name(at, n_name) ||
            !is_value(colon + 2, (size_t)(newline - colon - 2)) || fresh.n_lines == MAX_LINES) {
            const size_t n_line = fresh.n_lines + 1;
            hm_metadata_release(&fresh);
            return hm_fail(err, HMRNN_EFORMAT, "line %zu of the manifest is not 'name: value'",
                           n_line);
        }
        const hmrnn_status status =
            put(&fresh, n_name, at, (size_t)(newline - colon - 2), colon + 2, err);
        if (status != HMRNN_OK) {
            hm_metadata_release(&fresh);
            return status;
        }
        at = newline + 1;
    }
    hm_metadata_release(metadata);
    *metadata = fresh;
    return HMRNN_OK;
}

void
hm_metadata_release(hm_metadata *metadata)
{
    if (metadata == NULL)
        return;
    for (size_t i = 0; i < metadata->n_lines; i++)
        free(metadata->lines[i]);
    free(metadata->lines);
    *metadata = (hm_metadata)HM_METADATA_INIT;
}
