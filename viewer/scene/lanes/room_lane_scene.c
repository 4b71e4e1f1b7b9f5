/* A waiting room: a row for each thread that waits at the same time, and an outlined empty room
 * wherever nobody does. */
#include <math.h>

#include "viewer/scene/lanes/density_strip.h"
#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/other_waiters.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define EMPTY_LEAST_PX 6.0
#define EMPTY_RADIUS   8.0
#define EMPTY_SIZE     13.5
#define MARK_ROOM      16.0 /* kept free around the "0" of a lost notify */
#define ROW_RADIUS     6.0
#define CAP_WIDTH      4.0
#define NAME_SIZE      15.0
#define NAME_INSET     20.0
#define DOT_GAP        8.0
#define DOT_WIDTH      2.6
#define DOT_OPACITY    0.28
#define FADE_PX        150.0

struct span {
    double left, right;
};

static struct span clip_to_plot(const struct timeline *timeline, double left, double right)
{
    return (struct span){fmax(left, timeline->columns.plot_left),
                         fmin(right, timeline->columns.plot_right)};
}

static double wait_end_x(const struct timeline *timeline, const struct lane_wait *wait)
{
    if (wait->end_event == NONE_INDEX && timeline_is_dead(timeline, wait->thread)) {
        return timeline_forever_x(timeline);
    }
    return timeline_x(timeline, wait->end_ns);
}

static double rows_height(const struct timeline *timeline, const struct lane_place *place)
{
    const struct lane_measure *measure = &timeline->layout.measure;
    double rows = place->row_count > 0 ? place->row_count : 1;
    return rows * (measure->row_height + measure->row_gap) - measure->row_gap;
}

/* Words in an empty room stay clear of the "0" that a lost notify draws into its middle. */
static struct span free_of_marks(const struct timeline *timeline, struct span span)
{
    const struct analysis *analysis = timeline->subject->analysis;
    for (uint32_t i = 0; analysis != NULL && i < analysis->finding_count; i++) {
        uint32_t event = analysis->findings[i].notify_event;
        if (analysis->findings[i].kind != FINDING_LOST_NOTIFY || event == NONE_INDEX) {
            continue;
        }
        double x = timeline_event_x(timeline, event);
        if (x <= span.left || x >= span.right) {
            continue;
        }
        if (x - span.left >= span.right - x) {
            span.right = x - MARK_ROOM;
        } else {
            span.left = x + MARK_ROOM;
        }
    }
    return span;
}

static bool add_empty_words(struct timeline *timeline, struct span span, double y)
{
    const char *words = word_text(WORD_ROOM_EMPTY, timeline->view->language);
    struct text_style style = text_ui(EMPTY_SIZE, 400, timeline->theme->ink3);
    span = free_of_marks(timeline, span);
    span.right = timeline_seen_end(timeline, span.right);
    bool fits = scene_measure_text(timeline->scene, words, style) < span.right - span.left - 16;
    if (fits) {
        scene_add_text(timeline->scene, (span.left + span.right) / 2, text_baseline(y, EMPTY_SIZE),
                       words, style, ALIGN_CENTRE, 0);
    }
    return fits;
}

/* The empty stretches of one room so far; the first with room for words says what they are. */
struct emptiness {
    uint32_t count;
    bool has_words;
};

static void outline(struct timeline *timeline, struct span span, struct scene_rect box)
{
    struct scene_rect room = {span.left, box.y, fmax(0, span.right - span.left), box.height};
    scene_add_rect(timeline->scene, room,
                   (struct scene_style){.fill = timeline->theme->empty,
                                        .stroke = timeline->theme->grid_strong,
                                        .stroke_width = 1.2,
                                        .radius = fmin(EMPTY_RADIUS, room.width / 2),
                                        .dash = {4, 4}});
}

static void add_empty(struct timeline *timeline, const struct lane_place *place, double left,
                      double right, struct emptiness *emptiness)
{
    struct span span = clip_to_plot(timeline, left, right);
    double height = rows_height(timeline, place);
    if (span.right - span.left < EMPTY_LEAST_PX) {
        return;
    }
    struct scene_rect box = {span.left, place->centre - height / 2, span.right - span.left, height};
    scene_begin_group(
        timeline->scene,
        scene_print_text(timeline->scene, "empty:%u.%u", place->index, emptiness->count++),
        word_text(WORD_ROOM_EMPTY, timeline->view->language), box);
    outline(timeline, span, box);
    if (!emptiness->has_words) {
        emptiness->has_words = add_empty_words(timeline, span, place->centre);
    }
    scene_end_group(timeline->scene);
}

/* Empty rooms lie between the waits; those come by begin, so one look from left to right finds
 * them. */
static void add_empties(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    double left = timeline_x(timeline, 0);
    struct emptiness emptiness = {0};
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        double begin = timeline_x(timeline, lane->waits[i].begin_ns);
        if (begin > left) {
            add_empty(timeline, place, left, begin, &emptiness);
        }
        left = fmax(left, wait_end_x(timeline, &lane->waits[i]));
    }
    add_empty(timeline, place, left, timeline->axis.end_x, &emptiness);
}

static void fill_row(struct timeline *timeline, struct scene_rect row, double dots_left,
                     bool is_forever)
{
    const struct theme *theme = timeline->theme;
    double radius = fmin(ROW_RADIUS, row.width / 2);
    scene_add_rect(timeline->scene, row,
                   (struct scene_style){.fill = theme->wait_condition_tint, .radius = radius});
    double dots_right = row.x + row.width - (is_forever ? 0 : 4);
    if (dots_right - dots_left > 2 * DOT_GAP) {
        struct scene_rect dots = {dots_left, row.y, dots_right - dots_left, row.height};
        struct scene_item *item = scene_add_fill(timeline->scene, dots, FILL_DOTS, 0, 0);
        item->pattern_gap = DOT_GAP;
        item->pattern_width = DOT_WIDTH;
        item->pattern = colour_fade(theme->wait_condition, DOT_OPACITY);
    }
    if (is_forever) {
        double fade = fmin(FADE_PX, row.width);
        scene_add_fill(timeline->scene,
                       (struct scene_rect){row.x + row.width - fade, row.y, fade, row.height},
                       FILL_FADE_RIGHT, theme->card, 0);
    }
    scene_add_rect(timeline->scene,
                   (struct scene_rect){row.x, row.y, fmin(CAP_WIDTH, row.width), row.height},
                   (struct scene_style){.fill = theme->wait_condition, .radius = fmin(2, radius)});
}

/* The name inside the row; returns where dots may begin. */
static double name_right(struct timeline *timeline, const struct lane_wait *wait,
                         struct scene_rect row, struct text_style style)
{
    const char *name = timeline_thread_name(timeline, wait->thread);
    double width = scene_measure_text(timeline->scene, name, style);
    bool fits = row.width > width + 2 * NAME_INSET;
    return fits ? row.x + NAME_INSET + width : row.x;
}

static struct scene_rect row_box(const struct timeline *timeline, const struct lane_place *place,
                                 uint32_t row, double left, double right)
{
    const struct lane_measure *measure = &timeline->layout.measure;
    double top = place->centre - rows_height(timeline, place) / 2 +
                 row * (measure->row_height + measure->row_gap);
    return (struct scene_rect){left, top, fmax(1, right - left), measure->row_height};
}

static void add_wait(struct timeline *timeline, const struct lane_place *place,
                     const struct lane_wait *wait)
{
    struct span span = {timeline_x(timeline, wait->begin_ns), wait_end_x(timeline, wait)};
    bool is_seen =
        span.right >= timeline->columns.plot_left && span.left <= timeline->columns.plot_right;
    if (!is_seen || wait->row >= place->named_waiters) {
        return;
    }
    span.left = fmax(span.left, timeline->columns.plot_left - CAP_WIDTH);
    struct scene_rect row = row_box(timeline, place, wait->row, span.left, span.right);
    bool is_forever = wait->end_event == NONE_INDEX && timeline_is_dead(timeline, wait->thread);
    const char *name = timeline_thread_name(timeline, wait->thread);
    double size = fmin(NAME_SIZE, row.height - 3);
    struct text_style style = text_ui(size, 700, timeline->theme->wait_condition_text);
    double names_end = name_right(timeline, wait, row, style);
    const char *id = scene_print_text(timeline->scene, "wait:%u", wait->begin_event);
    scene_begin_group(timeline->scene, id, timeline_wait_title(timeline, id, wait), row);
    fill_row(timeline, row, names_end + (names_end > row.x ? 24 : CAP_WIDTH + 2), is_forever);
    if (names_end > row.x) {
        scene_add_text(timeline->scene, row.x + NAME_INSET,
                       text_baseline(row.y + row.height / 2, size), name, style, ALIGN_LEFT, 0);
    }
    selection_mark_wait(timeline, wait, row);
    scene_end_group(timeline->scene);
}

void room_lane_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    double height = rows_height(timeline, place);
    struct scene_rect box = {timeline->columns.plot_left, place->centre - height / 2,
                             timeline->columns.plot_right - timeline->columns.plot_left, height};
    scene_begin_group(timeline->scene, scene_print_text(timeline->scene, "room:%u", place->index),
                      NULL, box);
    const struct lane_density *density = timeline_density(timeline, place)->waits;
    if (density == NULL) {
        add_empties(timeline, place);
    } else { /* where it was empty cannot be told from the shapes */
        outline(timeline, clip_to_plot(timeline, timeline_x(timeline, 0), timeline->axis.end_x),
                box);
        density_strip_add_waits(timeline, density, box.y, box.height, place->row_count,
                                LANE_WAIT_CONDITION);
    }
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        add_wait(timeline, place, &lane->waits[i]);
    }
    const struct waiter_look others = {"wait", LANE_WAIT_CONDITION, 0, row_box};
    other_waiters_build(timeline, place, &others);
    scene_end_group(timeline->scene);
}
