// SPDX-License-Identifier: BSD-2-Clause
//
// convention/segment_weights.c - the weights of segments' features in the form that is fast to run.
#include <config.h>

#include "convention/segment_weights.h"

void
hm_segment_weights_make(hm_segment_weights *made, const hm_feature_weights *weights)
{
    for (size_t k = 1; k <= HM_MAX_SEGMENT; k++) {
        for (unsigned g = 0; g <= HM_EXAMPLE_GRADES; g++)
            made->grade[k][g] = hm_feature_weights_get(weights, hm_feature_of_grade(k, g));
        for (unsigned m = 0; m < HM_MAGNITUDES; m++)
            made->count[k][m] = hm_feature_weights_get(weights, hm_feature_of_count(k, m));
        for (unsigned c = 0; c <= UINT8_MAX; c++)
            made->class[k][c] = hm_feature_weights_get(weights, hm_feature_of_class(k, c));
    }
    for (unsigned type = 0; type <= UINT8_MAX; type++) {
        uint64_t types = 0;
        for (size_t k = 1; k <= HM_MAX_SEGMENT; k++) {
            types = hm_types_extend(types, (uint8_t)type);
            made->one_type[type][k] = hm_feature_weights_get(weights, hm_feature_of_types(types));
        }
    }
}

/// The weights of each unit as the first and as the last of a segment.
static void
look_up_ends(const hm_feature_weights *weights, const hm_feature_view *view, const float **ends)
{
    static const float none[HM_ENDS_MEMBERS];
    for (size_t u = 0; u < view->n; u++) {
        const float *const found =
            hm_feature_weights_of_ends(weights, hm_feature_of_end(view->key[u]));
        ends[u] = found == NULL ? none : found;
    }
}

static float
score_types(const hm_feature_weights *weights, uint64_t types, hm_types_cache *cache)
{
    const size_t at = (types >> 32) % HM_TYPES_CACHE;
    if (cache->types[at] != types) {
        cache->types[at] = types;
        cache->weight[at] = hm_feature_weights_get(weights, hm_feature_of_types(types));
    }
    return cache->weight[at];
}

/// What the lexicon says of a segment.
static float
score_in_lexicon(const hm_segment_weights *made, const hm_feature_view *view, size_t first,
                 size_t k)
{
    if (!hm_segment_is_in_span(view, first, k))
        return 0.0f;
    const uint32_t word = hm_feature_view_word(view, first, k);
    if (word == UINT32_MAX)
        return made->count[k][0];
    return made->count[k][hm_magnitude(view->lexicon->word_count[word])] +
           made->class[k][view->lexicon->word_class[word]];
}

/// The segments that begin with a unit.
static void
score_from(const hm_segment_weights *made, const hm_feature_weights *weights,
           const hm_example_words *words, const hm_feature_view *view, size_t first, size_t n,
           hm_types_cache *cache, const float *const *ends, float *segment)
{
    uint64_t string = 0;
    uint64_t types = 0;
    bool is_one_type = true;
    for (size_t k = 1; k <= n; k++) {
        const size_t last = first + k - 1;
        string = hm_string_extend(string, view->key[last]);
        types = hm_types_extend(types, view->type[last]);
        is_one_type = is_one_type && view->type[last] == view->type[first];
        const unsigned grade = hm_example_words_known_grade(words, hm_string_key(string));
        segment[last * HM_MAX_SEGMENT + k - 1] =
            made->grade[k][grade] + score_in_lexicon(made, view, first, k) +
            (is_one_type ? made->one_type[view->type[first]][k]
                         : score_types(weights, types, cache)) +
            ends[first][hm_member_of_first(k)] + ends[last][hm_member_of_last(k)];
    }
}

void
hm_segment_weights_score(const hm_segment_weights *made, const hm_feature_weights *weights,
                         const hm_example_words *words, const hm_feature_view *view,
                         const uint8_t *labels, hm_types_cache *cache, const float **ends,
                         float *segment)
{
    look_up_ends(weights, view, ends);
    size_t end = 0;  // unit after the next boundary that is decided
    for (size_t first = 0; first < view->n; first++) {
        if (first == end)
            for (end++; end < view->n && labels[end - 1] != 1;)
                end++;
        score_from(made, weights, words, view, first, hm_size_min(HM_MAX_SEGMENT, end - first),
                   cache, ends, segment);
    }
}
