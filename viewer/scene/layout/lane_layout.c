/* Every size runs between a roomy and a compact end, all by the same share, so the content's height
 * is linear in that share and the share that fits is one division. */
#include "viewer/scene/layout/lane_layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/scene/layout/lane_list.h"

#define DETAILS_SHARE 0.45 /* below it there is no room for words beside the bars */

struct size_range {
    double compact, roomy;
};

/* All sizes, by what they are of. */
struct lane_sizes {
    struct size_range top_padding, header, pitch, heading, object_gap, dimension;
    struct size_range row, row_gap; /* a row with its gap */
    struct size_range lock_bar, lock_padding, waiter_row;
    struct size_range slot_waiter; /* with its gap, as row */
    struct size_range storey;      /* with its gap */
    struct size_range storey_gap, storeys_offset;
    struct size_range storeys_margin; /* below them */
    struct size_range variable_lane, executor_lane, future_lane;
    struct size_range gil_padding; /* marks stand above its bars */
    struct size_range bar_height, bar_offset, mark_radius, mark_leader, hold_gap, hold_height;
    struct size_range avatar_radius, name_size;
};

static const struct lane_sizes sizes_of_window = {
    .top_padding = {4, 19},
    .header = {19, 46},
    .pitch = {26, 114},
    .heading = {26, 43},
    .object_gap = {8, 24},
    .dimension = {34, 80},
    .row = {16, 36},
    .row_gap = {1, 4},
    .lock_bar = {14, 30},
    .lock_padding = {4, 15},
    .waiter_row = {15, 24},
    .slot_waiter = {13, 36},
    .storey = {12, 20},
    .storey_gap = {1, 3},
    .storeys_offset = {26.5, 106},
    .storeys_margin = {4, 16},
    .variable_lane = {26, 104},
    .executor_lane = {26, 84},
    .future_lane = {15, 32},
    .gil_padding = {10, 22},
    .bar_height = {10, 36},
    .bar_offset = {18.5, 57},
    .mark_radius = {6, 9.5},
    .mark_leader = {1, 7},
    .hold_gap = {0, 5},
    .hold_height = {3, 6},
    .avatar_radius = {9, 18},
    .name_size = {13, 16.5},
};

/* Even the least has room for letters that are read from afar; groups have no headings. */
static const struct lane_sizes sizes_of_slide = {
    .top_padding = {2, 14},
    .header = {17, 34},
    .pitch = {42, 96},
    .heading = {0, 0},
    .object_gap = {8, 24},
    .dimension = {32, 60},
    .row = {17, 32},
    .row_gap = {1, 4},
    .lock_bar = {18, 30},
    .lock_padding = {4, 15},
    .waiter_row = {15, 24},
    .slot_waiter = {15, 36},
    .storey = {15, 20},
    .storey_gap = {1, 3},
    .storeys_offset = {44, 96},
    .storeys_margin = {4, 16},
    .variable_lane = {34, 80},
    .executor_lane = {30, 70},
    .future_lane = {16, 30},
    .gil_padding = {12, 22},
    .bar_height = {17, 32},
    .bar_offset = {31, 52},
    .mark_radius = {9.6, 10},
    .mark_leader = {1, 7},
    .hold_gap = {0.5, 5},
    .hold_height = {4, 6},
    .avatar_radius = {11, 14},
    .name_size = {13, 15},
};

static double size_at(struct size_range range, double share)
{
    return range.compact + (range.roomy - range.compact) * share;
}

static const struct lane_sizes *sizes_of(const struct view *view)
{
    return view->is_slide ? &sizes_of_slide : &sizes_of_window;
}

static struct lane_measure measure_at(const struct lane_sizes *sizes, double share)
{
    return (struct lane_measure){
        .pitch = size_at(sizes->pitch, share),
        .bar_height = size_at(sizes->bar_height, share),
        .bar_offset = size_at(sizes->bar_offset, share),
        .mark_radius = size_at(sizes->mark_radius, share),
        .mark_leader = size_at(sizes->mark_leader, share),
        .hold_gap = size_at(sizes->hold_gap, share),
        .hold_height = size_at(sizes->hold_height, share),
        .row_height = size_at(sizes->row, share) - size_at(sizes->row_gap, share),
        .row_gap = size_at(sizes->row_gap, share),
        .waiter_pitch = size_at(sizes->slot_waiter, share),
        .lock_height = size_at(sizes->lock_bar, share),
        .storeys_offset = size_at(sizes->storeys_offset, share),
        .storey_height = size_at(sizes->storey, share) - size_at(sizes->storey_gap, share),
        .storey_gap = size_at(sizes->storey_gap, share),
        .avatar_radius = size_at(sizes->avatar_radius, share),
        .name_size = size_at(sizes->name_size, share),
        .has_details = share >= DETAILS_SHARE,
        .has_labels = share >= DETAILS_SHARE || sizes == &sizes_of_slide,
    };
}

/* What a lane needs at a share between compact and roomy. */
static double place_height(const struct lane_sizes *sizes, const struct lane_place *place,
                           double share)
{
    double rows = place->row_count > 0 ? place->row_count : 1;
    switch (place->kind) {
    case LANE_HEADING:
        return size_at(sizes->heading, share);
    case LANE_PROCESS:
        return size_at(sizes->header, share);
    case LANE_THREAD:
        return place->storey_count == 0 ? size_at(sizes->pitch, share)
                                        : size_at(sizes->storeys_offset, share) +
                                              place->storey_count * size_at(sizes->storey, share) +
                                              size_at(sizes->storeys_margin, share);
    case LANE_ROOM:
        return rows * size_at(sizes->row, share) - size_at(sizes->row_gap, share) +
               size_at(place->has_dimension ? sizes->dimension : sizes->object_gap, share);
    case LANE_LOCK:
    case LANE_EVENT:
        return size_at(sizes->lock_bar, share) + 2 * size_at(sizes->lock_padding, share) +
               place->row_count * size_at(sizes->waiter_row, share);
    case LANE_RWLOCK:
    case LANE_SEMAPHORE:
    case LANE_BARRIER:
    case LANE_REFERENT:
    case LANE_QUEUE:
        return place->slot_count * size_at(sizes->row, share) +
               place->row_count * size_at(sizes->slot_waiter, share) +
               size_at(sizes->object_gap, share);
    case LANE_GIL:
        return size_at(sizes->lock_bar, share) + 2 * size_at(sizes->gil_padding, share);
    case LANE_VARIABLE:
        return size_at(sizes->variable_lane, share);
    case LANE_MANAGER:
    case LANE_EXECUTOR:
        return size_at(sizes->executor_lane, share);
    case LANE_FUTURE:
        return size_at(sizes->future_lane, share);
    }
    return 0;
}

static double content_height(const struct lane_sizes *sizes, const struct lane_layout *layout,
                             double share)
{
    double height = size_at(sizes->top_padding, share);
    for (uint32_t i = 0; i < layout->place_count; i++) {
        height += place_height(sizes, &layout->places[i], share);
    }
    return height;
}

static double fitting_share(const struct lane_sizes *sizes, const struct lane_layout *layout,
                            double room)
{
    double compact = content_height(sizes, layout, 0), roomy = content_height(sizes, layout, 1);
    if (room >= roomy) {
        return 1;
    }
    return room <= compact ? 0 : (room - compact) / (roomy - compact);
}

static double centre_of(const struct lane_sizes *sizes, const struct lane_place *place,
                        const struct lane_measure *measure, double share)
{
    switch (place->kind) {
    case LANE_THREAD:
        return place->top + measure->bar_offset;
    case LANE_ROOM:
        return place->top +
               (place->height -
                size_at(place->has_dimension ? sizes->dimension : sizes->object_gap, share)) /
                   2;
    case LANE_LOCK:
    case LANE_EVENT:
        return place->top + size_at(sizes->lock_padding, share) + measure->lock_height / 2;
    case LANE_RWLOCK:
    case LANE_SEMAPHORE:
    case LANE_BARRIER:
    case LANE_REFERENT:
    case LANE_QUEUE:
        return place->top + (place->height - size_at(sizes->object_gap, share)) / 2;
    case LANE_GIL:
        return place->top + size_at(sizes->gil_padding, share) + measure->lock_height / 2;
    case LANE_HEADING:
    case LANE_PROCESS:
    case LANE_VARIABLE:
    case LANE_MANAGER:
    case LANE_EXECUTOR:
    case LANE_FUTURE:
        break;
    }
    return place->top + place->height * 0.5;
}

static void stack_places(const struct lane_sizes *sizes, struct lane_layout *layout, double top,
                         double share)
{
    double y = top + size_at(sizes->top_padding, share);
    layout->group_top = 0;
    for (uint32_t i = 0; i < layout->place_count; i++) {
        struct lane_place *place = &layout->places[i];
        place->top = y;
        place->height = place_height(sizes, place, share);
        place->centre = centre_of(sizes, place, &layout->measure, share);
        if (place->kind == LANE_HEADING && layout->group_top == 0) {
            layout->group_top = y;
        }
        y += place->height;
    }
    if (layout->group_top == 0) {
        layout->group_top = y;
    }
}

static uint32_t *create_index(uint32_t count)
{
    uint32_t *places = array_of((size_t)count + 1, sizeof *places);
    memset(places, 0xff, ((size_t)count + 1) * sizeof *places); /* NONE_INDEX */
    return places;
}

/* A frame asks for places far more often than there are. */
static void index_places(struct lane_layout *layout)
{
    layout->of_processes = create_index(layout->trace->process_count);
    layout->of_threads = create_index(layout->trace->thread_count);
    layout->of_objects = create_index(layout->trace->object_count);
    for (uint32_t i = layout->place_count; i-- > 0;) { /* the first of an object's counts */
        const struct lane_place *place = &layout->places[i];
        if (place->kind == LANE_PROCESS) {
            layout->of_processes[place->index] = i;
        } else if (place->kind == LANE_THREAD) {
            layout->of_threads[place->index] = i;
        } else if (place->kind > LANE_THREAD) {
            layout->of_objects[place->index] = i;
        }
    }
}

void lane_layout_init(struct lane_layout *layout, const struct subject *subject,
                      const struct view *view, const struct timeline_columns *columns)
{
    *layout = (struct lane_layout){.trace = subject->trace};
    layout->places = lane_list_create(subject, view, &layout->place_count);
    index_places(layout);
    double room = columns->lanes_bottom - columns->lanes_top;
    const struct lane_sizes *sizes = sizes_of(view);
    double share = fmin(fitting_share(sizes, layout, room), 1 - view->lane_shrink);
    layout->share = share;
    layout->measure = measure_at(sizes, share);
    layout->content_height = content_height(sizes, layout, share);
    double limit = fmax(0, layout->content_height - room);
    stack_places(sizes, layout, columns->lanes_top - fmin(fmax(view->scroll_px, 0), limit), share);
}

void lane_layout_finish(struct lane_layout *layout)
{
    free(layout->places);
    free(layout->of_processes);
    free(layout->of_threads);
    free(layout->of_objects);
    *layout = (struct lane_layout){0};
}

static const struct lane_place *place_at(const struct lane_layout *layout, uint32_t index)
{
    return index == NONE_INDEX ? NULL : &layout->places[index];
}

const struct lane_place *lane_layout_thread(const struct lane_layout *layout, uint32_t thread)
{
    const struct lane_place *place = place_at(layout, layout->of_threads[thread]);
    return place != NULL ? place
                         : lane_layout_process(layout, layout->trace->threads[thread].process);
}

const struct lane_place *lane_layout_process(const struct lane_layout *layout, uint32_t process)
{
    return place_at(layout, layout->of_processes[process]);
}

const struct lane_place *lane_layout_object(const struct lane_layout *layout, uint32_t object)
{
    return place_at(layout, layout->of_objects[object]);
}
