#include "viewer/scene/frame/scrubber.h"

#include <stdlib.h>

#include "tracer/model/arena.h"
#include "viewer/scene/layout/time_axis.h"

#define STEPS_MAX 2000u  /* more have no dots */
#define AXIS_PX   1000.0 /* of the axis that is asked; its scale does not matter */
#define STEP_GAP  16.0   /* between neighbours, if there is room for all */

static uint64_t span_of(const struct subject *subject)
{
    const struct trace *trace = subject->trace;
    const struct story *story = subject->story;
    uint64_t span = trace->event_count > 0 ? trace->events[trace->event_count - 1].time_ns : 0;
    if (story->step_count > 0 && story_time(story, story->step_count - 1) > span) {
        span = story_time(story, story->step_count - 1);
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
    time_axis_init(&scrubber->axis, subject, &whole, 0, AXIS_PX);
    scrubber->scale =
        (scrubber->right_x - scrubber->left_x) / time_axis_x(&scrubber->axis, scrubber->span_ns);
    for (uint32_t i = 0; i < scrubber->step_count; i++) {
        double x = time_axis_x(&scrubber->axis, story_time(subject->story, i));
        scrubber->step_x[i] = scrubber->left_x + x * scrubber->scale;
    }
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
        .step_count = story->step_count <= STEPS_MAX ? story->step_count : 0,
    };
    scrubber->step_x = array_grow(NULL, scrubber->step_count + 1, &capacity, sizeof(double));
    place_steps(scrubber, subject);
    if (scrubber->step_count > 0) {
        spread_steps(scrubber->step_x, scrubber->step_count, left_x, right_x);
    }
}

void scrubber_finish(struct scrubber *scrubber)
{
    free(scrubber->step_x);
    time_axis_finish(&scrubber->axis);
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
    bool is_first = index == 0, is_last = index == scrubber->step_count;
    return (struct stretch){
        .begin_ns = is_first ? 0 : story_time(story, index - 1),
        .end_ns = is_last ? scrubber->span_ns : story_time(story, index),
        .begin_x = is_first ? scrubber->left_x : scrubber->step_x[index - 1],
        .end_x = is_last ? scrubber->right_x : scrubber->step_x[index],
    };
}

double scrubber_step_x(const struct scrubber *scrubber, uint32_t step)
{
    return step < scrubber->step_count ? scrubber->step_x[step]
                                       : scrubber_x(scrubber, story_time(scrubber->story, step));
}

double scrubber_x(const struct scrubber *scrubber, uint64_t time_ns)
{
    if (scrubber->step_count == 0) {
        double x = scrubber->left_x + time_axis_x(&scrubber->axis, time_ns) * scrubber->scale;
        return x < scrubber->right_x ? x : scrubber->right_x;
    }
    uint32_t low = story_count_before(scrubber->story, time_ns + 1);
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
    if (scrubber->step_count == 0) {
        double place = x < scrubber->left_x ? scrubber->left_x : x;
        uint64_t time_ns =
            time_axis_time(&scrubber->axis, (place - scrubber->left_x) / scrubber->scale);
        return time_ns < scrubber->span_ns ? time_ns : scrubber->span_ns;
    }
    uint32_t low = 0, high = scrubber->step_count;
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
