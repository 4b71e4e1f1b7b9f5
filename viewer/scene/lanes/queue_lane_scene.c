/* A queue, or a pipe with its messages: how many items it holds, over time, and below a row for
 * each thread that waits to put or to get. A queue that never holds more than a few shows each item
 * by its number, the next to be got at the bottom; when it is got, the others move down. A longer
 * one shows its depth as steps.
 *
 *     named        +---3---+               depth        ___
 *              +---2---+---3---+                     __|   |__
 *          +---1---+---2---+---3---+              __|         |__
 */
#include <math.h>
#include <stdlib.h>

#include "tracer/model/arena.h"
#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/other_waiters.h"
#include "viewer/scene/lanes/pipe_ends_scene.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/lanes/slot_rows.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define RADIUS        4.0
#define LEAST_PX      0.75 /* shorter stays of an item at a place are not drawn */
#define ITEM_SIZE     13.0
#define ITEM_INSET    4.0
#define DEPTH_TINT    0.22
#define DEPTH_STROKE  1.6
#define NUMBER_SIZE   12.0
#define NUMBER_INSET  6.0
#define PEAK_ROOM     14.0 /* for the number above the peak */
#define LIMIT_STRETCH 2    /* a limit that many times the greatest depth is not drawn */

/* ---- items by name ---- */

/* An item on its way through the places of the queue. */
struct passage {
    uint32_t hold;
    uint32_t place; /* 0: next to be got */
    uint64_t since_ns;
};

struct passages {
    struct timeline *timeline;
    const struct lane_place *place;
    struct passage inside[LANE_ITEMS_NAMED];
    uint32_t count;
};

static void add_item_number(struct timeline *timeline, const char *number, struct scene_rect box)
{
    double left = fmax(box.x, timeline->columns.plot_left);
    double right = fmin(box.x + box.width, timeline->columns.plot_right);
    double size = fmin(ITEM_SIZE, box.height - 3);
    struct text_style style = text_ui(size, 600, timeline->theme->hold_text);
    if (scene_measure_text(timeline->scene, number, style) + ITEM_INSET <= right - left) {
        scene_add_text(timeline->scene, (left + right) / 2,
                       text_baseline(box.y + box.height / 2, size), number, style, ALIGN_CENTRE, 0);
    }
}

static void add_stay(const struct passages *passages, const struct passage *passage,
                     uint64_t until_ns)
{
    struct timeline *timeline = passages->timeline;
    const struct object_lane *lane = timeline_object_lane(timeline, passages->place);
    const struct lane_hold *hold = &lane->holds[passage->hold];
    double left = timeline_x(timeline, passage->since_ns);
    double right = timeline_x(timeline, until_ns);
    bool is_seen = right >= timeline->columns.plot_left && left <= timeline->columns.plot_right;
    if (!is_seen || right - left < LEAST_PX || passage->place >= passages->place->slot_count) {
        return;
    }
    uint32_t row = passages->place->slot_count - 1 - passage->place;
    struct scene_rect box = slot_rows_box(timeline, passages->place, row, left, right - 1);
    const char *number =
        scene_print_text(timeline->scene, "%u",
                         value_low(timeline->subject->trace->events[hold->begin_event].value));
    const char *id =
        scene_print_text(timeline->scene, "item:%u.%u", hold->begin_event, passage->place);
    scene_begin_group(timeline->scene, id, timeline_hold_title(timeline, id, hold), box);
    scene_add_rect(
        timeline->scene, box,
        (struct scene_style){.fill = timeline->theme->hold, .radius = fmin(RADIUS, box.width / 2)});
    add_item_number(timeline, number, box);
    selection_mark_hold(timeline, hold, box);
    scene_end_group(timeline->scene);
}

static void leave(struct passages *passages, uint32_t at, uint64_t time_ns)
{
    add_stay(passages, &passages->inside[at], time_ns);
    passages->count--;
    for (uint32_t i = at; i < passages->count; i++) {
        add_stay(passages, &passages->inside[i + 1], time_ns);
        passages->inside[i] = (struct passage){passages->inside[i + 1].hold, i, time_ns};
    }
}

/* Takes out those that have ended by then, and puts in those that were put: one, or at the left
 * side of the plot all that were there before. */
static void follow_level(struct passages *passages, const struct object_lane *lane,
                         const struct lane_level *level, uint32_t *next_hold)
{
    for (uint32_t i = passages->count; i-- > 0;) {
        if (lane->holds[passages->inside[i].hold].end_event <= level->event) {
            leave(passages, i, level->time_ns);
        }
    }
    for (; *next_hold < lane->hold_count && lane->holds[*next_hold].begin_event <= level->event;
         ++*next_hold) {
        const struct lane_hold *hold = &lane->holds[*next_hold];
        bool is_there = hold->end_event > level->event;
        if (is_there && passages->count < LANE_ITEMS_NAMED) {
            passages->inside[passages->count] =
                (struct passage){*next_hold, passages->count, hold->begin_ns};
            passages->count++;
        }
    }
}

static void add_items(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    struct passages passages = {.timeline = timeline, .place = place};
    uint32_t next_hold = 0;
    for (uint32_t i = 0; i < lane->level_count; i++) {
        follow_level(&passages, lane, &lane->levels[i], &next_hold);
    }
    while (passages.count > 0) {
        leave(&passages, passages.count - 1, timeline->subject->trace->end_ns);
    }
}

/* ---- depth ---- */

struct depth_chart {
    struct timeline *timeline;
    double floor_y, unit_px;
    uint32_t most; /* the greatest depth */
    bool has_peak; /* its number is placed */
    struct path_point *points;
    size_t count, capacity;
};

static void add_corner(struct depth_chart *chart, double x, double y)
{
    chart->points =
        array_grow(chart->points, chart->count + 1, &chart->capacity, sizeof *chart->points);
    enum path_verb verb = chart->count == 0 ? PATH_MOVE : PATH_LINE;
    chart->points[chart->count++] = (struct path_point){verb, x, y};
}

static double depth_y(const struct depth_chart *chart, uint32_t count)
{
    return chart->floor_y - count * chart->unit_px;
}

static double clamp_x(const struct timeline *timeline, double x)
{
    return fmin(fmax(x, timeline->columns.plot_left), timeline->columns.plot_right);
}

static void add_number(struct depth_chart *chart, double left, double right, uint32_t count)
{
    struct timeline *timeline = chart->timeline;
    const char *number = scene_print_text(timeline->scene, "%u", count);
    struct text_style style = text_ui(NUMBER_SIZE, 600, timeline->theme->ink2);
    double room = right - left - 2 * NUMBER_INSET;
    bool is_inside = count * chart->unit_px > NUMBER_SIZE + NUMBER_INSET;
    if (count == 0 || scene_measure_text(timeline->scene, number, style) > room) {
        return;
    }
    if (count == chart->most) {
        return; /* it has been said at the peak */
    }
    double y = depth_y(chart, count) + (is_inside ? NUMBER_SIZE + 2 : -NUMBER_INSET / 2);
    scene_add_text(timeline->scene, left + NUMBER_INSET, y, number, style, ALIGN_LEFT, 0);
}

/* The greatest depth, above the first moment it is reached. */
static void add_peak(struct depth_chart *chart, double x)
{
    struct timeline *timeline = chart->timeline;
    const char *number = scene_print_text(timeline->scene, "%u", chart->most);
    struct text_style style = text_ui(NUMBER_SIZE, 700, timeline->theme->ink);
    double half = scene_measure_text(timeline->scene, number, style) / 2;
    x = fmin(fmax(x, timeline->columns.plot_left + half), timeline->columns.plot_right - half);
    scene_add_text(timeline->scene, x, depth_y(chart, chart->most) - 4, number, style, ALIGN_CENTRE,
                   0);
    chart->has_peak = true;
}

/* Levels that fall into one pixel are one line up to the greatest of them. */
static void trace_depth(struct depth_chart *chart, const struct object_lane *lane, double end_x)
{
    double left = clamp_x(chart->timeline, timeline_x(chart->timeline, 0));
    uint32_t depth = 0;
    add_corner(chart, left, chart->floor_y);
    for (uint32_t i = 0; i < lane->level_count;) {
        double at = timeline_x(chart->timeline, lane->levels[i].time_ns);
        double x = clamp_x(chart->timeline, at); /* may lie far before it: time goes by `at` */
        add_number(chart, left, x, depth);
        add_corner(chart, x, depth_y(chart, depth));
        uint32_t peak = lane->levels[i].count;
        for (; i < lane->level_count &&
               timeline_x(chart->timeline, lane->levels[i].time_ns) < floor(at) + 1;
             i++) {
            depth = lane->levels[i].count;
            peak = depth > peak ? depth : peak;
        }
        if (peak == chart->most && !chart->has_peak) {
            add_peak(chart, x);
        }
        add_corner(chart, x, depth_y(chart, peak));
        add_corner(chart, x, depth_y(chart, depth));
        left = x;
    }
    add_number(chart, left, end_x, depth);
    add_corner(chart, end_x, depth_y(chart, depth));
    add_corner(chart, end_x, chart->floor_y);
}

static void add_limit(const struct depth_chart *chart, uint64_t limit, double left, double right)
{
    double y = depth_y(chart, (uint32_t)limit);
    const struct path_point points[] = {{PATH_MOVE, left, y}, {PATH_LINE, right, y}};
    scene_add_path(chart->timeline->scene, points, 2,
                   (struct scene_style){.stroke = chart->timeline->theme->ink3,
                                        .stroke_width = 1.2,
                                        .dash = {5, 4}});
}

static void add_depth(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    uint32_t deepest = timeline->subject->lanes->objects[place->index].rest->level_max;
    uint64_t limit = timeline->subject->trace->objects[place->index].limit;
    bool has_limit = limit > 0 && limit <= (uint64_t)deepest * LIMIT_STRETCH;
    uint32_t most = has_limit && limit > deepest ? (uint32_t)limit : deepest;
    double left = clamp_x(timeline, timeline_x(timeline, 0));
    double right = clamp_x(timeline, timeline->axis.end_x);
    struct scene_rect top = slot_rows_box(timeline, place, 0, left, right);
    struct scene_rect bottom = slot_rows_box(timeline, place, place->slot_count - 1, left, right);
    double height = bottom.y + bottom.height - top.y;
    struct depth_chart chart = {
        .timeline = timeline,
        .floor_y = top.y + height,
        .unit_px = (height - PEAK_ROOM) / (most > 0 ? most : 1),
        .most = deepest,
    };
    scene_begin_group(timeline->scene, scene_print_text(timeline->scene, "load:%u", place->index),
                      NULL, (struct scene_rect){left, top.y, right - left, height});
    trace_depth(&chart, lane, right);
    scene_add_path(timeline->scene, chart.points, (uint32_t)chart.count,
                   (struct scene_style){.fill = colour_fade(timeline->theme->hold, DEPTH_TINT),
                                        .stroke = timeline->theme->hold,
                                        .stroke_width = DEPTH_STROKE});
    if (has_limit) {
        add_limit(&chart, limit, left, right);
    }
    scene_end_group(timeline->scene);
    free(chart.points);
}

/* ---- the lane ---- */

void queue_lane_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    struct scene_rect row = {timeline->columns.plot_left, place->top,
                             timeline->columns.plot_right - timeline->columns.plot_left,
                             place->height};
    scene_begin_group(timeline->scene, scene_print_text(timeline->scene, "items:%u", place->index),
                      NULL, row);
    bool names_items = place->names_items && timeline_density(timeline, place)->holds == NULL;
    for (uint32_t slot = 0; names_items && slot < place->slot_count; slot++) {
        slot_rows_add_empty(timeline, place, slot);
    }
    if (names_items) {
        add_items(timeline, place);
    } else {
        add_depth(timeline, place);
    }
    const struct waiter_look look = {"queue-wait", LANE_WAIT_TRANSFER, place->slot_count, NULL};
    slot_rows_add_waits(timeline, place, &look);
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        slot_rows_add_waiter(timeline, place, i, &look);
    }
    other_waiters_build(timeline, place, &look);
    pipe_ends_scene_build(timeline, place);
    scene_end_group(timeline->scene);
}
