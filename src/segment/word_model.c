// SPDX-License-Identifier: BSD-2-Clause
//
// segment/word_model.c - the score of a word: what is computed once for all words.
#include <config.h>

#include "segment/word_model.h"

hm_word_model
hm_word_model_of(const hm_word_model_options *options, double n_tokens, double n_types)
{
    const float mass = options->strength + options->discount * (float)n_types;
    hm_word_model model = {
        .discount = options->discount,
        .position_weight = options->position_weight,
        .mass = mass,
        .log_mass = logf(mass),
        .log_total = logf((float)n_tokens + options->strength),
    };
    model.log_unseen = model.log_mass - model.log_total;
    return model;
}

double
hm_bigram_discounted(double count, double total, double n_types, double q)
{
    if (total == 0.0)
        return q;
    return (fmax(0.0, count - HM_BIGRAM_DISCOUNT) + HM_BIGRAM_DISCOUNT * n_types * q) / total;
}

double
hm_bigram_seen(double count, double total)
{
    return total > 0.0 ? fmax(0.0, count - HM_BIGRAM_DISCOUNT) / total : 0.0;
}

double
hm_bigram_backoff(double total, double n_types)
{
    return total > 0.0 ? HM_BIGRAM_DISCOUNT * n_types / total : 1.0;
}
