// SPDX-License-Identifier: BSD-2-Clause
//
// text/char_props.c - properties of characters, by ICU's tables.
#include <config.h>

#include "text/char_props.h"

#include "hmrnn.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#define IS_IN(category, mask) ((U_MASK(category) & (uint32_t)(mask)) != 0)

static bool
is_code_point(uint32_t c)
{
    return c <= UCHAR_MAX_VALUE;
}

bool
hm_char_is_space(uint32_t c)
{
    return is_code_point(c) && u_isUWhiteSpace((UChar32)c);
}

hm_char_category
hm_char_category_of(uint32_t c)
{
    if (!is_code_point(c))
        return HM_CATEGORY_OTHER;
    if (hm_char_is_space(c))
        return HM_CATEGORY_SPACE;
    const int8_t category = u_charType((UChar32)c);
    if (IS_IN(category, U_GC_P_MASK))
        return HM_CATEGORY_PUNCTUATION;
    if (IS_IN(category, U_GC_S_MASK))
        return HM_CATEGORY_SYMBOL;
    if (IS_IN(category, U_GC_ND_MASK))
        return HM_CATEGORY_DIGIT;
    if (IS_IN(category, U_GC_L_MASK | U_GC_M_MASK | U_GC_NL_MASK | U_GC_NO_MASK))
        return HM_CATEGORY_LETTER;
    return HM_CATEGORY_OTHER;
}

bool
hm_char_is_continuous(uint32_t c)
{
    if (hm_char_category_of(c) != HM_CATEGORY_LETTER)
        return false;
    switch (u_getIntPropertyValue((UChar32)c, UCHAR_LINE_BREAK)) {
    case U_LB_ALPHABETIC:
    case U_LB_AMBIGUOUS:
    case U_LB_BREAK_AFTER:
    case U_LB_BREAK_BEFORE:
    case U_LB_COMBINING_MARK:
    case U_LB_GLUE:
    case U_LB_HEBREW_LETTER:
    case U_LB_POSTFIX_NUMERIC:
    case U_LB_H2:
    case U_LB_H3:
    case U_LB_JL:
    case U_LB_JV:
    case U_LB_JT:
        return false;
    default:
        return true;
    }
}

bool
hm_char_holds_next(uint32_t c)
{
    return is_code_point(c) && (u_hasBinaryProperty((UChar32)c, UCHAR_LOGICAL_ORDER_EXCEPTION) ||
                                u_getIntPropertyValue((UChar32)c, UCHAR_INDIC_SYLLABIC_CATEGORY) ==
                                    U_INSC_INVISIBLE_STACKER);
}

bool
hm_char_holds_on(uint32_t c)
{
    return is_code_point(c) &&
           u_getIntPropertyValue((UChar32)c, UCHAR_INDIC_SYLLABIC_CATEGORY) ==
               U_INSC_VOWEL_DEPENDENT &&
           !u_hasBinaryProperty((UChar32)c, UCHAR_LOGICAL_ORDER_EXCEPTION);
}

bool
hm_char_silences(uint32_t c)
{
    return is_code_point(c) &&
           u_getIntPropertyValue((UChar32)c, UCHAR_INDIC_SYLLABIC_CATEGORY) == U_INSC_PURE_KILLER;
}

bool
hm_char_parts_words(uint32_t c)
{
    return is_code_point(c) && u_getIntPropertyValue((UChar32)c, UCHAR_LINE_BREAK) == U_LB_ZWSPACE;
}

bool
hm_char_joins_letters(uint32_t c)
{
    if (!is_code_point(c))
        return false;
    switch (u_getIntPropertyValue((UChar32)c, UCHAR_WORD_BREAK)) {
    case U_WB_MIDLETTER:
    case U_WB_MIDNUMLET:
    case U_WB_SINGLE_QUOTE:
    case U_WB_EXTENDNUMLET:
        return true;
    default:
        return false;
    }
}

bool
hm_char_joins_words(uint32_t c)
{
    if (!is_code_point(c))
        return false;
    switch (u_getIntPropertyValue((UChar32)c, UCHAR_LINE_BREAK)) {
    case U_LB_ALPHABETIC:
    case U_LB_BREAK_SYMBOLS:
    case U_LB_HYPHEN:
    case U_LB_INFIX_NUMERIC:
        return true;
    case U_LB_BREAK_AFTER:
        return u_charType((UChar32)c) == U_DASH_PUNCTUATION;
    default:
        return false;
    }
}

bool
hm_char_joins_digits(uint32_t c)
{
    if (!is_code_point(c))
        return false;
    const int32_t word_break = u_getIntPropertyValue((UChar32)c, UCHAR_WORD_BREAK);
    return word_break == U_WB_MIDNUM || word_break == U_WB_MIDNUMLET;
}

bool
hm_char_follows_digits(uint32_t c)
{
    return is_code_point(c) &&
           u_getIntPropertyValue((UChar32)c, UCHAR_LINE_BREAK) == U_LB_POSTFIX_NUMERIC;
}

bool
hm_char_opens(uint32_t c)
{
    return is_code_point(c) && IS_IN(u_charType((UChar32)c), U_GC_PS_MASK | U_GC_PI_MASK);
}

bool
hm_char_quotes(uint32_t c)
{
    return is_code_point(c) && IS_IN(u_charType((UChar32)c), U_GC_PO_MASK) &&
           u_getIntPropertyValue((UChar32)c, UCHAR_LINE_BREAK) == U_LB_QUOTATION;
}

bool
hm_char_pauses(uint32_t c)
{
    return is_code_point(c) && IS_IN(u_charType((UChar32)c), U_GC_PO_MASK);
}

int32_t
hm_script_of(uint32_t c)
{
    if (!is_code_point(c))
        return 0;
    UErrorCode error = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript((UChar32)c, &error);
    return U_SUCCESS(error) ? (int32_t)script : 0;
}

int32_t
hm_script_of_letter(uint32_t c)
{
    UScriptCode scripts[64];
    UErrorCode error = U_ZERO_ERROR;
    const int32_t script = hm_script_of(c);
    if (script != USCRIPT_COMMON && script != USCRIPT_INHERITED)
        return script;
    const int32_t n = uscript_getScriptExtensions((UChar32)c, scripts, 64, &error);
    return U_SUCCESS(error) && n > 0 ? (int32_t)scripts[n - 1] : script;
}

const char *
hm_script_name(int32_t script)
{
    const char *const name = uscript_getShortName((UScriptCode)script);
    return name != NULL ? name : "Zzzz";
}

unsigned
hm_char_columns(uint32_t c)
{
    if (!is_code_point(c))
        return 1;
    if (IS_IN(u_charType((UChar32)c), U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK))
        return 0;
    const int32_t width = u_getIntPropertyValue((UChar32)c, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}
