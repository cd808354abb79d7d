// SPDX-License-Identifier: BSD-2-Clause
//
// segment/lexicon.h - tables of words, spelling and classes, as a back end of segment/word_model.h:
// what was learned from one text, in a form that segments any other.
//
// Words that were seen once are not kept: they would only find themselves. A string of tokens is
// looked up by a hash of 64 bits.
#ifndef HM_SEGMENT_LEXICON_H
#define HM_SEGMENT_LEXICON_H

#include "segment/chunker.h"
#include "segment/detector_fusion.h"
#include "segment/lattice.h"
#include "segment/tokens.h"
#include "segment/word_model.h"

struct hm_lexicon {
    hm_token_ids token_ids;  ///< at most 65535
    hm_letters letters;      ///< for hm_tokens_add()
    size_t max_length;       ///< tokens of the longest word
    hm_word_model_options options;
    double n_tokens, n_types;  ///< N and T of the text it was learned from
    size_t n_words;
    uint8_t *word_length;   ///< [n_words]
    uint16_t *word_tokens;  ///< the tokens of all words, one after the other
    size_t n_word_tokens;
    uint32_t *word_count;                  ///< [n_words] c(w)
    uint8_t *word_class;                   ///< [n_words]
    float *token_params;                   ///< [n_token_ids][HM_N_TOKEN_PARAMS]
    float lengths[2 * (HM_MAX_WORD + 1)];  ///< log l(k), then log m(k)
    size_t n_classes;                      ///< all; 0: none
    float *transitions;                    ///< [n_classes][n_classes] as in hm_transitions
    size_t n_pairs;                        ///< of neighbouring tokens
    uint16_t *pair_tokens;                 ///< [n_pairs][2] left, right
    float *pair_params;                    ///< [n_pairs][2] log q(right | left) inside words;
                                           ///< mean PMI (segment/pmi.h)
    hm_fusion detectors;                   ///< the detectors of both directions as one
    float detector_weight;                 ///< of their log-odds; 0: left out
    float pmi_weight, pmi_offset;          ///< of the PMI of neighbours; 0: left out
    hm_chunker chunker;                    ///< from words to layers 2 and 3
    // made from the above by hm_lexicon_index()
    hm_hash word_of;    ///< hash of the tokens to the word
    float *word_score;  ///< [n_words] log p(w) + gamma log e(w)
    hm_hash pair_of;    ///< left << 16 | right to the pair
    hm_word_model model;
};
typedef struct hm_lexicon hm_lexicon;

/// Parameters of a token, in order.
enum {
    HM_TOKEN_POSITIONS,  ///< log e(token | position), HM_N_POSITIONS
    HM_TOKEN_FIRST = HM_TOKEN_POSITIONS + HM_N_POSITIONS,  ///< log q(token | begin)
    HM_TOKEN_BACKOFF,                                      ///< log (D t(token) / c(token))
    HM_TOKEN_SPELL,                                        ///< log q(token)
    HM_N_TOKEN_PARAMS
};

/// A number that another lexicon most likely does not have, never 0: of its words and their counts.
uint64_t hm_lexicon_checksum(const hm_lexicon *lexicon);

/// Make the tables of the plain arrays. Errors: HMRNN_EFORMAT (arrays that do not fit one
/// another: tokens, classes or lengths out of range, a word twice), HMRNN_ENOMEM.
hmrnn_status hm_lexicon_index(hm_lexicon *lexicon, hmrnn_error *err);

/// Fill a lattice with the scores of the words of a span.
///
/// \param logit    [tokens->n] log-odds, by a network, of a boundary before each token; or NULL
/// \param pmi      [tokens->n] of the gap before each token in its context; NULL: pairs alone
/// \param word     [tokens->n][max_length] result, as of hm_lexicon_words(), for the tokens of the
///                 span; or NULL
void hm_lexicon_fill(const hm_lexicon *lexicon, const hm_tokens *tokens, const hm_range *span,
                     const float *logit, const float *pmi, hm_lattice *lattice, uint32_t *word);

/// The words within the spans.
///
/// \param word     [tokens->n][max_length] result: which word the k + 1 tokens from each token on
///                 are; UINT32_MAX: none
void hm_lexicon_words(const hm_lexicon *lexicon, const hm_tokens *tokens, uint32_t *word);

/// The mean PMI of two neighbouring tokens. \return whether it is known
bool hm_lexicon_pair(const hm_lexicon *lexicon, uint32_t left, uint32_t right, float *pmi);

/// The count that a share of the words of each length has at most; where no word has that length,
/// that of the next shorter one.
///
/// \param share    0 to 1
/// \param count    [HM_MAX_WORD + 1] result, by tokens
/// Errors: HMRNN_ENOMEM.
hmrnn_status hm_lexicon_count_quantile(const hm_lexicon *lexicon, double share, uint32_t *count,
                                       hmrnn_error *err);

/// By how much the score of a word would rise if it had been seen `count` times; 0 where it was
/// seen as often.
///
/// \param k        tokens, at most max_length
/// \param id       [k]
float hm_lexicon_gain(const hm_lexicon *lexicon, size_t k, const uint32_t *id, uint32_t count);

hm_transitions hm_lexicon_transitions(const hm_lexicon *lexicon);

void hm_lexicon_free(hm_lexicon *lexicon);

#endif
