#include "viewer/app/growth.h"

#include <string.h>

#include "viewer/app/camera.h"
#include "viewer/app/cursor.h"

static bool is_at_end(const struct view *view, const struct subject *subject)
{
    uint32_t count = subject->story->step_count;
    return count == 0 || (view->step == count - 1 && !view->is_playing);
}

static bool is_same_step(const struct story_step *a, const struct story_step *b)
{
    return a->thread == b->thread && a->tone == b->tone && strcmp(a->label, b->label) == 0;
}

/* The last step at or before an instant, or NONE_INDEX. */
static uint32_t step_at(const struct story *story, uint64_t time_ns)
{
    uint32_t after =
        time_ns == UINT64_MAX ? story->step_count : story_count_before(story, time_ns + 1);
    return after == 0 ? NONE_INDEX : after - 1;
}

/* Late news may be about early times: then its number is another one. */
static void keep_cursor(struct view *view, const struct story *before, const struct story *after)
{
    if (view->step == NONE_INDEX) {
        return;
    }
    const struct story_step old = story_step(before, view->step);
    const struct story_step now =
        view->step < after->step_count ? story_step(after, view->step) : (struct story_step){0};
    if (view->step < after->step_count && is_same_step(&now, &old)) {
        view->cursor_ns += now.time_ns - old.time_ns;
    } else {
        view->step = step_at(after, view->cursor_ns);
    }
}

static uint32_t keep_object(uint32_t index, const struct trace *before, const struct trace *after)
{
    if (index == NONE_INDEX) {
        return NONE_INDEX;
    }
    const struct trace_object *old = &before->objects[index];
    bool is_there = index < after->object_count && after->objects[index].id == old->id &&
                    after->objects[index].type == old->type;
    return is_there ? index : trace_find_object(after, old->id, old->process);
}

static void keep_selection(struct selection *selection, const struct trace *before,
                           const struct trace *after)
{
    uint32_t object = keep_object(selection->object, before, after);
    bool is_gone = selection->object != NONE_INDEX && object == NONE_INDEX;
    bool has_thread = selection->thread == NONE_INDEX || selection->thread < after->thread_count;
    selection->object = object;
    if (is_gone || !has_thread) {
        *selection = selection_none();
    }
}

void growth_keep_view(struct view *view, const struct subject *before, const struct subject *after)
{
    bool follows = is_at_end(view, before);
    camera_keep_range(view, before, after);
    keep_selection(&view->selection, before->trace, after->trace);
    if (follows) {
        cursor_go_to_end(view, after);
    } else {
        keep_cursor(view, before->story, after->story);
    }
}
