// SPDX-License-Identifier: BSD-2-Clause
//
// hmrnn_strokes.h - the second kind of input: drawings, as the movements of a pen.
//
// A drawing is a record like a line of text; its points stand where characters do. A model learns
// either text or drawings, and what is made for one kind refuses the other with HMRNN_EARG. What a
// model of drawings predicts of a point is a density over both coordinates, a mixture of
// hmrnn_train_options.n_components Gaussians, and whether the pen is lifted behind it (Graves 2013,
// arXiv:1308.0850, eq. 19-26) and, where it is, whether the drawing ends.
#ifndef HMRNN_STROKES_H
#define HMRNN_STROKES_H

#include "hmrnn.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct hmrnn_point {
    float dx, dy;  ///< from the point before; y grows downwards
    int is_lift;   ///< not 0: the pen is lifted behind it
} hmrnn_point;

/// The pen is lifted behind the last point, whatever that says.
typedef struct hmrnn_drawing {
    const hmrnn_point *points;
    size_t n_points;
} hmrnn_drawing;

/// Movements must be smaller than this, and numbers.
#define HMRNN_MAX_MOVEMENT 1e9f

/// Whether a model is one of drawings.
int hmrnn_model_has_strokes(const hmrnn_model *model);

// ------------------------------------------------------------------------------------------ learn

/// Add a drawing to a corpus that has no text; one without points is left out. Copies. Sixteen
/// bytes of memory a point.
/// Errors: HMRNN_EARG (the corpus has text), HMRNN_ETEXT (a movement that is no number or too
/// large), HMRNN_ENOMEM.
hmrnn_status hmrnn_corpus_add_drawing(hmrnn_corpus *corpus, const hmrnn_drawing *drawing,
                                      hmrnn_error *err);

/// Drawings of a corpus; hmrnn_corpus_chars() counts their points. A trainer whose corpora are of
/// drawings learns a model of drawings: every drawing begins with a fresh state, and labels, a
/// second direction and masked symbols, which are for text, are errors. What the report calls bits
/// a character is then -log2 of the density of a point, in the units of the data.
size_t hmrnn_corpus_drawings(const hmrnn_corpus *corpus);

// ------------------------------------------------------------------------------- segment and score

/// As hmrnn_segmenter_run(), with points for characters: no boundary is certain but the last.
hmrnn_status hmrnn_segmenter_run_drawings(hmrnn_segmenter *segmenter, size_t n_drawings,
                                          const hmrnn_drawing *drawings,
                                          const hmrnn_segmentation **found, hmrnn_error *err);

/// Score drawings, each from a fresh state, many at once.
///
/// \param nats     [n_drawings] arrays of [drawings[i].n_points]: -ln p(point | all before it in
///                 the drawing), a density in the units of the data; the last point's is also that
///                 the drawing ends
hmrnn_status hmrnn_scorer_drawings(hmrnn_scorer *scorer, size_t n_drawings,
                                   const hmrnn_drawing *drawings, double *const *nats,
                                   hmrnn_error *err);

// ------------------------------------------------------------------------------------------- draw

typedef struct hmrnn_sampler hmrnn_sampler;  ///< one thread at a time

/// Make new drawings.
///
/// \param bias     0: as the model says, above: neater (Graves, eq. 61-62); at most 100
/// Errors: HMRNN_EARG, HMRNN_ENOMEM.
hmrnn_status hmrnn_sampler_new(hmrnn_sampler **out, const hmrnn_model *model, uint64_t seed,
                               double bias, hmrnn_error *err);

/// The next drawing; the k-th of a seed is always the same.
///
/// \param most_points  where a drawing that does not end is broken off; at least 1
/// \param drawing  result; valid until the next call
/// Errors: HMRNN_ENOMEM.
hmrnn_status hmrnn_sampler_draw(hmrnn_sampler *sampler, size_t most_points, hmrnn_drawing *drawing,
                                hmrnn_error *err);

void hmrnn_sampler_free(hmrnn_sampler *sampler);

#ifdef __cplusplus
}
#endif
#endif
