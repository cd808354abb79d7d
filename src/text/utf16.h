// SPDX-License-Identifier: BSD-2-Clause
//
// text/utf16.h - the code points of UTF-16, which is what ICU speaks.
#ifndef HM_TEXT_UTF16_H
#define HM_TEXT_UTF16_H

#include <stddef.h>
#include <stdint.h>
#include <unicode/utf16.h>

/// The code point at units[*i], *i < n; moves *i past it. A surrogate alone is given as it is.
static inline uint32_t
hm_utf16_next(size_t n, const UChar *units, size_t *i)
{
    const uint32_t c = units[(*i)++];
    if (U16_IS_LEAD(c) && *i < n && U16_IS_TRAIL(units[*i]))
        return (uint32_t)U16_GET_SUPPLEMENTARY(c, units[(*i)++]);
    return c;
}

#endif
