// SPDX-License-Identifier: BSD-2-Clause
//
// induce/exchange_clustering.c - the exchange algorithm over a graph of items that stand side by
// side.
#include <config.h>

#include "induce/exchange_clustering.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

#define N_LOGS 65536  // x log x of smaller counts comes from a table

/// A neighbour and how often it stands there.
typedef struct edge {
    uint32_t item;
    uint32_t count;
} edge;

/// The graph as lists, and what one move works with.
typedef struct work {
    hm_exchange *exchange;
    size_t *right_first, *left_first;  ///< [n_items + 1] where an item's lists begin
    edge *right, *left;
    uint32_t *self;                ///< [n_items] how often it stands beside itself
    double *x_log_x;               ///< [N_LOGS]
    uint32_t *to_right, *to_left;  ///< [n_classes] counts of one item's neighbours
    uint32_t *rights, *lefts;      ///< [n_classes] the classes among them
    size_t n_rights, n_lefts;
    hm_arena arena;  ///< of the arrays
} work;

static void
carve(hm_exchange *exchange)
{
    hm_arena *const arena = &exchange->arena;
    const size_t K = exchange->n_classes;
    exchange->class = hm_arena_take(arena, exchange->n_items, sizeof *exchange->class);
    exchange->pair = hm_arena_take(arena, K, K * sizeof *exchange->pair);
    exchange->n_left = hm_arena_take(arena, K, sizeof *exchange->n_left);
    exchange->n_right = hm_arena_take(arena, K, sizeof *exchange->n_right);
}

hmrnn_status
hm_exchange_init(hm_exchange *exchange, size_t n_items, size_t n_fixed, size_t n_classes,
                 hmrnn_error *err)
{
    hm_exchange fresh = {.n_items = n_items, .n_fixed = n_fixed, .n_classes = n_classes};
    carve(&fresh);
    HM_TRY(hm_arena_allocate(&fresh.arena, "classes", err));
    carve(&fresh);
    *exchange = fresh;
    return HMRNN_OK;
}

hmrnn_status
hm_exchange_add(hm_exchange *exchange, uint32_t left, uint32_t right, hmrnn_error *err)
{
    uint32_t *count = NULL;
    HM_TRY(hm_hash_enter(&exchange->edges, (uint64_t)left << 32 | right, 0, &count, err));
    (*count)++;
    return HMRNN_OK;
}

static size_t
class_of(const hm_exchange *exchange, uint32_t item)
{
    return item < exchange->n_items ? exchange->class[item] : item - exchange->n_items;
}

static void
count_pairs(hm_exchange *exchange)
{
    const size_t K = exchange->n_classes;
    memset(exchange->pair, 0, K * K * sizeof(double));
    memset(exchange->n_left, 0, K * sizeof(double));
    memset(exchange->n_right, 0, K * sizeof(double));
    for (size_t i = 0; i < exchange->edges.n_slots; i++) {
        if (exchange->edges.key[i] == HM_HASH_FREE)
            continue;
        const size_t a = class_of(exchange, (uint32_t)(exchange->edges.key[i] >> 32));
        const size_t b = class_of(exchange, (uint32_t)exchange->edges.key[i]);
        const double n = (double)exchange->edges.value[i];
        exchange->pair[a * K + b] += n;
        exchange->n_left[a] += n;
        exchange->n_right[b] += n;
    }
}

// ------------------------------------------------------------------------------------------- lists

static void
fill_lists(work *w)
{
    const hm_hash *const edges = &w->exchange->edges;
    const size_t n = w->exchange->n_items;
    for (size_t i = 0; i < edges->n_slots; i++) {
        const uint32_t left = (uint32_t)(edges->key[i] >> 32);
        const uint32_t right = (uint32_t)edges->key[i];
        if (edges->key[i] == HM_HASH_FREE)
            continue;
        if (left == right && left < n) {
            w->self[left] = edges->value[i];
            continue;
        }
        if (left < n)
            w->right[w->right_first[left]++] = (edge){right, edges->value[i]};
        if (right < n)
            w->left[w->left_first[right]++] = (edge){left, edges->value[i]};
    }
    for (size_t i = n; i > 0; i--) {  // each stands where the next begins: move back
        w->right_first[i] = w->right_first[i - 1];
        w->left_first[i] = w->left_first[i - 1];
    }
    w->right_first[0] = w->left_first[0] = 0;
}

static void
count_lists(work *w)
{
    const hm_hash *const edges = &w->exchange->edges;
    const size_t n = w->exchange->n_items;
    for (size_t i = 0; i < edges->n_slots; i++) {
        const uint32_t left = (uint32_t)(edges->key[i] >> 32);
        const uint32_t right = (uint32_t)edges->key[i];
        if (edges->key[i] == HM_HASH_FREE || (left == right && left < n))
            continue;
        if (left < n)
            w->right_first[left + 1]++;
        if (right < n)
            w->left_first[right + 1]++;
    }
    for (size_t i = 0; i < n; i++) {
        w->right_first[i + 1] += w->right_first[i];
        w->left_first[i + 1] += w->left_first[i];
    }
}

static void
carve_work(work *w)
{
    hm_arena *const arena = &w->arena;
    const size_t n = w->exchange->n_items;
    const size_t n_edges = w->exchange->edges.n;
    const size_t K = w->exchange->n_classes;
    w->right_first = hm_arena_take(arena, n + 1, sizeof *w->right_first);
    w->left_first = hm_arena_take(arena, n + 1, sizeof *w->left_first);
    w->right = hm_arena_take(arena, n_edges, sizeof *w->right);
    w->left = hm_arena_take(arena, n_edges, sizeof *w->left);
    w->self = hm_arena_take(arena, n, sizeof *w->self);
    w->x_log_x = hm_arena_take(arena, N_LOGS, sizeof *w->x_log_x);
    w->to_right = hm_arena_take(arena, K, sizeof *w->to_right);
    w->to_left = hm_arena_take(arena, K, sizeof *w->to_left);
    w->rights = hm_arena_take(arena, K, sizeof *w->rights);
    w->lefts = hm_arena_take(arena, K, sizeof *w->lefts);
}

static hmrnn_status
make_work(work *w, hm_exchange *exchange, hmrnn_error *err)
{
    *w = (work){.exchange = exchange};
    carve_work(w);
    HM_TRY(hm_arena_allocate(&w->arena, "classes", err));
    carve_work(w);
    for (size_t x = 1; x < N_LOGS; x++)
        w->x_log_x[x] = (double)x * log((double)x);
    count_lists(w);
    fill_lists(w);
    return HMRNN_OK;
}

// -------------------------------------------------------------------------------------------- move

static double
x_log_x(const work *w, double x)
{
    return x < (double)N_LOGS ? w->x_log_x[(size_t)x] : x * log(x);
}

/// Count the classes of an item's neighbours.
static void
look_around(work *w, size_t item)
{
    w->n_rights = w->n_lefts = 0;
    for (size_t e = w->right_first[item]; e < w->right_first[item + 1]; e++) {
        const size_t c = class_of(w->exchange, w->right[e].item);
        if (w->to_right[c] == 0)
            w->rights[w->n_rights++] = (uint32_t)c;
        w->to_right[c] += w->right[e].count;
    }
    for (size_t e = w->left_first[item]; e < w->left_first[item + 1]; e++) {
        const size_t c = class_of(w->exchange, w->left[e].item);
        if (w->to_left[c] == 0)
            w->lefts[w->n_lefts++] = (uint32_t)c;
        w->to_left[c] += w->left[e].count;
    }
}

static void
look_away(work *w)
{
    for (size_t i = 0; i < w->n_rights; i++)
        w->to_right[w->rights[i]] = 0;
    for (size_t i = 0; i < w->n_lefts; i++)
        w->to_left[w->lefts[i]] = 0;
}

/// Put the item's counts into a class (sign 1) or take them out (-1).
static void
shift(work *w, size_t item, size_t class, double sign)
{
    hm_exchange *const x = w->exchange;
    const size_t K = x->n_classes;
    double n_left = (double)w->self[item];
    double n_right = (double)w->self[item];
    for (size_t i = 0; i < w->n_rights; i++) {
        const size_t c = w->rights[i];
        x->pair[class * K + c] += sign * (double)w->to_right[c];
        n_left += (double)w->to_right[c];
    }
    for (size_t i = 0; i < w->n_lefts; i++) {
        const size_t c = w->lefts[i];
        x->pair[c * K + class] += sign * (double)w->to_left[c];
        n_right += (double)w->to_left[c];
    }
    x->pair[class * K + class] += sign * (double)w->self[item];
    x->n_left[class] += sign * n_left;
    x->n_right[class] += sign * n_right;
}

/// What the objective gains when the item, now in no class, joins one.
static double
gain(const work *w, size_t item, size_t class)
{
    const hm_exchange *const x = w->exchange;
    const size_t K = x->n_classes;
    double n_left = (double)w->self[item];
    double n_right = (double)w->self[item];
    double sum = 0.0;
    for (size_t i = 0; i < w->n_rights; i++) {
        const size_t c = w->rights[i];
        const double more = (double)w->to_right[c];
        const double old = x->pair[class * K + c];
        n_left += more;
        if (c != class)
            sum += x_log_x(w, old + more) - x_log_x(w, old);
    }
    for (size_t i = 0; i < w->n_lefts; i++) {
        const size_t c = w->lefts[i];
        const double more = (double)w->to_left[c];
        const double old = x->pair[c * K + class];
        n_right += more;
        if (c != class)
            sum += x_log_x(w, old + more) - x_log_x(w, old);
    }
    const double inside =
        (double)w->to_right[class] + (double)w->to_left[class] + (double)w->self[item];
    const double old = x->pair[class * K + class];
    sum += x_log_x(w, old + inside) - x_log_x(w, old);
    sum -= x_log_x(w, x->n_left[class] + n_left) - x_log_x(w, x->n_left[class]);
    return sum - (x_log_x(w, x->n_right[class] + n_right) - x_log_x(w, x->n_right[class]));
}

static void
move_item(work *w, size_t item)
{
    hm_exchange *const x = w->exchange;
    look_around(w, item);
    shift(w, item, x->class[item], -1.0);
    size_t choice = x->class[item];
    double most = gain(w, item, choice);
    for (size_t class = x->n_fixed; class < x->n_classes; class ++) {
        const double g = gain(w, item, class);
        if (g > most + 1e-9) {
            most = g;
            choice = class;
        }
    }
    shift(w, item, choice, 1.0);
    x->class[item] = (uint16_t)choice;
    look_away(w);
}

hmrnn_status
hm_exchange_run(hm_exchange *exchange, size_t n_passes, hmrnn_error *err)
{
    work w;
    HM_TRY(make_work(&w, exchange, err));
    count_pairs(exchange);
    for (size_t pass = 0; pass < n_passes; pass++)
        for (size_t item = 0; item < exchange->n_items; item++)
            if (exchange->stays == NULL || exchange->stays[item] == 0)
                move_item(&w, item);
    hm_arena_release(&w.arena);
    return HMRNN_OK;
}

void
hm_exchange_release(hm_exchange *exchange)
{
    if (exchange == NULL)
        return;
    hm_hash_release(&exchange->edges);
    hm_arena_release(&exchange->arena);
    *exchange = (hm_exchange)HM_EXCHANGE_INIT;
}
