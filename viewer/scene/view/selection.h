/* What a person has pointed out: a thread, an object, or one stretch in the life of both, a wait or
 * a hold. Every part of the picture asks here what of it is meant, so that all mark the same.
 * Stretches are known by when they begin, so that a trace may grow meanwhile. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_SELECTION_H
#define THREADLANE_VIEWER_SCENE_VIEW_SELECTION_H

#include "tracer/analysis/story.h"
#include "tracer/model/lane.h"

enum selection_kind {
    SELECTION_NONE,
    SELECTION_THREAD,
    SELECTION_OBJECT,
    SELECTION_STATE, /* what a thread is at for a while: a wait, mostly */
    SELECTION_HOLD,  /* an object in a thread's hands: a lock, a permit, an item */
};

struct selection {
    enum selection_kind kind;
    uint32_t thread;           /* NONE_INDEX: no thread is meant */
    uint32_t object;           /* the same; of a wait, what is waited for */
    uint64_t begin_ns, end_ns; /* of a stretch */
};

static inline struct selection selection_none(void)
{
    return (struct selection){SELECTION_NONE, NONE_INDEX, NONE_INDEX, 0, 0};
}

struct selection selection_of_thread(uint32_t thread);
struct selection selection_of_object(uint32_t object);
/* What the event's thread is at from that event on; the thread itself if it is not there then. */
struct selection selection_of_state(const struct lanes *lanes, uint32_t event);
/* The same of a wait that an event began: what the thread is at once it sleeps. */
struct selection selection_of_wait(const struct lanes *lanes, uint32_t event);
/* What was taken by that event; what the thread is at if it took nothing. */
struct selection selection_of_hold(const struct lanes *lanes, uint32_t event);

/* The hold that is selected; false if none is. */
bool selection_find_hold(const struct selection *selection, const struct lanes *lanes,
                         struct lane_hold *hold);

/* Whether it is one stretch of time. */
bool selection_is_stretch(const struct selection *selection);
bool selection_is_same(const struct selection *a, const struct selection *b);

/* Whether it means that stretch of a thread's lane, or all that wait so for the object. */
bool selection_means_segment(const struct selection *selection, const struct lanes *lanes,
                             uint32_t thread, const struct lane_segment *segment);
bool selection_means_hold(const struct selection *selection, const struct lane_hold *hold);
bool selection_means_wait(const struct selection *selection, const struct lane_wait *wait);
bool selection_means_step(const struct selection *selection, const struct trace *trace,
                          const struct story_step *step);

#endif
