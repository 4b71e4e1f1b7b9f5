/* Where LTTng's session daemon listens: the usual place if one runs there, else a place for one of
 * our own, which nobody else sees. For root that is a file system over /run/lttng in a mount
 * namespace of trace-run and all it starts, because LTTng knows no other place; for others, a
 * folder that LTTNG_HOME names. Called once, by main. */
#ifndef THREADLANE_COLLECT_LTTNG_PLACE_H
#define THREADLANE_COLLECT_LTTNG_PLACE_H

#include <limits.h>

struct lttng_place {
    char folder[PATH_MAX]; /* to be removed at the end; "": none */
};

/* Changes this process's environment or namespace; before anything is started. Where a place of our
 * own cannot be had, it is the usual one. */
void lttng_place_open(struct lttng_place *place);

#endif
