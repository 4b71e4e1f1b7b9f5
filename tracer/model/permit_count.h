/* How many permits a semaphore has, where nobody could say so: those of unmodified programs, whose
 * semaphores are the C library's. Permits are given before and taken after they are recorded, so
 * counting records never comes to less than there are. Internal to the model: the builder asks
 * while it places events by time. */
#ifndef THREADLANE_MODEL_PERMIT_COUNT_H
#define THREADLANE_MODEL_PERMIT_COUNT_H

#include <stddef.h>
#include <stdint.h>

#include "tracer/model/trace.h"

struct permit_count {
    uint32_t *permits; /* by object */
    size_t capacity;
    uint32_t count;
};

/* An event is about to be placed: fills in the permits that it does not know. */
void permit_count_fill(struct permit_count *permits, const struct trace_object *objects,
                       struct event *event);
void permit_count_finish(struct permit_count *permits);

#endif
