// SPDX-License-Identifier: BSD-2-Clause
//
// convention/gap_weights.c - the weights of gaps' features in the form that is fast to run.
#include <config.h>

#include "convention/gap_weights.h"

void
hm_gap_weights_make(hm_gap_weights *made, const hm_feature_weights *weights)
{
    for (unsigned drawn = 0; drawn < 2; drawn++) {
        for (size_t left = 0; left <= HM_FEATURE_LENGTHS; left++)
            for (size_t right = 0; right <= HM_FEATURE_LENGTHS; right++)
                made->lengths[drawn][left][right] =
                    hm_feature_weights_get(weights, hm_feature_of_lengths(drawn, left, right));
        for (unsigned class = 0; class <= HM_NO_CLASS; class ++) {
            made->left_class[drawn][class] =
                hm_feature_weights_get(weights, hm_feature_of_left_class(drawn, class));
            made->right_class[drawn][class] =
                hm_feature_weights_get(weights, hm_feature_of_right_class(drawn, class));
        }
    }
    for (unsigned before = 0; before <= HM_NO_CLASS; before++)
        for (unsigned after = 0; after <= HM_NO_CLASS; after++)
            made->unit_classes[before][after] =
                hm_feature_weights_get(weights, hm_feature_of_unit_classes(before, after));
}

/// Add the weights of a feature to the gaps from which it is seen in each of n places: that of
/// place i to the gap after unit `first` - i.
static void
spread(const hm_feature_view *view, ptrdiff_t first, size_t n, const float *weight, float *gap)
{
    for (size_t i = 0; i < n; i++) {
        const ptrdiff_t unit = first - (ptrdiff_t)i;
        if (unit >= 0 && (size_t)unit + 1 < view->n)
            gap[unit] += weight[i];
    }
}

static void
add_units(const hm_feature_weights *weights, const hm_feature_view *view, float *gap)
{
    uint64_t unit = hm_gap_unit_at(view, -1);
    for (ptrdiff_t at = -1; at < (ptrdiff_t)view->n; at++) {
        const uint64_t next = hm_gap_unit_at(view, at + 1);
        const float *const weight =
            hm_feature_weights_of_units(weights, hm_feature_of_units(unit, next));
        if (weight != NULL)
            spread(view, at + 1, HM_UNITS_MEMBERS, weight, gap);
        unit = next;
    }
}

/// Most types are those of the unit before: the weights are looked up where they change.
static void
add_types(const hm_feature_weights *weights, const hm_feature_view *view, float *gap)
{
    float of_two[HM_GAP_TYPE_PAIRS];
    float of_three[HM_GAP_TYPE_TRIPLES];
    uint64_t last = UINT64_MAX;
    for (ptrdiff_t at = -2; at <= (ptrdiff_t)view->n; at++) {
        const uint64_t two = hm_gap_type_at(view, at) << 8 | hm_gap_type_at(view, at + 1);
        const uint64_t three = two << 8 | hm_gap_type_at(view, at + 2);
        for (size_t j = 0; three != last && j < HM_GAP_TYPE_PAIRS; j++)
            of_two[j] = hm_feature_weights_get(weights, hm_feature_of_two_types(two, j));
        for (size_t j = 0; three != last && j < HM_GAP_TYPE_TRIPLES; j++)
            of_three[j] = hm_feature_weights_get(weights, hm_feature_of_three_types(three, j));
        last = three;
        spread(view, at + 2, HM_GAP_TYPE_PAIRS, of_two, gap);
        spread(view, at + 2, HM_GAP_TYPE_TRIPLES, of_three, gap);
    }
}

static float
score_evidence(const hm_gap_weights *made, const hm_gap_evidence *found)
{
    const unsigned drawn = found->is_drawn;
    const float score = made->lengths[drawn][found->left][found->right];
    return !found->is_in_span ? score
                              : score + made->left_class[drawn][found->left_class] +
                                    made->right_class[drawn][found->right_class] +
                                    made->unit_classes[found->before][found->after];
}

void
hm_gap_weights_score(const hm_gap_weights *made, const hm_feature_weights *weights,
                     const float *number, const hm_feature_view *view, float *gap)
{
    hm_gap_evidence found;
    for (size_t u = 0; u + 1 < view->n; u++) {
        hm_gap_evidence_find(view, u, &found);
        gap[u] = number[HM_GAP_ONE] +
                 (found.is_drawn ? number[HM_GAP_DRAWN] : -number[HM_GAP_DRAWN]) +
                 score_evidence(made, &found);
    }
    add_units(weights, view, gap);
    add_types(weights, view, gap);
}
