#include "viewer/scene/frame/scrubber.h"

#include <stdlib.h>

#include "tracer/model/arena.h"
#include "viewer/scene/layout/time_axis.h"

#define AXIS_PX  1000.0 /* of the axis that is asked; its scale does not matter */
#define STEP_GAP 16.0   /* between neighbours, if there is room for all */

static uint64_t span_of(const struct subject *subject)
{
    const struct trace *trace = subject->trace;
    const struct story *story = subject->story;
    uint64_t span = trace->event_count > 0 ? trace->events[trace->event_count - 1].time_ns : 0;
    if (story->step_count > 0 && story->steps[story->step_count - 1].time_ns > span) {
        span = story->steps[story->step_count - 1].time_ns;
    }
    return span > 0 ? span : 1;
}

/* Pushes neighbours apart: first to the right, then those that fell over the end to the left. */
static void spread_steps(double *step_x, uint32_t count, double left_x, double right_x)
{
    double gap = (right_x - left_x) / count;
    gap = gap < STEP_GAP ? gap : STEP_GAP;
    for (uint32_t i = 1; i < count; i++) {
        double least = step_x[i - 1] + gap;
        step_x[i] = step_x[i] < least ? least : step_x[i];
    }
    double most = right_x;
    for (uint32_t i = count; i-- > 0; most = step_x[i] - gap) {
        step_x[i] = step_x[i] > most ? most : step_x[i];
    }
}

/* By the timeline's own axis, unzoomed, so that long standstills are short here as well. */
static void place_steps(struct scrubber *scrubber, const struct subject *subject)
{
    const struct view whole = {.axis = AXIS_TIME, .zoom = 1};
    struct time_axis axis;
    time_axis_init(&axis, subject, &whole, 0, AXIS_PX);
    double scale = (scrubber->right_x - scrubber->left_x) / time_axis_x(&axis, scrubber->span_ns);
    for (uint32_t i = 0; i < subject->story->step_count; i++) {
        double x = time_axis_x(&axis, subject->story->steps[i].time_ns);
        scrubber->step_x[i] = scrubber->left_x + x * scale;
    }
    time_axis_finish(&axis);
}

void scrubber_init(struct scrubber *scrubber, const struct subject *subject, double left_x,
                   double right_x)
{
    const struct story *story = subject->story;
    size_t capacity = 0;
    *scrubber = (struct scrubber){
        .story = story,
        .left_x = left_x,
        .right_x = right_x,
        .span_ns = span_of(subject),
        .step_x = array_grow(NULL, story->step_count + 1, &capacity, sizeof(double)),
    };
    place_steps(scrubber, subject);
    if (story->step_count > 0) {
        spread_steps(scrubber->step_x, story->step_count, left_x, right_x);
    }
}

void scrubber_finish(struct scrubber *scrubber)
{
    free(scrubber->step_x);
    *scrubber = (struct scrubber){0};
}

/* A stretch of the bar between two neighbouring steps, or between a step and an end. */
struct stretch {
    uint64_t begin_ns, end_ns;
    double begin_x, end_x;
};

/* The stretch that begins with step number `index` - 1; 0 begins at the left end. */
static struct stretch stretch_at(const struct scrubber *scrubber, uint32_t index)
{
    const struct story *story = scrubber->story;
    bool is_first = index == 0, is_last = index == story->step_count;
    return (struct stretch){
        .begin_ns = is_first ? 0 : story->steps[index - 1].time_ns,
        .end_ns = is_last ? scrubber->span_ns : story->steps[index].time_ns,
        .begin_x = is_first ? scrubber->left_x : scrubber->step_x[index - 1],
        .end_x = is_last ? scrubber->right_x : scrubber->step_x[index],
    };
}

double scrubber_x(const struct scrubber *scrubber, uint64_t time_ns)
{
    uint32_t low = 0, high = scrubber->story->step_count; /* the count of steps at or before */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (scrubber->story->steps[middle].time_ns <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    struct stretch stretch = stretch_at(scrubber, low);
    if (time_ns >= stretch.end_ns) {
        return stretch.end_ns > stretch.begin_ns ? stretch.end_x : stretch.begin_x;
    }
    double share =
        (double)(time_ns - stretch.begin_ns) / (double)(stretch.end_ns - stretch.begin_ns);
    return stretch.begin_x + share * (stretch.end_x - stretch.begin_x);
}

uint64_t scrubber_time(const struct scrubber *scrubber, double x)
{
    uint32_t low = 0, high = scrubber->story->step_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (scrubber->step_x[middle] <= x) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    struct stretch stretch = stretch_at(scrubber, low);
    if (x <= stretch.begin_x || stretch.end_x <= stretch.begin_x) {
        return stretch.begin_ns;
    }
    double share = (x - stretch.begin_x) / (stretch.end_x - stretch.begin_x);
    share = share > 1 ? 1 : share;
    return stretch.begin_ns + (uint64_t)(share * (double)(stretch.end_ns - stretch.begin_ns) + 0.5);
}
