/* How long an operation may wait: what the program asked for, which goes into the trace, and when
 * that is over, which the door waits for. */
#ifndef THREADLANE_SYNC_LIMIT_H
#define THREADLANE_SYNC_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

struct limit {
    uint64_t asked_ns;    /* scenario time; WAIT_FOREVER: no limit; 0: only tries */
    uint64_t deadline_ns; /* of schedule_now, or WAIT_FOREVER */
};

struct limit limit_forever(void);
/* Infinity has no limit; what is negative or no number counts as 0. The clock starts now. */
struct limit limit_from_seconds(double seconds);
/* Negative, or no number at all. */
bool limit_is_refused(double seconds);

/* FLAG_TIMED, FLAG_TRY or 0. */
uint16_t limit_flags(struct limit limit);

#endif
