// SPDX-License-Identifier: BSD-2-Clause
//
// cli/check_outputs.c - the output files of a run, checked before hours of work.
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

/// A target after its symbolic links.
typedef struct target_file {
    char *path;
    char *folder;              ///< that it is in
    struct stat file, parent;  ///< its own and the folder's
    bool exists, has_parent;
} target_file;

static char *
check_memory(char *text)
{
    if (text == NULL)
        hm_message_die("no memory for a name");
    return text;
}

static target_file
find_target(const char *path)
{
    target_file p = {.path = check_memory(hm_atomic_file_target(path))};
    p.folder = check_memory(strdup(p.path));
    char *const slash = strrchr(p.folder, '/');
    if (slash != NULL)
        slash[slash == p.folder ? 1 : 0] = '\0';
    else if (p.folder[0] != '\0')
        strcpy(p.folder, ".");
    p.exists = stat(p.path, &p.file) == 0;
    p.has_parent = stat(p.folder, &p.parent) == 0;
    return p;
}

static void
release_target(target_file *p)
{
    free(p->path);
    free(p->folder);
}

static const char *
name_of(const target_file *p)
{
    const char *const slash = strrchr(p->path, '/');
    return slash == NULL ? p->path : slash + 1;
}

static bool
have_same_inode(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/// Files that exist are compared by inode, others by the inode of their folder and their name.
static bool
are_same(const target_file *a, const target_file *b)
{
    if (a->exists && b->exists)
        return S_ISREG(a->file.st_mode) && have_same_inode(&a->file, &b->file);
    return !a->exists && !b->exists && a->has_parent && b->has_parent &&
           have_same_inode(&a->parent, &b->parent) && strcmp(name_of(a), name_of(b)) == 0;
}

/// Whether a source is the target, or a folder above it.
static bool
is_read(const target_file *target, const char *source)
{
    struct stat found;
    if (!target->exists || !S_ISREG(target->file.st_mode))
        return false;
    if ((strcmp(source, "-") == 0 ? fstat(STDIN_FILENO, &found) : stat(source, &found)) != 0)
        return false;
    if (!S_ISDIR(found.st_mode))
        return have_same_inode(&target->file, &found);
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
check_writable(const target_file *p, const char *path)
{
    if (p->exists && S_ISDIR(p->file.st_mode))
        hm_message_die("%s: cannot be written: it is a directory", path);
    // a regular file is replaced by rename(), which needs a writable folder only
    if (access(p->exists && !S_ISREG(p->file.st_mode) ? p->path : p->folder, W_OK) != 0)
        hm_message_die("%s: cannot be written: %s", path, strerror(errno));
}

void
hm_check_outputs(size_t n, const hm_output_file *targets, size_t n_sources,
                 const char *const *sources)
{
    for (size_t i = 0; i < n; i++) {
        if (targets[i].path == NULL)
            continue;
        target_file own = find_target(targets[i].path);
        for (size_t j = 0; j < i; j++) {
            if (targets[j].path == NULL)
                continue;
            target_file other = find_target(targets[j].path);
            if (are_same(&own, &other))
                hm_message_usage("--%s and --%s name the same file, %s", targets[j].option,
                                 targets[i].option, targets[i].path);
            release_target(&other);
        }
        for (size_t j = 0; j < n_sources; j++)
            if (is_read(&own, sources[j]))
                hm_message_usage("%s is read and would be overwritten: give --%s another name",
                                 targets[i].path, targets[i].option);
        check_writable(&own, targets[i].path);
        release_target(&own);
    }
}
