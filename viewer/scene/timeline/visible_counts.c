/* A whole long trace has millions of stretches; then every so many-th of each lane is looked at, so
 * that a picture costs as much as any. */
#include "viewer/scene/timeline/visible_counts.h"

#include <stdio.h>

#include "tracer/analysis/state_sentence.h"
#include "viewer/scene/lanes/forever_band.h"

#define LOOKED_AT 20000u /* in all lanes together */
#define EXACT_MAX 10000u

/* The intervals [from, to) of a list are seen. */
struct range {
    uint32_t from, to;
};

struct counting {
    const struct timeline *timeline;
    struct visible_counts counts;
    uint64_t begin_ns, end_ns;
    uint32_t stride;
};

static struct range range_of(const struct counting *counting, const struct interval_list *list)
{
    uint32_t to = interval_index_count_before(list, counting->end_ns + 1);
    uint32_t from = interval_index_first_after(list, counting->begin_ns);
    return (struct range){from < to ? from : to, to};
}

static const struct packed_thread *thread_of(const struct counting *counting,
                                             const struct lane_place *place)
{
    return &counting->timeline->subject->lanes->threads[place->index];
}

static void count_segments(struct counting *counting, const struct lane_place *place)
{
    const struct packed_thread *lane = thread_of(counting, place);
    struct range range = range_of(counting, &lane->segments);
    for (uint32_t i = range.from; i < range.to; i += counting->stride) {
        if (interval_is_gap(&lane->segments, i)) {
            continue;
        }
        const struct lane_segment segment = lane_segment_at(lane, i);
        if (segment.end_ns <= counting->begin_ns && segment.begin_ns < counting->begin_ns) {
            continue;
        }
        const struct timeline *timeline = counting->timeline;
        bool is_start = state_is_start(timeline->subject->trace, place->index, &segment);
        counting->counts.states[is_start ? LANE_RUNNING : segment.state] += counting->stride;
        counting->counts.forevers += forever_band_has(timeline, place->index, &segment);
    }
}

static void count_holds(struct counting *counting, const struct lane_place *place)
{
    struct range range = range_of(counting, &thread_of(counting, place)->holds);
    for (uint32_t i = range.from; i < range.to; i += counting->stride) {
        const struct lane_hold hold =
            lane_thread_hold_at(counting->timeline->subject->lanes, place->index, i);
        if (hold.end_ns >= counting->begin_ns &&
            lane_layout_object(&counting->timeline->layout, hold.object) != NULL) {
            counting->counts.holds += counting->stride;
        }
    }
}

static bool is_seen(const struct timeline *timeline, const struct lane_place *place)
{
    return place->kind == LANE_THREAD && place->top + place->height > timeline->columns.lanes_top &&
           place->top < timeline->columns.lanes_bottom;
}

/* All there would be to look at. */
static uint64_t count_intervals(const struct counting *counting)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < counting->timeline->layout.place_count; i++) {
        const struct lane_place *place = &counting->timeline->layout.places[i];
        if (is_seen(counting->timeline, place)) {
            struct range segments = range_of(counting, &thread_of(counting, place)->segments);
            struct range holds = range_of(counting, &thread_of(counting, place)->holds);
            sum += (uint64_t)(segments.to - segments.from) + (holds.to - holds.from);
        }
    }
    return sum;
}

static bool is_in_time(const struct counting *counting, uint32_t event)
{
    uint64_t time_ns = counting->timeline->subject->trace->events[event].time_ns;
    return time_ns >= counting->begin_ns && time_ns <= counting->end_ns;
}

/* How many links have their effect before an instant. */
static size_t links_before(const struct counting *counting, uint64_t time_ns)
{
    const struct link_list *links = counting->timeline->links;
    const struct event *events = counting->timeline->subject->trace->events;
    size_t low = 0, high = links->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (events[links->links[middle].effect_event].time_ns < time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void count_links(struct counting *counting)
{
    counting->counts.links =
        links_before(counting, counting->end_ns + 1) - links_before(counting, counting->begin_ns);
}

static void count_lost_notifies(struct counting *counting)
{
    const struct analysis *analysis = counting->timeline->subject->analysis;
    for (uint32_t i = 0; analysis != NULL && i < analysis->finding_count; i++) {
        const struct finding *finding = &analysis->findings[i];
        counting->counts.lost_notifies += finding->kind == FINDING_LOST_NOTIFY &&
                                          finding->notify_event != NONE_INDEX &&
                                          is_in_time(counting, finding->notify_event);
    }
}

struct visible_counts visible_counts_of(const struct timeline *timeline)
{
    struct counting counting = {
        .timeline = timeline,
        .begin_ns = time_axis_time(&timeline->axis, timeline->columns.plot_left),
        .end_ns = time_axis_time(&timeline->axis, timeline->columns.plot_right),
    };
    counting.stride = (uint32_t)(count_intervals(&counting) / LOOKED_AT) + 1;
    counting.counts.is_estimate = counting.stride > 1;
    for (uint32_t i = 0; i < timeline->layout.place_count; i++) {
        const struct lane_place *place = &timeline->layout.places[i];
        if (is_seen(timeline, place)) {
            count_segments(&counting, place);
            count_holds(&counting, place);
        }
    }
    count_links(&counting);
    count_lost_notifies(&counting);
    return counting.counts;
}

const char *visible_count_text(uint64_t count, bool is_estimate, char *buffer, size_t size)
{
    const char *about = is_estimate && count > 0 ? "≈" : "";
    if (count < EXACT_MAX) {
        snprintf(buffer, size, "%s%llu", about, (unsigned long long)count);
    } else if (count < 1000000) {
        snprintf(buffer, size, "≈%llu k", (unsigned long long)(count + 500) / 1000);
    } else {
        snprintf(buffer, size, "≈%.1f M", (double)count / 1e6);
    }
    return buffer;
}
