/* From time to place and back. The axis is a chain of straight pieces: in AXIS_TIME all have the
 * same pixels per nanosecond but those where nothing happens for long, which are cut to a short
 * break; in AXIS_EVENT every step of the story gets the same room. */
#ifndef THREADLANE_VIEWER_SCENE_LAYOUT_TIME_AXIS_H
#define THREADLANE_VIEWER_SCENE_LAYOUT_TIME_AXIS_H

#include "viewer/scene/view/view.h"

struct axis_piece {
    uint64_t begin_ns, end_ns;
    double begin_x, end_x;
    bool is_break; /* time was cut out here */
};

struct time_axis {
    struct axis_piece *pieces; /* by time, without gaps */
    uint32_t piece_count;
    enum axis_kind kind;    /* a long story is true to time, whatever was asked for */
    double left_x, right_x; /* the visible plot */
    double head_share;      /* of an axis of events: what comes before the first step takes */
    double end_x;           /* where the recording stops; what lies right of it is "for ever" */
    double tail_px;         /* room right of end_x for waits without end; 0 if the trace has none */
};

/* Lays the axis over [left_x, right_x]; the view's zoom and pan are applied. */
void time_axis_init(struct time_axis *axis, const struct subject *subject, const struct view *view,
                    double left_x, double right_x);
void time_axis_finish(struct time_axis *axis);
double time_axis_x(const struct time_axis *axis, uint64_t time_ns);
uint64_t time_axis_time(const struct time_axis *axis, double x);

#endif
