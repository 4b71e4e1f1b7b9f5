#include <math.h>
#include <string.h>

#include "viewer/scene/piece/piece.h"
#include "viewer/scene/timeline/timeline_part.h"
#include "viewer/scene/view/words.h"

#define TICK_ROOM_PX        150.0 /* between labelled ticks */
#define LABEL_ROOM_PX       84.0  /* and never less than this */
#define EVENT_LABEL_ROOM_PX 96.0
#define LINE_ROOM_PX        18.0 /* between grid lines, on an axis of events */
#define TICK_ABOVE_PX       5.0  /* a labelled tick begins above the ruler's line */
#define LABEL_OFFSET        20.0 /* of the labels' centre above the ruler's line */
#define LABEL_SIZE          13.0
#define PIN_ROOM_PX         80.0 /* and to the sign of a pin */
#define FOREVER_NEAR        24.0 /* so much nearer may its sign be */
#define PILL_ROOM_PX        88.0 /* labels nearer to the playhead give way to its pill */
#define FOREVER_INSET       14.0
#define STROKE_OVERLAP      30.0 /* the dashed line ends before the for-ever sign */

/* The number of the units in a nanosecond count, and its name. */
struct time_unit {
    double ns;
    const char *name;
};

static struct time_unit unit_of(double span_ns)
{
    static const struct time_unit units[] = {{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}, {1, "ns"}};
    uint32_t i = 0;
    while (i < 3 && span_ns < units[i].ns) {
        i++;
    }
    return units[i];
}

/* The least of 1, 2 or 5 times a power of ten that is at least `least`. */
static double round_step(double least)
{
    double power = pow(10, floor(log10(least)));
    static const double factors[] = {1, 2, 5, 10};
    for (uint32_t i = 0; i < 4; i++) {
        if (power * factors[i] >= least * 0.9999) {
            return fmax(1, power * factors[i]);
        }
    }
    return power * 10;
}

static const char *tick_text(struct scene *scene, double time_ns, double step_ns,
                             struct time_unit unit)
{
    if (time_ns == 0) {
        return "0";
    }
    int decimals = step_ns >= unit.ns ? 0 : (int)ceil(log10(unit.ns / step_ns) - 1e-9);
    return scene_print_text(scene, "%.*f %s", decimals, time_ns / unit.ns, unit.name);
}

static void add_grid_line(struct timeline *timeline, double x, bool is_strong)
{
    const struct timeline_columns *columns = &timeline->columns;
    double top = columns->ruler_y - (is_strong ? TICK_ABOVE_PX : 0);
    double at = floor(x) + 0.5; /* sharp: on the middle of a pixel */
    scene_add_line(timeline->scene, at, top, at, columns->grid_bottom,
                   is_strong ? timeline->theme->grid_strong : timeline->theme->grid, 1);
}

static bool is_visible(const struct timeline *timeline, double x)
{
    return x >= timeline->columns.plot_left - 0.5 && x <= timeline->columns.plot_right;
}

/* Whether the playhead's pill or the sign of a pin lies there. */
static bool is_covered(const struct timeline *timeline, double x)
{
    bool is_covered = fabs(x - timeline_cursor_x(timeline)) < PILL_ROOM_PX;
    for (uint32_t i = 0; i < timeline->view->pin_count; i++) {
        double pin = timeline_event_x(timeline, timeline->view->pins[i]);
        is_covered = is_covered || fabs(x - pin) < PIN_ROOM_PX;
    }
    return is_covered;
}

static void add_tick_label(struct timeline *timeline, double x, const char *text)
{
    if (is_covered(timeline, x)) {
        return;
    }
    double y = text_baseline(timeline->columns.ruler_y - LABEL_OFFSET, LABEL_SIZE);
    scene_add_text(timeline->scene, x, y, text, text_ui(LABEL_SIZE, 500, timeline->theme->ink2),
                   ALIGN_CENTRE, 0);
}

/* Nanoseconds a pixel of the pieces that are true to time. */
static double ns_per_px(const struct time_axis *axis)
{
    for (uint32_t i = 0; i < axis->piece_count; i++) {
        const struct axis_piece *piece = &axis->pieces[i];
        if (!piece->is_break && piece->end_x - piece->begin_x > 0) {
            return (double)(piece->end_ns - piece->begin_ns) / (piece->end_x - piece->begin_x);
        }
    }
    return 0;
}

/* Ticks of one scale: labelled at every step, plain lines half way between. */
struct tick_scale {
    double step_ns;
    double label_x; /* of the last label */
};

static void add_time_tick(struct timeline *timeline, struct tick_scale *scale, double time_ns,
                          struct time_unit unit)
{
    double x = timeline_x(timeline, (uint64_t)time_ns);
    bool is_round = fabs(remainder(time_ns, scale->step_ns)) < scale->step_ns / 4;
    if (!is_visible(timeline, x)) {
        return;
    }
    bool is_labelled = is_round && x - scale->label_x >= LABEL_ROOM_PX;
    add_grid_line(timeline, x, is_labelled);
    if (is_labelled) {
        add_tick_label(timeline, x, tick_text(timeline->scene, time_ns, scale->step_ns, unit));
        scale->label_x = x;
    }
}

/* The last piece of the stretch without breaks that piece `index` belongs to. */
static uint32_t stretch_end(const struct time_axis *axis, uint32_t index)
{
    while (index + 1 < axis->piece_count && !axis->pieces[index + 1].is_break) {
        index++;
    }
    return index;
}

/* Ticks at round times, wherever time is not cut. */
static void add_time_ticks(struct timeline *timeline)
{
    const struct time_axis *axis = &timeline->axis;
    double ns = ns_per_px(axis);
    if (ns <= 0) {
        return;
    }
    struct tick_scale scale = {.step_ns = round_step(ns * TICK_ROOM_PX), .label_x = -INFINITY};
    double half = scale.step_ns / 2, next = 0;
    uint32_t stretch = 0;
    for (uint32_t i = 0; i < axis->piece_count; i++) {
        const struct axis_piece *piece = &axis->pieces[i];
        if (piece->is_break || piece->end_x < axis->left_x || piece->begin_x > axis->right_x) {
            continue;
        }
        double first = (double)time_axis_time(axis, fmax(axis->left_x, piece->begin_x));
        double last = fmin((double)piece->end_ns,
                           (double)piece->begin_ns + (axis->right_x - piece->begin_x) * ns);
        stretch = stretch < i || i == 0 ? stretch_end(axis, i) : stretch;
        struct time_unit unit = unit_of((double)axis->pieces[stretch].end_ns);
        next = fmax(next, ceil(first / half) * half);
        /* after some decades a double does not tell one tick from the next */
        for (; next <= last && next + half > next; next += half) {
            add_time_tick(timeline, &scale, next, unit);
        }
    }
}

/* Ticks where the steps are; labels where they have room and say something new. */
static void add_event_ticks(struct timeline *timeline)
{
    const struct time_axis *axis = &timeline->axis;
    double label_x = -INFINITY, line_x = -INFINITY;
    char text[32], last_text[32] = "";
    for (uint32_t i = 0; i < axis->piece_count; i++) {
        const struct axis_piece *piece = &axis->pieces[i];
        double x = piece->begin_x;
        if (!is_visible(timeline, x) || x - line_x < LINE_ROOM_PX) {
            continue;
        }
        clock_text(piece->begin_ns, timeline->subject->trace->end_ns, text, sizeof text);
        bool is_labelled = x - label_x >= EVENT_LABEL_ROOM_PX && strcmp(text, last_text) != 0;
        add_grid_line(timeline, x, is_labelled);
        line_x = x;
        if (is_labelled) {
            add_tick_label(timeline, x, piece->begin_ns == 0 ? "0" : text);
            label_x = x;
            strcpy(last_text, text);
        }
    }
}

static void add_dashed(struct timeline *timeline, double left, double right)
{
    double y = timeline->columns.ruler_y + 0.5;
    const struct path_point points[] = {{PATH_MOVE, left, y}, {PATH_LINE, right, y}};
    scene_add_path(
        timeline->scene, points, 2,
        (struct scene_style){.stroke = timeline->theme->ink3, .stroke_width = 1.2, .dash = {3, 5}});
}

/* Two slashes that say: time was left out here. */
static void add_break_mark(struct timeline *timeline, double x)
{
    double y = timeline->columns.ruler_y;
    scene_add_rect(timeline->scene, (struct scene_rect){x - 5, y - 4, 10, 8},
                   (struct scene_style){.fill = timeline->theme->card});
    for (double at = x - 7; at <= x + 1; at += 8) {
        const struct path_point points[] = {{PATH_MOVE, at, y + 6}, {PATH_LINE, at + 6, y - 6}};
        struct scene_item *slash = scene_add_path(
            timeline->scene, points, 2,
            (struct scene_style){.stroke = timeline->theme->ink3, .stroke_width = 1.5});
        slash->round_caps = true;
    }
}

static void add_break(struct timeline *timeline, const char *id, double left, double right)
{
    left = fmax(left, timeline->columns.plot_left);
    right = fmin(right, timeline->columns.plot_right);
    if (right - left < 16) {
        return;
    }
    struct scene_rect box = {left, timeline->columns.ruler_y - 8, right - left, 16};
    scene_begin_group(timeline->scene, id, NULL, box);
    add_dashed(timeline, left, right);
    add_break_mark(timeline, (left + right) / 2);
    scene_end_group(timeline->scene);
}

/* The line under the labels: solid where time runs, dashed where it was cut. */
static void add_ruler_line(struct timeline *timeline)
{
    const struct time_axis *axis = &timeline->axis;
    double y = timeline->columns.ruler_y + 0.5;
    for (uint32_t i = 0; i < axis->piece_count; i++) {
        const struct axis_piece *piece = &axis->pieces[i];
        if (piece->is_break) {
            add_break(timeline, scene_print_text(timeline->scene, "break:%u", i),
                      piece->begin_x + 4, piece->end_x - 4);
            continue;
        }
        double left = fmax(piece->begin_x, axis->left_x);
        double right = fmin(piece->end_x, axis->right_x);
        if (right > left) {
            scene_add_line(timeline->scene, left, y, right, y, timeline->theme->grid_strong, 1);
        }
    }
}

static void add_forever(struct timeline *timeline)
{
    double end = timeline_forever_x(timeline);
    if (timeline->axis.tail_px <= 0 || !is_visible(timeline, end - FOREVER_INSET)) {
        return;
    }
    double middle = timeline->columns.ruler_y - LABEL_OFFSET;
    bool is_covered =
        end - FOREVER_INSET - timeline_cursor_x(timeline) < PILL_ROOM_PX - FOREVER_NEAR;
    struct scene_rect box = {end - 2 * FOREVER_INSET, middle - 12, 2 * FOREVER_INSET, 24};
    add_break(timeline, "break:forever", timeline->axis.end_x + 10, end - STROKE_OVERLAP);
    scene_begin_group(timeline->scene, "ruler-forever",
                      word_text(WORD_LEGEND_FOREVER, timeline->view->language), box);
    if (!is_covered) {
        scene_add_text(timeline->scene, end - FOREVER_INSET, middle + 6, "∞",
                       text_ui(20, 500, timeline->theme->forever), ALIGN_CENTRE, 0);
    }
    scene_end_group(timeline->scene);
}

void ruler_scene_build(struct timeline *timeline)
{
    const struct timeline_columns *columns = &timeline->columns;
    struct scene_rect box = {columns->plot_left, timeline->card.y,
                             columns->plot_right - columns->plot_left,
                             columns->ruler_y - timeline->card.y};
    scene_begin_group(timeline->scene, "ruler", NULL, box);
    if (timeline->axis.kind == AXIS_EVENT) {
        add_event_ticks(timeline);
    } else {
        add_time_ticks(timeline);
    }
    add_ruler_line(timeline);
    add_forever(timeline);
    scene_end_group(timeline->scene);
    if (timeline->view->is_slide) {
        return; /* a slide has no headings */
    }
    bool has_processes =
        timeline->layout.place_count > 0 && timeline->layout.places[0].kind == LANE_PROCESS;
    piece_add_section_head(
        timeline->scene, timeline->theme, columns->label_left, columns->ruler_y - LABEL_OFFSET,
        word_text(has_processes ? WORD_PROCESSES : WORD_THREADS, timeline->view->language), 0);
}
