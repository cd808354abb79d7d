// SPDX-License-Identifier: BSD-2-Clause
//
// lib/modalities.h - the modalities that a model file may be of. A new one is a row here.
#ifndef HM_LIB_MODALITIES_H
#define HM_LIB_MODALITIES_H

#include "net/modality.h"

/// NULL after the last. The first is that of manifests which name none.
extern const hm_modality *const hm_modalities[];

#endif
