// SPDX-License-Identifier: BSD-2-Clause
//
// induce/function_words.c - learning which words are enclitics and proclitics, from where they
// stand beside pauses.
//
// Affinity of a word to a place beside pauses, in nats: how much more frequent it is there than
// words are, smoothed by PRIOR occurrences.
//
//     after(w)  = log ((n_after(w)  + PRIOR p_after)  / (n(w) + PRIOR) / p_after)
//     before(w) = log ((n_before(w) + PRIOR p_before) / (n(w) + PRIOR) / p_before)
//
// p_after and p_before are the shares of all words that stand there. A frequent word with
// min(after, before) < -rarity is an enclitic if after < before, else a proclitic.
#include <config.h>

#include "induce/function_words.h"

#include "base/alloc.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>

#define PRIOR 5.0           // pseudo-counts of a word beside pauses
#define NEVER 5.0           // nats: an affinity below -NEVER counts as never
#define OFTEN 1.5           // nats: the affinity of words that a chunk ends, or begins, with
#define MARGIN 2.0          // nats: between both affinities, for the rarer kind
#define SHARE_OF_BOTH 0.25  // of the more frequent kind, for the other one to count
#define FEWEST_GAPS 100     // of a pair of scripts that says something

/// How often a word was seen.
typedef struct tally {
    uint32_t key;
    uint32_t n, n_after, n_before;  ///< in all, after a pause, before one
    uint32_t begin, end;            ///< where it stands for the first time
    uint32_t role;
} tally;

/// A text while it is learned from.
typedef struct learner {
    const hm_function_words_options *options;
    const hm_chunk_units *units;
    const uint32_t *chars;
    hm_hash id_of;  ///< key to index
    tally *word;    ///< [n] ranked once all are counted
    size_t n, capacity;
    double n_units, share_after, share_before;
    bool is_left, is_both;  ///< most are enclitics; many are of the other kind
    hm_hash gaps, ends;     ///< by pair of scripts: all, with a boundary
} learner;

static bool
is_word(const learner *l, size_t i)
{
    return i < l->units->n && l->units->unit[i].kind == HM_CHUNK_UNIT_WORD;
}

/// A pause, or a bracket that opens, lies before unit i.
static bool
is_after_pause(const learner *l, size_t i)
{
    return i == 0 || l->units->unit[i - 1].kind == HM_CHUNK_UNIT_PAUSE ||
           l->units->unit[i - 1].kind == HM_CHUNK_UNIT_OPENING;
}

static bool
is_before_pause(const learner *l, size_t i)
{
    return i + 1 >= l->units->n || l->units->unit[i + 1].kind == HM_CHUNK_UNIT_PAUSE;
}

static hmrnn_status
count_words(learner *l, hmrnn_error *err)
{
    double n_after = 0.0;
    double n_before = 0.0;
    for (size_t i = 0; i < l->units->n; i++) {
        if (!is_word(l, i))
            continue;
        const hm_chunk_unit *const unit = &l->units->unit[i];
        const uint32_t key = hm_chunker_word_key(unit->end - unit->begin, l->chars + unit->begin);
        HM_TRY(hm_alloc_grow(&l->word, &l->capacity, l->n + 1, sizeof *l->word, "words", err));
        uint32_t *id = NULL;
        HM_TRY(hm_hash_enter(&l->id_of, key, (uint32_t)l->n, &id, err));
        if (*id == l->n)
            l->word[l->n++] = (tally){.key = key, .begin = unit->begin, .end = unit->end};
        tally *const word = &l->word[*id];
        const bool after = is_after_pause(l, i);
        const bool before = is_before_pause(l, i);
        word->n++;
        word->n_after += after ? 1 : 0;
        word->n_before += before ? 1 : 0;
        n_after += after ? 1.0 : 0.0;
        n_before += before ? 1.0 : 0.0;
        l->n_units += 1.0;
    }
    l->share_after = fmax(n_after, 1.0) / fmax(l->n_units, 1.0);
    l->share_before = fmax(n_before, 1.0) / fmax(l->n_units, 1.0);
    return HMRNN_OK;
}

static int
compare_tallies(const void *a, const void *b)
{
    const tally *const x = a;
    const tally *const y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->key < y->key ? -1 : x->key > y->key;
}

/// The commonest words first.
static hmrnn_status
rank_words(learner *l, hmrnn_error *err)
{
    if (l->n > 0)
        qsort(l->word, l->n, sizeof *l->word, compare_tallies);
    hm_hash_release(&l->id_of);
    for (size_t i = 0; i < l->n; i++) {
        uint32_t *id = NULL;
        HM_TRY(hm_hash_enter(&l->id_of, l->word[i].key, (uint32_t)i, &id, err));
    }
    return HMRNN_OK;
}

/// The affinity; see above.
static double
affinity(double n_beside, double n, double share)
{
    return log((n_beside + PRIOR * share) / (n + PRIOR) / share);
}

static double
after_pauses(const learner *l, const tally *word)
{
    return affinity(word->n_after, word->n, l->share_after);
}

static double
before_pauses(const learner *l, const tally *word)
{
    return affinity(word->n_before, word->n, l->share_before);
}

/// Which kind a frequent word is of: it is rare in one place beside pauses, more than in the other.
static uint32_t
kind_of(const learner *l, const tally *word)
{
    const double after = after_pauses(l, word);
    const double before = before_pauses(l, word);
    if (fmin(after, before) >= -l->options->rarity)
        return 0;
    return after < before ? HM_ENCLITIC : HM_PROCLITIC;
}

/// True for words that are clearly of one kind, though most of the language are of the other.
static bool
is_clear(const learner *l, const tally *word)
{
    return fabs(after_pauses(l, word) - before_pauses(l, word)) > MARGIN;
}

/// Which kind most occurrences of function words are of, and whether the other one counts.
static void
find_main_kind(learner *l)
{
    double weight[2] = {0.0, 0.0};
    double clear[2] = {0.0, 0.0};
    for (size_t i = 0; i < l->n && i < l->options->n_function_words; i++) {
        const tally *const word = &l->word[i];
        const uint32_t kind = kind_of(l, word);
        const size_t side = kind == HM_ENCLITIC ? 1 : 0;
        if (kind != 0) {
            weight[side] += word->n;
            clear[side] += is_clear(l, word) ? word->n : 0.0;
        }
    }
    l->is_left = weight[1] >= weight[0];
    l->is_both =
        l->is_left ? clear[0] > SHARE_OF_BOTH * weight[1] : clear[1] > SHARE_OF_BOTH * weight[0];
}

/// A word that is another word with one of the commonest function words at its end.
static bool
has_function_word(const learner *l, const tally *word)
{
    const uint32_t roles = l->is_left ? HM_ENCLITIC : HM_PROCLITIC;
    for (uint32_t at = word->begin + 1; at < word->end; at++) {
        const uint32_t left =
            hm_hash_get(&l->id_of, hm_chunker_word_key(at - word->begin, l->chars + word->begin),
                        UINT32_MAX);
        const uint32_t right =
            hm_hash_get(&l->id_of, hm_chunker_word_key(word->end - at, l->chars + at), UINT32_MAX);
        const uint32_t inner = l->is_left ? left : right;
        const uint32_t outer = l->is_left ? right : left;
        if (inner != UINT32_MAX && outer < l->options->n_parts &&
            (l->word[outer].role & roles) != 0)
            return true;
    }
    return false;
}

/// The role of the i-th of the frequent words.
static uint32_t
role_of_frequent(const learner *l, size_t i)
{
    const tally *const word = &l->word[i];
    const double shunned = l->is_left ? after_pauses(l, word) : before_pauses(l, word);
    const uint32_t kind = kind_of(l, word);
    const bool is_usual =
        shunned < -l->options->rarity &&
        (!l->is_both || !is_clear(l, word) || kind == (l->is_left ? HM_ENCLITIC : HM_PROCLITIC));
    if (!is_usual && !(l->is_both && kind != 0 && is_clear(l, word)))
        return 0;
    if (i >= l->options->n_function_words)
        return HM_STANDS_ALONE;
    return HM_STANDS_ALONE |
           (is_usual == l->is_left ? HM_ENCLITIC | HM_ENDS_CHUNK : HM_PROCLITIC | HM_BEGINS_CHUNK);
}

static hmrnn_status
assign_roles(learner *l, hm_chunker *chunker, hmrnn_error *err)
{
    for (size_t i = 0; i < l->n && i < l->options->n_apart; i++)
        l->word[i].role = role_of_frequent(l, i);
    for (size_t i = 0; i < l->n; i++) {
        tally *const word = &l->word[i];
        const double after = after_pauses(l, word);
        const double before = before_pauses(l, word);
        const double near = l->is_left ? after : before;
        const double far = l->is_left ? before : after;
        if ((word->role & (HM_ENCLITIC | HM_PROCLITIC)) == 0 &&
            ((near > OFTEN && far < -NEVER) || has_function_word(l, word)))
            word->role |= l->is_left ? HM_ENDS_CHUNK : HM_BEGINS_CHUNK;
        uint32_t *value = NULL;
        if (word->role != 0 && word->n > 1)
            HM_TRY(hm_hash_enter(&chunker->role, word->key, word->role, &value, err));
    }
    return HMRNN_OK;
}

static uint32_t
role_at(const learner *l, size_t i)
{
    const hm_chunk_unit *const unit = &l->units->unit[i];
    const uint32_t key = hm_chunker_word_key(unit->end - unit->begin, l->chars + unit->begin);
    return l->word[hm_hash_get(&l->id_of, key, 0)].role;
}

/// Count the gaps between words of each pair of scripts, but for those between a clitic and its
/// word, where there is no choice.
static hmrnn_status
count_scripts(learner *l, const hm_chunker *chunker, hmrnn_error *err)
{
    for (size_t i = 1; i < l->units->n; i++) {
        if (!is_word(l, i - 1) || !is_word(l, i))
            continue;
        const uint32_t left = role_at(l, i - 1);
        const uint32_t right = role_at(l, i);
        if ((left & HM_PROCLITIC) != 0 || (right & HM_ENCLITIC) != 0)
            continue;
        const uint32_t key =
            hm_chunker_scripts(&l->units->unit[i - 1], &l->units->unit[i], l->chars);
        uint32_t *value = NULL;
        HM_TRY(hm_hash_enter(&l->gaps, key, 0, &value, err));
        ++*value;
        HM_TRY(hm_hash_enter(&l->ends, key, 0, &value, err));
        *value += hm_chunker_between(chunker, left, right, key) == 3 ? 1 : 0;
    }
    return HMRNN_OK;
}

static hmrnn_status
select_scripts(const learner *l, hm_chunker *chunker, hmrnn_error *err)
{
    for (size_t slot = 0; slot < l->gaps.n_slots; slot++) {
        const uint64_t key = l->gaps.key[slot];
        if (key == HM_HASH_FREE || l->gaps.value[slot] < FEWEST_GAPS)
            continue;
        const double share = hm_hash_get(&l->ends, key, 0) / (double)l->gaps.value[slot];
        uint32_t *value = NULL;
        if (share > l->options->script_share)
            HM_TRY(hm_hash_enter(&chunker->scripts, key, 1, &value, err));
    }
    return HMRNN_OK;
}

void
hm_function_words_options_init(hm_function_words_options *options)
{
    *options = (hm_function_words_options){
        .n_function_words = 100,
        .n_apart = 400,
        .n_parts = 20,
        .rarity = 1.25,
        .script_share = 0.7,
    };
}

static hmrnn_status
learn(learner *l, hm_chunker *chunker, hmrnn_error *err)
{
    HM_TRY(count_words(l, err));
    HM_TRY(rank_words(l, err));
    find_main_kind(l);
    HM_TRY(assign_roles(l, chunker, err));
    HM_TRY(count_scripts(l, chunker, err));
    return select_scripts(l, chunker, err);
}

hmrnn_status
hm_function_words_learn(hm_chunker *chunker, const hm_function_words_options *options,
                        const hm_chunk_units *units, const uint32_t *chars, hmrnn_error *err)
{
    learner l = {.options = options,
                 .units = units,
                 .chars = chars,
                 .id_of = HM_HASH_INIT,
                 .gaps = HM_HASH_INIT,
                 .ends = HM_HASH_INIT};
    hm_chunker fresh = HM_CHUNKER_INIT;
    const hmrnn_status status = learn(&l, &fresh, err);
    free(l.word);
    hm_hash_release(&l.id_of);
    hm_hash_release(&l.gaps);
    hm_hash_release(&l.ends);
    if (status != HMRNN_OK) {
        hm_chunker_release(&fresh);
        return status;
    }
    *chunker = fresh;
    return HMRNN_OK;
}
