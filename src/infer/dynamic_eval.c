// SPDX-License-Identifier: BSD-2-Clause
//
// infer/dynamic_eval.c - a network that goes on learning from what it has just scored.
#include <config.h>

#include "infer/dynamic_eval.h"

#include "base/error.h"
#include "base/size.h"
#include "kern/blas.h"

#include <math.h>
#include <string.h>

#define PIECE ((size_t)32768)  // parameters: fits a second-level cache, all arrays
#define BETA 0.999             // of the mean square
#define EPSILON 1e-8
#define MAX_STEPS 10000

void
hmrnn_dynamic_options_init(hmrnn_dynamic_options *options)
{
    *options = (hmrnn_dynamic_options){.rate = 2e-4, .decay = 1e-3, .steps = 50};
}

static hmrnn_status
check(const hmrnn_dynamic_options *options, hmrnn_error *err)
{
    if (!(options->rate >= 0.0 && options->rate <= 1.0))
        return hm_fail(err, HMRNN_EARG, "adapting at a rate of %g: it must be 0 to 1",
                       options->rate);
    if (!(options->decay >= 0.0 && options->decay <= 1.0))
        return hm_fail(err, HMRNN_EARG, "adapting with a decay of %g: it must be 0 to 1",
                       options->decay);
    if (options->steps < 1 || options->steps > MAX_STEPS)
        return hm_fail(err, HMRNN_EARG, "adapting every %zu characters: it must be 1 to %d",
                       options->steps, MAX_STEPS);
    return HMRNN_OK;
}

static void
carve(hm_dynamic_eval *dynamic)
{
    hm_arena *const arena = &dynamic->arena;
    const size_t n = dynamic->n_parameters;
    dynamic->params.all = hm_arena_floats(arena, n);
    dynamic->momentum = hm_arena_floats(arena, n);
    dynamic->v = hm_arena_floats(arena, n);
    dynamic->inputs = hm_arena_take(arena, dynamic->options.steps, sizeof *dynamic->inputs);
    dynamic->targets = hm_arena_take(arena, dynamic->options.steps, sizeof *dynamic->targets);
    dynamic->nats = hm_arena_take(arena, dynamic->options.steps, sizeof *dynamic->nats);
}

/// Everything that has to be freed if a later part fails; the caller frees it.
static hmrnn_status
build(hm_dynamic_eval *dynamic, hmrnn_error *err)
{
    const hm_dims *const dims = &dynamic->model->model.dims;
    HM_TRY(hm_window_init(&dynamic->window, dims, dynamic->options.steps, 1, true, err));
    dynamic->n_parameters = dynamic->window.n_parameters;
    carve(dynamic);
    HM_TRY(hm_arena_allocate(&dynamic->arena, "adapting", err));
    carve(dynamic);
    dynamic->params = hm_params_view(dims, dynamic->params.all);
    return hm_net_init(&dynamic->net, dims, &dynamic->params, HM_NET_LEARNS, err);
}

hmrnn_status
hm_dynamic_eval_init(hm_dynamic_eval *dynamic, const hmrnn_model *model, hm_thread_pool *pool,
                     const hmrnn_dynamic_options *options, hmrnn_error *err)
{
    HM_TRY(check(options, err));
    hm_dynamic_eval fresh = {.model = model,
                             .pool = pool,
                             .options = *options,
                             .arena = HM_ARENA_INIT};
    const hmrnn_status status = build(&fresh, err);
    if (status != HMRNN_OK) {
        hm_dynamic_eval_release(&fresh);
        return status;
    }
    hm_blas_use_one_thread();
    *dynamic = fresh;
    hm_dynamic_eval_reset(dynamic);
    return HMRNN_OK;
}

void
hm_dynamic_eval_reset(hm_dynamic_eval *dynamic)
{
    const size_t n_bytes = dynamic->n_parameters * sizeof(float);
    memcpy(dynamic->params.all, dynamic->model->model.params.all, n_bytes);
    memset(dynamic->v, 0, n_bytes);
    hm_net_pack(&dynamic->net, dynamic->pool);
    hm_tape_clear_row(&dynamic->window.tape, &dynamic->net.dims, 0, 0);
    dynamic->n_learned = 0;
    dynamic->n_read = 0;
}

typedef struct step {
    const hm_dynamic_eval *dynamic;
    float rate, epsilon;
} step;

static void
step_piece(void *context, size_t index)
{
    const step *const s = context;
    const hm_dynamic_eval *const dynamic = s->dynamic;
    const hm_kernels *const kern = dynamic->net.kern;
    const size_t first = index * PIECE;
    const size_t n = hm_size_min(PIECE, dynamic->n_parameters - first);
    const float decay = (float)dynamic->options.decay;
    float *const w = dynamic->params.all + first;
    kern->adam(n, dynamic->window.gradient + first, 1.0f, s->rate, 0.0f, (float)BETA, s->epsilon,
               dynamic->momentum + first, dynamic->v + first, w);
    kern->lerp(n, decay, dynamic->model->model.params.all + first, w);
}

/// Learn from the stretch that is full. A gradient that is not finite is no lesson.
static void
learn(hm_dynamic_eval *dynamic, const hm_forward_options *forward)
{
    const size_t n_steps = dynamic->options.steps;
    hm_window *const window = &dynamic->window;
    hm_window_clear_gradient(window);
    hm_window_score(window, &dynamic->net, forward, n_steps, 1, dynamic->targets, dynamic->nats,
                    1.0f / (float)n_steps, true);
    hm_window_backward(window, &dynamic->net, forward, n_steps, 1, dynamic->inputs);
    if (!isfinite(dynamic->net.kern->sum_squares(dynamic->n_parameters, window->gradient)))
        return;
    dynamic->n_learned++;
    const double correction = sqrt(1.0 - pow(BETA, (double)dynamic->n_learned));
    step s = {dynamic, (float)(dynamic->options.rate * correction), (float)(EPSILON * correction)};
    hm_parallel_for(dynamic->pool, (dynamic->n_parameters + PIECE - 1) / PIECE, step_piece, &s);
    hm_net_pack(&dynamic->net, dynamic->pool);
}

void
hm_dynamic_eval_run(hm_dynamic_eval *dynamic, uint32_t last, size_t n, const uint32_t *ids,
                    double *nats)
{
    hm_forward_options forward = hm_model_forward_options(&dynamic->model->model);
    forward.computes_copies = true;  // for the way back
    forward.pool = dynamic->pool;
    for (size_t i = 0; i < n;) {
        const size_t first = dynamic->n_read;
        const size_t n_new = hm_size_min(dynamic->options.steps - first, n - i);
        for (size_t t = 0; t < n_new; t++) {
            dynamic->inputs[first + t] = last;
            dynamic->targets[first + t] = ids[i + t];
            last = ids[i + t];
        }
        dynamic->n_read += n_new;
        hm_window_forward(&dynamic->window, &dynamic->net, &forward, dynamic->n_read, 1,
                          dynamic->inputs, NULL);
        hm_window_score(&dynamic->window, &dynamic->net, &forward, dynamic->n_read, 1,
                        dynamic->targets, dynamic->nats, 0.0f, false);
        memcpy(nats + i, dynamic->nats + first, n_new * sizeof *nats);
        i += n_new;
        if (dynamic->n_read == dynamic->options.steps) {
            learn(dynamic, &forward);
            hm_window_carry(&dynamic->window, &dynamic->net, dynamic->options.steps);
            dynamic->n_read = 0;
        }
    }
}

void
hm_dynamic_eval_release(hm_dynamic_eval *dynamic)
{
    if (dynamic == NULL)
        return;
    hm_net_release(&dynamic->net);
    hm_window_release(&dynamic->window);
    hm_arena_release(&dynamic->arena);
}
