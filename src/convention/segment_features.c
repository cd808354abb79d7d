// SPDX-License-Identifier: BSD-2-Clause
//
// convention/segment_features.c - the features of a segment, as hashes.
#include <config.h>

#include "convention/segment_features.h"

static inline void
add(hm_segment_features *features, uint32_t key)
{
    features->key[features->n++] = key;
}

static inline void
add_end(hm_segment_features *features, uint32_t unit_key, size_t member)
{
    add(features, hm_feature_of_end(unit_key) + HM_FEATURE_OF_ENDS + (uint32_t)member);
}

/// What the lexicon knows of a segment within a span.
static void
find_in_lexicon(const hm_feature_view *view, size_t first, size_t k, hm_segment_features *features)
{
    if (!hm_segment_is_in_span(view, first, k))
        return;
    const uint32_t word = hm_feature_view_word(view, first, k);
    const bool is_word = word != UINT32_MAX;
    const uint32_t count = is_word ? view->lexicon->word_count[word] : 0;
    add(features, hm_feature_of_count(k, hm_magnitude(count)));
    if (is_word)
        add(features, hm_feature_of_class(k, view->lexicon->word_class[word]));
}

size_t
hm_segment_features_find(const hm_feature_view *view, const hm_example_words *words,
                         const hm_own_words *own, size_t first, hm_segment_features *features)
{
    const size_t n = hm_size_min(HM_MAX_SEGMENT, view->n - first);
    uint64_t string = 0;
    uint64_t types = 0;
    for (size_t k = 1; k <= n; k++) {
        const size_t last = first + k - 1;
        hm_segment_features *const found = &features[k - 1];
        found->n = 0;
        string = hm_string_extend(string, view->key[last]);
        types = hm_types_extend(types, view->type[last]);
        add(found,
            hm_feature_of_grade(k, hm_example_words_grade(words, own, hm_string_key(string))));
        find_in_lexicon(view, first, k, found);
        add(found, hm_feature_of_types(types));
        add_end(found, view->key[first], hm_member_of_first(k));
        add_end(found, view->key[last], hm_member_of_last(k));
    }
    return n;
}
