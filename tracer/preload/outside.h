/* What may act in this process without being recorded: as long as there is anything, nobody who
 * waits for its threads is proven to wait in vain. */
#ifndef THREADLANE_PRELOAD_OUTSIDE_H
#define THREADLANE_PRELOAD_OUTSIDE_H

#include <stdbool.h>

enum outside_reason {
    OUTSIDE_HANDLER, /* a signal handler has interrupted a wait, and done something */
    OUTSIDE_TIMER,   /* an interval timer is armed */
    OUTSIDE_COUNT
};

/* Any thread, also in a signal handler. */
void outside_note(enum outside_reason reason, bool is_there) __attribute__((visibility("default")));
/* In the child of a fork, where nothing is there yet. */
void outside_follow_fork(void);

#endif
