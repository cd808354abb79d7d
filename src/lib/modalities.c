// SPDX-License-Identifier: BSD-2-Clause
//
// lib/modalities.c - the modalities that a model file may be of.
#include <config.h>

#include "lib/modalities.h"

#include "net/symbol_modality.h"
#include "strokes/stroke_modality.h"

const hm_modality *const hm_modalities[] = {&hm_symbol_modality, &hm_stroke_modality, NULL};
