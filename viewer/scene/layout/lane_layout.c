/* Every size runs between a roomy and a compact end, all by the same share, so the content's height
 * is linear in that share and the share that fits is one division. */
#include "viewer/scene/layout/lane_layout.h"

#include <math.h>
#include <stdlib.h>

#include "viewer/scene/layout/lane_list.h"

#define DETAILS_SHARE 0.45 /* below it there is no room for words beside the bars */

struct size_range {
    double compact, roomy;
};

static const struct size_range top_padding = {4, 19};
static const struct size_range header = {19, 46};
static const struct size_range pitch = {26, 114};
static const struct size_range heading = {26, 43};
static const struct size_range object_gap = {8, 24};
static const struct size_range dimension = {34, 80};
static const struct size_range row = {16, 36}; /* with its gap */
static const struct size_range row_gap = {1, 4};
static const struct size_range lock_bar = {14, 30};
static const struct size_range lock_padding = {4, 15};
static const struct size_range waiter_row = {15, 24};
static const struct size_range slot_waiter = {13, 36}; /* with its gap, as row */
static const struct size_range storey = {12, 20};      /* with its gap */
static const struct size_range storey_gap = {1, 3};
static const struct size_range storeys_offset = {26.5, 106};
static const struct size_range storeys_margin = {4, 16}; /* below them */

static const struct size_range variable_lane = {26, 104};
static const struct size_range executor_lane = {26, 84};
static const struct size_range future_lane = {15, 32};
static const struct size_range gil_padding = {10, 22}; /* marks stand above its bars */

static double size_at(struct size_range range, double share)
{
    return range.compact + (range.roomy - range.compact) * share;
}

static struct lane_measure measure_at(double share)
{
    return (struct lane_measure){
        .pitch = size_at(pitch, share),
        .bar_height = size_at((struct size_range){10, 36}, share),
        .bar_offset = size_at((struct size_range){18.5, 57}, share),
        .mark_radius = size_at((struct size_range){6, 9.5}, share),
        .mark_leader = size_at((struct size_range){1, 7}, share),
        .hold_gap = size_at((struct size_range){0, 5}, share),
        .hold_height = size_at((struct size_range){3, 6}, share),
        .row_height = size_at(row, share) - size_at(row_gap, share),
        .row_gap = size_at(row_gap, share),
        .waiter_pitch = size_at(slot_waiter, share),
        .lock_height = size_at(lock_bar, share),
        .storeys_offset = size_at(storeys_offset, share),
        .storey_height = size_at(storey, share) - size_at(storey_gap, share),
        .storey_gap = size_at(storey_gap, share),
        .avatar_radius = size_at((struct size_range){9, 18}, share),
        .name_size = size_at((struct size_range){13, 16.5}, share),
        .has_details = share >= DETAILS_SHARE,
    };
}

/* What a lane needs at a share between compact and roomy. */
static double place_height(const struct lane_place *place, double share)
{
    double rows = place->row_count > 0 ? place->row_count : 1;
    switch (place->kind) {
    case LANE_HEADING:
        return size_at(heading, share);
    case LANE_PROCESS:
        return size_at(header, share);
    case LANE_THREAD:
        return place->storey_count == 0
                   ? size_at(pitch, share)
                   : size_at(storeys_offset, share) + place->storey_count * size_at(storey, share) +
                         size_at(storeys_margin, share);
    case LANE_ROOM:
        return rows * size_at(row, share) - size_at(row_gap, share) +
               size_at(place->has_dimension ? dimension : object_gap, share);
    case LANE_LOCK:
    case LANE_EVENT:
        return size_at(lock_bar, share) + 2 * size_at(lock_padding, share) +
               place->row_count * size_at(waiter_row, share);
    case LANE_RWLOCK:
    case LANE_SEMAPHORE:
    case LANE_BARRIER:
    case LANE_REFERENT:
    case LANE_QUEUE:
        return place->slot_count * size_at(row, share) +
               place->row_count * size_at(slot_waiter, share) + size_at(object_gap, share);
    case LANE_GIL:
        return size_at(lock_bar, share) + 2 * size_at(gil_padding, share);
    case LANE_VARIABLE:
        return size_at(variable_lane, share);
    case LANE_EXECUTOR:
        return size_at(executor_lane, share);
    case LANE_FUTURE:
        return size_at(future_lane, share);
    }
    return 0;
}

static double content_height(const struct lane_layout *layout, double share)
{
    double height = size_at(top_padding, share);
    for (uint32_t i = 0; i < layout->place_count; i++) {
        height += place_height(&layout->places[i], share);
    }
    return height;
}

static double fitting_share(const struct lane_layout *layout, double room)
{
    double compact = content_height(layout, 0), roomy = content_height(layout, 1);
    if (room >= roomy) {
        return 1;
    }
    return room <= compact ? 0 : (room - compact) / (roomy - compact);
}

static double centre_of(const struct lane_place *place, const struct lane_measure *measure,
                        double share)
{
    switch (place->kind) {
    case LANE_THREAD:
        return place->top + measure->bar_offset;
    case LANE_ROOM:
        return place->top +
               (place->height - size_at(place->has_dimension ? dimension : object_gap, share)) / 2;
    case LANE_LOCK:
    case LANE_EVENT:
        return place->top + size_at(lock_padding, share) + measure->lock_height / 2;
    case LANE_RWLOCK:
    case LANE_SEMAPHORE:
    case LANE_BARRIER:
    case LANE_REFERENT:
    case LANE_QUEUE:
        return place->top + (place->height - size_at(object_gap, share)) / 2;
    case LANE_GIL:
        return place->top + size_at(gil_padding, share) + measure->lock_height / 2;
    case LANE_HEADING:
    case LANE_PROCESS:
    case LANE_VARIABLE:
    case LANE_EXECUTOR:
    case LANE_FUTURE:
        break;
    }
    return place->top + place->height * 0.5;
}

static void stack_places(struct lane_layout *layout, double top, double share)
{
    double y = top + size_at(top_padding, share);
    layout->group_top = 0;
    for (uint32_t i = 0; i < layout->place_count; i++) {
        struct lane_place *place = &layout->places[i];
        place->top = y;
        place->height = place_height(place, share);
        place->centre = centre_of(place, &layout->measure, share);
        if (place->kind == LANE_HEADING && layout->group_top == 0) {
            layout->group_top = y;
        }
        y += place->height;
    }
    if (layout->group_top == 0) {
        layout->group_top = y;
    }
}

void lane_layout_init(struct lane_layout *layout, const struct subject *subject,
                      const struct view *view, const struct timeline_columns *columns)
{
    *layout = (struct lane_layout){.trace = subject->trace};
    layout->places = lane_list_create(subject, &view->unfolding, &layout->place_count);
    double room = columns->lanes_bottom - columns->lanes_top;
    double share = fitting_share(layout, room);
    layout->measure = measure_at(share);
    layout->content_height = content_height(layout, share);
    double limit = fmax(0, layout->content_height - room);
    stack_places(layout, columns->lanes_top - fmin(fmax(view->scroll_px, 0), limit), share);
}

void lane_layout_finish(struct lane_layout *layout)
{
    free(layout->places);
    *layout = (struct lane_layout){0};
}

static const struct lane_place *find_place(const struct lane_layout *layout, enum lane_kind kind,
                                           uint32_t index)
{
    for (uint32_t i = 0; i < layout->place_count; i++) {
        const struct lane_place *place = &layout->places[i];
        if (place->kind == kind && place->index == index) {
            return place;
        }
    }
    return NULL;
}

const struct lane_place *lane_layout_thread(const struct lane_layout *layout, uint32_t thread)
{
    const struct lane_place *place = find_place(layout, LANE_THREAD, thread);
    return place != NULL ? place
                         : lane_layout_process(layout, layout->trace->threads[thread].process);
}

const struct lane_place *lane_layout_process(const struct lane_layout *layout, uint32_t process)
{
    return find_place(layout, LANE_PROCESS, process);
}

const struct lane_place *lane_layout_object(const struct lane_layout *layout, uint32_t object)
{
    for (uint32_t i = 0; i < layout->place_count; i++) {
        const struct lane_place *place = &layout->places[i];
        if (place->kind > LANE_THREAD && place->index == object) {
            return place;
        }
    }
    return NULL;
}
