// SPDX-License-Identifier: BSD-2-Clause
//
// convention/example_words.c - the words of the examples and their counts.
#include <config.h>

#include "convention/example_words.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"
#include "convention/feature_hash.h"

#include <stdlib.h>
#include <string.h>

#define FILTER_BITS ((size_t)16)  // for each word

static void
count(uint16_t *n)
{
    *n = (uint16_t)(*n + (*n < HM_MAX_EXAMPLE_COUNT ? 1 : 0));
}

hmrnn_status
hm_example_words_add(hm_example_words *words, uint32_t key, hmrnn_error *err)
{
    if (words->n == words->capacity) {
        const hm_column columns[] = {{&words->key, sizeof *words->key},
                                     {&words->n_words, sizeof *words->n_words},
                                     {&words->n_all, sizeof *words->n_all}};
        HM_TRY(hm_alloc_grow_columns(3, columns, &words->capacity, words->n + 1,
                                     "the words of the examples", err));
    }
    uint32_t *at = NULL;
    HM_TRY(hm_hash_enter(&words->index_of, key, (uint32_t)words->n, &at, err));
    if (*at == words->n) {
        words->key[words->n] = key;
        words->n_words[words->n] = words->n_all[words->n] = 0;
        words->n++;
    }
    count(&words->n_words[*at]);
    return HMRNN_OK;
}

void
hm_example_words_see(hm_example_words *words, uint32_t key)
{
    const uint32_t at = hm_hash_get(&words->index_of, key, UINT32_MAX);
    if (at != UINT32_MAX)
        count(&words->n_all[at]);
}

static hmrnn_status
make_filter(hm_example_words *words, hmrnn_error *err)
{
    size_t n_bits = 64;
    while (n_bits < FILTER_BITS * words->n && n_bits < (size_t)1 << 31)
        n_bits *= 2;
    free(words->filter);
    words->filter = hm_alloc_array(n_bits / 64, sizeof *words->filter, "words", err);
    if (words->filter == NULL)
        return HMRNN_ENOMEM;
    words->filter_mask = (uint32_t)(n_bits - 1);
    for (size_t i = 0; i < words->n; i++) {
        const uint32_t bit = words->key[i] & words->filter_mask;
        words->filter[bit / 64] |= UINT64_C(1) << (bit % 64);
    }
    return HMRNN_OK;
}

/// The grade of a string that was a word n_words times in n_all.
static unsigned
grade_of(uint32_t n_words, uint32_t n_all)
{
    if (n_words == 0)
        return 0;
    const unsigned share = n_words >= n_all ? 4 : 4 * n_words / n_all;
    const unsigned often = n_words > 8 ? 2 : n_words > 2 ? 1 : 0;
    return 1 + 3 * share + often;
}

/// Grade 0 is that of strings without a slot.
static hmrnn_status
make_slots(hm_example_words *words, hmrnn_error *err)
{
    words->n_slots = hm_feature_slots(words->n);
    free(words->slot);
    words->slot = hm_alloc_array(words->n_slots, sizeof *words->slot, "words", err);
    if (words->slot == NULL)
        return HMRNN_ENOMEM;
    for (size_t i = 0; i < words->n; i++) {
        size_t at = words->key[i] & (words->n_slots - 1);
        while (words->slot[at].grade != 0)
            at = (at + 1) & (words->n_slots - 1);
        words->slot[at] =
            (hm_graded_word){words->key[i], grade_of(words->n_words[i], words->n_all[i])};
    }
    return HMRNN_OK;
}

hmrnn_status
hm_example_words_index(hm_example_words *words, hmrnn_error *err)
{
    HM_TRY(hm_hash_reserve(&words->index_of, words->n, err));
    for (size_t i = 0; i < words->n; i++) {
        uint32_t *at = NULL;
        HM_TRY(hm_hash_enter(&words->index_of, words->key[i], (uint32_t)i, &at, err));
        if (*at != i)
            return hm_fail(err, HMRNN_EFORMAT, "word %zu of the examples is there twice", i);
    }
    HM_TRY(make_slots(words, err));
    return make_filter(words, err);
}

unsigned
hm_example_words_grade(const hm_example_words *words, const hm_own_words *own, uint32_t key)
{
    const uint32_t at = hm_hash_get(&words->index_of, key, UINT32_MAX);
    if (at == UINT32_MAX)
        return 0;
    uint32_t n_words = words->n_words[at];
    uint32_t n_all = words->n_all[at];
    const uint32_t mine = own == NULL ? UINT32_MAX : hm_hash_get(&own->index_of, key, UINT32_MAX);
    if (mine != UINT32_MAX) {
        n_words -= own->n_words[mine] < n_words ? own->n_words[mine] : n_words;
        n_all -= own->n_all[mine] < n_all ? own->n_all[mine] : n_all;
    }
    return grade_of(n_words, n_all);
}

void
hm_own_words_reset(hm_own_words *own)
{
    for (size_t i = 0; i < own->index_of.n_slots; i++)
        own->index_of.key[i] = HM_HASH_FREE;
    own->index_of.n = 0;
}

hmrnn_status
hm_own_words_add(hm_own_words *own, uint32_t key, bool is_word, hmrnn_error *err)
{
    const size_t n = own->index_of.n;
    if (n == own->capacity) {
        const hm_column columns[] = {{&own->n_words, sizeof *own->n_words},
                                     {&own->n_all, sizeof *own->n_all}};
        HM_TRY(hm_alloc_grow_columns(2, columns, &own->capacity, n + 1, "the words of an example",
                                     err));
    }
    uint32_t *at = NULL;
    HM_TRY(hm_hash_enter(&own->index_of, key, (uint32_t)n, &at, err));
    if (*at == n && own->index_of.n > n)
        own->n_words[n] = own->n_all[n] = 0;
    own->n_words[*at] += is_word;
    own->n_all[*at]++;
    return HMRNN_OK;
}

void
hm_own_words_release(hm_own_words *own)
{
    if (own == NULL)
        return;
    hm_hash_release(&own->index_of);
    free(own->n_words);
    free(own->n_all);
    *own = (hm_own_words){.capacity = 0};
}

void
hm_example_words_release(hm_example_words *words)
{
    if (words == NULL)
        return;
    free(words->key);
    free(words->n_words);
    free(words->n_all);
    free(words->filter);
    free(words->slot);
    hm_hash_release(&words->index_of);
    *words = (hm_example_words)HM_EXAMPLE_WORDS_INIT;
}
