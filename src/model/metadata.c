// SPDX-License-Identifier: BSD-2-Clause
//
// model/metadata.c - what a file says of itself: lines of "name: value".
#include <config.h>

#include "model/metadata.h"

#include "base/error.h"
#include "base/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_LINES 4096                         // a manifest has a few dozen
#define MOST_NAME 64

static bool
is_name(const char *name, size_t n)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    if (n == 0 || n > MOST_NAME)
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
find(const hm_facts *facts, const char *name)
{
    size_t i = 0;
    while (i < facts->n_lines && strcmp(facts->lines[i], name) != 0)
        i++;
    return i;
}

/// Set a fact of which name and value are known to be good.
static hmrnn_status
put(hm_facts *facts, size_t n_name, const char *name, size_t n_value, const char *value,
    hmrnn_error *err)
{
    char *const line = malloc(n_name + n_value + 2);
    if (line == NULL)
        return hm_fail_memory(err, "a manifest", n_name + n_value + 2);
    memcpy(line, name, n_name);
    line[n_name] = '\0';
    memcpy(line + n_name + 1, value, n_value);
    line[n_name + 1 + n_value] = '\0';

    const size_t at = find(facts, line);
    if (at < facts->n_lines) {
        free(facts->lines[at]);
        facts->lines[at] = line;
        return HMRNN_OK;
    }
    char **const lines = realloc(facts->lines, (facts->n_lines + 1) * sizeof *lines);
    if (lines == NULL) {
        free(line);
        return hm_fail_memory(err, "a manifest", (facts->n_lines + 1) * sizeof *lines);
    }
    facts->lines = lines;
    facts->lines[facts->n_lines++] = line;
    return HMRNN_OK;
}

hmrnn_status
hm_facts_set(hm_facts *facts, const char *name, const char *value, hmrnn_error *err)
{
    if (!is_name(name, strlen(name)))
        return hm_fail(err, HMRNN_EARG, "'%s' cannot name a fact: use letters, digits and '-'",
                       name);
    if (!is_value(value, strlen(value)))
        return hm_fail(err, HMRNN_EARG, "the %s must be one line without control characters",
                       name);
    return put(facts, strlen(name), name, strlen(value), value, err);
}

hmrnn_status
hm_facts_set_number(hm_facts *facts, const char *name, double value, hmrnn_error *err)
{
    char text[64];
    hm_number_format_exact(sizeof text, text, value);
    return hm_facts_set(facts, name, text, err);
}

hmrnn_status
hm_facts_set_count(hm_facts *facts, const char *name, uint64_t value, hmrnn_error *err)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64, value);
    return hm_facts_set(facts, name, text, err);
}

const char *
hm_facts_get(const hm_facts *facts, const char *name)
{
    const size_t at = find(facts, name);
    return at == facts->n_lines ? NULL : facts->lines[at] + strlen(facts->lines[at]) + 1;
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
hm_facts_number(const hm_facts *facts, const char *name, double least, double most, double *value,
                hmrnn_error *err)
{
    const char *const text = hm_facts_get(facts, name);
    double read = 0.0;
    if (text == NULL || !hm_number_parse(text, &read) || read < least || read > most)
        return fail_value(name, text, err);
    *value = read;
    return HMRNN_OK;
}

hmrnn_status
hm_facts_count(const hm_facts *facts, const char *name, uint64_t least, uint64_t most,
               uint64_t *value, hmrnn_error *err)
{
    const char *const text = hm_facts_get(facts, name);
    uint64_t read = 0;
    if (text == NULL || !hm_number_parse_u64(text, &read) || read < least || read > most)
        return fail_value(name, text, err);
    *value = read;
    return HMRNN_OK;
}

hmrnn_status
hm_facts_word(const hm_facts *facts, const char *name, size_t n_words, const char *const *words,
              size_t *which, hmrnn_error *err)
{
    const char *const text = hm_facts_get(facts, name);
    for (size_t i = 0; text != NULL && i < n_words; i++) {
        if (strcmp(text, words[i]) == 0) {
            *which = i;
            return HMRNN_OK;
        }
    }
    return fail_value(name, text, err);
}

hmrnn_status
hm_facts_write(const hm_facts *facts, hm_bytes *bytes, hmrnn_error *err)
{
    for (size_t i = 0; i < facts->n_lines; i++) {
        const char *const name = facts->lines[i];
        HM_TRY(hm_bytes_append_string(bytes, name, err));
        HM_TRY(hm_bytes_append_string(bytes, ": ", err));
        HM_TRY(hm_bytes_append_string(bytes, name + strlen(name) + 1, err));
        HM_TRY(hm_bytes_append_string(bytes, "\n", err));
    }
    return HMRNN_OK;
}

hmrnn_status
hm_facts_read(hm_facts *facts, size_t n_bytes, const unsigned char *bytes, hmrnn_error *err)
{
    hm_facts fresh = HM_FACTS_INIT;
    const char *at = (const char *)bytes;
    const char *const end = at + n_bytes;
    while (at < end) {
        const char *const newline = memchr(at, '\n', (size_t)(end - at));
        const char *const colon = newline == NULL ? NULL : memchr(at, ':', (size_t)(newline - at));
        const size_t n_name = colon == NULL ? 0 : (size_t)(colon - at);
        if (colon == NULL || newline - colon < 2 || colon[1] != ' ' || !is_name(at, n_name) ||
            !is_value(colon + 2, (size_t)(newline - colon - 2)) || fresh.n_lines == MOST_LINES) {
            const size_t n_line = fresh.n_lines + 1;
            hm_facts_release(&fresh);
            return hm_fail(err, HMRNN_EFORMAT, "line %zu of the manifest is not 'name: value'",
                           n_line);
        }
        const hmrnn_status status =
            put(&fresh, n_name, at, (size_t)(newline - colon - 2), colon + 2, err);
        if (status != HMRNN_OK) {
            hm_facts_release(&fresh);
            return status;
        }
        at = newline + 1;
    }
    hm_facts_release(facts);
    *facts = fresh;
    return HMRNN_OK;
}

void
hm_facts_release(hm_facts *facts)
{
    if (facts == NULL)
        return;
    for (size_t i = 0; i < facts->n_lines; i++)
        free(facts->lines[i]);
    free(facts->lines);
    *facts = (hm_facts)HM_FACTS_INIT;
}
