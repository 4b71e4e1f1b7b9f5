/* How threads and objects spent a stretch of time: what a selected range shows. Costs what lies in
 * the stretch, but for sums, which come from the lanes' indexes. */
#ifndef THREADLANE_ANALYSIS_RANGE_STATISTICS_H
#define THREADLANE_ANALYSIS_RANGE_STATISTICS_H

#include "tracer/model/lane.h"

struct time_range {
    uint64_t begin_ns, end_ns;
};

struct thread_statistics {
    uint64_t state_ns[LANE_STATE_COUNT]; /* inside the range */
    uint64_t whole_ns;                   /* that it was there */
    uint64_t longest_wait_ns;            /* one wait, of it what lies inside the range */
    uint32_t longest_target;             /* what that was for; NONE_INDEX: it did not wait */
};

struct object_statistics {
    uint64_t held_ns, longest_hold_ns;
    uint64_t waited_ns, longest_wait_ns; /* by all threads together; by one */
    uint32_t hold_count, wait_count;     /* that lie in the range, if only in part */
    uint32_t longest_holder;             /* threads, or NONE_INDEX */
    uint32_t longest_waiter;
};

struct thread_statistics range_statistics_of_thread(const struct lanes *lanes, uint32_t thread,
                                                    struct time_range range);
struct object_statistics range_statistics_of_object(const struct lanes *lanes, uint32_t object,
                                                    struct time_range range);

#endif
