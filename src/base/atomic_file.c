// SPDX-License-Identifier: BSD-2-Clause
//
// base/atomic_file.c - a file that is either whole or not there.
#include <config.h>

#include "base/atomic_file.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENDING 6        // of a temporary name
#define MAX_TRIES 1000  // names left behind by others

static void
forget(hm_atomic_file *atomic)
{
    free(atomic->path);
    free(atomic->temporary);
    *atomic = (hm_atomic_file)HM_ATOMIC_FILE_INIT;
}

/// A new file beside the target, with the mode that the umask leaves. mkstemp() would have it
/// private, and the umask cannot be read without setting it for all threads.
///
/// \param temporary  ends in a place for ENDING characters
/// \param mode       before the umask
/// \return descriptor, or -1 with errno
static int
open_beside(char *temporary, mode_t mode)
{
    char *const ending = temporary + strlen(temporary) - ENDING;
    int fd = -1;
    for (unsigned i = 0; fd < 0 && i < MAX_TRIES; i++) {
        snprintf(ending, ENDING + 1, "%06lx", ((unsigned long)getpid() + 7919UL * i) & 0xFFFFFF);
        fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd < 0 && errno != EEXIST)
            return -1;
    }
    return fd;
}

char *
hm_atomic_file_target(const char *path)
{
    char *const there = realpath(path, NULL);
    if (there != NULL)
        return there;
    if (errno == ENOMEM)
        return NULL;  // the path may well be a link
    char link[PATH_MAX];
    const ssize_t n = readlink(path, link, sizeof link - 1);
    if (n <= 0)
        return strdup(path);  // no link: a new file
    link[n] = '\0';
    const char *const slash = strrchr(path, '/');
    const size_t n_folder = link[0] == '/' || slash == NULL ? 0 : (size_t)(slash - path) + 1;
    char *const target = malloc(n_folder + (size_t)n + 1);
    if (target == NULL)
        return NULL;
    memcpy(target, path, n_folder);
    memcpy(target + n_folder, link, (size_t)n + 1);
    return target;
}

hmrnn_status
hm_atomic_file_open(hm_atomic_file *atomic, const char *path, hmrnn_error *err)
{
    *atomic = (hm_atomic_file)HM_ATOMIC_FILE_INIT;
    struct stat old;
    const bool is_there = stat(path, &old) == 0;
    if (is_there && S_ISDIR(old.st_mode))
        return hm_fail(err, HMRNN_EIO, "%s: is a directory", path);
    if (is_there && !S_ISREG(old.st_mode)) {
        atomic->file = fopen(path, "wbe");
        if (atomic->file == NULL)
            return hm_fail(err, HMRNN_EIO, "%s: cannot write: %s", path, strerror(errno));
        return HMRNN_OK;
    }

    char *const target = hm_atomic_file_target(path);
    char *const temporary = target == NULL ? NULL : malloc(strlen(target) + sizeof ".XXXXXX");
    if (temporary == NULL) {
        free(target);
        return hm_fail_memory(err, "a file name", strlen(path));
    }
    strcpy(temporary, target);
    strcat(temporary, ".XXXXXX");

    const int fd = open_beside(temporary, is_there ? 0600 : 0666);
    FILE *const file = fd < 0 ? NULL : fdopen(fd, "wb");
    if (file == NULL) {
        const int why = errno;
        if (fd >= 0) {
            close(fd);
            unlink(temporary);
        }
        free(temporary);
        free(target);
        return hm_fail(err, HMRNN_EIO, "%s: cannot write beside it: %s", path, strerror(why));
    }
    if (is_there)
        (void)fchmod(fd, old.st_mode & 07777);  // the contents matter more than the mode
    *atomic = (hm_atomic_file){file, 0, target, temporary};
    return HMRNN_OK;
}

void
hm_atomic_file_write(hm_atomic_file *atomic, size_t n, const void *bytes)
{
    if (atomic->why == 0 && fwrite(bytes, 1, n, atomic->file) != n)
        atomic->why = errno != 0 ? errno : EIO;
}

/// A rename survives a power cut only once the folder is on the disk, too.
static void
sync_folder(char *path)
{
    const int fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;  // a folder that cannot be read: nothing to be done
    (void)fsync(fd);
    close(fd);
}

hmrnn_status
hm_atomic_file_commit(hm_atomic_file *atomic, hmrnn_error *err)
{
    FILE *const file = atomic->file;
    atomic->file = NULL;
    bool is_good = atomic->why == 0 && fflush(file) == 0;
    if (is_good && atomic->temporary != NULL)
        is_good = fsync(fileno(file)) == 0;
    int why = atomic->why == 0 ? errno : atomic->why;
    if (fclose(file) != 0 && is_good) {
        why = errno;
        is_good = false;
    }
    if (is_good && atomic->temporary != NULL && rename(atomic->temporary, atomic->path) != 0) {
        why = errno;
        is_good = false;
    }

    hmrnn_status status = HMRNN_OK;
    if (!is_good) {
        if (atomic->temporary != NULL)
            unlink(atomic->temporary);
        status = hm_fail(err, HMRNN_EIO, "%s: cannot write: %s",
                         atomic->path == NULL ? "output" : atomic->path, strerror(why));
    } else if (atomic->path != NULL) {
        sync_folder(atomic->path);
    }
    forget(atomic);
    return status;
}

void
hm_atomic_file_discard(hm_atomic_file *atomic)
{
    if (atomic == NULL)
        return;
    if (atomic->file != NULL) {
        fclose(atomic->file);  // thrown away: no error can matter
        if (atomic->temporary != NULL)
            unlink(atomic->temporary);
    }
    forget(atomic);
}
