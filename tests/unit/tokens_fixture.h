// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/tokens_fixture.h - readings of made-up text, and strings in them counted plainly.
#ifndef TOKENS_FIXTURE_H
#define TOKENS_FIXTURE_H

#include "base/rng.h"
#include "segment/tokens.h"

#define TOKENS_FIXTURE_COMMA 255  // a letter that stands alone

typedef struct tokens_fixture {
    hm_tokens tokens;
    hm_token_ids symbols;
} tokens_fixture;

#define TOKENS_FIXTURE_INIT               \
    {                                     \
        HM_TOKENS_INIT, HM_TOKEN_IDS_INIT \
    }

/// Add a record of n letters, below 250 or TOKENS_FIXTURE_COMMA. Fails the test if there is no
/// memory.
void tokens_fixture_add(tokens_fixture *s, size_t n, const uint8_t *letters);

/// Add records of up to 12 of the first n_letters letters, with a comma now and then.
void tokens_fixture_add_random(tokens_fixture *s, hm_rng *rng, size_t n_records, size_t n_letters);

void tokens_fixture_release(tokens_fixture *s);

/// Whether k symbols at i lie in one run.
bool tokens_fixture_has(const hm_tokens *tokens, size_t i, size_t k);

/// Whether the k symbols at i and at j, both inside runs, are the same.
bool tokens_fixture_equal(const hm_tokens *tokens, size_t i, size_t j, size_t k);

/// How often the k symbols at i occur inside runs.
size_t tokens_fixture_count(const hm_tokens *tokens, size_t i, size_t k);

/// Whether they occur nowhere before i.
bool tokens_fixture_is_first(const hm_tokens *tokens, size_t i, size_t k);

#endif
