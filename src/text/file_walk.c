// SPDX-License-Identifier: BSD-2-Clause
//
// text/file_walk.c - operands, and what lies below directories, as open files.
//
// The directories that lead to the present file are levels of a stack; each holds its sorted names
// and how far it has come. `path` is the present file's; each level knows where its own part ends.
#include <config.h>

#include "text/file_walk.h"

#include "base/alloc.h"
#include "base/bytes.h"
#include "base/error.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct level {
    char **names;
    size_t n_names;
    size_t i_name;  // the next one
    size_t n_path;  // bytes of the directory's own path
} level;

struct hm_file_walk {
    const char *const *operands;
    size_t n_operands;
    size_t i_operand;  // the next one
    level *levels;
    size_t n_levels;
    size_t levels_capacity;
    hm_bytes path;  // ends in NUL
};

static const char *const standard_input[] = {"-"};

hmrnn_status
hm_file_walk_new(hm_file_walk **out, size_t n_operands, const char *const *operands,
                 hmrnn_error *err)
{
    assert(n_operands == 0 || operands != NULL);
    hm_file_walk *const walk = calloc(1, sizeof *walk);
    if (walk == NULL)
        return hm_fail_memory(err, "the list of files", sizeof *walk);
    walk->operands = n_operands > 0 ? operands : standard_input;
    walk->n_operands = n_operands > 0 ? n_operands : 1;
    *out = walk;
    return HMRNN_OK;
}

static void
level_release(level *l)
{
    for (size_t i = 0; i < l->n_names; i++)
        free(l->names[i]);
    free(l->names);
}

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/// Make `path` the first `n_kept` bytes of itself, then `name`, then NUL.
static hmrnn_status
set_path(hm_file_walk *walk, size_t n_kept, const char *name, hmrnn_error *err)
{
    walk->path.n_bytes = n_kept;
    if (n_kept > 0 && walk->path.data[n_kept - 1] != '/')
        HM_TRY(hm_bytes_append(&walk->path, 1, "/", err));
    return hm_bytes_append(&walk->path, strlen(name) + 1, name, err);
}

static const char *
path_of(const hm_file_walk *walk)
{
    return (const char *)walk->path.data;
}

static hmrnn_status
add_name(level *l, size_t *capacity, const char *name, hmrnn_error *err)
{
    HM_TRY(hm_alloc_grow(&l->names, capacity, l->n_names + 1, sizeof *l->names,
                         "the names in a directory", err));
    char *const copy = strdup(name);
    if (copy == NULL)
        return hm_fail_memory(err, "a name in a directory", strlen(name));
    l->names[l->n_names++] = copy;
    return HMRNN_OK;
}

static hmrnn_status
read_names(DIR *directory, const char *path, level *l, hmrnn_error *err)
{
    size_t capacity = 0;
    for (;;) {
        errno = 0;
        const struct dirent *const entry = readdir(directory);
        if (entry == NULL)
            break;
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            HM_TRY(add_name(l, &capacity, entry->d_name, err));
    }
    if (errno != 0)
        return hm_fail(err, HMRNN_EIO, "%s: cannot read the directory: %s", path, strerror(errno));
    if (l->n_names > 0)
        qsort(l->names, l->n_names, sizeof *l->names, compare_names);
    return HMRNN_OK;
}

/// Go down into the directory `path`.
static hmrnn_status
enter(hm_file_walk *walk, hmrnn_error *err)
{
    HM_TRY(hm_alloc_grow(&walk->levels, &walk->levels_capacity, walk->n_levels + 1,
                         sizeof *walk->levels, "directories", err));
    DIR *const directory = opendir(path_of(walk));
    if (directory == NULL)
        return hm_fail(err, HMRNN_EIO, "%s: cannot open the directory: %s", path_of(walk),
                       strerror(errno));
    level fresh = {NULL, 0, 0, walk->path.n_bytes - 1};
    const hmrnn_status status = read_names(directory, path_of(walk), &fresh, err);
    closedir(directory);
    if (status != HMRNN_OK) {
        level_release(&fresh);
        return status;
    }
    walk->levels[walk->n_levels++] = fresh;
    return HMRNN_OK;
}

static hmrnn_status
open_path(const hm_file_walk *walk, int *fd, const char **name, hmrnn_error *err)
{
    const int opened = open(path_of(walk), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (opened < 0)
        return hm_fail(err, HMRNN_EIO, "%s: cannot open: %s", path_of(walk), strerror(errno));
    *fd = opened;
    *name = path_of(walk);
    return HMRNN_OK;
}

static hmrnn_status
open_standard_input(int *fd, const char **name, hmrnn_error *err)
{
    const int opened = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    if (opened < 0)
        return hm_fail(err, HMRNN_EIO, "(standard input): cannot read: %s", strerror(errno));
    *fd = opened;
    *name = "(standard input)";
    return HMRNN_OK;
}

/// Open the next name of the lowest level, or go down into it, or leave the level if it has no
/// more.
static hmrnn_status
next_in_directory(hm_file_walk *walk, int *fd, const char **name, hmrnn_error *err)
{
    level *const l = &walk->levels[walk->n_levels - 1];
    if (l->i_name == l->n_names) {
        level_release(l);
        walk->n_levels--;
        return HMRNN_OK;
    }
    HM_TRY(set_path(walk, l->n_path, l->names[l->i_name++], err));
    struct stat self, target;
    if (lstat(path_of(walk), &self) != 0 || stat(path_of(walk), &target) != 0)
        return hm_fail(err, HMRNN_EIO, "%s: cannot open: %s", path_of(walk), strerror(errno));
    if (S_ISDIR(target.st_mode))
        return S_ISLNK(self.st_mode) ? HMRNN_OK : enter(walk, err);
    if (!S_ISREG(target.st_mode))
        return hm_fail(err, HMRNN_EFORMAT, "%s: not read: a FIFO, socket or device in a directory",
                       path_of(walk));
    return open_path(walk, fd, name, err);
}

static hmrnn_status
next_operand(hm_file_walk *walk, int *fd, const char **name, hmrnn_error *err)
{
    const char *const operand = walk->operands[walk->i_operand++];
    if (strcmp(operand, "-") == 0)
        return open_standard_input(fd, name, err);
    HM_TRY(set_path(walk, 0, operand, err));
    struct stat target;
    if (stat(operand, &target) != 0)
        return hm_fail(err, HMRNN_EIO, "%s: cannot open: %s", operand, strerror(errno));
    return S_ISDIR(target.st_mode) ? enter(walk, err) : open_path(walk, fd, name, err);
}

hmrnn_status
hm_file_walk_next(hm_file_walk *walk, int *fd, const char **name, hmrnn_error *err)
{
    const char *found = NULL;
    while (found == NULL) {
        if (walk->n_levels > 0)
            HM_TRY(next_in_directory(walk, fd, &found, err));
        else if (walk->i_operand < walk->n_operands)
            HM_TRY(next_operand(walk, fd, &found, err));
        else
            break;
    }
    *name = found;
    return HMRNN_OK;
}

void
hm_file_walk_free(hm_file_walk *walk)
{
    if (walk == NULL)
        return;
    while (walk->n_levels > 0)
        level_release(&walk->levels[--walk->n_levels]);
    free(walk->levels);
    hm_bytes_release(&walk->path);
    free(walk);
}
