#include <math.h>
#include <stdlib.h>

#include "tracer/analysis/instant_sentence.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/timeline/arrow_choice.h"
#include "viewer/scene/timeline/timeline_part.h"
#include "viewer/scene/timeline/upright_line.h"

#define HALO_WIDTH    6.0
#define HALO_OPACITY  0.9
#define HEAD_ROOMY    12.0
#define HEAD_COMPACT  8.0
#define LINE_ROOMY    1.8
#define LINE_COMPACT  1.2
#define LINE_ENTRY    2.0
#define HEAD_GAP      0.7  /* of the head: the line ends inside it */
#define STUB          14.0 /* of an arrow that shares a trunk */
#define LANDING       4.0  /* right of the begin of a bar */
#define BOUNDARY      1.0
#define DENSE_OPACITY 0.6
#define SENTENCE_SIZE 700
#define STEEP_WITHIN  24.0
#define RISE_ASIDE    12.0
#define TRUNK_ASIDE   0.7 /* of that: where a trunk is joined */
#define LIT_WIDTH     3.4 /* of those of the step that is followed */
#define LIT_HEAD      16.0

struct point {
    double x, y;
};

/* Wake-ups have the colour of what was waited for; what is handed over that of queues; starts and
 * signals are neutral. */
static scene_colour arrow_colour(const struct timeline *timeline, const struct arrow *arrow)
{
    const struct theme *theme = timeline->theme;
    if (arrow->kind == ARROW_ENTER) {
        return theme->wait_condition;
    }
    if (arrow->kind == ARROW_START || arrow->kind == ARROW_SIGNAL) {
        return theme->ink2;
    }
    if (arrow->kind == ARROW_HAND) {
        return theme->wait_transfer;
    }
    const struct event *wake = &timeline->subject->trace->events[arrow->cause_event];
    const struct trace_object *object = event_object(timeline->subject->trace, wake);
    if (object == NULL) {
        return theme->wait_transfer;
    }
    const struct trace *trace = timeline->subject->trace;
    while (object->parent != NONE_INDEX &&
           lane_layout_object(&timeline->layout, (uint32_t)(object - trace->objects)) == NULL) {
        object = &trace->objects[object->parent];
    }
    switch (object->type) {
    case TYPE_CONDITION:
    case TYPE_EVENT:
    case TYPE_BARRIER:
        return theme->wait_condition;
    case TYPE_LOCK:
    case TYPE_RLOCK:
    case TYPE_MUTEX:
        return theme->wait_lock;
    default:
        return theme->wait_transfer;
    }
}

/* How an arrow is drawn. */
struct curve {
    struct point from, to;
    scene_colour colour;
    double width, head;
    bool has_halo; /* it crosses other lanes */
};

static void light_up(struct curve *curve, scene_colour colour)
{
    curve->colour = colour;
    curve->width = LIT_WIDTH;
    curve->head = LIT_HEAD;
    curve->has_halo = true;
}

/* How far what rises steeply keeps to the right, so that it is not taken for what falls there. */
static double keep_right(struct point from, struct point tip)
{
    double steep = fmax(0, 1 - fabs(tip.x - from.x) / STEEP_WITHIN);
    return tip.y < from.y ? steep * fmin(RISE_ASIDE, (from.y - tip.y) * 0.1) : 0;
}

/* The curve leaves and arrives nearly upright, so that it reads as a fall from one lane to another.
 */
static void add_curve(struct timeline *timeline, const struct curve *curve)
{
    struct point from = curve->from, tip = curve->to;
    double height = tip.y - from.y, down = height < 0 ? -1 : 1;
    double aside = keep_right(from, tip);
    struct point second = {tip.x + (aside > 0 ? aside : -fmin(10, fabs(height) * 0.1)),
                           from.y + height * 0.43};
    double dx = tip.x - second.x, dy = tip.y - second.y, length = fmax(1, hypot(dx, dy));
    dx /= length;
    dy /= length;
    double gap = curve->head * HEAD_GAP;
    const struct path_point points[] = {
        {PATH_MOVE, from.x, from.y + (curve->has_halo ? down * 2 : 0)},
        {PATH_CURVE, from.x + aside, from.y + height * 0.55},
        {PATH_CURVE, second.x, second.y},
        {PATH_CURVE, tip.x - dx * gap, tip.y - dy * gap},
    };
    if (curve->has_halo) {
        scene_add_path(
            timeline->scene, points, 4,
            (struct scene_style){.stroke = colour_fade(timeline->theme->card, HALO_OPACITY),
                                 .stroke_width = HALO_WIDTH});
    }
    scene_add_path(timeline->scene, points, 4,
                   (struct scene_style){.stroke = curve->colour, .stroke_width = curve->width});
    if (curve->head > 0) {
        piece_add_arrow_head(timeline->scene, tip.x, tip.y, dx, dy, curve->head, curve->colour);
    }
}

/* To where it leaves its trunk, or joins it. */
static void shorten(struct curve *curve, enum arrow_part part)
{
    double down = curve->to.y > curve->from.y ? 1 : -1;
    double length = fmin(STUB, fabs(curve->to.y - curve->from.y));
    if (part == ARROW_TIP) {
        curve->from = (struct point){curve->to.x - LANDING, curve->to.y - down * length};
    } else {
        double trunk_x = curve->from.x + keep_right(curve->from, curve->to) * TRUNK_ASIDE;
        curve->to = (struct point){trunk_x, curve->from.y + down * length};
        curve->head = 0;
    }
    curve->has_halo = false;
}

/* "A → B · sends SIGTERM", and what happened at both ends. */
static const char *arrow_title(struct timeline *timeline, const char *id, const struct arrow *arrow)
{
    char sentence[SENTENCE_SIZE];
    if (!timeline_tells(timeline, id)) {
        return NULL;
    }
    instant_sentence_of_link(timeline->subject->trace, arrow->cause_event, arrow->effect_event,
                             timeline->view->language, sentence, sizeof sentence);
    return scene_print_text(timeline->scene, "%s → %s · %s",
                            timeline_thread_name(timeline, arrow->cause_thread),
                            timeline_thread_name(timeline, arrow->effect_thread), sentence);
}

static struct scene_rect hit_of(struct point from, struct point to)
{
    return (struct scene_rect){fmin(from.x, to.x) - 3, fmin(from.y, to.y), fabs(to.x - from.x) + 6,
                               fabs(to.y - from.y)};
}

/* Where what wakes or starts the other happens. Who is joined wakes the other when its bar has
 * ended. */
static double begin_x(const struct timeline *timeline, const struct arrow *arrow)
{
    const struct interval_list *bars =
        &timeline->subject->lanes->threads[arrow->cause_thread].segments;
    double x = timeline_event_x(timeline, arrow->cause_event);
    bool has_ended = bars->count > 0 && interval_is_gap(bars, bars->count - 1);
    return has_ended ? fmin(x, timeline_x(timeline, interval_begin(bars, bars->count - 1))) : x;
}

/* Between the bars of two threads. */
static void add_thread_arrow(struct timeline *timeline, const struct arrow *arrow, bool is_dense)
{
    const struct lane_place *cause = lane_layout_thread(&timeline->layout, arrow->cause_thread);
    const struct lane_place *effect = lane_layout_thread(&timeline->layout, arrow->effect_thread);
    if (cause == NULL || effect == NULL || cause == effect) {
        return;
    }
    double half = timeline->layout.measure.bar_height / 2;
    double down = effect->centre > cause->centre ? 1 : -1;
    struct point from = {begin_x(timeline, arrow), cause->centre + down * half};
    struct point to = {timeline_event_x(timeline, arrow->effect_event) + LANDING,
                       effect->centre - down * half};
    bool is_roomy = timeline->layout.measure.has_details && !is_dense;
    scene_colour colour = arrow_colour(timeline, arrow);
    struct curve curve = {
        .from = from,
        .to = to,
        .colour = is_dense ? colour_fade(colour, DENSE_OPACITY) : colour,
        .width = is_roomy ? LINE_ROOMY : LINE_COMPACT,
        .head = is_roomy ? HEAD_ROOMY : HEAD_COMPACT,
        .has_halo =
            is_roomy && fabs(effect->centre - cause->centre) > timeline->layout.measure.pitch * 1.5,
    };
    if (arrow->part != ARROW_WHOLE) {
        shorten(&curve, arrow->part);
    }
    bool is_lit = arrow_is_lit(timeline, arrow);
    if (is_lit) {
        light_up(&curve, colour);
    }
    const char *id = scene_print_text(timeline->scene, is_lit ? "lit-arrow:%u" : "arrow:%u",
                                      arrow->effect_event);
    scene_begin_group(timeline->scene, id, arrow_title(timeline, id, arrow), hit_of(from, to));
    add_curve(timeline, &curve);
    scene_end_group(timeline->scene);
}

/* From a bar straight down into a row of the waiting room. */
static void add_entry(struct timeline *timeline, const struct arrow *arrow)
{
    const struct event *event = &timeline->subject->trace->events[arrow->effect_event];
    const struct lane_place *thread = lane_layout_thread(&timeline->layout, event->thread);
    if (thread == NULL || !event_is_about(event, TARGET_OBJECT)) {
        return;
    }
    const struct lane_place *room =
        lane_layout_object(&timeline->layout, target_index(event->target));
    if (room == NULL) {
        return;
    }
    const struct lane_measure *measure = &timeline->layout.measure;
    double pitch = measure->row_height + measure->row_gap;
    double rows = room->row_count > 0 ? room->row_count : 1;
    double x = timeline_event_x(timeline, arrow->effect_event);
    struct point from = {x, thread->centre + measure->bar_height / 2};
    struct point to = {x, room->centre - (rows * pitch - measure->row_gap) / 2 +
                              fmin(arrow->row, room->named_waiters) * pitch - BOUNDARY};
    scene_colour colour = arrow_colour(timeline, arrow);
    const char *id = scene_print_text(timeline->scene, "enter:%u", arrow->effect_event);
    scene_begin_group(timeline->scene, id, timeline_event_title(timeline, id, arrow->effect_event),
                      hit_of(from, to));
    upright_line_add(timeline, from.x, from.y, to.y - HEAD_ROOMY * HEAD_GAP, colour,
                     arrow_is_lit(timeline, arrow) ? LIT_WIDTH : LINE_ENTRY);
    piece_add_arrow_head(timeline->scene, to.x, to.y, 0, 1, HEAD_ROOMY, colour);
    scene_end_group(timeline->scene);
}

/* Only those that are lit, or only the others. */
static void build(struct timeline *timeline, bool is_lit)
{
    if (!timeline->view->shows_arrows) {
        return;
    }
    struct arrow_list list =
        arrow_list_collect(timeline, time_axis_time(&timeline->axis, timeline->columns.plot_left),
                           time_axis_time(&timeline->axis, timeline->columns.plot_right));
    arrow_list_choose(timeline, &list);
    for (size_t i = 0; i < list.count; i++) {
        if (arrow_is_lit(timeline, &list.arrows[i]) != is_lit) {
            continue;
        }
        if (list.arrows[i].kind == ARROW_ENTER) {
            add_entry(timeline, &list.arrows[i]);
        } else {
            add_thread_arrow(timeline, &list.arrows[i], list.is_dense);
        }
    }
    free(list.arrows);
}

void arrow_scene_build(struct timeline *timeline)
{
    build(timeline, false);
}

void lit_arrow_scene_build(struct timeline *timeline)
{
    if (timeline->involvement.is_told) {
        build(timeline, true);
    }
}
