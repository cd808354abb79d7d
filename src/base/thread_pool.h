// SPDX-License-Identifier: BSD-2-Clause
//
// base/thread_pool.h - a team of threads that does numbered pieces of work together.
//
// The caller is one of the team. Which thread takes which piece is left to chance; what a piece
// does must therefore depend on its number alone, and then results do not depend on the size of the
// team.
#ifndef HM_BASE_THREAD_POOL_H
#define HM_BASE_THREAD_POOL_H

#include "hmrnn.h"

#include <stddef.h>

typedef struct hm_thread_pool hm_thread_pool;

/// One piece of work, `index` of those asked for.
typedef void (*hm_thread_pool_work)(void *context, size_t index);

/// How many processors this process may use; at least 1.
unsigned hm_thread_pool_processors(void);

/// \param n_threads  the caller included; 0: hm_thread_pool_processors()
/// Errors: HMRNN_ENOMEM, also when the system gives no thread.
hmrnn_status hm_thread_pool_new(hm_thread_pool **out, unsigned n_threads, hmrnn_error *err);

/// Threads, the caller included. \param pool  NULL: the caller alone
unsigned hm_thread_pool_size(const hm_thread_pool *pool);

/// Do work(context, 0) ... work(context, n - 1) and return when all is done. A single piece is done
/// by the caller and may itself give work to the team; one of several may not.
///
/// \param pool     NULL: the caller alone
void hm_parallel_for(hm_thread_pool *pool, size_t n, hm_thread_pool_work work, void *context);

void hm_thread_pool_free(hm_thread_pool *pool);

#endif
