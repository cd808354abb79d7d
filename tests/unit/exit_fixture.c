// SPDX-License-Identifier: BSD-2-Clause
//
// exit_fixture.c - tests of functions that end the program run them in a process of their own.
#include <config.h>

#include "exit_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

int
exit_status_of(void (*function)(const void *context), const void *context, const char *message)
{
    int ends[2];
    fflush(NULL);
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        function(context);
        _exit(0);
    }
    close(ends[1]);
    char text[4096] = "";
    size_t n = 0;
    for (ssize_t n_read;
         n < sizeof text - 1 && (n_read = read(ends[0], text + n, sizeof text - 1 - n)) > 0;)
        n += (size_t)n_read;
    text[n] = '\0';
    close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (message != NULL && strstr(text, message) == NULL)
        fail_msg("'%s' is not in what was written: %s", message, text);
    return WEXITSTATUS(status);
}
