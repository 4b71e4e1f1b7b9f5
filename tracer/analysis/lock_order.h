/* The orders in which threads took locks while they held others: the raw material of
 * lock-order-risk. Collected while the trace is folded; lives in the analysis' arena. */
#ifndef THREADLANE_ANALYSIS_LOCK_ORDER_H
#define THREADLANE_ANALYSIS_LOCK_ORDER_H

#include "tracer/model/arena.h"
#include "tracer/model/moment.h"

struct lock_order;

struct lock_order *lock_order_create(struct arena *arena, const struct trace *trace);

/* Looks at the event that the moment will apply next. */
void lock_order_note(struct lock_order *order, const struct moment *moment);

#endif
