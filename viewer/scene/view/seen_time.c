#include "viewer/scene/view/seen_time.h"

uint64_t seen_time(const struct subject *subject, const struct view *view)
{
    const struct trace *trace = subject->trace;
    if (view->step >= subject->story->step_count) {
        return view->cursor_ns;
    }
    const struct story_step step = story_bare_step(subject->story, view->step);
    bool is_on_step = step.time_ns == view->cursor_ns && step.last_event < trace->event_count;
    uint64_t covered_ns = is_on_step ? trace->events[step.last_event].time_ns : 0;
    return covered_ns > view->cursor_ns ? covered_ns : view->cursor_ns;
}
