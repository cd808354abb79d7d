// SPDX-License-Identifier: BSD-2-Clause
//
// hmrnn.h - segment and score text with Hierarchical Multiscale LSTMs.
//
// The model is that of Chung, Ahn & Bengio, "Hierarchical Multiscale Recurrent Neural Networks",
// ICLR 2017 (arXiv:1609.01704). It reads characters one by one; each layer but the uppermost
// decides after each character whether a segment of its own ends there, and the layer above runs
// only then.
//
// Text is given as arrays of Unicode code points (hmrnn_text). What can fail returns an
// hmrnn_status and takes an hmrnn_error last, which may be NULL; results are untouched on failure.
// The library never prints, exits, reads the environment or installs a signal handler. Whoever
// makes a thing frees it; every free function accepts NULL.
//
//     hmrnn_model *model;
//     hmrnn_segmenter *segmenter;
//     const hmrnn_segmentation *found;
//     hmrnn_model_open(&model, "zh.hmrnn", &err);
//     hmrnn_segmenter_new(&segmenter, model, NULL, &err);
//     hmrnn_segmenter_run(segmenter, 1, &text, &found, &err);
//     ... found[0].depth[i] >= 1: a word ends after character i ...
//     hmrnn_segmenter_free(segmenter);
//     hmrnn_model_free(model);
#ifndef HMRNN_H
#define HMRNN_H

#include "hmrnn_options.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A byte (or bytes) of the input that is no character: stands in an hmrnn_text, is always unknown.
#define HMRNN_INVALID UINT32_C(0xFFFFFFFF)

typedef enum hmrnn_status {
    HMRNN_OK = 0,
    HMRNN_EARG,     ///< an argument or option that makes no sense
    HMRNN_ENOMEM,   ///< no memory
    HMRNN_EIO,      ///< the system could not read or write
    HMRNN_EFORMAT,  ///< a file is not what it should be
    HMRNN_ETEXT,    ///< text that cannot be used: too short, bad bytes
    HMRNN_ENUMERIC  ///< training left the finite numbers for good
} hmrnn_status;

typedef struct hmrnn_error {
    hmrnn_status status;
    char text[1024];  ///< one line of UTF-8, no full stop, no newline
} hmrnn_error;

typedef struct hmrnn_model hmrnn_model;            ///< weights and alphabet; share between threads
typedef struct hmrnn_segmenter hmrnn_segmenter;    ///< working memory; one thread at a time
typedef struct hmrnn_scorer hmrnn_scorer;          ///< one stream's state; one thread at a time
typedef struct hmrnn_corpus hmrnn_corpus;          ///< text to train on or to validate with
typedef struct hmrnn_trainer hmrnn_trainer;        ///< everything a training run is made of
typedef struct hmrnn_adaptation hmrnn_adaptation;  ///< a model that learns from examples
typedef struct hmrnn_word_list hmrnn_word_list;    ///< words that a person names

/// Code points, none of them a surrogate; HMRNN_INVALID where the bytes were no character.
typedef struct hmrnn_text {
    const uint32_t *chars;
    size_t n_chars;
} hmrnn_text;

// ---------------------------------------------------------------------------------------- library

/// "1.2.3"; static.
const char *hmrnn_version(void);

/// The libraries that run with us, one a line: ICU, OpenBLAS with the kernel it picked, libarchive,
/// and the vector width of our own kernels. Static, filled in at the first call.
const char *hmrnn_libraries(void);

/// The name of the kernels that OpenBLAS picked for this processor ("SkylakeX"); static.
const char *hmrnn_blas_kernel(void);

/// The kernels that OpenBLAS should use here, as a value for its variable OPENBLAS_CORETYPE, or
/// NULL if those it picked by itself fit the processor. OpenBLAS reads the variable when it is
/// loaded, so a program that gets a name sets the variable and executes itself again, once.
const char *hmrnn_blas_better_kernel(void);

// ------------------------------------------------------------------------------------------ model

/// Read a model file. Errors: HMRNN_EIO, HMRNN_EFORMAT (naming what is wrong), HMRNN_ENOMEM.
hmrnn_status hmrnn_model_open(hmrnn_model **out, const char *path, hmrnn_error *err);

/// After every segmenter, scorer and trainer made from it.
void hmrnn_model_free(hmrnn_model *model);

/// The path that it was opened by. Valid until hmrnn_model_free().
const char *hmrnn_model_path(const hmrnn_model *model);

size_t hmrnn_model_layers(const hmrnn_model *model);

/// Layers that find boundaries: three with a lexicon; else one less than hmrnn_model_layers(), as
/// the uppermost has no layer above, and 0 for an LSTM.
size_t hmrnn_model_boundary_layers(const hmrnn_model *model);

/// Symbols of the alphabet, the unknown one included.
size_t hmrnn_model_symbols(const hmrnn_model *model);

/// An entry of the model's manifest (hmrnn-model(5)), such as "licence" or "valid-bpc"; NULL if it
/// has none of that name. Valid until hmrnn_model_free().
const char *hmrnn_model_metadata(const hmrnn_model *model, const char *name);

// -------------------------------------------------------------------------------------- word list

/// What an entry of a word list says of a string, wherever it stands in a text.
typedef enum hmrnn_word_strength {
    HMRNN_WORD_EVIDENCE,  ///< a word like the frequent ones of the lexicon; the rest of the
                          ///< evidence decides where it is one
    HMRNN_WORD_ALWAYS,    ///< a word: boundaries at both ends and none inside
    HMRNN_WORD_NEVER,     ///< no word: boundaries where the entry has white space
    HMRNN_WORD_UNCUT      ///< no boundary inside; it may be a part of a longer word
} hmrnn_word_strength;

#define HMRNN_MAX_WORD_CHARS 128  ///< of an entry of a word list

typedef struct hmrnn_word {
    hmrnn_text text;  ///< white space stands in HMRNN_WORD_NEVER only
    hmrnn_word_strength strength;
    const char *file;  ///< where the entry stands, for messages; or NULL
    uint64_t line;     ///< of the file, from 1; or 0
} hmrnn_word;

/// Errors: HMRNN_ENOMEM.
hmrnn_status hmrnn_word_list_new(hmrnn_word_list **out, hmrnn_error *err);

/// Add an entry, which is copied. One that is there already, and says the same, is not added again.
/// Errors: HMRNN_ETEXT (nothing in it, more than HMRNN_MAX_WORD_CHARS characters, white space in a
/// word or none in what is never one, HMRNN_INVALID; something else was said of the string before,
/// naming both places), HMRNN_ENOMEM.
hmrnn_status hmrnn_word_list_add(hmrnn_word_list *list, const hmrnn_word *word, hmrnn_error *err);

/// Entries, of which equal ones count once.
size_t hmrnn_word_list_size(const hmrnn_word_list *list);

/// Entry i in the order of adding. What it points to is valid until the next hmrnn_word_list_add()
/// or hmrnn_word_list_free().
hmrnn_word hmrnn_word_list_at(const hmrnn_word_list *list, size_t i);

void hmrnn_word_list_free(hmrnn_word_list *list);

// ---------------------------------------------------------------------------------------- segment

/// The evidence for boundaries of layer 1. Models without a lexicon have detectors only, whatever
/// is chosen.
typedef enum hmrnn_evidence {
    HMRNN_EVIDENCE_WHOLE,     ///< the lexicon, and detectors of all directions
    HMRNN_EVIDENCE_LEXICON,   ///< the lexicon alone: fastest
    HMRNN_EVIDENCE_THOROUGH,  ///< also the PMI of neighbours in their context, by the language
                              ///< models: slow
    HMRNN_EVIDENCE_CAUSAL     ///< the forward detectors alone: later characters change nothing
} hmrnn_evidence;

typedef struct hmrnn_segment_options {
    unsigned n_threads;  ///< 0: one per processor we may use
    int wants_scores;    ///< fill in hmrnn_segmentation.score
    hmrnn_evidence evidence;
    int wants_norms;               ///< fill in hmrnn_segmentation.norm
    const hmrnn_word_list *words;  ///< read by hmrnn_segmenter_new() only, and not kept; or NULL
    int wants_word_effects;        ///< keep what hmrnn_segmenter_word_effect() tells
    int leaves_convention_out;     ///< segment as the raw-text model does
} hmrnn_segment_options;

/// What an entry of a word list has done to the texts so far.
typedef enum hmrnn_word_effect {
    HMRNN_WORD_NOT_FOUND,  ///< its string did not occur between boundaries of tokens
    HMRNN_WORD_UNCHANGED,  ///< it occurred, and all boundaries there are those without the list
    HMRNN_WORD_CHANGED
} hmrnn_word_effect;

/// Where the segments of one record end. The layers are nested: a boundary of layer l is one of
/// every layer below. White space is bounded on both sides in layer 1; the end of a record is a
/// boundary of every layer; inside an extended grapheme cluster (UAX #29) there is none.
typedef struct hmrnn_segmentation {
    size_t n_chars;
    size_t n_layers;       ///< hmrnn_segmenter_layers()
    const uint8_t *depth;  ///< [n_chars] highest layer with a boundary after
                           ///< the character, 0 for none
    const float *score;    ///< [n_layers][n_chars] evidence for that boundary,
                           ///< 0 to 1: with a lexicon its probability, over
                           ///< all segmentations; of detectors alone the
                           ///< paper's z~, 1 where white space makes it
                           ///< certain; or NULL
    const float *norm;     ///< [hmrnn_model_layers()][n_chars] Euclidean norm
                           ///< of each layer's hidden state after the
                           ///< character; or NULL
} hmrnn_segmentation;

/// A word list is compared with the texts as the model sees them, after its normalisation. An
/// entry stands only at the edges of tokens: never inside a grapheme cluster, a number, or a
/// sequence of letters and digits of a script with spaces.
///
/// \param options  NULL for the defaults
/// Errors: HMRNN_EARG (a model without detectors; a word list, and the lexicon is lacking or not
/// used), HMRNN_ETEXT (entries that contradict each other after normalisation), HMRNN_ENOMEM.
hmrnn_status hmrnn_segmenter_new(hmrnn_segmenter **out, const hmrnn_model *model,
                                 const hmrnn_segment_options *options, hmrnn_error *err);

/// Layers that it finds boundaries in: hmrnn_model_boundary_layers(), or the detectors alone if it
/// was asked for HMRNN_EVIDENCE_CAUSAL.
size_t hmrnn_segmenter_layers(const hmrnn_segmenter *segmenter);

/// Segment `n_texts` records, each from a fresh state: what is found in one does not depend on the
/// others, nor on the number of threads. Many records at once are much faster than one by one.
/// Weights and states are multiplied as 16-bit numbers, so scores differ from those of a trainer in
/// the fourth digit.
///
/// \param found    [n_texts] valid until the next run or hmrnn_segmenter_free()
/// Errors: HMRNN_ENOMEM.
hmrnn_status hmrnn_segmenter_run(hmrnn_segmenter *segmenter, size_t n_texts,
                                 const hmrnn_text *texts, const hmrnn_segmentation **found,
                                 hmrnn_error *err);

/// What entry i of the word list has done to all texts run so far; HMRNN_WORD_NOT_FOUND if effects
/// were not asked for. With them, what a list changes is segmented without it, too.
hmrnn_word_effect hmrnn_segmenter_word_effect(const hmrnn_segmenter *segmenter, size_t i);

void hmrnn_segmenter_free(hmrnn_segmenter *segmenter);

// ------------------------------------------------------------------------------------------ score

/// Errors: HMRNN_ENOMEM.
hmrnn_status hmrnn_scorer_new(hmrnn_scorer **out, const hmrnn_model *model, unsigned n_threads,
                              hmrnn_error *err);

/// Score the next characters of one stream, the state going on from call to call. Characters that
/// end records ('\n') are characters of the stream like any other.
///
/// \param bits     [n_chars] result: -log2 p(character | all before it in the stream). An unknown
///                 character costs, besides its symbol, the choice among all code points that the
///                 alphabet lacks, so that the sum is the length of a code for the text.
/// \param n_unknown  result: how many characters the alphabet lacks; may be NULL
/// Errors: HMRNN_ENOMEM.
hmrnn_status hmrnn_scorer_feed(hmrnn_scorer *scorer, const hmrnn_text *text, double *bits,
                               size_t *n_unknown, hmrnn_error *err);

/// Begin another stream: as after hmrnn_scorer_new().
void hmrnn_scorer_reset(hmrnn_scorer *scorer);

/// How a scorer goes on learning from a stream (dynamic evaluation: Krause et al. 2018,
/// arXiv:1709.07432). Each stretch is scored first and learned from afterwards.
typedef struct hmrnn_dynamic_options {
    double rate;   ///< about how far a parameter moves after each
    double decay;  ///< share of the way back to the model's weights
                   ///< that is gone after each, 0 to 1
    size_t steps;  ///< symbols of a stretch
} hmrnn_dynamic_options;

/// The defaults, which are also those of hmrnn-score(1).
void hmrnn_dynamic_options_init(hmrnn_dynamic_options *options);

/// Let hmrnn_scorer_feed() adapt to what it has scored, from now on; the model is not changed.
/// Begins another stream, and so does hmrnn_scorer_reset(): each starts from the model's weights.
///
/// \param options  NULL: adapt no more
/// Errors: HMRNN_EARG, HMRNN_ENOMEM (six times the model's weights, and a stretch).
hmrnn_status hmrnn_scorer_set_dynamic(hmrnn_scorer *scorer, const hmrnn_dynamic_options *options,
                                      hmrnn_error *err);

/// Score records each from a fresh state, many at once; does not touch the stream of _feed.
///
/// \param bits     [n_texts] arrays of [texts[i].n_chars], as in hmrnn_scorer_feed()
/// \param n_unknown  [n_texts]; may be NULL
hmrnn_status hmrnn_scorer_batch(hmrnn_scorer *scorer, size_t n_texts, const hmrnn_text *texts,
                                double *const *bits, size_t *n_unknown, hmrnn_error *err);

/// What a scorer keeps of a network in addition to bits, both from just before each character: the
/// entropy of its prediction, and its cell states.
typedef struct hmrnn_probe {
    int wants_entropy;
    size_t n_layers;                   ///< whose states are kept, in this order
    unsigned layer[HMRNN_MAX_LAYERS];  ///< [n_layers] from 1
} hmrnn_probe;

/// Keep these in addition to the bits, from now on.
///
/// \param probe    NULL: nothing
/// Errors: HMRNN_EARG (no such layer, or the scorer adapts).
hmrnn_status hmrnn_scorer_set_probe(hmrnn_scorer *scorer, const hmrnn_probe *probe,
                                    hmrnn_error *err);

/// The entropy of the predictions for a text that was scored last, if it was chosen: of
/// hmrnn_scorer_feed() the only text, of hmrnn_scorer_batch() the `index`-th. Valid until the next
/// call for the scorer.
///
/// \return [n_chars] bits, over all symbols of the alphabet, the unknown one included; or NULL
const double *hmrnn_scorer_entropy(const hmrnn_scorer *scorer, size_t index);

/// \return [n_chars][*n_units] cell states of the chosen layers, side by side, of the text
///         that hmrnn_scorer_feed() scored last; NULL if there are none
const float *hmrnn_scorer_states(const hmrnn_scorer *scorer, size_t *n_units);

void hmrnn_scorer_free(hmrnn_scorer *scorer);

// ------------------------------------------------------------------------------------------ train

hmrnn_status hmrnn_corpus_new(hmrnn_corpus **out, hmrnn_error *err);

/// Keep what is added, and what a training run makes of it, in files without a name in that folder
/// once it is more than 16 MiB, and not in memory. Before the first record. Errors: HMRNN_ENOMEM.
hmrnn_status hmrnn_corpus_set_folder(hmrnn_corpus *corpus, const char *folder, hmrnn_error *err);

/// Add one record; a newline is put after it. Copies. Four bytes a character, of memory or disk.
/// Errors: HMRNN_ENOMEM, HMRNN_EIO (no place on the disk).
hmrnn_status hmrnn_corpus_add(hmrnn_corpus *corpus, const hmrnn_text *record, hmrnn_error *err);

#define HMRNN_LABEL_NONE (-1.0f)  ///< nothing is known of a gap

/// Add one record of which boundaries are known (gold labels). A training run learns them: for each
/// layer that has labels their loss (options: label_weight) is added to that of the characters,
/// also where nothing else guides the run; in layer 1 they take the place of what a lexicon says.
/// Labels go through normalisation and hmrnn_corpus_split() with their text. Layers are nested, and
/// a detector runs only where the one below found a boundary: label the lower layers, too.
///
/// \param n_layers  layers 1 ... n_layers have labels
/// \param labels   [n_layers][record->n_chars] the probability that a segment of the layer ends
///                 after the character, 0 to 1, or HMRNN_LABEL_NONE
/// Errors: HMRNN_EARG (a label out of range, too many layers), else as hmrnn_corpus_add(). A run
/// refuses labels of a layer that has no detector.
hmrnn_status hmrnn_corpus_add_labelled(hmrnn_corpus *corpus, const hmrnn_text *record,
                                       size_t n_layers, const float *labels, hmrnn_error *err);

/// Add a part of a record that goes on with what is added next. Errors: as hmrnn_corpus_add().
hmrnn_status hmrnn_corpus_add_part(hmrnn_corpus *corpus, const hmrnn_text *part, hmrnn_error *err);

/// Move about `share` (0 to 1) of the characters, whole records, evenly spread in blocks, from
/// `corpus` to the end of `held_out`. The same corpus and share always give the same split.
hmrnn_status hmrnn_corpus_split(hmrnn_corpus *corpus, double share, hmrnn_corpus *held_out,
                                hmrnn_error *err);

/// Characters, the newlines after the records included.
size_t hmrnn_corpus_chars(const hmrnn_corpus *corpus);

void hmrnn_corpus_free(hmrnn_corpus *corpus);

/// \param train, valid  taken: NULL afterwards if the call succeeds, still the caller's if it fails
/// \param init     a model whose shapes, alphabet and weights to start from (the options' shapes
///                 are then ignored); copied, may be freed at once; or NULL
/// Errors: HMRNN_EARG, HMRNN_ETEXT (too little text, nothing known in `valid`), HMRNN_ENOMEM.
hmrnn_status hmrnn_trainer_new(hmrnn_trainer **out, const hmrnn_train_options *options,
                               const hmrnn_model *init, hmrnn_corpus **train, hmrnn_corpus **valid,
                               hmrnn_error *err);

/// Go on from a checkpoint, to the bit as if training had not stopped. The corpora must be the ones
/// the run began with. `epochs` and `n_threads` are the only options looked at; epochs <= 0 keeps
/// the checkpoint's. With a cosine schedule the epochs cannot change.
/// Errors: as hmrnn_trainer_new(), and HMRNN_EFORMAT for a bad checkpoint or another corpus.
hmrnn_status hmrnn_trainer_resume(hmrnn_trainer **out, const char *checkpoint,
                                  const hmrnn_train_options *options, hmrnn_corpus **train,
                                  hmrnn_corpus **valid, hmrnn_error *err);

typedef enum hmrnn_train_event {
    HMRNN_TRAINED,    ///< one window of every stream was learned from
    HMRNN_EVALUATED,  ///< the validation text was scored
    HMRNN_RECOVERED,  ///< a window with non-finite numbers was left out
    HMRNN_FINISHED    ///< nothing is left to do but to save the model
} hmrnn_train_event;

/// Do the next unit of work: a window of training, or an evaluation when one is due.
/// Errors: HMRNN_ENUMERIC when windows with non-finite numbers do not stop coming.
hmrnn_status hmrnn_trainer_advance(hmrnn_trainer *trainer, hmrnn_train_event *event,
                                   hmrnn_error *err);

/// Evaluate now, whether one is due or not (before a stop); changes no weight. Cannot fail today:
/// returns HMRNN_OK.
hmrnn_status hmrnn_trainer_evaluate(hmrnn_trainer *trainer, hmrnn_error *err);

typedef struct hmrnn_train_report {
    size_t n_windows;                        ///< learned from so far
    size_t n_chars;                          ///< learned from so far, over all epochs
    double epoch;                            ///< passes done, with the fraction
    double epochs;                           ///< passes in all
    double train_bpc;                        ///< bits a character since the last evaluation
    double valid_bpc;                        ///< of the last evaluation; NaN before the first
    double best_bpc;                         ///< of the best evaluation; NaN before the first
    double valid_log_likelihood;             ///< of drawings: nats a drawing, in the units of
                                             ///< the data, last evaluation; NaN of text
    double best_log_likelihood;              ///< likewise, best evaluation
    double label_loss;                       ///< bits a label since the last evaluation, over all
                                             ///< layers; NaN without labels
    double label_f1;                         ///< boundaries against the labels of the validation
                                             ///< text, over all layers; NaN without labels
    double boundary_rate[HMRNN_MAX_LAYERS];  ///< share of steps with z = 1, last evaluation
    double update_rate[HMRNN_MAX_LAYERS];    ///< share of steps that UPDATE or FLUSH, same
    double rate;                             ///< Adam's, now
    double slope;                            ///< the detectors', now
    double gradient_norm;                    ///< of the last window, before clipping
    size_t n_recovered;                      ///< windows left out
    size_t n_layers;
    size_t n_symbols;
    size_t n_parameters;
} hmrnn_train_report;

void hmrnn_trainer_report(const hmrnn_trainer *trainer, hmrnn_train_report *report);

/// Write all that hmrnn_trainer_resume() needs; the file is whole or not there.
hmrnn_status hmrnn_trainer_checkpoint(hmrnn_trainer *trainer, const char *path, hmrnn_error *err);

typedef struct hmrnn_metadata {
    const char *name;   ///< of letters, digits and '-'
    const char *value;  ///< one line of UTF-8
} hmrnn_metadata;

/// Write the best model so far (the present one before any evaluation); whole or not there.
///
/// \param metadata [n_metadata] what the manifest should say besides what the trainer knows itself:
///                 "title", "licence", "source", ...
hmrnn_status hmrnn_trainer_save(hmrnn_trainer *trainer, const char *path, hmrnn_precision precision,
                                size_t n_metadata, const hmrnn_metadata *metadata,
                                hmrnn_error *err);

void hmrnn_trainer_free(hmrnn_trainer *trainer);

// ---------------------------------------------------------------------------------------- metrics

/// How a segmentation agrees with another one; add up records with hmrnn_agreement_add().
typedef struct hmrnn_agreement {
    uint64_t n_gold, n_found, n_both;                 ///< segments: equal spans
    uint64_t n_gold_ends, n_found_ends, n_both_ends;  ///< boundaries inside records
} hmrnn_agreement;

/// Compare the segments of one record. ends[i] != 0: a segment ends after character i; the end of
/// the record is an end whatever ends[n_chars-1] says.
void hmrnn_agreement_add(hmrnn_agreement *agreement, size_t n_chars, const uint8_t *gold_ends,
                         const uint8_t *found_ends);

// ------------------------------------------------------------------------------------------ adapt

/// Begin to learn from examples what is a word: a convention, which the saved model has beside all
/// that the given one has (a convention of that is left out). It is a semi-Markov conditional
/// random field (Sarawagi & Cohen 2004) over the evidence of the raw-text model, the states of its
/// networks and features of characters. How strongly examples count follows from cross-validation.
///
/// \param model    of text, with a lexicon; must outlive the adaptation
/// \param examples labelled records (hmrnn_corpus_add_labelled()); only read, may be freed at once
/// \param n_threads  0: one per processor; changes nothing but the time
/// Errors: HMRNN_EARG (the model has no lexicon), HMRNN_ETEXT (no gap has a label), HMRNN_ENOMEM.
hmrnn_status hmrnn_adaptation_new(hmrnn_adaptation **out, const hmrnn_model *model,
                                  const hmrnn_corpus *examples, unsigned n_threads,
                                  hmrnn_error *err);

/// Learn one step. \return 1 if there are more, 0 if all is learned
int hmrnn_adaptation_advance(hmrnn_adaptation *adaptation);

typedef struct hmrnn_adapt_report {
    size_t n_records, n_gaps;  ///< examples with labels, and their labelled gaps
    size_t n_features;
    double share;      ///< of the work that is done, 0 to 1; an estimate
    double precision;  ///< of the prior of the weights, by cross-validation; 0: not known yet
    double f1;         ///< of held-out words, with that precision; 0: not known
} hmrnn_adapt_report;

void hmrnn_adaptation_report(const hmrnn_adaptation *adaptation, hmrnn_adapt_report *report);

/// Write the model with its convention.
///
/// \param metadata [n_metadata] entries of the manifest besides those of the given model
/// Errors: HMRNN_EARG (not all is learned), HMRNN_EIO, HMRNN_ENOMEM, HMRNN_ENUMERIC (a weight that
/// the precision cannot hold).
hmrnn_status hmrnn_adaptation_save(hmrnn_adaptation *adaptation, const char *path,
                                   hmrnn_precision precision, size_t n_metadata,
                                   const hmrnn_metadata *metadata, hmrnn_error *err);

void hmrnn_adaptation_free(hmrnn_adaptation *adaptation);

#ifdef __cplusplus
}
#endif
#endif
