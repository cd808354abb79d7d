// SPDX-License-Identifier: BSD-2-Clause
//
// train/checkpoint.c - a training run on disk.
#include <config.h>

#include "train/checkpoint.h"

#include "base/alloc.h"
#include "base/error.h"
#include "train/option_table.h"
#include "train/run_state.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// ------------------------------------------------------------------------------------------ states

static size_t
n_state_floats(const hm_trainer *trainer)
{
    size_t n = 0;
    for (size_t l = 0; l < trainer->model.dims.n_layers; l++)
        n += trainer->options.batch * (2 * trainer->model.dims.n_units[l] + 1);
    return n + (trainer->model.dims.char_classes == NULL ? 0 : trainer->options.batch);
}

static void
move_floats(float **at, float *state, size_t n, bool restores)
{
    if (restores)
        memcpy(state, *at, n * sizeof(float));
    else
        memcpy(*at, state, n * sizeof(float));
    *at += n;
}

/// The kinds that were read last.
static void
move_classes(float **at, uint8_t *kind, size_t n, bool restores)
{
    for (size_t i = 0; i < n; i++, (*at)++) {
        if (restores)
            kind[i] = (uint8_t)fminf(fmaxf(**at, 0.0f), UINT8_MAX);
        else
            **at = kind[i];
    }
}

/// The states that the next windows start from, between the shards and one array.
static void
move_states(hm_trainer *trainer, float *floats, bool restores)
{
    float *at = floats;
    for (size_t s = 0; s < trainer->n_shards; s++) {
        const size_t B = trainer->shards[s].n_rows;
        for (size_t l = 0; l < trainer->model.dims.n_layers; l++) {
            const hm_tape_layer *const layer = &trainer->shards[s].window.tape.layer[l];
            const size_t D = trainer->model.dims.n_units[l];
            move_floats(&at, layer->h, B * D, restores);
            move_floats(&at, layer->c, B * D, restores);
            move_floats(&at, layer->z, B, restores);
        }
        if (trainer->model.dims.char_classes != NULL)
            move_classes(&at, trainer->shards[s].window.tape.char_class, B, restores);
    }
}

// ------------------------------------------------------------------------------------------- files

#define MAX_SECTIONS (12 + 2 * HMRNN_MAX_LAYERS)  // of one run

/// What is written of a run besides what it holds as it is.
typedef struct extract {
    hm_bytes manifest;
    float *states;
    double rates[2 * HMRNN_MAX_LAYERS];
} extract;

/// Sections of the second run are named like those of the first, after "back.".
///
/// \param name     of at most 26 bytes, so that the whole fits
static const char *
section_of(size_t run, const char *name, char full[HM_SECTION_NAME])
{
    assert(strlen(name) + sizeof "back." <= HM_SECTION_NAME);
    snprintf(full, HM_SECTION_NAME, "%s%.26s", run == 0 ? "" : "back.", name);
    return full;
}

/// The labels of layer l: "labels.1" of the training text, "valid.labels.1" of the other.
static const char *
label_section(const char *text, size_t l, char full[HM_SECTION_NAME])
{
    snprintf(full, HM_SECTION_NAME, "%slabels.%zu", text, l + 1);
    return full;
}

static hmrnn_status
describe(hm_trainer *trainer, hm_metadata *metadata, hmrnn_error *err)
{
    HM_TRY(hm_options_describe(&trainer->options, metadata, err));
    return hm_run_state_describe(trainer, metadata, err);
}

static hmrnn_status
make_extract(hm_trainer *trainer, extract *made, hmrnn_error *err)
{
    const size_t n_states = n_state_floats(trainer);
    memcpy(made->rates, trainer->progress.boundary_rate, sizeof made->rates / 2);
    memcpy(made->rates + HMRNN_MAX_LAYERS, trainer->progress.update_rate, sizeof made->rates / 2);
    made->states = hm_alloc_array(n_states, sizeof *made->states, "a checkpoint", err);
    if (made->states == NULL)
        return HMRNN_ENOMEM;
    move_states(trainer, made->states, false);
    HM_TRY(hm_model_describe(&trainer->model, err));
    HM_TRY(describe(trainer, &trainer->model.metadata, err));
    return hm_metadata_write(&trainer->model.metadata, &made->manifest, err);
}

static void
put(hm_section *sections, size_t *n, size_t run, const char *name, hm_section_type type,
    size_t n_columns, const void *data)
{
    char full[HM_SECTION_NAME];
    if (data != NULL)
        sections[(*n)++] = hm_section_of(section_of(run, name, full), type, 1, n_columns, data);
}

static void
put_run(const hm_trainer *trainer, size_t run, const extract *made, hm_section *sections, size_t *n)
{
    const size_t n_floats = trainer->n_parameters;
    put(sections, n, run, "manifest", HM_SECTION_BYTES, made->manifest.n_bytes,
        made->manifest.data);
    if (run == 0) {
        put(sections, n, run, "alphabet", HM_SECTION_BYTES,
            (trainer->model.dims.n_symbols - 1) * sizeof(uint32_t),
            hm_alphabet_chars(trainer->model.alphabet));
        put(sections, n, run, "char-classes", HM_SECTION_BYTES, trainer->model.dims.n_symbols,
            trainer->model.dims.char_classes);
    }
    put(sections, n, run, "weights", HM_SECTION_FLOAT32, n_floats, trainer->model.params.all);
    put(sections, n, run, "best", HM_SECTION_FLOAT32, n_floats, trainer->best);
    put(sections, n, run, "ema", HM_SECTION_FLOAT32, n_floats, trainer->ema);
    put(sections, n, run, "adam.m", HM_SECTION_FLOAT32, n_floats, trainer->adam.m);
    put(sections, n, run, "adam.v", HM_SECTION_FLOAT32, n_floats, trainer->adam.v);
    put(sections, n, run, "states", HM_SECTION_FLOAT32, n_state_floats(trainer), made->states);
    put(sections, n, run, "rates", HM_SECTION_BYTES, sizeof made->rates, made->rates);
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++) {
        char name[HM_SECTION_NAME];
        put(sections, n, run, label_section("", l, name), HM_SECTION_BYTES, trainer->train.n,
            trainer->train.labels.layer[l]);
        put(sections, n, run, label_section("valid.", l, name), HM_SECTION_BYTES, trainer->valid.n,
            trainer->valid.labels.layer[l]);
    }
}

hmrnn_status
hm_checkpoint_write(size_t n_runs, hm_trainer *const *runs, const char *path, hmrnn_error *err)
{
    hm_section sections[2 * MAX_SECTIONS] = {{.n_rows = 0}};
    extract made[2] = {{.manifest = HM_BYTES_INIT}, {.manifest = HM_BYTES_INIT}};
    size_t n = 0;
    hmrnn_status status = HMRNN_OK;
    for (size_t run = 0; status == HMRNN_OK && run < n_runs; run++) {
        status = make_extract(runs[run], &made[run], err);
        if (status == HMRNN_OK)
            put_run(runs[run], run, &made[run], sections, &n);
    }
    if (status == HMRNN_OK)
        status = hm_container_write(path, n, sections, err);
    for (size_t run = 0; run < n_runs; run++) {
        free(made[run].states);
        hm_bytes_release(&made[run].manifest);
    }
    return status;
}

hmrnn_status
hm_checkpoint_begin(const hm_container *container, const hm_modality *const *modalities,
                    hmrnn_train_options *options, hm_model *model, hmrnn_error *err)
{
    hm_model fresh = HM_MODEL_INIT;
    hmrnn_train_options read = *options;
    hmrnn_status status = hm_model_read_shape(&fresh, container, modalities, err);
    if (status == HMRNN_OK)
        status = hm_model_allocate(&fresh, err);
    if (status == HMRNN_OK)
        status = hm_options_read(&read, &fresh.metadata, err);
    if (status == HMRNN_OK && options->epochs > 0.0 && options->epochs != read.epochs) {
        if (read.schedule == HMRNN_SCHEDULE_COSINE)
            status = hm_fail(err, HMRNN_EARG,
                             "the epochs (%g) cannot be changed where the rate follows them",
                             read.epochs);
        read.epochs = options->epochs;
    }
    if (status == HMRNN_OK)
        status = hm_options_check(&read, err);
    if (status != HMRNN_OK) {
        hm_model_release(&fresh);
        return status;
    }
    read.boundary = fresh.boundary;
    *options = read;
    *model = fresh;
    return HMRNN_OK;
}

/// Read an array as long as the parameters, all of it finite.
static hmrnn_status
read_array(const hm_container *container, size_t run, const char *name, size_t n, float *array,
           hmrnn_error *err)
{
    char full[HM_SECTION_NAME];
    section_of(run, name, full);
    HM_TRY(hm_container_floats(container, full, 1, n, array, err));
    for (size_t i = 0; i < n; i++)
        if (!isfinite(array[i]))
            return hm_fail(err, HMRNN_EFORMAT, "'%s' has a value that is no number", full);
    return HMRNN_OK;
}

static const hm_section *
find_bytes(const hm_container *container, size_t run, const char *name)
{
    char full[HM_SECTION_NAME];
    return hm_container_find(container, section_of(run, name, full), HM_SECTION_BYTES);
}

/// The labels of a text that a run had when it stopped.
static hmrnn_status
read_labels(const hm_container *container, size_t run, const char *text, size_t n,
            hm_labels *labels, hmrnn_error *err)
{
    hm_labels_append(labels, n);
    for (size_t l = 0; l < HMRNN_MAX_LAYERS; l++) {
        char name[HM_SECTION_NAME];
        const hm_section *const section = find_bytes(container, run, label_section(text, l, name));
        if (section == NULL)
            continue;
        if (section->n_bytes != n)
            return hm_fail(err, HMRNN_EFORMAT, "its labels do not fit the text");
        HM_TRY(hm_labels_add_layer(labels, l, err));
        memcpy(labels->layer[l], section->data, n);
    }
    return HMRNN_OK;
}

static hmrnn_status
restore_labels(hm_trainer *trainer, size_t run, const hm_container *container, hmrnn_error *err)
{
    hm_labels train = hm_labels_in(NULL, HM_LABELS_SELF_TRAINING);
    hm_labels valid = hm_labels_in(NULL, HM_LABELS_SELF_TRAINING);
    hmrnn_status status = read_labels(container, run, "", trainer->train.n, &train, err);
    if (status == HMRNN_OK)
        status = read_labels(container, run, "valid.", trainer->valid.n, &valid, err);
    if (status == HMRNN_OK && (hm_labels_exist(&train) || hm_labels_exist(&valid)))
        status = hm_trainer_set_labels(trainer, &train, &valid, err);
    hm_labels_release(&train);
    hm_labels_release(&valid);
    return status;
}

static hmrnn_status
restore_states(hm_trainer *trainer, size_t run, const hm_container *container, hmrnn_error *err)
{
    const size_t n_states = n_state_floats(trainer);
    float *const states = hm_alloc_array(n_states, sizeof *states, "a checkpoint", err);
    if (states == NULL)
        return HMRNN_ENOMEM;
    const hmrnn_status status = read_array(container, run, "states", n_states, states, err);
    if (status == HMRNN_OK)
        move_states(trainer, states, true);
    free(states);
    return status;
}

static hmrnn_status
restore_run(hm_trainer *trainer, size_t run, const hm_container *container, hmrnn_error *err)
{
    const hm_metadata *const metadata = &trainer->model.metadata;
    const size_t n = trainer->n_parameters;
    HM_TRY(hm_run_state_check(trainer, metadata, err));
    HM_TRY(restore_labels(trainer, run, container, err));
    HM_TRY(hm_run_state_restore(trainer, metadata, err));
    HM_TRY(read_array(container, run, "weights", n, trainer->model.params.all, err));
    HM_TRY(read_array(container, run, "best", n, trainer->best, err));
    if (trainer->ema != NULL)
        HM_TRY(read_array(container, run, "ema", n, trainer->ema, err));
    HM_TRY(read_array(container, run, "adam.m", n, trainer->adam.m, err));
    HM_TRY(read_array(container, run, "adam.v", n, trainer->adam.v, err));

    const hm_section *const rates = find_bytes(container, run, "rates");
    if (rates == NULL || rates->n_bytes != 2 * HMRNN_MAX_LAYERS * sizeof(double))
        return hm_fail(err, HMRNN_EFORMAT, "lacks 'rates'");
    memcpy(trainer->progress.boundary_rate, rates->data, rates->n_bytes / 2);
    memcpy(trainer->progress.update_rate, (const char *)rates->data + rates->n_bytes / 2,
           rates->n_bytes / 2);
    return restore_states(trainer, run, container, err);
}

hmrnn_status
hm_checkpoint_restore(size_t n_runs, hm_trainer *const *runs, const hm_container *container,
                      hmrnn_error *err)
{
    for (size_t run = 0; run < n_runs; run++) {
        const hm_section *const manifest = find_bytes(container, run, "manifest");
        if (manifest == NULL)
            return hm_fail(err, HMRNN_EFORMAT, "lacks a manifest");
        HM_TRY(
            hm_metadata_read(&runs[run]->model.metadata, manifest->n_bytes, manifest->data, err));
        HM_TRY(restore_run(runs[run], run, container, err));
    }
    return HMRNN_OK;
}
