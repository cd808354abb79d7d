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

#define PIECE ((size_t)32768)                   // parameters: fits a second-level cache, all arrays
#define BETA 0.999                              // of the mean square
#define EPSILON 1e-8
#define MOST_STEPS 10000

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
    if (options->steps < 1 || options->steps > MOST_STEPS)
        return hm_fail(err, HMRNN_EARG, "adapting every %zu characters: it must be 1 to %d",
                       options->steps, MOST_STEPS);
    return HMRNN_OK;
}

static void
carve(hm_adapter *adapter)
{
    hm_arena *const arena = &adapter->arena;
    const size_t n = adapter->n_parameters;
    adapter->params.all = hm_arena_floats(arena, n);
    adapter->momentum = hm_arena_floats(arena, n);
    adapter->v = hm_arena_floats(arena, n);
    adapter->inputs = hm_arena_take(arena, adapter->options.steps, sizeof *adapter->inputs);
    adapter->targets = hm_arena_take(arena, adapter->options.steps, sizeof *adapter->targets);
    adapter->nats = hm_arena_take(arena, adapter->options.steps, sizeof *adapter->nats);
}

/// Everything that has to be freed if a later part fails; the caller frees it.
static hmrnn_status
build(hm_adapter *adapter, hmrnn_error *err)
{
    const hm_dims *const dims = &adapter->model->model.dims;
    HM_TRY(hm_window_init(&adapter->window, dims, adapter->options.steps, 1, true, err));
    adapter->n_parameters = adapter->window.n_parameters;
    carve(adapter);
    HM_TRY(hm_arena_allocate(&adapter->arena, "adapting", err));
    carve(adapter);
    adapter->params = hm_params_view(dims, adapter->params.all);
    return hm_net_init(&adapter->net, dims, &adapter->params, HM_NET_LEARNS, err);
}

hmrnn_status
hm_adapter_init(hm_adapter *adapter, const hmrnn_model *model, hm_team *team,
                const hmrnn_dynamic_options *options, hmrnn_error *err)
{
    HM_TRY(check(options, err));
    hm_adapter fresh = {.model = model, .team = team, .options = *options,
                        .arena = HM_ARENA_INIT};
    const hmrnn_status status = build(&fresh, err);
    if (status != HMRNN_OK) {
        hm_adapter_release(&fresh);
        return status;
    }
    hm_blas_use_one_thread();
    *adapter = fresh;
    hm_adapter_reset(adapter);
    return HMRNN_OK;
}

void
hm_adapter_reset(hm_adapter *adapter)
{
    const size_t n_bytes = adapter->n_parameters * sizeof(float);
    memcpy(adapter->params.all, adapter->model->model.params.all, n_bytes);
    memset(adapter->v, 0, n_bytes);
    hm_net_pack(&adapter->net, adapter->team);
    hm_tape_clear_row(&adapter->window.tape, &adapter->net.dims, 0, 0);
    adapter->n_learned = 0;
    adapter->n_read = 0;
}

typedef struct step {
    const hm_adapter *adapter;
    float rate, epsilon;
} step;

static void
step_piece(void *context, size_t index)
{
    const step *const s = context;
    const hm_adapter *const adapter = s->adapter;
    const hm_kernels *const kern = adapter->net.kern;
    const size_t first = index * PIECE;
    const size_t n = hm_size_min(PIECE, adapter->n_parameters - first);
    const float decay = (float)adapter->options.decay;
    float *const w = adapter->params.all + first;
    kern->adam(n, adapter->window.gradient + first, 1.0f, s->rate, 0.0f, (float)BETA, s->epsilon,
               adapter->momentum + first, adapter->v + first, w);
    kern->lerp(n, decay, adapter->model->model.params.all + first, w);
}

/// Learn from the stretch that is full. A gradient that is not finite is no lesson.
static void
learn(hm_adapter *adapter, const hm_mode *mode)
{
    const size_t n_steps = adapter->options.steps;
    hm_window *const window = &adapter->window;
    hm_window_clear_gradient(window);
    hm_window_score(window, &adapter->net, mode, n_steps, 1, adapter->targets, adapter->nats,
                    1.0f / (float)n_steps, true);
    hm_window_backward(window, &adapter->net, mode, n_steps, 1, adapter->inputs);
    if (!isfinite(adapter->net.kern->sum_squares(adapter->n_parameters, window->gradient)))
        return;
    adapter->n_learned++;
    const double correction = sqrt(1.0 - pow(BETA, (double)adapter->n_learned));
    step s = {adapter, (float)(adapter->options.rate * correction),
              (float)(EPSILON * correction)};
    hm_team_run(adapter->team, (adapter->n_parameters + PIECE - 1) / PIECE, step_piece, &s);
    hm_net_pack(&adapter->net, adapter->team);
}

void
hm_adapter_run(hm_adapter *adapter, uint32_t last, size_t n, const uint32_t *ids, double *nats)
{
    hm_mode mode = hm_model_mode(&adapter->model->model);
    mode.computes_copies = true;                // for the way back
    mode.team = adapter->team;
    for (size_t i = 0; i < n;) {
        const size_t first = adapter->n_read;
        const size_t n_new = hm_size_min(adapter->options.steps - first, n - i);
        for (size_t t = 0; t < n_new; t++) {
            adapter->inputs[first + t] = last;
            adapter->targets[first + t] = ids[i + t];
            last = ids[i + t];
        }
        adapter->n_read += n_new;
        hm_window_forward(&adapter->window, &adapter->net, &mode, adapter->n_read, 1,
                          adapter->inputs, NULL);
        hm_window_score(&adapter->window, &adapter->net, &mode, adapter->n_read, 1,
                        adapter->targets, adapter->nats, 0.0f, false);
        memcpy(nats + i, adapter->nats + first, n_new * sizeof *nats);
        i += n_new;
        if (adapter->n_read == adapter->options.steps) {
            learn(adapter, &mode);
            hm_window_carry(&adapter->window, &adapter->net, adapter->options.steps);
            adapter->n_read = 0;
        }
    }
}

void
hm_adapter_release(hm_adapter *adapter)
{
    if (adapter == NULL)
        return;
    hm_net_release(&adapter->net);
    hm_window_release(&adapter->window);
    hm_arena_release(&adapter->arena);
}
