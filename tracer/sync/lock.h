/* The inside of tl_lock, for the conditions that use one. */
#ifndef THREADLANE_SYNC_LOCK_H
#define THREADLANE_SYNC_LOCK_H

#include "tracer/sync/mutex.h"

struct tl_lock {
    struct mutex mutex;
};

#endif
