// SPDX-License-Identifier: BSD-2-Clause
//
// hmrnn_options.h - what a training run can be told. Included by hmrnn.h.
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
    HMRNN_ESTIMATOR_FULL,  ///< gradient into z through rows that copied, too
    HMRNN_ESTIMATOR_SKIP   ///< a row that copied is a constant: cheaper
} hmrnn_estimator;
typedef enum hmrnn_ste {
    HMRNN_STE_CLIPPED,  ///< none where z~ is flat: 0 or 1 (the paper)
    HMRNN_STE_INWARD    ///< there, too, if it leads back from there; of
                        ///< bits only
} hmrnn_ste;
typedef enum hmrnn_schedule {
    HMRNN_SCHEDULE_PLATEAU,  ///< divide the rate when validation stops falling
    HMRNN_SCHEDULE_COSINE    ///< to zero along half a cosine over all epochs
} hmrnn_schedule;
typedef enum hmrnn_guide {
    HMRNN_GUIDE_NONE,          ///< the language model alone decides (the paper)
    HMRNN_GUIDE_LEXICON,       ///< layer 1 is taught the words that statistics of
                               ///< the text suggest
    HMRNN_GUIDE_SELF_TRAINING  ///< ... and the words are found anew with what the
                               ///< networks have learned
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
    HMRNN_SEQUENCES_RECORDS   ///< whole records, each from a fresh state, those of about one length
                              ///< together, in an order that is drawn anew in each epoch. A record
                              ///< longer than `bptt` is read in windows: states are carried from
                              ///< one to the next, gradients are not
} hmrnn_sequences;

typedef enum hmrnn_matmul {
    HMRNN_MATMUL_FLOAT32,
    HMRNN_MATMUL_BFLOAT16  ///< factors rounded to 8 bits of precision, sums
                           ///< in single: up to twice as fast
} hmrnn_matmul;

typedef struct hmrnn_train_options {
    hmrnn_cell cell;
    size_t n_layers;  ///< 1 to HMRNN_MAX_LAYERS
    size_t n_units[HMRNN_MAX_LAYERS];
    size_t n_embed;         ///< input embedding
    size_t n_output_embed;  ///< output embedding (the paper's e)
    size_t n_components;    ///< of the mixture that predicts drawings, 1 to HMRNN_MAX_COMPONENTS
    int has_layer_norm;
    int has_char_classes;  ///< the network is told the class and script of
                           ///< each character, and where they change; not of
                           ///< drawings
    int is_bidirectional;  ///< a second network of the same shape learns to read every record from
                           ///< its end
    hmrnn_boundary boundary;
    hmrnn_estimator estimator;
    hmrnn_ste ste;
    double detector_bias;                       ///< first pre-activation: above 0 they fire
    double detector_rate;                       ///< what the learning rate is multiplied by for
                                                ///< all that detectors decide by
    double slope_start, slope_rate, slope_max;  ///< a = min(max, start + rate * epochs done)
    hmrnn_normalization normalization;
    size_t min_count;                       ///< characters rarer than this are unknown
    size_t max_symbols;                     ///< largest alphabet; 0: any
    hmrnn_sequences sequences;              ///< what is read side by side
    size_t batch;                           ///< streams, or records, side by side
    size_t bptt;                            ///< steps of a window
    double rate;                            ///< of Adam
    double clip;                            ///< largest global norm of the gradient; 0: any
    double dropout;                         ///< of the input and the output embedding, anew for
                                            ///< each symbol, 0 to <1
    double dropout_input;                   ///< of the input embedding, 0 to <1, for a whole
                                            ///< window, as the three that follow:
    double dropout_layers;                  ///< of what layers tell the layers around them
    double dropout_output;                  ///< of what the output module sees of the layers
    double dropout_weights;                 ///< of the recurrent weights (DropConnect)
    double layer_zoneout;                   ///< of the steps of each layer above the lowest:
                                            ///< COPY, whatever the boundaries say
    double boundary_penalty;                ///< nats that each boundary adds to the loss, so
                                            ///< that one is made where it is worth that much
    double weight_decay;                    ///< what each step takes off every matrix: a share,
                                            ///< which is multiplied by the rate; 0: nothing
    double ema;                             ///< share of the old in an average of the weights,
                                            ///< which is then what counts; 0: no average
    double reset_state;                     ///< chance that a stream starts a window afresh
    hmrnn_guide guide;                      ///< where boundaries of layer 1 come from
    const struct hmrnn_model *prior;        ///< what its lexicon knows goes into that of the
                                            ///< run, also of one that is resumed; outlives the
                                            ///< trainer; NULL: the text alone is learned from
    double mask;                            ///< share of the symbols read that are hidden (made
                                            ///< the unknown one) in training, 0 to 0.9
    double label_weight, label_weight_end;  ///< what the loss of a guide, if there is one, is
                                            ///< multiplied by, at first and in the end
    double pmi_weight;                      ///< weight of what the networks of a guided run say
                                            ///< of neighbours when the text is cut in the end
    double pmi_threshold;                   ///< where it begins to join: 0 is its mean between
                                            ///< words, 1 that inside them; lower makes longer
                                            ///< words
    double clamp;                           ///< chance that a guide decides for layer 1 in
                                            ///< training, so that the layers above learn on its
                                            ///< segments, 0 to 1
    size_t label_lag;                       ///< a guided detector decides so many symbols after
                                            ///< the gap: 0 or 1
    hmrnn_schedule schedule;
    double decay;           ///< PLATEAU: the rate is divided by this...
    size_t patience;        ///< ... after so many evaluations without gain
    double hold;            ///< COSINE: begin to fall after this share, 0 to <1
    size_t warmup;          ///< windows over which the rate rises at first
    double stop_rate;       ///< PLATEAU: finished when the rate is below this
    double epochs;          ///< finished after so many passes; fractions count
    size_t evaluate_chars;  ///< evaluate every so often; 0: once an epoch
    hmrnn_matmul matmul;    ///< how matrices are multiplied in training
    uint64_t seed;
    unsigned n_threads;  ///< 0: one per processor; changes nothing but time
} hmrnn_train_options;

/// The defaults, which are also those of hmrnn-train(1).
void hmrnn_train_options_init(hmrnn_train_options *options);

#ifdef __cplusplus
}
#endif
#endif
