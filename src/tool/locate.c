// SPDX-License-Identifier: BSD-2-Clause
//
// tool/locate.c - which model: the one that is named, or the installed one that fits the text.
#include <config.h>

#include "tool/locate.h"

#include "text/class.h"
#include "tool/message.h"
#include "tool/put.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char suffix[] = ".hmrnn";

enum { ENOUGH_CHARS = 1 << 14 };                // to know the scripts of a text

static bool
has_suffix(const char *name)
{
    const size_t n = strlen(name);
    return n >= sizeof suffix - 1 && strcmp(name + n - (sizeof suffix - 1), suffix) == 0;
}

/// The folder of the installed models; to be freed.
static char *
models_folder(void)
{
    static const char from_program[] = "/../share/hmrnn/models";
    char path[PATH_MAX + sizeof from_program];
    const ssize_t n = readlink("/proc/self/exe", path, PATH_MAX);
    if (n > 0) {
        path[n] = '\0';
        char *const slash = strrchr(path, '/');
        if (slash != NULL) {
            memcpy(slash, from_program, sizeof from_program);
            if (access(path, R_OK) == 0)
                return strdup(path);
        }
    }
    return strdup(HM_MODELDIR);
}

static int
is_model(const struct dirent *entry)
{
    return has_suffix(entry->d_name) ? 1 : 0;
}

/// "en, ja, zh", the names of the installed models; "none" if there are none.
static void
put_installed(hm_bytes *out)
{
    char *const folder = models_folder();
    struct dirent **entries = NULL;
    const int n = folder == NULL ? -1 : scandir(folder, &entries, is_model, alphasort);
    for (int i = 0; i < n; i++) {
        const char *const name = entries[i]->d_name;
        hm_put_string(out, i == 0 ? "" : ", ");
        hm_put(out, strlen(name) - (sizeof suffix - 1), name);
        free(entries[i]);
    }
    if (n <= 0)
        hm_put_string(out, "none");
    hm_put(out, 1, "");
    free(entries);
    free(folder);
}

/// The path of the installed model of that name, whether it is there or not; to be freed.
static char *
installed_path(const char *name)
{
    char *const folder = models_folder();
    hm_bytes path = HM_BYTES_INIT;
    hm_put_string(&path, folder == NULL ? HM_MODELDIR : folder);
    hm_put_string(&path, "/");
    hm_put_string(&path, name);
    hm_put(&path, sizeof suffix, suffix);
    free(folder);
    return (char *)path.data;
}

static hmrnn_model *
open_file(const char *path, bool is_verbose)
{
    hmrnn_error err;
    hmrnn_model *model = NULL;
    hm_message_check(hmrnn_model_open(&model, path, &err), &err);
    if (is_verbose)
        hm_message_note("model %s: %zu layers, %zu symbols; OpenBLAS kernel %s", path,
                        hmrnn_model_layers(model), hmrnn_model_symbols(model), hmrnn_blas_kernel());
    return model;
}

hmrnn_model *
hm_locate_open(const char *name, bool is_verbose)
{
    if (strchr(name, '/') != NULL || has_suffix(name) || access(name, F_OK) == 0)
        return open_file(name, is_verbose);

    char *const path = installed_path(name);
    if (access(path, F_OK) != 0) {
        hm_bytes installed = HM_BYTES_INIT;
        put_installed(&installed);
        hm_message_die("there is no model '%s', neither a file nor an installed one "
                       "(installed: %s)",
                       name, (const char *)installed.data);
    }
    hmrnn_model *const model = open_file(path, is_verbose);
    free(path);
    return model;
}

hmrnn_model *
hm_locate_wanted(const char *name, bool is_verbose)
{
    const char *wanted = name;
    if (wanted == NULL)
        wanted = getenv("HMRNN_MODEL");
    return wanted == NULL || wanted[0] == '\0' ? NULL : hm_locate_open(wanted, is_verbose);
}

const char *
hm_locate_language(size_t n_texts, const hmrnn_text *texts)
{
    size_t n_kana = 0;
    size_t n_han = 0;
    size_t n_latin = 0;
    size_t n_others = 0;
    size_t n_chars = 0;
    for (size_t t = 0; t < n_texts; t++) {
        for (size_t i = 0; i < texts[t].n_chars && n_chars < ENOUGH_CHARS; i++, n_chars++) {
            const uint32_t c = texts[t].chars[i];
            if (c == HMRNN_INVALID || hm_class_of(c) != HM_CLASS_LETTER)
                continue;
            const char *const script = hm_script_name(hm_script_of(c));
            if (strcmp(script, "Hira") == 0 || strcmp(script, "Kana") == 0)
                n_kana++;
            else if (strcmp(script, "Hani") == 0)
                n_han++;
            else if (strcmp(script, "Latn") == 0)
                n_latin++;
            else if (strcmp(script, "Zyyy") != 0 && strcmp(script, "Zinh") != 0)
                n_others++;
        }
    }
    const size_t n_letters = n_kana + n_han + n_latin + n_others;
    if (n_others > n_letters / 2)
        return NULL;
    if (n_kana * 20 > n_kana + n_han && n_kana + n_han >= n_latin)
        return "ja";
    return n_han > 0 && n_han >= n_latin ? "zh" : "en";
}

hmrnn_model *
hm_locate_fitting(size_t n_texts, const hmrnn_text *texts, bool is_verbose)
{
    const char *const language = hm_locate_language(n_texts, texts);
    char *const path = language == NULL ? NULL : installed_path(language);
    if (path == NULL || access(path, F_OK) != 0) {
        hm_bytes installed = HM_BYTES_INIT;
        put_installed(&installed);
        hm_message_die("no installed model fits this text (installed: %s): name one with -m, or "
                       "train one with hmrnn-train",
                       (const char *)installed.data);
    }
    hmrnn_model *const model = open_file(path, is_verbose);
    free(path);
    return model;
}
