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

/// The weights of each unit as the first, then as the last of a segment, by its length.
static void
look_up_ends(const hm_feature_weights *weights, const hm_feature_view *view, float *ends)
{
    for (size_t u = 0; u < view->n; u++) {
        float *const of_unit = ends + u * 2 * HM_FEATURE_LENGTHS;
        for (size_t k = 1; k <= HM_FEATURE_LENGTHS; k++) {
            of_unit[k - 1] = hm_feature_weights_get(weights, hm_feature_of_first(k, view->key[u]));
            of_unit[HM_FEATURE_LENGTHS + k - 1] =
                hm_feature_weights_get(weights, hm_feature_of_last(k, view->key[u]));
        }
    }
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

void
hm_segment_weights_score(const hm_segment_weights *made, const hm_feature_weights *weights,
                         const hm_example_words *words, const hm_feature_view *view, float *ends,
                         float *segment)
{
    look_up_ends(weights, view, ends);
    for (size_t first = 0; first < view->n; first++) {
        const size_t n = hm_size_min(HM_MAX_SEGMENT, view->n - first);
        const float *const as_first = ends + first * 2 * HM_FEATURE_LENGTHS;
        uint64_t string = 0;
        uint64_t types = 0;
        bool is_one_type = true;
        for (size_t k = 1; k <= n; k++) {
            const size_t last = first + k - 1;
            const float *const as_last = ends + (last * 2 + 1) * HM_FEATURE_LENGTHS;
            const size_t length = hm_feature_length(k);
            string = hm_string_extend(string, view->key[last]);
            types = hm_types_extend(types, view->type[last]);
            is_one_type = is_one_type && view->type[last] == view->type[first];
            const unsigned grade = hm_example_words_grade(words, NULL, hm_string_key(string));
            segment[last * HM_MAX_SEGMENT + k - 1] =
                made->grade[k][grade] + score_in_lexicon(made, view, first, k) +
                (is_one_type ? made->one_type[view->type[first]][k]
                             : hm_feature_weights_get(weights, hm_feature_of_types(types))) +
                as_first[length - 1] + as_last[length - 1];
        }
    }
}
