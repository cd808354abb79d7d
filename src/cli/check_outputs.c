// SPDX-License-Identifier: BSD-2-Clause
//
// cli/check_outputs.c - the files that a run is going to write, looked at before hours of work
// depend on them.
#include <config.h>

#include "cli/check_outputs.h"

#include "base/atomic_file.h"
#include "cli/message.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// A target, where its path leads to.
typedef struct place {
    char *path;
    char *folder;              ///< that it is in
    struct stat file, parent;  ///< its own and the folder's
    bool is_there, has_parent;
} place;

static char *
keep(char *text)
{
    if (text == NULL)
        hm_message_die("no memory for a name");
    return text;
}

static place
find(const char *path)
{
    place p = {.path = keep(hm_atomic_file_target(path))};
    p.folder = keep(strdup(p.path));
    char *const slash = strrchr(p.folder, '/');
    if (slash != NULL)
        slash[slash == p.folder ? 1 : 0] = '\0';
    else if (p.folder[0] != '\0')
        strcpy(p.folder, ".");
    p.is_there = stat(p.path, &p.file) == 0;
    p.has_parent = stat(p.folder, &p.parent) == 0;
    return p;
}

static void
forget(place *p)
{
    free(p->path);
    free(p->folder);
}

static const char *
name_of(const place *p)
{
    const char *const slash = strrchr(p->path, '/');
    return slash == NULL ? p->path : slash + 1;
}

static bool
are_one(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/// Files that are there are told by their inodes; others by their folders and their names in them.
static bool
are_same(const place *a, const place *b)
{
    if (a->is_there && b->is_there)
        return S_ISREG(a->file.st_mode) && are_one(&a->file, &b->file);
    return !a->is_there && !b->is_there && a->has_parent && b->has_parent &&
           are_one(&a->parent, &b->parent) && strcmp(name_of(a), name_of(b)) == 0;
}

/// Whether a source is the target, or a folder that it lies below.
static bool
is_read(const place *target, const char *source)
{
    struct stat found;
    if (!target->is_there || !S_ISREG(target->file.st_mode))
        return false;
    if ((strcmp(source, "-") == 0 ? fstat(STDIN_FILENO, &found) : stat(source, &found)) != 0)
        return false;
    if (!S_ISDIR(found.st_mode))
        return are_one(&target->file, &found);
    char *const folder = realpath(source, NULL);
    char *const path = realpath(target->path, NULL);
    const size_t n = folder == NULL ? 0 : strlen(folder);
    const bool is_below = folder != NULL && path != NULL && strncmp(folder, path, n) == 0 &&
                          (path[n] == '/' || (n > 0 && folder[n - 1] == '/'));
    free(folder);
    free(path);
    return is_below;
}

static void
check_writable(const place *p, const char *path)
{
    if (p->is_there && S_ISDIR(p->file.st_mode))
        hm_message_die("%s: cannot be written: it is a directory", path);
    // a new file takes the place of an old one in its folder
    if (access(p->is_there && !S_ISREG(p->file.st_mode) ? p->path : p->folder, W_OK) != 0)
        hm_message_die("%s: cannot be written: %s", path, strerror(errno));
}

void
hm_check_outputs(size_t n, const hm_output_file *targets, size_t n_sources,
                 const char *const *sources)
{
    for (size_t i = 0; i < n; i++) {
        if (targets[i].path == NULL)
            continue;
        place own = find(targets[i].path);
        for (size_t j = 0; j < i; j++) {
            if (targets[j].path == NULL)
                continue;
            place other = find(targets[j].path);
            if (are_same(&own, &other))
                hm_message_usage("--%s and --%s name the same file, %s", targets[j].option,
                                 targets[i].option, targets[i].path);
            forget(&other);
        }
        for (size_t j = 0; j < n_sources; j++)
            if (is_read(&own, sources[j]))
                hm_message_usage("%s is read and would be overwritten: give --%s another name",
                                 targets[i].path, targets[i].option);
        check_writable(&own, targets[i].path);
        forget(&own);
    }
}
