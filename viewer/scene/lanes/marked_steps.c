#include "viewer/scene/lanes/marked_steps.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/scene/shape/scene.h"

#define DENSE_STEPS 1500u /* in view, of all threads */

/* The steps that lie on the plot, give or take one. */
struct step_range {
    uint32_t first, end;
    bool is_dense;
};

static struct step_range range_in_view(const struct timeline *timeline)
{
    const struct story *story = timeline->subject->story;
    uint64_t left_ns = time_axis_time(&timeline->axis, timeline->columns.plot_left);
    uint64_t right_ns = time_axis_time(&timeline->axis, timeline->columns.plot_right);
    struct step_range range = {
        .first = story_count_before(story, left_ns > 0 ? left_ns - 1 : 0),
        .end = story_count_before(story, right_ns + 2),
    };
    range.is_dense = range.end - range.first > DENSE_STEPS;
    return range;
}

/* The first step from `index` on that may be marked. */
static uint32_t next_candidate(const struct timeline *timeline, const struct step_range *range,
                               uint32_t index)
{
    if (!range->is_dense) {
        return index;
    }
    const struct story *story = timeline->subject->story;
    uint32_t low = 0, high = story->bad_step_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (story->bad_steps[middle] < index) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    uint32_t bad = low < story->bad_step_count ? story->bad_steps[low] : NONE_INDEX;
    uint32_t current = timeline->view->step;
    return current >= index && current < bad ? current : bad;
}

static int compare_steps(const void *a, const void *b)
{
    const struct marked_step *left = a, *right = b;
    if (left->thread != right->thread) {
        return left->thread < right->thread ? -1 : 1;
    }
    return (left->index > right->index) - (left->index < right->index);
}

struct marked_steps marked_steps_find(const struct timeline *timeline)
{
    const struct step_range range = range_in_view(timeline);
    struct marked_step *found = NULL;
    uint32_t count = 0;
    size_t capacity = 0;
    uint32_t index = next_candidate(timeline, &range, range.first);
    for (; index < range.end; index = next_candidate(timeline, &range, index + 1)) {
        struct story_step step = story_bare_step(timeline->subject->story, index);
        double x = timeline_x(timeline, step.time_ns);
        if (step.event != NONE_INDEX && x >= timeline->columns.plot_left &&
            x <= timeline->columns.plot_right) {
            found = array_grow(found, count + (size_t)1, &capacity, sizeof *found);
            found[count++] = (struct marked_step){step.thread, index, step.tone, x};
        }
    }
    struct marked_step *steps =
        arena_allocate(timeline->scene->arena, (count + (size_t)1) * sizeof *steps);
    if (count > 0) {
        qsort(found, count, sizeof *found, compare_steps);
        memcpy(steps, found, count * sizeof *steps);
    }
    free(found);
    return (struct marked_steps){steps, count};
}

const struct marked_step *marked_steps_of(const struct timeline *timeline, uint32_t thread,
                                          uint32_t *count)
{
    const struct marked_steps *marked = &timeline->marked;
    uint32_t low = 0, high = marked->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (marked->steps[middle].thread < thread) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (*count = 0; low + *count < marked->count && marked->steps[low + *count].thread == thread;
         ++*count) {
    }
    return marked->steps + low;
}
