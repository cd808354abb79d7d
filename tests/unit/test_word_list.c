// SPDX-License-Identifier: BSD-2-Clause
//
// tests/unit/test_word_list.c - what a word list says of a text is so in the result.
//
// The lexicon is that of a made-up language of the 30 characters from U+4E00 on; all others are
// unknown to it.
#include <config.h>

#include "decode/lexicon_decoder.h"

#include "lexicon_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <uchar.h>

#include <cmocka.h>

enum { MAX_TEXT = 3000 };

static const char32_t invalid[] = {0x4E01, HMRNN_INVALID, 0x4E03, 0};
static lexicon_fixture l;

static int
set_up(void **state)
{
    (void)state;
    lexicon_fixture_make(&l, 0);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    lexicon_fixture_release(&l);
    return 0;
}

static size_t
length_of(const char32_t *text)
{
    size_t n = 0;
    while (text[n] != 0)
        n++;
    return n;
}

/// An entry as it is written in a file, with the strength as a number.
typedef struct entry {
    hmrnn_word_strength strength;
    const char32_t *text;
} entry;

static hmrnn_status
add(hmrnn_word_list *list, const entry *e, hmrnn_error *err)
{
    const hmrnn_word word = {.text = {(const uint32_t *)e->text, length_of(e->text)},
                             .strength = e->strength};
    return hmrnn_word_list_add(list, &word, err);
}

static hmrnn_word_list *
list_of(size_t n, const entry *entries)
{
    hmrnn_word_list *list = NULL;
    assert_int_equal(hmrnn_word_list_new(&list, NULL), HMRNN_OK);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(add(list, &entries[i], NULL), HMRNN_OK);
    return list;
}

/// A text segmented with a list.
typedef struct result {
    uint8_t depth[MAX_TEXT];
    float probability[MAX_TEXT];
    hmrnn_word_effect effect[64];
} result;

static void
segment(const hmrnn_word_list *list, size_t n, const uint32_t *chars, result *found)
{
    hm_thread_pool *pool = NULL;
    hm_lexicon_decoder decoder;
    hm_word_matcher words;
    const hm_range record = {0, n};
    const hm_decode_request request = {.n_records = 1,
                                       .records = &record,
                                       .chars = chars,
                                       .depth = found->depth,
                                       .probability = found->probability};
    assert_true(n <= MAX_TEXT);
    assert_int_equal(hm_thread_pool_new(&pool, 1, NULL), HMRNN_OK);
    assert_int_equal(hm_lexicon_decoder_init(&decoder, l.lexicon, pool, NULL), HMRNN_OK);
    assert_int_equal(hm_word_matcher_init(&words, list, l.lexicon, HMRNN_NORMALIZATION_NONE, NULL),
                     HMRNN_OK);
    assert_int_equal(hm_lexicon_decoder_use_words(&decoder, &words, true, NULL), HMRNN_OK);

    assert_int_equal(hm_lexicon_decoder_run(&decoder, &request, NULL), HMRNN_OK);

    for (size_t i = 0; i < hmrnn_word_list_size(list) && i < 64; i++)
        found->effect[i] = hm_lexicon_decoder_effect(&decoder, i);
    hm_lexicon_decoder_release(&decoder);
    hm_word_matcher_release(&words);
    hm_thread_pool_free(pool);
}

/// Whether a string of the result, with '|' for boundaries and '-' for none, stands in it as it is
/// written. Between other characters anything may be.
static void
expect(const entry *entries, size_t n_entries, const char32_t *wanted)
{
    static uint32_t chars[MAX_TEXT];
    static char mark[MAX_TEXT];  // after each character
    static result found;
    size_t n = 0;
    for (size_t i = 0; wanted[i] != 0; i++) {
        if (wanted[i] == '|' || wanted[i] == '-') {
            mark[n - 1] = (char)wanted[i];
            continue;
        }
        mark[n] = ' ';
        chars[n++] = wanted[i];
    }
    hmrnn_word_list *const list = list_of(n_entries, entries);

    segment(list, n, chars, &found);

    for (size_t i = 0; i + 1 < n; i++) {
        if (mark[i] != ' ' && (mark[i] == '|') != (found.depth[i] > 0))
            fail_msg("after character %zu there should be %c", i + 1, mark[i]);
        if (mark[i] == '-' && found.depth[i] == 0 && found.probability[i] > 0.5f)
            fail_msg("after character %zu the probability is %g", i + 1,
                     (double)found.probability[i]);
    }
    hmrnn_word_list_free(list);
}

#define EXPECT(wanted, ...)                                              \
    do {                                                                 \
        const entry entries[] = {__VA_ARGS__};                           \
        expect(entries, sizeof entries / sizeof entries[0], U"" wanted); \
    } while (0)

static void
evidence_makes_a_word_of_unknown_characters(void **state)
{
    (void)state;
    EXPECT("鐵|鐶-鑰-鑫|鑲", {HMRNN_WORD_EVIDENCE, U"鐶鑰鑫"});
    EXPECT("一|鐶-鑰|丁", {HMRNN_WORD_EVIDENCE, U"鐶鑰"});
}

static void
always_is_a_word_wherever_it_stands(void **state)
{
    (void)state;
    EXPECT("一|丁-七|丁|丁-七|一", {HMRNN_WORD_ALWAYS, U"丁七"});
    EXPECT("丁-七", {HMRNN_WORD_ALWAYS, U"丁七"});
}

static void
the_longest_entry_decides_and_of_equal_ones_the_leftmost(void **state)
{
    (void)state;
    EXPECT("丁|七-丂-一|丁", {HMRNN_WORD_ALWAYS, U"丁七"}, {HMRNN_WORD_ALWAYS, U"七丂一"});
    EXPECT("一|丁-七|丂", {HMRNN_WORD_ALWAYS, U"丁七"}, {HMRNN_WORD_ALWAYS, U"七丂"});
    EXPECT("丁-七-丂", {HMRNN_WORD_NEVER, U"丁 七"}, {HMRNN_WORD_UNCUT, U"丁七丂"});
    EXPECT("丁|七", {HMRNN_WORD_NEVER, U"丁 七"}, {HMRNN_WORD_UNCUT, U"丁七丂"});
}

static void
never_is_cut_where_the_entry_has_spaces(void **state)
{
    (void)state;
    EXPECT("鐶-鑰|鑫-鐵", {HMRNN_WORD_NEVER, U"鑰 鑫"}, {HMRNN_WORD_UNCUT, U"鐶鑰"},
           {HMRNN_WORD_UNCUT, U"鑫鐵"});
    EXPECT("丁|七|丂一", {HMRNN_WORD_NEVER, U"丁  七 丂一"});
}

static void
uncut_may_be_a_part_of_a_longer_word(void **state)
{
    (void)state;
    EXPECT("鐶-鑰-鑫|鐵", {HMRNN_WORD_UNCUT, U"鐶鑰"}, {HMRNN_WORD_ALWAYS, U"鐶鑰鑫"});
    EXPECT("鐵|鐶-鑰-鑫|鐵", {HMRNN_WORD_UNCUT, U"鐶鑰"}, {HMRNN_WORD_EVIDENCE, U"鐶鑰鑫"});
    // Overlapping entries of more tokens than a word of the lattice may have.
    EXPECT("丁-七-丂-一-丁-七-丂-一-丁-七-丂-一-丁-七-丂-一-丁-七-丂",
           {HMRNN_WORD_UNCUT, U"丁七丂"}, {HMRNN_WORD_UNCUT, U"丂一丁"});
}

static void
letters_digits_and_signs_are_joined_and_never_cut(void **state)
{
    (void)state;
    EXPECT("一|C-+-+|丁", {HMRNN_WORD_EVIDENCE, U"C++"});
    EXPECT("A-T-&-T|一|A-T-M", {HMRNN_WORD_ALWAYS, U"AT&T"}, {HMRNN_WORD_ALWAYS, U"AT"});
    EXPECT("3-D-丁-七|1-3-D|丁", {HMRNN_WORD_ALWAYS, U"3D丁七"});
    EXPECT("丁-5|丁|1-5", {HMRNN_WORD_ALWAYS, U"丁5"}, {HMRNN_WORD_NEVER, U"1 5"});
    EXPECT("一|丁-5|一", {HMRNN_WORD_EVIDENCE, U"丁5"}, {HMRNN_WORD_ALWAYS, U"一"});
    EXPECT("丁|5-鑫|一", {HMRNN_WORD_UNCUT, U"5鑫"});
    EXPECT("T-鐶-鑰", {HMRNN_WORD_UNCUT, U"T鐶"}, {HMRNN_WORD_ALWAYS, U"鐶鑰"},
           {HMRNN_WORD_ALWAYS, U"T鐶鑰"});
}

static void
evidence_over_the_edge_of_a_span_gives_way_to_a_word_there(void **state)
{
    (void)state;
    EXPECT("T|鐶-鑰", {HMRNN_WORD_EVIDENCE, U"T鐶"}, {HMRNN_WORD_ALWAYS, U"鐶鑰"});
    EXPECT("T-鐶|鑰-鑫", {HMRNN_WORD_EVIDENCE, U"T鐶"}, {HMRNN_WORD_ALWAYS, U"鑰鑫"});
    EXPECT("T|鐶|鑰", {HMRNN_WORD_EVIDENCE, U"T鐶鑰"}, {HMRNN_WORD_NEVER, U"鐶 鑰"});
}

static void
an_entry_stands_between_whole_clusters_and_visible_boundaries(void **state)
{
    (void)state;
    EXPECT("鐵|鐶́-鑰|鑫", {HMRNN_WORD_ALWAYS, U"鐵鐶"}, {HMRNN_WORD_ALWAYS, U"鐶́鑰"});
    // A space of no width belongs to the token before it, and parts words.
    EXPECT("一|丁-七​|一", {HMRNN_WORD_ALWAYS, U"丁七"});
    EXPECT("丁​|七", {HMRNN_WORD_ALWAYS, U"丁七"});
}

static void
entries_at_the_edge_of_a_divided_span_and_longer_than_the_lattice(void **state)
{
    (void)state;
    static result found;
    static uint32_t chars[MAX_TEXT];
    static char32_t entry_text[64 + 1];
    for (int strength = 0; strength < 2; strength++) {
        for (size_t n = 2; n <= 64; n += 31) {
            for (size_t i = 0; i < 1500; i++)
                chars[i] = 0x4E00 + (uint32_t)(i * i % 29);
            // Short evidence at the edge weighs less than what stands beside it.
            const size_t first = HM_MAX_SPAN - (strength == 0 || n > HM_MAX_WORD ? 1 : 300);
            for (size_t i = 0; i < n; i++)
                chars[first + i] = entry_text[i] = (char32_t)(0x9400 + i);
            entry_text[n] = 0;
            const entry e = {strength == 0 ? HMRNN_WORD_ALWAYS : HMRNN_WORD_EVIDENCE, entry_text};
            hmrnn_word_list *const list = list_of(1, &e);

            segment(list, 1500, chars, &found);

            for (size_t i = first - 1; i < first + n; i++)
                if ((found.depth[i] > 0) != (i == first - 1 || i == first + n - 1))
                    fail_msg("strength %d, %zu characters: gap %zu is wrong", strength, n,
                             i - first);
            hmrnn_word_list_free(list);
        }
    }
}

static void
effects_say_which_entries_changed_something(void **state)
{
    (void)state;
    static result found;
    const entry entries[] = {{HMRNN_WORD_ALWAYS, U"一丁七丂一丁七丂"},
                             {HMRNN_WORD_EVIDENCE, U"鐵鐵鐵"},
                             {HMRNN_WORD_NEVER, U"一 、"},
                             {HMRNN_WORD_NEVER, U"、 丁"}};
    const uint32_t chars[] = {0x4E00, 0x4E01, 0x4E03, 0x4E02, 0x4E00, 0x4E01,
                              0x4E03, 0x4E02, 0x4E00, 0x3001, 0x4E03};
    hmrnn_word_list *const list = list_of(4, entries);

    segment(list, sizeof chars / sizeof chars[0], chars, &found);

    assert_int_equal(found.effect[0], HMRNN_WORD_CHANGED);
    assert_int_equal(found.effect[1], HMRNN_WORD_NOT_FOUND);
    assert_int_equal(found.effect[2], HMRNN_WORD_UNCHANGED);
    assert_int_equal(found.effect[3], HMRNN_WORD_NOT_FOUND);
    hmrnn_word_list_free(list);
}

static void
entries_are_normalised_as_the_text_is(void **state)
{
    (void)state;
    hmrnn_error err;
    hm_word_matcher words;
    hm_word_match *match = NULL;
    size_t n = 0;
    size_t capacity = 0;
    const entry entries[] = {{HMRNN_WORD_ALWAYS, U"ＡＢＣ丁"}, {HMRNN_WORD_NEVER, U"㍿ 丁"}};
    const uint32_t chars[] = {'A', 'B', 'C', 0x4E01, 0x682A, 0x5F0F, 0x4F1A, 0x793E, 0x4E01};
    const uint8_t is_end[] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    const hmrnn_text text = {chars, 9};
    hm_tokens tokens = HM_TOKENS_INIT;
    hmrnn_word_list *const list = list_of(2, entries);
    assert_int_equal(hm_word_matcher_init(&words, list, l.lexicon, HMRNN_NORMALIZATION_NFKC, NULL),
                     HMRNN_OK);
    assert_int_equal(hm_tokens_add(&tokens, &l.lexicon->token_ids, &text, is_end,
                                   l.lexicon->letters, NULL),
                     HMRNN_OK);

    assert_int_equal(hm_word_matcher_find(&words, &tokens, chars, &match, &n, &capacity, NULL),
                     HMRNN_OK);

    assert_int_equal(n, 2);
    assert_int_equal(match[0].first, 0);
    assert_int_equal(match[0].n, 2);
    assert_int_equal(match[1].first, 2);
    assert_int_equal(match[1].n, 5);
    assert_int_equal(words.word[1].n_cuts, 1);
    assert_int_equal(words.cut[words.word[1].first_cut], 4);
    free(match);
    hm_tokens_release(&tokens);
    hm_word_matcher_release(&words);

    const entry same = {HMRNN_WORD_ALWAYS, U"ABC丁"};
    assert_int_equal(add(list, &same, NULL), HMRNN_OK);
    assert_int_equal(hm_word_matcher_init(&words, list, l.lexicon, HMRNN_NORMALIZATION_NFKC, NULL),
                     HMRNN_OK);
    assert_int_equal(words.same_as[2], 0);
    hm_word_matcher_release(&words);

    const entry other = {HMRNN_WORD_UNCUT, U"AＢC丁"};
    assert_int_equal(add(list, &other, NULL), HMRNN_OK);
    assert_int_equal(hm_word_matcher_init(&words, list, l.lexicon, HMRNN_NORMALIZATION_NFKC, &err),
                     HMRNN_ETEXT);
    assert_non_null(strstr(err.text, "entry 4: the string is never cut here and always a word"));
    hmrnn_word_list_free(list);
}

static void
entries_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    static const struct {
        entry entry;
        const char *message;
    } wrong[] = {
        {{HMRNN_WORD_EVIDENCE, U""}, "there is no word"},
        {{HMRNN_WORD_NEVER, U"  "}, "there is no word"},
        {{HMRNN_WORD_ALWAYS, U"丁 七"}, "no white space"},
        {{HMRNN_WORD_NEVER, U"丁七"}, "needs white space"},
        {{HMRNN_WORD_NEVER, U" 丁七"}, "needs white space"},
        {{HMRNN_WORD_EVIDENCE, invalid}, "character 2"},
        {{HMRNN_WORD_UNCUT, U"一丁"},
         "entry 2: the string is never cut here and likely a word in "
         "entry 1"},
        {{HMRNN_WORD_NEVER, U"一 丁"}, "entry 1"},
    };
    const entry first = {HMRNN_WORD_EVIDENCE, U"一丁"};
    hmrnn_word_list *const list = list_of(1, &first);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        hmrnn_error err = {HMRNN_OK, ""};
        if (add(list, &wrong[i].entry, &err) != HMRNN_ETEXT)
            fail_msg("entry %zu was taken", i);
        if (strstr(err.text, wrong[i].message) == NULL)
            fail_msg("entry %zu: %s", i, err.text);
    }
    assert_int_equal(add(list, &first, NULL), HMRNN_OK);
    assert_int_equal(hmrnn_word_list_size(list), 1);
    assert_int_equal(hmrnn_word_list_at(list, 0).text.n_chars, 2);
    hmrnn_word_list_free(list);
}

// ------------------------------------------------------------------- random lists, decided plainly

enum { N_ENTRIES = 12, N_CHARS = 60 };

/// A list in which no string is there twice, over few characters so that entries overlap.
static hmrnn_word_list *
random_list(hm_rng *rng)
{
    hmrnn_word_list *list = NULL;
    assert_int_equal(hmrnn_word_list_new(&list, NULL), HMRNN_OK);
    for (size_t i = 0; i < N_ENTRIES; i++) {
        char32_t text[8] = {0};
        const hmrnn_word_strength strength = (hmrnn_word_strength)hm_rng_below(rng, 4);
        size_t n = 0;
        for (size_t left = 2 + hm_rng_below(rng, 3); left > 0; left--) {
            text[n++] = (char32_t)(0x4E00 + hm_rng_below(rng, 4));
            if (n == 1 && strength == HMRNN_WORD_NEVER)
                text[n++] = ' ';
        }
        (void)add(list, &(entry){strength, text}, NULL);  // some contradict others
    }
    return list;
}

/// Whether an entry stands at a place of the text, and what it says of a gap inside or beside it:
/// '|', '-' or ' '.
static char
says(const hmrnn_word *word, const uint32_t *chars, size_t at, size_t gap, size_t *length)
{
    char said = ' ';
    size_t n = 0;
    for (size_t i = 0; i < word->text.n_chars; i++) {
        if (word->text.chars[i] == ' ') {
            said = at + n == gap ? '|' : said;
            continue;
        }
        if (at + n >= N_CHARS || chars[at + n] != word->text.chars[i])
            return 0;
        n++;
    }
    *length = n;
    if (word->strength == HMRNN_WORD_NEVER || word->strength == HMRNN_WORD_EVIDENCE)
        return said;
    if (gap > at && gap < at + n)
        return '-';
    return word->strength == HMRNN_WORD_ALWAYS && (gap == at || gap == at + n) ? '|' : ' ';
}

/// Apply one entry at one place if it contradicts nothing.
static void
decide(const hmrnn_word *word, const uint32_t *chars, size_t at, size_t wanted, char *gaps)
{
    size_t length = 0;
    for (size_t gap = 1; gap < N_CHARS; gap++) {
        const char said = says(word, chars, at, gap, &length);
        if (said == 0 || length != wanted)
            return;
        if (said != ' ' && gaps[gap] != ' ' && gaps[gap] != said)
            return;
    }
    for (size_t gap = 1; gap < N_CHARS; gap++) {
        const char said = says(word, chars, at, gap, &length);
        gaps[gap] = said == ' ' ? gaps[gap] : said;
    }
}

static void
random_lists_decide_as_the_plain_rule_does(void **state)
{
    (void)state;
    static result found;
    for (uint64_t seed = 0; seed < 300; seed++) {
        hm_rng rng = hm_rng_stream(seed, 7);
        hmrnn_word_list *const list = random_list(&rng);
        uint32_t chars[N_CHARS];
        char gaps[N_CHARS];
        for (size_t i = 0; i < N_CHARS; i++)
            chars[i] = 0x4E00 + (uint32_t)hm_rng_below(&rng, 4);
        memset(gaps, ' ', sizeof gaps);
        for (size_t length = 5; length > 1; length--)
            for (size_t at = 0; at < N_CHARS; at++)
                for (size_t i = 0; i < hmrnn_word_list_size(list); i++) {
                    const hmrnn_word word = hmrnn_word_list_at(list, i);
                    decide(&word, chars, at, length, gaps);
                }

        segment(list, N_CHARS, chars, &found);

        for (size_t gap = 1; gap < N_CHARS; gap++)
            if (gaps[gap] != ' ' && (gaps[gap] == '|') != (found.depth[gap - 1] > 0))
                fail_msg("seed %u: gap %zu should be %c", (unsigned)seed, gap, gaps[gap]);
        hmrnn_word_list_free(list);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evidence_makes_a_word_of_unknown_characters),
        cmocka_unit_test(always_is_a_word_wherever_it_stands),
        cmocka_unit_test(the_longest_entry_decides_and_of_equal_ones_the_leftmost),
        cmocka_unit_test(never_is_cut_where_the_entry_has_spaces),
        cmocka_unit_test(uncut_may_be_a_part_of_a_longer_word),
        cmocka_unit_test(letters_digits_and_signs_are_joined_and_never_cut),
        cmocka_unit_test(evidence_over_the_edge_of_a_span_gives_way_to_a_word_there),
        cmocka_unit_test(an_entry_stands_between_whole_clusters_and_visible_boundaries),
        cmocka_unit_test(entries_at_the_edge_of_a_divided_span_and_longer_than_the_lattice),
        cmocka_unit_test(effects_say_which_entries_changed_something),
        cmocka_unit_test(entries_are_normalised_as_the_text_is),
        cmocka_unit_test(entries_that_make_no_sense_are_refused),
        cmocka_unit_test(random_lists_decide_as_the_plain_rule_does),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
