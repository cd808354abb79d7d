// SPDX-License-Identifier: BSD-2-Clause
//
// tool/targets.c - the files that a run is going to write, looked at before hours of work depend on
// them.
#include <config.h>

#include "tool/targets.h"

#include "tool/message.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// What makes two paths the same file: its inode, or, where there is none yet, its folder's and the
/// name in it.
typedef struct identity {
    bool is_known;
    dev_t device;
    ino_t inode;
    const char *name;                           ///< in the folder; NULL: the file is there
} identity;

/// The folder that a path is in; to be freed.
static char *
folder_of(const char *path)
{
    char *const folder = strdup(path);
    if (folder == NULL)
        hm_message_die("no memory for a name");
    char *const slash = strrchr(folder, '/');
    if (slash != NULL)
        slash[slash == folder ? 1 : 0] = '\0';
    else if (folder[0] != '\0')
        strcpy(folder, ".");
    return folder;
}

static identity
identify(const char *path)
{
    struct stat found;
    if (stat(path, &found) == 0)
        return (identity){S_ISREG(found.st_mode), found.st_dev, found.st_ino, NULL};
    char *const folder = folder_of(path);
    const bool is_there = stat(folder, &found) == 0;
    free(folder);
    const char *const slash = strrchr(path, '/');
    return (identity){is_there, found.st_dev, found.st_ino, slash == NULL ? path : slash + 1};
}

static bool
are_same(const identity *a, const identity *b)
{
    if (!a->is_known || !b->is_known || a->device != b->device || a->inode != b->inode ||
        (a->name == NULL) != (b->name == NULL))
        return false;
    return a->name == NULL || strcmp(a->name, b->name) == 0;
}

static void
check_writable(const char *path)
{
    struct stat found;
    const bool is_there = stat(path, &found) == 0;
    if (is_there && S_ISDIR(found.st_mode))
        hm_message_die("%s: cannot be written: it is a directory", path);
    char *const folder = folder_of(path);       // where a new file takes the place of an old one
    if (access(is_there && !S_ISREG(found.st_mode) ? path : folder, W_OK) != 0)
        hm_message_die("%s: cannot be written: %s", path, strerror(errno));
    free(folder);
}

void
hm_targets_check(size_t n, const hm_target *targets, size_t n_sources, const char *const *sources)
{
    for (size_t i = 0; i < n; i++) {
        if (targets[i].path == NULL)
            continue;
        const identity own = identify(targets[i].path);
        for (size_t j = 0; j < i; j++) {
            const identity other =
                targets[j].path == NULL ? (identity){0} : identify(targets[j].path);
            if (are_same(&own, &other))
                hm_message_usage("--%s and --%s name the same file, %s", targets[j].option,
                                 targets[i].option, targets[i].path);
        }
        for (size_t j = 0; j < n_sources; j++) {
            const identity source = identify(sources[j]);
            if (are_same(&own, &source))
                hm_message_usage("%s is read and would be overwritten: give --%s another name",
                                 sources[j], targets[i].option);
        }
        check_writable(targets[i].path);
    }
}
