#include "viewer/scene/lanes/printed_text.h"

#include <math.h>
#include <string.h>

#include "viewer/scene/piece/piece.h"

#define TEXT_SIZE    14.5
#define PADDING      8.0
#define LEAST_ROOM   56.0 /* less shows no more than a letter or two */
#define ORIGIN_ROOM  12.0 /* kept free around a lost notify's dot */
#define LEAST_HEIGHT 18.0

/* Where on this bar something else is drawn: the dots of lost notifies. Cuts `right` before it. */
static double cut_before_notify(const struct timeline *timeline, uint32_t thread, double left,
                                double right)
{
    const struct analysis *analysis = timeline->subject->analysis;
    for (uint32_t i = 0; analysis != NULL && i < analysis->finding_count; i++) {
        uint32_t event = analysis->findings[i].notify_event;
        if (analysis->findings[i].kind != FINDING_LOST_NOTIFY || event == NONE_INDEX ||
            timeline->subject->trace->events[event].thread != thread) {
            continue;
        }
        double x = timeline_event_x(timeline, event);
        if (x > left && x - ORIGIN_ROOM < right) {
            right = x - ORIGIN_ROOM;
        }
    }
    return right;
}

static bool has_words(const struct event *event)
{
    return event->kind == EVENT_PRINT || event->kind == EVENT_MARK;
}

/* Without the line's end; what was printed in quotes, for the thread said it. */
static const char *write_words(struct scene *scene, const struct event *event, const char *text)
{
    int length = (int)strcspn(text, "\n");
    return event->kind == EVENT_PRINT ? scene_print_text(scene, "“%.*s”", length, text)
                                      : scene_print_text(scene, "%.*s", length, text);
}

static void begin_group(struct timeline *timeline, uint32_t event, struct scene_rect box)
{
    bool is_print = timeline->subject->trace->events[event].kind == EVENT_PRINT;
    const char *id = scene_print_text(timeline->scene, is_print ? "print:%u" : "note:%u", event);
    scene_begin_group(timeline->scene, id, timeline_event_title(timeline, id, event), box);
}

static void add_words(struct timeline *timeline, const struct lane_place *place, uint32_t event,
                      double left, double right)
{
    const struct event *said = &timeline->subject->trace->events[event];
    const char *text = event_text(timeline->subject->trace, said);
    right = cut_before_notify(timeline, place->index, left, right);
    if (right - left < LEAST_ROOM || text[0] == 0) {
        return;
    }
    double height = timeline->layout.measure.bar_height;
    const char *words = write_words(timeline->scene, said, text);
    begin_group(timeline, event,
                (struct scene_rect){left, place->centre - height / 2, right - left, height});
    scene_add_text(timeline->scene, left, text_baseline(place->centre, TEXT_SIZE), words,
                   text_ui(TEXT_SIZE, 500, timeline->theme->running_text), ALIGN_LEFT,
                   right - left);
    scene_end_group(timeline->scene);
}

/* The first event at or after a time. */
static uint32_t event_at(const struct trace *trace, uint64_t time_ns)
{
    size_t low = 0, high = trace->event_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (trace->events[middle].time_ns < time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (uint32_t)low;
}

/* All words within one bar; each may use the room up to the next. */
static void add_words_of(struct timeline *timeline, const struct lane_place *place,
                         const struct lane_segment *segment)
{
    const struct trace *trace = timeline->subject->trace;
    double end = fmin(timeline_x(timeline, segment->end_ns), timeline->columns.plot_right);
    end = timeline_seen_end(timeline, end) - PADDING;
    uint32_t said = NONE_INDEX;
    double said_x = 0;
    for (uint32_t i = event_at(trace, segment->begin_ns);
         i < trace->event_count && trace->events[i].time_ns <= segment->end_ns; i++) {
        const struct event *event = &trace->events[i];
        if (event->thread != place->index || !has_words(event)) {
            continue;
        }
        double x =
            fmax(timeline_x(timeline, event->time_ns), timeline_x(timeline, segment->begin_ns)) +
            PADDING;
        if (said != NONE_INDEX) {
            add_words(timeline, place, said, said_x, x - 2 * PADDING);
        }
        said = i;
        said_x = fmax(x, timeline->columns.plot_left + PADDING);
    }
    if (said != NONE_INDEX) {
        add_words(timeline, place, said, said_x, end);
    }
}

void printed_text_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct thread_lane *lane = timeline_thread_lane(timeline, place);
    if (timeline->layout.measure.bar_height < LEAST_HEIGHT) {
        return;
    }
    for (uint32_t i = 0; i < lane->segment_count; i++) {
        const struct lane_segment *segment = &lane->segments[i];
        double left = timeline_x(timeline, segment->begin_ns);
        double right = timeline_x(timeline, segment->end_ns);
        bool is_seen = right > timeline->columns.plot_left && left < timeline->columns.plot_right;
        if (is_seen && segment->state == LANE_RUNNING && right - left > LEAST_ROOM) {
            add_words_of(timeline, place, segment);
        }
    }
}
