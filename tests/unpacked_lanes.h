/* All lanes of a short trace unpacked, for tests that look at them. */
#ifndef THREADLANE_TESTS_UNPACKED_LANES_H
#define THREADLANE_TESTS_UNPACKED_LANES_H

#include "tracer/model/lane.h"

struct unpacked_lanes {
    struct lanes *packed;
    struct thread_lane *threads; /* as the trace's */
    struct object_lane *objects;
    struct arena *arena;
};

struct unpacked_lanes unpacked_lanes_create(const struct trace *trace);
void unpacked_lanes_destroy(struct unpacked_lanes *lanes);

#endif
