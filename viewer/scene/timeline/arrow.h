/* An arrow of the timeline: who made whom go on. Collected from the events that lie in view. */
#ifndef THREADLANE_VIEWER_SCENE_TIMELINE_ARROW_H
#define THREADLANE_VIEWER_SCENE_TIMELINE_ARROW_H

#include "viewer/scene/lanes/timeline.h"

enum arrow_kind {
    ARROW_START,  /* thread.create to thread.begin, process.fork to the child's first event */
    ARROW_WAKE,   /* door.wake to the wait it ends */
    ARROW_ENTER,  /* condition.wait to the row in the waiting room */
    ARROW_HAND,   /* what one process gives another: send to recv, put to get, call to serve */
    ARROW_SIGNAL, /* signal.send to the process.end that it causes */
};

/* Of arrows that run along each other, the longest is the trunk, the others only leave or join it.
 */
enum arrow_part { ARROW_WHOLE, ARROW_TIP, ARROW_TAIL };

struct arrow {
    enum arrow_kind kind;
    uint32_t cause_event, effect_event;   /* of ARROW_ENTER both are the begin of the wait */
    uint32_t cause_thread, effect_thread; /* whose bars it joins */
    uint32_t row;                         /* ARROW_ENTER: of the room */
    enum arrow_part part;                 /* what of it is drawn */
};

struct arrow_list {
    struct arrow *arrows; /* by effect */
    size_t count, capacity;
    bool is_dense; /* each stands for many: they are drawn thin, pale and straight */
};

/* The arrows whose effect lies between two times; free `arrows` with free(). */
struct arrow_list arrow_list_collect(const struct timeline *timeline, uint64_t begin_ns,
                                     uint64_t end_ns);

#endif
