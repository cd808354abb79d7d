// SPDX-License-Identifier: BSD-2-Clause
//
// convention/gap_features.c - the features of a gap, as hashes.
#include <config.h>

#include "convention/gap_features.h"

static inline void
add(hm_gap_features *features, uint32_t key)
{
    features->key[features->n++] = key;
}

/// The units around the gap, and their types.
static void
find_window(const hm_feature_view *view, ptrdiff_t unit, hm_gap_features *features)
{
    for (size_t j = 0; j < HM_UNITS_MEMBERS; j++) {
        const ptrdiff_t at = unit - 1 + (ptrdiff_t)j;
        add(features, (hm_feature_of_units(hm_gap_unit_at(view, at), hm_gap_unit_at(view, at + 1)) |
                       HM_FEATURE_OF_UNITS) +
                          (uint32_t)j);
    }
    for (size_t j = 0; j < HM_GAP_TYPE_PAIRS; j++) {
        const ptrdiff_t at = unit - 2 + (ptrdiff_t)j;
        const uint64_t two = hm_gap_type_at(view, at) << 8 | hm_gap_type_at(view, at + 1);
        add(features, hm_feature_of_two_types(two, j));
        const uint64_t three = two << 8 | hm_gap_type_at(view, at + 2);
        if (j < HM_GAP_TYPE_TRIPLES)
            add(features, hm_feature_of_three_types(three, j));
    }
}

/// The class of the lexicon's word that is some units.
static unsigned
class_of(const hm_feature_view *view, size_t first, size_t end)
{
    const uint32_t word = hm_feature_view_word(view, first, end - first);
    return word == UINT32_MAX ? HM_NO_CLASS : view->lexicon->word_class[word];
}

void
hm_gap_evidence_find(const hm_feature_view *view, size_t unit, hm_gap_evidence *evidence)
{
    // from the beginning of the word on the left, or around, to the end of that on the right
    const size_t begin = view->drawn_begin[unit];
    const size_t end = view->drawn_end[unit + 1];
    evidence->is_drawn = view->is_drawn[unit] != 0;
    evidence->is_in_span = hm_feature_view_is_in_span(view, unit);
    evidence->left = hm_feature_length(unit + 1 - begin);
    evidence->right = hm_feature_length(end - (unit + 1));
    if (!evidence->is_in_span)
        return;
    evidence->before = class_of(view, unit, unit + 1);
    evidence->after = class_of(view, unit + 1, unit + 2);
    evidence->left_class = begin == unit ? evidence->before : class_of(view, begin, unit + 1);
    evidence->right_class = end == unit + 2 ? evidence->after : class_of(view, unit + 1, end);
}

void
hm_gap_features_find(const hm_feature_view *view, size_t unit, hm_gap_features *features)
{
    hm_gap_evidence found;
    features->n = 0;
    find_window(view, (ptrdiff_t)unit, features);
    hm_gap_evidence_find(view, unit, &found);
    features->number[HM_GAP_ONE] = 1.0f;
    features->number[HM_GAP_DRAWN] = found.is_drawn ? 1.0f : -1.0f;
    add(features, hm_feature_of_lengths(found.is_drawn, found.left, found.right));
    if (!found.is_in_span)
        return;
    add(features, hm_feature_of_left_class(found.is_drawn, found.left_class));
    add(features, hm_feature_of_right_class(found.is_drawn, found.right_class));
    add(features, hm_feature_of_unit_classes(found.before, found.after));
}
