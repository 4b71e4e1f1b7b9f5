/* A notify that nobody heard: a red line leaves the bar, breaks, and only its shadow reaches the
 * empty room, where 0 threads wait. Below the room it is measured how much too early it came. */
#include <math.h>

#include "viewer/scene/piece/piece.h"
#include "viewer/scene/timeline/timeline_part.h"
#include "viewer/scene/view/words.h"

#define DOT_RADIUS        3.5
#define RING_RADIUS       5.5
#define SLASH_WIDTH       20.0
#define SLASH_RISE        10.0
#define SLASH_GAP         12.0
#define HEAD_WIDTH        14.0
#define HEAD_LENGTH       9.0
#define ROOM_GAP          3.0
#define ZERO_RADIUS       12.0
#define PILL_HEIGHT       30.0
#define PILL_GAP          26.0 /* from the line to the pill */
#define PILL_POINTER      8.0
#define SMALL_MARK_GAP    20.0
#define SMALL_MARK_RADIUS 8.0
#define TEXT_SIZE         14.0
#define END_ROOM          30.0 /* beside words that are as long as the plot */
#define CROSS_SIZE        8.0
#define DIMENSION_GAP     6.0
#define DIMENSION_ROOM    60.0 /* of the arrows beside words */
#define DIMENSION_BESIDE  12.0

/* Where the parts lie. */
struct broken_line {
    double x;
    double origin_y, bar_bottom;
    double break_y; /* the middle between the slashes */
    double room_top, room_middle;
    const char *sentence; /* what was lost */
};

static void add_round_path(struct timeline *timeline, const struct path_point *points,
                           uint32_t count, double width, double dash_on, double dash_off)
{
    struct scene_item *item =
        scene_add_path(timeline->scene, points, count,
                       (struct scene_style){.stroke = timeline->theme->forever,
                                            .stroke_width = width,
                                            .dash = {dash_on, dash_off}});
    item->round_caps = dash_on == 0;
}

static void add_slash(struct timeline *timeline, double x, double y)
{
    const struct path_point points[] = {{PATH_MOVE, x - SLASH_WIDTH / 2, y + SLASH_RISE / 2},
                                        {PATH_LINE, x + SLASH_WIDTH / 2, y - SLASH_RISE / 2}};
    add_round_path(timeline, points, 2, 3, 0, 0);
}

static void add_line(struct timeline *timeline, const struct broken_line *line)
{
    const struct theme *theme = timeline->theme;
    double x = line->x, upper = line->break_y - SLASH_GAP + 1,
           lower = line->break_y + SLASH_GAP - 1;
    double tip = line->room_top - ROOM_GAP;
    scene_add_line(timeline->scene, x, line->origin_y, x, line->bar_bottom, theme->card, 3.6);
    scene_add_line(timeline->scene, x, line->origin_y, x, line->bar_bottom + 6, theme->forever,
                   2.4);
    scene_add_line(timeline->scene, x, line->bar_bottom + 5, x, upper, theme->forever, 3);
    scene_add_circle(timeline->scene, x, line->origin_y, RING_RADIUS,
                     (struct scene_style){.fill = theme->card});
    scene_add_circle(timeline->scene, x, line->origin_y, DOT_RADIUS,
                     (struct scene_style){.fill = theme->forever});
    add_slash(timeline, x, line->break_y - SLASH_GAP + 1);
    add_slash(timeline, x, line->break_y + SLASH_GAP - 1);
    if (tip - HEAD_LENGTH > lower) {
        const struct path_point shaft[] = {{PATH_MOVE, x, lower + 5}, {PATH_LINE, x, tip - 10}};
        add_round_path(timeline, shaft, 2, 2.4, 5, 6);
    }
    const struct path_point head[] = {{PATH_MOVE, x - HEAD_WIDTH / 2, tip - HEAD_LENGTH},
                                      {PATH_LINE, x, tip},
                                      {PATH_LINE, x + HEAD_WIDTH / 2, tip - HEAD_LENGTH}};
    add_round_path(timeline, head, 3, 2.4, 0, 0);
}

/* The dashed circle that counts who heard it: nobody. */
static void add_zero(struct timeline *timeline, const struct broken_line *line)
{
    double radius = fmin(ZERO_RADIUS, line->room_middle - line->room_top);
    double size = fmin(TEXT_SIZE, radius * 1.2);
    struct scene_rect box = {line->x - radius, line->room_middle - radius, 2 * radius, 2 * radius};
    scene_begin_group(timeline->scene, "lost-notify-zero",
                      word_text(WORD_ROOM_EMPTY, timeline->view->language), box);
    scene_add_circle(timeline->scene, line->x, line->room_middle, radius,
                     (struct scene_style){.stroke = timeline->theme->forever,
                                          .stroke_width = 1.8,
                                          .dash = {4, 3.6}});
    scene_add_text(timeline->scene, line->x, text_baseline(line->room_middle, size), "0",
                   text_ui(size, 700, timeline->theme->forever), ALIGN_CENTRE, 0);
    scene_end_group(timeline->scene);
}

static void add_cross(struct timeline *timeline, double x, double y, scene_colour colour)
{
    double half = CROSS_SIZE / 2;
    const struct path_point points[] = {{PATH_MOVE, x - half, y - half},
                                        {PATH_LINE, x + half, y + half},
                                        {PATH_MOVE, x + half, y - half},
                                        {PATH_LINE, x - half, y + half}};
    struct scene_item *item = scene_add_path(
        timeline->scene, points, 4, (struct scene_style){.stroke = colour, .stroke_width = 2.3});
    item->round_caps = true;
}

/* Between compact lanes there is room for the cross alone. */
static void add_small_mark(struct timeline *timeline, const struct broken_line *line)
{
    double x = line->x - SMALL_MARK_GAP, y = line->break_y;
    struct scene_rect box = {x - SMALL_MARK_RADIUS, y - SMALL_MARK_RADIUS, 2 * SMALL_MARK_RADIUS,
                             2 * SMALL_MARK_RADIUS};
    scene_begin_group(timeline->scene, "lost-notify-mark", line->sentence, box);
    scene_add_circle(timeline->scene, x, y, SMALL_MARK_RADIUS,
                     (struct scene_style){.fill = timeline->theme->forever});
    add_cross(timeline, x, y, timeline->theme->forever_on);
    scene_end_group(timeline->scene);
}

/* Whether the pill would cover something on a thread's lane: a bar, its number or its words. */
static bool is_taken(const struct timeline *timeline, double x, double y)
{
    double reach = PILL_HEIGHT / 2 + 2;
    uint64_t time_ns = time_axis_time(&timeline->axis, x);
    for (uint32_t i = 0; i < timeline->layout.place_count; i++) {
        const struct lane_place *place = &timeline->layout.places[i];
        if (place->kind != LANE_THREAD || y + reach < place->top ||
            y - reach > place->top + place->height) {
            continue;
        }
        const struct interval_list *segments =
            &timeline->subject->lanes->threads[place->index].segments;
        if (segments->count > 0 && interval_begin(segments, 0) <= time_ns) {
            return true;
        }
    }
    return false;
}

/* The red pill beside the break; on the right if there is no room on the left. */
static void add_pill(struct timeline *timeline, const struct broken_line *line)
{
    const struct theme *theme = timeline->theme;
    const char *words = word_text(WORD_LOST_NOTIFY_MARK, timeline->view->language);
    if (!timeline->layout.measure.has_labels) {
        add_small_mark(timeline, line);
        return;
    }
    struct text_style style = text_ui(TEXT_SIZE, 700, theme->forever_on);
    double width = scene_measure_text(timeline->scene, words, style) + 40;
    double y = line->break_y;
    bool is_left = line->x - PILL_GAP - width > timeline->columns.plot_left;
    if (!is_left && is_taken(timeline, line->x + PILL_GAP + width, y)) {
        add_small_mark(timeline, line);
        return;
    }
    double side = is_left ? -1 : 1;
    double left = is_left ? line->x - PILL_GAP - width : line->x + PILL_GAP;
    double edge = line->x + side * (PILL_GAP + 1);
    struct scene_rect pill = {left, y - PILL_HEIGHT / 2, width, PILL_HEIGHT};
    const struct path_point pointer[] = {{PATH_MOVE, edge, y - 5},
                                         {PATH_LINE, edge - side * PILL_POINTER, y},
                                         {PATH_LINE, edge, y + 5},
                                         {PATH_CLOSE, 0, 0}};
    scene_begin_group(timeline->scene, "lost-notify-mark", line->sentence, pill);
    scene_add_rect(timeline->scene, pill,
                   (struct scene_style){.fill = theme->forever, .radius = PILL_HEIGHT / 2});
    scene_add_path(timeline->scene, pointer, 4, (struct scene_style){.fill = theme->forever});
    add_cross(timeline, left + 17, y, theme->forever_on);
    scene_add_text(timeline->scene, left + 28, text_baseline(y, TEXT_SIZE), words, style,
                   ALIGN_LEFT, 0);
    scene_end_group(timeline->scene);
}

/* Breaks half way; if a thread's bar lies there, between the threads and the room. */
static double choose_break(const struct timeline *timeline, const struct broken_line *line)
{
    double middle = (line->bar_bottom + line->room_top) / 2;
    double lowest = line->room_top - ROOM_GAP - HEAD_LENGTH - SLASH_GAP - SLASH_RISE / 2;
    double group_top = timeline->layout.group_top;
    for (uint32_t i = 0; i < timeline->layout.place_count; i++) {
        const struct lane_place *place = &timeline->layout.places[i];
        if (place->kind == LANE_THREAD && fabs(place->centre - middle) < place->height / 2) {
            middle = fmin(fmax(place->centre, line->bar_bottom + 2 * SLASH_GAP), lowest);
            break;
        }
    }
    double below = (group_top + line->room_top) / 2;
    if (is_taken(timeline, line->x, middle) && group_top > line->bar_bottom && below < lowest) {
        return below;
    }
    return fmin(middle, lowest);
}

static void add_broken_line(struct timeline *timeline, const struct finding *finding,
                            const struct broken_line *line)
{
    struct scene_rect hit = {line->x - 12, line->origin_y - 6, 24,
                             line->room_middle - line->origin_y + 18};
    scene_begin_group(timeline->scene, "lost-notify", finding->sentence, hit);
    add_line(timeline, line);
    add_pill(timeline, line);
    add_zero(timeline, line);
    scene_end_group(timeline->scene);
}

static void add_end(struct timeline *timeline, double x, double y, double top, double direction)
{
    scene_colour colour = timeline->theme->forever;
    double at = floor(x) + 0.5;
    scene_add_line(timeline->scene, at, top, at, y + 9, colour, 1.4);
    piece_add_arrow_head(timeline->scene, x, y, direction, 0, 10, colour);
}

/* Whether words stand between the ends, or right of them, without covering one. */
static bool fits_dimension(const struct timeline *timeline, const char *words,
                           struct text_style style, double left, double right)
{
    double width = scene_measure_text(timeline->scene, words, style);
    return width + DIMENSION_ROOM < right - left ||
           right + DIMENSION_BESIDE + width <= timeline->columns.plot_right;
}

/* |<---- 1.90 ms too early for 小爱 ---->| or, with less room, 1.90 ms alone. */
static void add_dimension(struct timeline *timeline, const struct finding *finding, double top,
                          double y)
{
    const struct trace *trace = timeline->subject->trace;
    const struct event *missed = &trace->events[finding->missed_by_event];
    uint64_t early_ns = missed->time_ns - trace->events[finding->notify_event].time_ns;
    double left = timeline_event_x(timeline, finding->notify_event);
    double right = timeline_x(timeline, missed->time_ns);
    char early[32];
    duration_text(early_ns, early, sizeof early);
    const char *words =
        scene_print_text(timeline->scene, word_text(WORD_TOO_EARLY_FOR, timeline->view->language),
                         early, timeline_thread_name(timeline, missed->thread));
    struct text_style style = text_ui(TEXT_SIZE, 700, timeline->theme->forever_text);
    double room = timeline->columns.plot_right - timeline->columns.plot_left - 2 * END_ROOM;
    const char *said = fits_dimension(timeline, words, style, left, right) ? words : early;
    double width = fmin(room, scene_measure_text(timeline->scene, said, style));
    bool fits = width + DIMENSION_ROOM < right - left;
    double text_left = fits ? (left + right - width) / 2 : right + DIMENSION_BESIDE;
    text_left = fmin(text_left, timeline->columns.plot_right - width);
    scene_begin_group(timeline->scene, "too-early", words,
                      (struct scene_rect){left, y - 13, fmax(right, text_left + width) - left, 26});
    scene_add_line(timeline->scene, left + 6, y, right - 6, y, timeline->theme->forever, 1.6);
    add_end(timeline, left, y, top, -1);
    add_end(timeline, right, y, top, 1);
    scene_add_rect(timeline->scene, (struct scene_rect){text_left - 10, y - 13, width + 20, 26},
                   (struct scene_style){.fill = timeline->theme->card, .radius = 6});
    scene_add_text(timeline->scene, text_left, text_baseline(y, TEXT_SIZE), said, style, ALIGN_LEFT,
                   room + 0.5);
    scene_end_group(timeline->scene);
}

static void add_lost_notify(struct timeline *timeline, const struct finding *finding)
{
    const struct event *notify = &timeline->subject->trace->events[finding->notify_event];
    const struct lane_place *thread = lane_layout_thread(&timeline->layout, notify->thread);
    const struct lane_place *room =
        event_is_about(notify, TARGET_OBJECT)
            ? lane_layout_object(&timeline->layout, target_index(notify->target))
            : NULL;
    if (thread == NULL || room == NULL) {
        return;
    }
    const struct lane_measure *measure = &timeline->layout.measure;
    double rows = room->row_count > 0 ? room->row_count : 1;
    double half = (rows * (measure->row_height + measure->row_gap) - measure->row_gap) / 2;
    struct broken_line line = {
        .x = timeline_event_x(timeline, finding->notify_event),
        .origin_y = thread->centre,
        .bar_bottom = thread->centre + measure->bar_height / 2,
        .room_top = room->centre - half,
        .room_middle = room->centre,
        .sentence = finding->sentence,
    };
    line.break_y = choose_break(timeline, &line);
    add_broken_line(timeline, finding, &line);
    if (finding->missed_by_event != NONE_INDEX && room->has_dimension) {
        double bottom = room->centre + half, free_height = room->top + room->height - bottom;
        add_dimension(timeline, finding, bottom + DIMENSION_GAP, bottom + free_height * 0.51);
    }
}

static bool is_lit(const struct timeline *timeline, const struct finding *finding)
{
    const struct involvement *involvement = &timeline->involvement;
    return involvement->is_told && finding->notify_event >= involvement->first_event &&
           finding->notify_event <= involvement->last_event;
}

static void build(struct timeline *timeline, bool of_lit)
{
    const struct analysis *analysis = timeline->subject->analysis;
    for (uint32_t i = 0; analysis != NULL && i < analysis->finding_count; i++) {
        const struct finding *finding = &analysis->findings[i];
        if (finding->kind == FINDING_LOST_NOTIFY && finding->notify_event != NONE_INDEX &&
            is_lit(timeline, finding) == of_lit) {
            add_lost_notify(timeline, finding);
        }
    }
}

void lost_notify_scene_build(struct timeline *timeline)
{
    build(timeline, false);
}

void lit_lost_notify_scene_build(struct timeline *timeline)
{
    build(timeline, true);
}
