/* queue.Queue and its kinds: a lock, three conditions around it, and items, each told by the order
 * in which it was put. With the GIL. */
#ifndef THREADLANE_PYTHON_QUEUE_H
#define THREADLANE_PYTHON_QUEUE_H

#include "tracer/python/patch.h"

extern const struct wrapping queue_wrappings[];
extern const size_t queue_wrapping_count;

#endif
