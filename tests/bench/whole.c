// SPDX-License-Identifier: BSD-2-Clause
//
// whole.c - run a command several times and say how long it takes and how much memory it needs.
//
//     whole RUNS COMMAND [ARGUMENT]...
//
// Writes the median seconds from fork to exit, and the largest resident set in MB. The command's
// standard output is thrown away; its standard input is ours, rewound for each run.
#include <config.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_RUNS 64

static double
now(void)
{
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return (double)moment.tv_sec + 1e-9 * (double)moment.tv_nsec;
}

static int
compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void
become(char **command)
{
    const int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0)
        _exit(126);
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
}

int
main(int argc, char **argv)
{
    const int n_runs = argc > 2 ? atoi(argv[1]) : 0;
    if (n_runs < 1 || n_runs > MAX_RUNS) {
        fprintf(stderr, "usage: whole RUNS COMMAND [ARGUMENT]...\n");
        return 2;
    }
    double seconds[MAX_RUNS];
    long most_kb = 0;
    for (int i = 0; i < n_runs; i++) {
        lseek(STDIN_FILENO, 0, SEEK_SET);  // may be a pipe, if there is one run only
        const double begin = now();
        const pid_t child = fork();
        if (child == 0)
            become(argv + 2);
        int status = 0;
        struct rusage usage;
        if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0)
            return 1;
        seconds[i] = now() - begin;
        most_kb = usage.ru_maxrss > most_kb ? usage.ru_maxrss : most_kb;
    }
    qsort(seconds, (size_t)n_runs, sizeof *seconds, compare);
    printf("%.6f %.1f\n", seconds[n_runs / 2], (double)most_kb / 1024.0);
    return 0;
}
