// SPDX-License-Identifier: BSD-2-Clause
//
// base/hash.h - a hash table from 64-bit keys to 32-bit values.
//
// Open addressing with linear probing; keys are mixed, so any numbering may be used as keys. It
// only grows.
#ifndef HM_BASE_HASH_H
#define HM_BASE_HASH_H

#include "hmrnn.h"

#include <stddef.h>
#include <stdint.h>

#define HM_HASH_FREE UINT64_MAX  // no key may have this value
#define HM_HASH_INIT     \
    {                    \
        NULL, NULL, 0, 0 \
    }

typedef struct hm_hash {
    uint64_t *key;    ///< [n_slots] HM_HASH_FREE: no entry
    uint32_t *value;  ///< [n_slots]
    size_t n_slots;   ///< 0 or a power of two
    size_t n;         ///< entries
} hm_hash;

/// A good mixture of the bits of x (the finalizer of MurmurHash3, A. Appleby, public domain
/// design).
static inline uint64_t
hm_hash_mix(uint64_t x)
{
    x = (x ^ x >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
    x = (x ^ x >> 33) * UINT64_C(0xC4CEB9FE1A85EC53);
    return x ^ x >> 33;
}

/// Make the capacity at least n entries. Errors: HMRNN_ENOMEM; the table is then as it was.
hmrnn_status hm_hash_reserve(hm_hash *table, size_t n, hmrnn_error *err);

/// The value of a key, entered as `fresh` if it is new.
///
/// \param value    result: valid until the next call that enters a key
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_hash_enter(hm_hash *table, uint64_t key, uint32_t fresh, uint32_t **value,
                           hmrnn_error *err);

/// The value of a key, or `otherwise` if it has none.
static inline uint32_t
hm_hash_get(const hm_hash *table, uint64_t key, uint32_t otherwise)
{
    if (table->n_slots == 0)
        return otherwise;
    for (size_t at = (size_t)hm_hash_mix(key);; at++) {
        at &= table->n_slots - 1;
        if (table->key[at] == key)
            return table->value[at];
        if (table->key[at] == HM_HASH_FREE)
            return otherwise;
    }
}

void hm_hash_release(hm_hash *table);

#endif
