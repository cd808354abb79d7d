// SPDX-License-Identifier: BSD-2-Clause
//
// The escapes of --delimiter.
#include <config.h>

#include "cli/unescape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void
a_delimiter_may_have_escapes_and_nuls(void **state)
{
    (void)state;
    hm_bytes bytes = HM_BYTES_INIT;

    assert_int_equal(hm_unescape("a\\n\\t\\r\\0\\\\\\xfF", &bytes, NULL), HMRNN_OK);

    assert_int_equal(bytes.n_bytes, 7);
    assert_memory_equal(bytes.data, "a\n\t\r\0\\\xFF", 7);
    hm_bytes_release(&bytes);
}

static void
an_unknown_escape_is_an_error(void **state)
{
    (void)state;
    static const char *const texts[] = {"\\", "\\q", "\\x", "\\x1", "\\xg0"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        hm_bytes bytes = HM_BYTES_INIT;
        if (hm_unescape(texts[i], &bytes, NULL) != HMRNN_EARG)
            fail_msg("'%s' was taken for a delimiter", texts[i]);
        hm_bytes_release(&bytes);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_delimiter_may_have_escapes_and_nuls),
        cmocka_unit_test(an_unknown_escape_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
