// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/tokens_fixture.h - readings of made-up text, and strings in them counted plainly.
#ifndef TOKENS_FIXTURE_H
#define TOKENS_FIXTURE_H

#include "base/rng.h"
#include "segment/tokens.h"

#define SPEECH_COMMA 255                        // a letter that stands alone

typedef struct speech {
    hm_reading reading;
    hm_symbols symbols;
} speech;

#define SPEECH_INIT {HM_READING_INIT, HM_SYMBOLS_INIT}

/// Add a record of n letters, below 250 or SPEECH_COMMA. Fails the test if there is no memory.
void speech_add(speech *s, size_t n, const uint8_t *letters);

/// Add records of up to 12 of the first n_letters letters, with a comma now and then.
void speech_add_random(speech *s, hm_rng *rng, size_t n_records, size_t n_letters);

void speech_release(speech *s);

/// Whether k symbols at i lie in one run.
bool speech_has(const hm_reading *reading, size_t i, size_t k);

/// Whether the k symbols at i and at j, both inside runs, are the same.
bool speech_equal(const hm_reading *reading, size_t i, size_t j, size_t k);

/// How often the k symbols at i occur inside runs.
size_t speech_count(const hm_reading *reading, size_t i, size_t k);

/// Whether they occur nowhere before i.
bool speech_is_first(const hm_reading *reading, size_t i, size_t k);

#endif
