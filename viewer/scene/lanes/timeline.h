/* The timeline card while it is being drawn: everything its files share. timeline_scene.c makes one
 * and calls them in painting order; each adds its part to the scene. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_TIMELINE_H
#define THREADLANE_VIEWER_SCENE_LANES_TIMELINE_H

#include "viewer/scene/layout/lane_excerpt.h"
#include "viewer/scene/layout/lane_layout.h"
#include "viewer/scene/layout/time_axis.h"
#include "viewer/scene/view/involvement.h"

/* Round what is selected. */
struct selection_outline {
    const char *id; /* of the group that it lies round */
    struct scene_rect box;
};

struct marked_step;

/* Steps with a numbered circle: marked_steps.h. */
struct marked_steps {
    const struct marked_step *steps; /* by thread, then time */
    uint32_t count;
};

struct timeline {
    struct scene *scene;
    const struct subject *subject;
    const struct view *view;
    const struct theme *theme;
    struct scene_rect card;
    struct timeline_columns columns;
    struct time_axis axis;
    struct lane_layout layout;
    const struct lane_excerpt *excerpt; /* of the subject's lanes */
    const struct link_list *links;      /* of the subject's trace */
    struct involvement involvement;     /* in the present step */
    struct selection_outline *outlines; /* still to be drawn */
    size_t outline_count, outline_capacity;
    struct marked_steps marked;
};

/* Where waits without end are drawn to. */
static inline double timeline_forever_x(const struct timeline *timeline)
{
    return timeline->axis.end_x + timeline->axis.tail_px;
}

static inline double timeline_x(const struct timeline *timeline, uint64_t time_ns)
{
    return time_axis_x(&timeline->axis, time_ns);
}

static inline double timeline_event_x(const struct timeline *timeline, uint32_t event)
{
    return timeline_x(timeline, timeline->subject->trace->events[event].time_ns);
}

static inline const char *timeline_thread_name(const struct timeline *timeline, uint32_t thread)
{
    return timeline->subject->trace->threads[thread].name;
}

/* What is summed up of a lane besides its intervals. */
static inline const struct place_density *timeline_density(const struct timeline *timeline,
                                                           const struct lane_place *place)
{
    return &timeline->excerpt->densities[place - timeline->layout.places];
}

/* What is shown of a thread's lane, and of an object's. */
static inline const struct thread_lane *timeline_thread_lane(const struct timeline *timeline,
                                                             const struct lane_place *place)
{
    return &timeline->excerpt->lanes[place - timeline->layout.places].thread;
}

static inline const struct object_lane *timeline_object_lane(const struct timeline *timeline,
                                                             const struct lane_place *place)
{
    return &timeline->excerpt->lanes[place - timeline->layout.places].object;
}

/* Where the playhead stands: at the end of the recording once everything hangs. */
double timeline_cursor_x(const struct timeline *timeline);
/* A stretch's right end, or where the future begins if that is hidden: words stand before it. */
double timeline_seen_end(const struct timeline *timeline, double right);
/* Whether the cursor is at the last step, so that nothing is still to come. */
bool timeline_is_at_end(const struct timeline *timeline);

/* Whether the thread can never go on. */
static inline bool timeline_is_dead(const struct timeline *timeline, uint32_t thread)
{
    const struct analysis *analysis = timeline->subject->analysis;
    return analysis != NULL && analysis->is_dead[thread];
}

/* "0.70 ms – 1.35 ms", for titles. Lives as long as the scene. */
const char *timeline_span_text(const struct timeline *timeline, uint64_t begin_ns, uint64_t end_ns);
/* What a thread is at in a stretch of its lane, and when: the title of the group of that id, or
 * NULL if nobody asks for it. Likewise below. */
const char *timeline_segment_title(const struct timeline *timeline, const char *id, uint32_t thread,
                                   const struct lane_segment *segment);
/* What a box of an object's lane says: who waits there, who has it, who has taken it again. */
const char *timeline_wait_title(const struct timeline *timeline, const char *id,
                                const struct lane_wait *wait);
const char *timeline_hold_title(const struct timeline *timeline, const char *id,
                                const struct lane_hold *hold);
const char *timeline_reentry_title(const struct timeline *timeline, const char *id,
                                   const struct lane_hold *level);
/* What happens at an event, and at which line. */
const char *timeline_event_title(const struct timeline *timeline, const char *id, uint32_t event);
/* What an object is at from an event on. */
const char *timeline_object_title(const struct timeline *timeline, const char *id, uint32_t object,
                                  uint32_t event);
/* Whether the title of that group is asked for. */
bool timeline_tells(const struct timeline *timeline, const char *id);

#endif
