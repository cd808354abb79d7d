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

typedef struct hm_team hm_team;

/// One piece of work, `index` of those asked for.
typedef void (*hm_team_work)(void *context, size_t index);

/// How many processors this process may use; at least 1.
unsigned hm_team_processors(void);

/// \param n_threads  the caller included; 0: hm_team_processors()
/// Errors: HMRNN_ENOMEM, also when the system gives no thread.
hmrnn_status hm_team_new(hm_team **out, unsigned n_threads, hmrnn_error *err);

/// Threads, the caller included. \param team  NULL: the caller alone
unsigned hm_team_size(const hm_team *team);

/// Do work(context, 0) ... work(context, n - 1) and return when all is done. A single piece is done
/// by the caller and may itself give work to the team; one of several may not.
///
/// \param team     NULL: the caller alone
void hm_team_run(hm_team *team, size_t n, hm_team_work work, void *context);

void hm_team_free(hm_team *team);

#endif
