/* Who is at an object, by name: "B, C and 2 more". For sentences about what it is at. */
#ifndef THREADLANE_ANALYSIS_ATTENDANCE_H
#define THREADLANE_ANALYSIS_ATTENDANCE_H

#include "tracer/language/language.h"
#include "tracer/model/lane.h"

struct attendance {
    const struct lanes *lanes;
    enum language language;
    uint32_t object;
    uint64_t begin_ns, end_ns; /* who is there at some time from begin on, before the end */
};

/* Those who wait; "" if nobody does. Returns buffer. */
const char *attendance_waiters(const struct attendance *attendance, char *buffer, size_t size);
/* Those who have it, or a permit of it, of who it was taken for. */
const char *attendance_holders(const struct attendance *attendance, char *buffer, size_t size);

#endif
