// SPDX-License-Identifier: BSD-2-Clause
//
// cli/find_model.c - which model: the one that is named, or the installed one that fits the text.
#include <config.h>

#include "cli/find_model.h"

#include "cli/append.h"
#include "cli/message.h"
#include "text/char_props.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char suffix[] = ".hmrnn";

enum { MAX_CHARS = 1 << 14 };  // of a text whose scripts are counted

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
        hm_append_string(out, i == 0 ? "" : ", ");
        hm_append_bytes(out, strlen(name) - (sizeof suffix - 1), name);
        free(entries[i]);
    }
    if (n <= 0)
        hm_append_string(out, "none");
    hm_append_bytes(out, 1, "");
    free(entries);
    free(folder);
}

/// The path of the installed model of that name, whether it is there or not; to be freed.
static char *
installed_path(const char *name)
{
    char *const folder = models_folder();
    hm_bytes path = HM_BYTES_INIT;
    hm_append_string(&path, folder == NULL ? HM_MODELDIR : folder);
    hm_append_string(&path, "/");
    hm_append_string(&path, name);
    hm_append_bytes(&path, sizeof suffix, suffix);
    free(folder);
    return (char *)path.data;
}

static hmrnn_model *
open_file(const char *path)
{
    hmrnn_error err;
    hmrnn_model *model = NULL;
    hm_message_check(hmrnn_model_open(&model, path, &err), &err);
    return model;
}

hmrnn_model *
hm_find_model_open(const char *name)
{
    if (strchr(name, '/') != NULL || has_suffix(name) || access(name, F_OK) == 0)
        return open_file(name);

    char *const path = installed_path(name);
    if (access(path, F_OK) != 0) {
        hm_bytes installed = HM_BYTES_INIT;
        put_installed(&installed);
        hm_message_die("there is no model '%s', neither a file nor an installed one "
                       "(installed: %s)",
                       name, (const char *)installed.data);
    }
    hmrnn_model *const model = open_file(path);
    free(path);
    return model;
}

hmrnn_model *
hm_find_model_wanted(const char *name)
{
    const char *wanted = name;
    if (name != NULL && name[0] == '\0')
        hm_message_usage("--model: the name is empty");
    if (wanted == NULL)
        wanted = getenv("HMRNN_MODEL");
    return wanted == NULL || wanted[0] == '\0' ? NULL : hm_find_model_open(wanted);
}

/// Frequent characters that occur only in simplified and only in traditional Chinese.
static const uint32_t simplified[] = {
    0x8FD9, 0x6765, 0x4E2A, 0x4EEC, 0x65F6, 0x8BF4, 0x56FD, 0x4F1A, 0x4E3A, 0x5B66,
    0x5BF9, 0x53D1, 0x8FC7, 0x8FD8, 0x540E, 0x7ECF, 0x4E0E, 0x5F00, 0x73B0, 0x957F,
    0x95EE, 0x5173, 0x4F53, 0x5B9E, 0x70B9, 0x52A8, 0x673A, 0x4E66, 0x8F66, 0x4E1C,
};
static const uint32_t traditional[] = {
    0x9019, 0x4F86, 0x500B, 0x5011, 0x6642, 0x8AAA, 0x570B, 0x6703, 0x70BA, 0x5B78,
    0x5C0D, 0x767C, 0x904E, 0x9084, 0x5F8C, 0x7D93, 0x8207, 0x958B, 0x73FE, 0x9577,
    0x554F, 0x95DC, 0x9AD4, 0x5BE6, 0x9EDE, 0x52D5, 0x6A5F, 0x66F8, 0x8ECA, 0x6771,
};

/// Letters of a text by script.
typedef struct script_counts {
    size_t n_kana, n_han, n_latin, n_thai, n_others;
    size_t n_simplified, n_traditional;  ///< of the Han characters
} script_counts;

static bool
is_among(size_t n, const uint32_t *list, uint32_t c)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == c)
            return true;
    return false;
}

static void
count_script(uint32_t c, script_counts *n)
{
    const char *const script = hm_script_name(hm_script_of(c));
    if (strcmp(script, "Hira") == 0 || strcmp(script, "Kana") == 0) {
        n->n_kana++;
    } else if (strcmp(script, "Hani") == 0) {
        n->n_han++;
        n->n_simplified += is_among(sizeof simplified / sizeof simplified[0], simplified, c);
        n->n_traditional += is_among(sizeof traditional / sizeof traditional[0], traditional, c);
    } else if (strcmp(script, "Latn") == 0) {
        n->n_latin++;
    } else if (strcmp(script, "Thai") == 0) {
        n->n_thai++;
    } else if (strcmp(script, "Zyyy") != 0 && strcmp(script, "Zinh") != 0) {
        n->n_others++;
    }
}

const char *
hm_find_model_language(size_t n_texts, const hmrnn_text *texts)
{
    script_counts n = {0};
    size_t n_chars = 0;
    for (size_t t = 0; t < n_texts; t++) {
        for (size_t i = 0; i < texts[t].n_chars && n_chars < MAX_CHARS; i++, n_chars++) {
            const uint32_t c = texts[t].chars[i];
            if (c != HMRNN_INVALID && hm_char_category_of(c) == HM_CATEGORY_LETTER)
                count_script(c, &n);
        }
    }
    const size_t n_letters = n.n_kana + n.n_han + n.n_latin + n.n_thai + n.n_others;
    if (n.n_others > n_letters / 2)
        return NULL;
    if (n.n_thai > n_letters / 2)
        return "th";
    if (n.n_kana * 20 > n.n_kana + n.n_han && n.n_kana + n.n_han >= n.n_latin)
        return "ja";
    if (n.n_han == 0 || n.n_han < n.n_latin)
        return "en";
    return n.n_traditional > n.n_simplified ? "zh-hant" : "zh";
}

hmrnn_model *
hm_find_model_fitting(size_t n_texts, const hmrnn_text *texts)
{
    const char *const language = hm_find_model_language(n_texts, texts);
    char *const path = language == NULL ? NULL : installed_path(language);
    if (path == NULL || access(path, F_OK) != 0) {
        hm_bytes installed = HM_BYTES_INIT;
        put_installed(&installed);
        hm_message_die("no installed model fits this text (installed: %s): name one with -m, or "
                       "train one with hmrnn-train",
                       (const char *)installed.data);
    }
    hmrnn_model *const model = open_file(path);
    free(path);
    return model;
}
