/* The inside of tl_rlock, for the conditions that use one. */
#ifndef THREADLANE_SYNC_RLOCK_H
#define THREADLANE_SYNC_RLOCK_H

#include "tracer/sync/mutex.h"

struct tl_rlock {
    struct mutex mutex;
};

#endif
