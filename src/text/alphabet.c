// SPDX-License-Identifier: BSD-2-Clause
//
// text/alphabet.c - the symbols of a model: code points to ids and back.
//
// From code point to id there are two steps: the page of 256 code points, then the place in the
// page. Pages without a member are all the same page of zeros, so a usual alphabet takes some 100
// KB.
#include <config.h>

#include "text/alphabet.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/size.h"

#include <stdbool.h>
#include <stdlib.h>

#define N_CODE_POINTS ((size_t)0x110000)
#define N_IN_PAGE ((size_t)256)
#define N_PAGES (N_CODE_POINTS / N_IN_PAGE)
#define NEWLINE UINT32_C(0x0A)

struct hm_alphabet {
    size_t n_chars;
    uint32_t *chars;  // [n_chars] of ids 1, 2, ...
    uint32_t *pages;  // [pages in use][N_IN_PAGE] ids; the first is zeros
    uint16_t page_of[N_PAGES];
};

static bool
is_character(uint32_t c)
{
    return c < N_CODE_POINTS && (c < 0xD800 || c > 0xDFFF);
}

/// Number the pages that have members; the result is how many, the one of zeros included.
static size_t
number_pages(hm_alphabet *alphabet)
{
    uint16_t n_pages = 1;
    for (size_t i = 0; i < alphabet->n_chars; i++) {
        uint16_t *const page = &alphabet->page_of[alphabet->chars[i] / N_IN_PAGE];
        if (*page == 0)
            *page = n_pages++;
    }
    return n_pages;
}

/// Fill the table from alphabet->chars.
static hmrnn_status
make_table(hm_alphabet *alphabet, hmrnn_error *err)
{
    const size_t n_pages = number_pages(alphabet);
    alphabet->pages =
        hm_alloc_array(n_pages, N_IN_PAGE * sizeof *alphabet->pages, "the alphabet", err);
    if (alphabet->pages == NULL)
        return HMRNN_ENOMEM;
    for (size_t i = 0; i < alphabet->n_chars; i++) {
        const uint32_t c = alphabet->chars[i];
        uint32_t *const id =
            &alphabet->pages[alphabet->page_of[c / N_IN_PAGE] * N_IN_PAGE + c % N_IN_PAGE];
        if (*id != 0)
            return hm_fail(err, HMRNN_EFORMAT, "alphabet: U+%04X is there twice, at %u and %zu",
                           (unsigned)c, (unsigned)*id, i + 1);
        *id = (uint32_t)(i + 1);
    }
    return HMRNN_OK;
}

static hmrnn_status
check_list(size_t n_chars, const uint32_t *chars, hmrnn_error *err)
{
    if (n_chars > N_CODE_POINTS)
        return hm_fail(err, HMRNN_EFORMAT, "alphabet: %zu symbols are more than Unicode has",
                       n_chars);
    bool has_newline = false;
    for (size_t i = 0; i < n_chars; i++) {
        if (!is_character(chars[i]))
            return hm_fail(err, HMRNN_EFORMAT, "alphabet: symbol %zu, 0x%X, is no code point",
                           i + 1, (unsigned)chars[i]);
        has_newline = has_newline || chars[i] == NEWLINE;
    }
    if (!has_newline)
        return hm_fail(err, HMRNN_EFORMAT, "alphabet: the newline is missing");
    return HMRNN_OK;
}

hmrnn_status
hm_alphabet_from_list(hm_alphabet **out, size_t n_chars, const uint32_t *chars, hmrnn_error *err)
{
    HM_TRY(check_list(n_chars, chars, err));
    hm_alphabet *const alphabet = calloc(1, sizeof *alphabet);
    if (alphabet == NULL)
        return hm_fail_memory(err, "the alphabet", sizeof *alphabet);
    hmrnn_status status = HMRNN_OK;
    alphabet->chars = hm_alloc_array(n_chars, sizeof *chars, "the alphabet", err);
    if (alphabet->chars == NULL) {
        status = HMRNN_ENOMEM;
    } else {
        for (size_t i = 0; i < n_chars; i++)
            alphabet->chars[i] = chars[i];
        alphabet->n_chars = n_chars;
        status = make_table(alphabet, err);
    }
    if (status != HMRNN_OK) {
        hm_alphabet_free(alphabet);
        return status;
    }
    *out = alphabet;
    return HMRNN_OK;
}

typedef struct tally {
    size_t count;
    uint32_t c;
} tally;

struct hm_census {
    tally tallies[N_CODE_POINTS];
};

hmrnn_status
hm_census_new(hm_census **out, hmrnn_error *err)
{
    hm_census *const census = calloc(1, sizeof *census);
    if (census == NULL)
        return hm_fail_memory(err, "counting characters", sizeof *census);
    for (uint32_t c = 0; c < N_CODE_POINTS; c++)
        census->tallies[c] = (tally){0, c};
    *out = census;
    return HMRNN_OK;
}

void
hm_census_add(hm_census *census, const hmrnn_text *text)
{
    for (size_t i = 0; i < text->n_chars; i++)
        if (is_character(text->chars[i]))
            census->tallies[text->chars[i]].count++;
}

void
hm_census_free(hm_census *census)
{
    free(census);
}

static int
compare_tallies(const void *a, const void *b)
{
    const tally *const x = a;
    const tally *const y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->c < y->c ? -1 : x->c > y->c;
}

/// Move the tallies of members to the front: how many they are.
static size_t
gather_members(size_t min_count, tally *tallies)
{
    size_t n_members = 0;
    for (uint32_t c = 0; c < N_CODE_POINTS; c++)
        if (tallies[c].count >= hm_size_max(min_count, 1) || c == NEWLINE)
            tallies[n_members++] = tallies[c];
    qsort(tallies, n_members, sizeof *tallies, compare_tallies);
    return n_members;
}

/// Cut the sorted tallies down to `n_kept`, the newline among them.
static void
keep_newline(size_t n_kept, size_t n_members, tally *tallies)
{
    for (size_t i = n_kept; i < n_members; i++)
        if (tallies[i].c == NEWLINE)  // rarer than the others, so last is its place
            tallies[n_kept - 1] = tallies[i];
}

hmrnn_status
hm_alphabet_from_census(hm_alphabet **out, hm_census *census, size_t min_count, size_t max_symbols,
                        hmrnn_error *err)
{
    tally *const tallies = census->tallies;
    const size_t n_members = gather_members(min_count, tallies);
    size_t n_kept = n_members;
    if (max_symbols > 0)
        n_kept = hm_size_min(n_members, hm_size_max(max_symbols, 2) - 1);
    keep_newline(n_kept, n_members, tallies);

    uint32_t *const chars = hm_alloc_array(n_kept, sizeof *chars, "the alphabet", err);
    if (chars == NULL)
        return HMRNN_ENOMEM;
    for (size_t i = 0; i < n_kept; i++)
        chars[i] = tallies[i].c;
    const hmrnn_status status = hm_alphabet_from_list(out, n_kept, chars, err);
    free(chars);
    return status;
}

size_t
hm_alphabet_size(const hm_alphabet *alphabet)
{
    return alphabet->n_chars + 1;
}

uint32_t
hm_alphabet_id(const hm_alphabet *alphabet, uint32_t c)
{
    if (c >= N_CODE_POINTS)
        return HM_SYMBOL_UNKNOWN;
    return alphabet->pages[alphabet->page_of[c / N_IN_PAGE] * N_IN_PAGE + c % N_IN_PAGE];
}

const uint32_t *
hm_alphabet_chars(const hm_alphabet *alphabet)
{
    return alphabet->chars;
}

void
hm_alphabet_free(hm_alphabet *alphabet)
{
    if (alphabet == NULL)
        return;
    free(alphabet->chars);
    free(alphabet->pages);
    free(alphabet);
}
