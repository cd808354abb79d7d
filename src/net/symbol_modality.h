// SPDX-License-Identifier: BSD-2-Clause
//
// net/symbol_modality.h - text: symbols are embedded by a table and predicted by a softmax.
//
//     x = E[symbol] + F[class of the symbol]          F where hm_dims has character classes
//     p = softmax(outputs)
#ifndef HM_NET_SYMBOL_MODALITY_H
#define HM_NET_SYMBOL_MODALITY_H

#include "net/modality.h"

extern const hm_modality hm_symbol_modality;

#endif
