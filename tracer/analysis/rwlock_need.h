/* What a thread needs that waits for a readers-writer lock: to write, that all who hold it give it
 * back; to read, that its writer does, or, where writers go first, that all who wait to write have
 * had their turn. Used by liveness and by the wait graph. */
#ifndef THREADLANE_ANALYSIS_RWLOCK_NEED_H
#define THREADLANE_ANALYSIS_RWLOCK_NEED_H

#include "tracer/analysis/index_list.h"
#include "tracer/analysis/liveness.h"

/* The threads that all must act for `thread`, which waits at the leaf; none: it may go on. */
struct index_list rwlock_need(struct arena *arena, const struct moment *moment, uint32_t thread,
                              const struct wait_leaf *leaf);

#endif
