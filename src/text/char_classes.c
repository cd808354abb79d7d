// SPDX-License-Identifier: BSD-2-Clause
//
// text/char_classes.c - the classes of an alphabet's symbols: general category and script together.
#include <config.h>

#include "text/char_classes.h"

#include "text/char_props.h"

/// A number for class and script; for the newline one that no other has.
static uint32_t
nature_of(uint32_t c)
{
    if (c == '\n')
        return UINT32_MAX;
    const hm_char_category class = hm_char_category_of(c);
    const int32_t script = class == HM_CATEGORY_LETTER ? hm_script_of_letter(c) : hm_script_of(c);
    return (uint32_t) class << 16 | (uint32_t)script;
}

size_t
hm_char_classes_of(const hm_alphabet *alphabet, uint8_t *char_classes)
{
    const size_t V = hm_alphabet_size(alphabet);
    uint32_t natures[UINT8_MAX + 1] = {0};
    size_t n = 1;
    char_classes[HM_SYMBOL_UNKNOWN] = 0;
    for (size_t id = 1; id < V; id++) {
        const uint32_t nature = nature_of(hm_alphabet_chars(alphabet)[id - 1]);
        size_t kind = 1;
        while (kind < n && natures[kind] != nature)
            kind++;
        if (kind == n && n <= UINT8_MAX)
            natures[n++] = nature;
        char_classes[id] = (uint8_t)(kind < n ? kind : n - 1);
    }
    return n;
}
