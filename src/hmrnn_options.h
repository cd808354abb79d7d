// SPDX-License-Identifier: BSD-2-Clause
//
// hmrnn_options.h - the options of a training run. Included by hmrnn.h.
#ifndef HMRNN_OPTIONS_H
#define HMRNN_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HMRNN_MAX_LAYERS 8
#define HMRNN_MAX_COMPONENTS 64

typedef enum hmrnn_cell { HMRNN_CELL_HMLSTM, HMRNN_CELL_LSTM } hmrnn_cell;
typedef enum hmrnn_boundary {
    HMRNN_BOUNDARY_STEP,     ///< 1 where z~ > 0.5 (the paper)
    HMRNN_BOUNDARY_SAMPLED,  ///< 1 with probability z~; a step outside training
    HMRNN_BOUNDARY_SOFT      ///< z~ itself
} hmrnn_boundary;
typedef enum hmrnn_estimator {
    HMRNN_ESTIMATOR_FULL,  ///< gradient into z also through rows that copied
    HMRNN_ESTIMATOR_SKIP   ///< a row that copied is a constant: cheaper
} hmrnn_estimator;
typedef enum hmrnn_ste {  // straight-through estimator where z~ is flat, at 0 or 1
    HMRNN_STE_CLIPPED,    ///< the gradient is zero (the paper)
    HMRNN_STE_INWARD      ///< it passes if it points back to the linear range; not of SOFT
} hmrnn_ste;
typedef enum hmrnn_schedule {
    HMRNN_SCHEDULE_PLATEAU,  ///< divide the rate when validation stops falling
    HMRNN_SCHEDULE_COSINE    ///< to zero along half a cosine over all epochs
} hmrnn_schedule;
typedef enum hmrnn_guide {     // the labels for the boundaries of layer 1
    HMRNN_GUIDE_NONE,          ///< none: characters are predicted and that is all (the paper)
    HMRNN_GUIDE_LEXICON,       ///< words induced from n-gram statistics of the text
    HMRNN_GUIDE_SELF_TRAINING  ///< the same, induced again with the scores of the networks
} hmrnn_guide;
typedef enum hmrnn_normalization {
    HMRNN_NORMALIZATION_NONE,
    HMRNN_NORMALIZATION_NFC,
    HMRNN_NORMALIZATION_NFKC,
    HMRNN_NORMALIZATION_NFKC_CASEFOLD
} hmrnn_normalization;
typedef enum hmrnn_precision { HMRNN_FLOAT32, HMRNN_FLOAT16 } hmrnn_precision;
typedef enum hmrnn_sequences {
    HMRNN_SEQUENCES_STREAMS,  ///< the text as long streams; states go on from record to record
    HMRNN_SEQUENCES_RECORDS   ///< whole records, each from a zero state, those of about one length
                              ///< together, in an order that is drawn anew in each epoch. A record
                              ///< longer than `bptt` is read in windows: states are carried from
                              ///< one to the next, gradients are not
} hmrnn_sequences;
typedef enum hmrnn_matmul {
    HMRNN_MATMUL_FLOAT32,
    HMRNN_MATMUL_BFLOAT16  ///< factors rounded to 8 bits of precision, sums in single precision
} hmrnn_matmul;

/// The options of a training run. Their names, ranges and defaults: hmrnn_train_option_at().
typedef struct hmrnn_train_options {
    hmrnn_guide guide;
    double epochs;  ///< finished after so many passes; fractions count
    size_t n_layers;
    size_t n_units[HMRNN_MAX_LAYERS];  ///< of the layers, the lowest first
    size_t batch;                      ///< streams, or records, that are read in parallel
    uint64_t seed;

    // the network
    hmrnn_cell cell;
    size_t n_embed;         ///< input embedding
    size_t n_output_embed;  ///< output embedding (the paper's e)
    size_t n_components;    ///< of the mixture that predicts drawings
    int has_layer_norm;
    int has_char_classes;  ///< class and script of each character, and where they change, are input
    int is_bidirectional;  ///< a second network of the same shape reads records from their end

    // its boundary detectors
    hmrnn_boundary boundary;
    hmrnn_estimator estimator;
    hmrnn_ste ste;
    double detector_bias;     ///< initial bias: above 0, detectors fire at first
    double detector_rate;     ///< factor of the learning rate for the detectors' parameters
    double boundary_penalty;  ///< nats that each boundary adds to the loss
    double slope_start, slope_rate, slope_max;  ///< a = min(max, start + rate * epochs done)

    // the alphabet
    hmrnn_normalization normalization;
    size_t min_count;    ///< characters rarer than this are unknown
    size_t max_symbols;  ///< largest alphabet; 0: any

    // optimisation
    hmrnn_sequences sequences;  ///< what is read in parallel
    size_t bptt;                ///< steps of a window
    double rate;                ///< of Adam
    double clip;                ///< largest global norm of the gradient; 0: any
    double weight_decay;        ///< decoupled: w -= rate * weight_decay * w, of matrices
    double ema;  ///< decay of an exponential moving average of the weights, which is then
                 ///< validated and saved; 0: no average
    hmrnn_schedule schedule;
    size_t warmup;          ///< windows over which the rate rises at first
    double hold;            ///< COSINE: share of the run before the rate falls
    double decay;           ///< PLATEAU: the rate is divided by this...
    size_t patience;        ///< ... after so many evaluations without gain
    double stop_rate;       ///< PLATEAU: finished when the rate is below this
    size_t evaluate_chars;  ///< evaluate after so many characters; 0: once an epoch
    hmrnn_matmul matmul;    ///< how matrices are multiplied in training

    // regularisation
    double dropout;          ///< of the input and the output embedding, drawn for each symbol
    double dropout_input;    ///< of the input embedding, drawn for each window, as the next three
    double dropout_layers;   ///< of what a layer receives from the layers around it
    double dropout_output;   ///< of what the output module receives from the layers
    double dropout_weights;  ///< of the recurrent weights (DropConnect)
    double layer_zoneout;    ///< probability that a layer above the lowest copies its state
    double reset_state;      ///< probability that a stream begins a window with a zero state
    double mask;             ///< share of the input symbols replaced by the unknown one

    // labels and words
    double label_weight, label_weight_end;  ///< factor of the labels' loss, first and last
    double pmi_weight;     ///< of pointwise mutual information when words are induced at the end
    double pmi_threshold;  ///< 0: its mean at gaps between words, 1: at gaps inside; lower makes
                           ///< longer words
    double clamp;          ///< probability that a label takes the place of layer 1's boundary, so
                           ///< that the layers above are trained on its segments
    size_t label_lag;      ///< a label is for the detector so many symbols after the gap: 0 or 1

    // no options of their own name
    const struct hmrnn_model *prior;  ///< its lexicon is added to that of the run, also of one that
                                      ///< is resumed; outlives the trainer; NULL: none
    unsigned n_threads;               ///< 0: one per processor; changes nothing but time
} hmrnn_train_options;

/// The defaults of a run with these labels. Five options have other defaults with labels than
/// without: hmrnn_train_option_at() has both. Those of hmrnn-train(1) are the same; but where its
/// command line has no --guide, it takes HMRNN_GUIDE_SELF_TRAINING, and HMRNN_GUIDE_NONE for
/// drawings and for networks without detectors.
void hmrnn_train_options_init(hmrnn_train_options *options, hmrnn_guide guide);

typedef enum hmrnn_option_type {  // and the type of the field
    HMRNN_OPTION_NUMBER,          ///< double
    HMRNN_OPTION_COUNT,           ///< size_t
    HMRNN_OPTION_SEED,            ///< uint64_t
    HMRNN_OPTION_CHOICE,          ///< an enum: which word of `value`, from 0
    HMRNN_OPTION_FLAG,            ///< int: 0 or 1; the words are "no|yes"
    HMRNN_OPTION_UNITS            ///< size_t[HMRNN_MAX_LAYERS]
} hmrnn_option_type;

typedef enum hmrnn_option_group {
    HMRNN_GROUP_EVERYDAY,
    HMRNN_GROUP_NETWORK,
    HMRNN_GROUP_DETECTORS,
    HMRNN_GROUP_ALPHABET,
    HMRNN_GROUP_OPTIMISATION,
    HMRNN_GROUP_REGULARISATION,
    HMRNN_GROUP_LABELS,
    HMRNN_GROUP_LIBRARY  ///< not an option of hmrnn-train(1)
} hmrnn_option_group;

typedef enum hmrnn_option_scope {
    HMRNN_SCOPE_ALL,
    HMRNN_SCOPE_TEXT,    ///< without effect on a run over drawings
    HMRNN_SCOPE_LABELS,  ///< only with labels, and therefore on text
    HMRNN_SCOPE_STROKES
} hmrnn_option_scope;

/// What is known of one option: the row from which the command line, its help, the manual, the
/// completions, the checks and the manifest of a model are made.
typedef struct hmrnn_train_option {
    const char *name;  ///< in messages, manifests and command lines: "label-weight"
    char letter;       ///< its short form on the command line, or '\0'
    hmrnn_option_type type;
    hmrnn_option_group group;
    hmrnn_option_scope scope;
    size_t offset, size;  ///< of the field in hmrnn_train_options
    const char *value;    ///< what documents call the value, "N"; or the words, "full|skip"
    double initial;       ///< default without labels
    double initial_with_labels;
    double least, most;  ///< range; equal where there is none
    const char *help;    ///< half a sentence
} hmrnn_train_option;

/// The options one after the other, i from 0; NULL after the last.
const hmrnn_train_option *hmrnn_train_option_at(size_t i);

#ifdef __cplusplus
}
#endif
#endif
