/* What a variable holds, as a line of steps, each at its store; of a list, its length. Where a
 * store wrote over another thread's (a lost update), the fall is red, and a dashed line shows the
 * value that its thread had read and kept meanwhile:
 *
 *               .-'              10 |
 *            .-'                    |
 *     1 o----- - - - - - - - - - - -|
 *                                   '-- 0
 */
#include <math.h>
#include <stdlib.h>

#include "tracer/analysis/instant_sentence.h"
#include "tracer/model/arena.h"
#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define SENTENCE_SIZE  500
#define LINE_WIDTH     1.8
#define TINT           0.07
#define TOP_INSET      0.28 /* of the lane's height, for the numbers above the line */
#define BOTTOM_INSET   0.14
#define LABEL_SIZE     11.5
#define LABEL_RISE     4.0
#define LABEL_ASCENT   0.78 /* of the size, above a number's baseline */
#define LABEL_ROOM     4.0  /* a number stands on its own tread, with this much to spare */
#define LOST_RADIUS    3.5
#define LOST_APART_PX  5.0
#define WORDS_APART_PX 120.0 /* where many updates are lost, a few words are enough */

/* What is drawn within one pixel: the value at its end. */
struct tread {
    double x;
    int value;
    uint32_t event;
};

struct staircase {
    struct tread *treads; /* by x; the first may begin left of the plot */
    size_t count, capacity;
    double end_x;
    double top, bottom; /* where the largest and the smallest value are drawn */
    int low, high;
};

/* The first change after a time. */
static uint32_t change_after(const struct object_lane *lane, uint64_t time_ns)
{
    uint32_t low = 0, high = lane->change_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (lane->changes[middle].time_ns <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void add_tread(struct staircase *stairs, double x, const struct lane_change *change)
{
    stairs->treads =
        array_grow(stairs->treads, stairs->count + 1, &stairs->capacity, sizeof *stairs->treads);
    int value = (int)change->value;
    stairs->low = stairs->count == 0 || value < stairs->low ? value : stairs->low;
    stairs->high = stairs->count == 0 || value > stairs->high ? value : stairs->high;
    stairs->treads[stairs->count++] = (struct tread){x, value, change->event};
}

/* A number above the highest tread must not leave the lane. */
static double label_height(const struct timeline *timeline)
{
    return LABEL_RISE + LABEL_ASCENT * fmax(LABEL_SIZE, timeline->scene->text_least_px);
}

/* One tread a pixel at most, however many stores lie in it. */
static struct staircase measure(const struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    struct staircase stairs = {
        .end_x = fmin(timeline->axis.end_x, timeline->columns.plot_right),
        .top = place->top + fmax(place->height * TOP_INSET, label_height(timeline)),
        .bottom = place->top + place->height * (1 - BOTTOM_INSET),
    };
    uint32_t next =
        change_after(lane, time_axis_time(&timeline->axis, timeline->columns.plot_left));
    for (uint32_t i = next > 0 ? next - 1 : 0; i < lane->change_count; i = next) {
        double x = timeline_x(timeline, lane->changes[i].time_ns);
        if (x > stairs.end_x) {
            break;
        }
        next = change_after(lane, time_axis_time(&timeline->axis, x + 1));
        next = next > i ? next : i + 1;
        add_tread(&stairs, x, &lane->changes[next - 1]);
    }
    return stairs;
}

static double value_y(const struct staircase *stairs, int value)
{
    double range = (double)stairs->high - stairs->low;
    double share = range > 0 ? ((double)value - stairs->low) / range : 0.5;
    return stairs->bottom - share * (stairs->bottom - stairs->top);
}

static void add_line(struct timeline *timeline, const struct staircase *stairs)
{
    struct path_point *points = calloc(2 * stairs->count + 4, sizeof *points);
    uint32_t count = 0;
    for (size_t i = 0; points && i < stairs->count; i++) {
        double x = stairs->treads[i].x, y = value_y(stairs, stairs->treads[i].value);
        double end_x = i + 1 < stairs->count ? stairs->treads[i + 1].x : stairs->end_x;
        points[count] = (struct path_point){count == 0 ? PATH_MOVE : PATH_LINE, x, y};
        points[count + 1] = (struct path_point){PATH_LINE, fmax(x, end_x), y};
        count += 2;
    }
    if (count > 0) {
        scene_add_path(
            timeline->scene, points, count,
            (struct scene_style){.stroke = timeline->theme->ink2, .stroke_width = LINE_WIDTH});
        points[count] = (struct path_point){PATH_LINE, points[count - 1].x, stairs->bottom};
        points[count + 1] = (struct path_point){PATH_LINE, points[0].x, stairs->bottom};
        points[count + 2] = (struct path_point){PATH_CLOSE, 0, 0};
        scene_add_path(timeline->scene, points, count + 3,
                       (struct scene_style){.fill = colour_fade(timeline->theme->ink2, TINT)});
    }
    free(points);
}

/* A number that ends or begins at x; words that lie there give way. */
static void add_number(struct timeline *timeline, double x, double line_y, const char *number,
                       struct text_style style, enum text_align align)
{
    double width = scene_measure_text(timeline->scene, number, style);
    double left = align == ALIGN_RIGHT ? x - width : x, height = label_height(timeline);
    scene_remove_words(timeline->scene,
                       (struct scene_rect){left, line_y - height, width, height - LABEL_RISE});
    scene_add_text(timeline->scene, x, line_y - LABEL_RISE, number, style, align, 0);
}

/* The numbers that have room above their tread, and the last one in any case. */
static void add_numbers(struct timeline *timeline, const struct staircase *stairs)
{
    struct text_style style = text_code(LABEL_SIZE, 500, timeline->theme->ink2);
    for (size_t i = 0; i < stairs->count; i++) {
        const struct tread *tread = &stairs->treads[i];
        bool is_last = i + 1 == stairs->count;
        double left = fmax(tread->x, timeline->columns.plot_left);
        double end_x = is_last ? stairs->end_x : stairs->treads[i + 1].x;
        const char *number = scene_print_text(timeline->scene, "%d", tread->value);
        double width = scene_measure_text(timeline->scene, number, style);
        if (end_x - left >= width + LABEL_ROOM) {
            add_number(timeline, left + LABEL_ROOM / 2, value_y(stairs, tread->value), number,
                       style, ALIGN_LEFT);
        } else if (is_last) {
            add_number(timeline, end_x, value_y(stairs, tread->value), number, style, ALIGN_RIGHT);
        }
    }
}

/* ---- lost updates ---- */

static const struct finding *find_losses(const struct timeline *timeline, uint32_t object)
{
    const struct analysis *analysis = timeline->subject->analysis;
    for (uint32_t i = 0; analysis != NULL && i < analysis->finding_count; i++) {
        const struct finding *finding = &analysis->findings[i];
        if (finding->lost_update_count > 0 && finding->objects[0] == object) {
            return finding;
        }
    }
    return NULL;
}

static void add_kept_value(struct timeline *timeline, double left, double right, double y)
{
    const struct path_point points[] = {{PATH_MOVE, left, y}, {PATH_LINE, right, y}};
    scene_add_path(timeline->scene, points, 2,
                   (struct scene_style){
                       .stroke = timeline->theme->forever, .stroke_width = 1.4, .dash = {4, 4}});
    scene_add_circle(timeline->scene, left, y, LOST_RADIUS,
                     (struct scene_style){.fill = timeline->theme->card,
                                          .stroke = timeline->theme->forever,
                                          .stroke_width = 1.6});
}

static const char *loss_title(const struct timeline *timeline, const char *id,
                              const struct lost_update *lost)
{
    char sentence[SENTENCE_SIZE];
    if (!timeline_tells(timeline, id)) {
        return NULL;
    }
    return scene_copy_text(timeline->scene, instant_sentence_of_loss(timeline->subject->trace, lost,
                                                                     timeline->view->language,
                                                                     sentence, sizeof sentence));
}

static void add_loss(struct timeline *timeline, const struct staircase *stairs,
                     const struct lost_update *lost, double x)
{
    const struct event *events = timeline->subject->trace->events;
    int read = (int)value_low(events[lost->load].value);
    int stored = (int)value_low(events[lost->store].value);
    double y = value_y(stairs, stored);
    const char *id = scene_print_text(timeline->scene, "lost-update:%u", lost->store);
    scene_begin_group(
        timeline->scene, id, loss_title(timeline, id, lost),
        (struct scene_rect){x - LOST_RADIUS, y - LOST_RADIUS, 2 * LOST_RADIUS, 2 * LOST_RADIUS});
    add_kept_value(timeline, timeline_event_x(timeline, lost->load), x, value_y(stairs, read));
    if (lost->overwritten != NONE_INDEX) {
        double from_y = value_y(stairs, (int)value_low(events[lost->overwritten].value));
        scene_add_line(timeline->scene, x, from_y, x, y, timeline->theme->forever,
                       LINE_WIDTH + 0.6);
    }
    scene_add_circle(timeline->scene, x, y, LOST_RADIUS,
                     (struct scene_style){.fill = timeline->theme->forever});
    scene_end_group(timeline->scene);
}

/* "lost update", beside the fall, where it overlaps no earlier one. */
static double add_loss_words(struct timeline *timeline, const struct lane_place *place, double x)
{
    const char *words = word_text(WORD_LOST_UPDATE_MARK, timeline->view->language);
    struct text_style style = text_ui(LABEL_SIZE, 650, timeline->theme->forever);
    double width = scene_measure_text(timeline->scene, words, style);
    if (x + 2 * LOST_RADIUS + width > timeline->columns.plot_right) {
        return x;
    }
    scene_add_text(timeline->scene, x + 2 * LOST_RADIUS,
                   text_baseline(place->top + place->height * TOP_INSET / 2, LABEL_SIZE), words,
                   style, ALIGN_LEFT, 0);
    return x + 2 * LOST_RADIUS + width + WORDS_APART_PX;
}

static void add_losses(struct timeline *timeline, const struct lane_place *place,
                       const struct staircase *stairs)
{
    const struct finding *finding = find_losses(timeline, place->index);
    double drawn_x = -INFINITY, words_x = -INFINITY;
    for (uint32_t i = 0; finding != NULL && i < finding->lost_update_count; i++) {
        const struct lost_update *lost = &finding->lost_updates[i];
        double x = timeline_event_x(timeline, lost->store);
        if (x < timeline->columns.plot_left || x - drawn_x < LOST_APART_PX) {
            continue;
        }
        if (x > timeline->columns.plot_right) {
            break;
        }
        add_loss(timeline, stairs, lost, x);
        drawn_x = x;
        if (timeline->layout.measure.has_details && x >= words_x) {
            words_x = add_loss_words(timeline, place, x);
        }
    }
}

void variable_lane_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    struct scene_rect row = {timeline->columns.plot_left, place->top,
                             timeline->columns.plot_right - timeline->columns.plot_left,
                             place->height};
    struct staircase stairs = measure(timeline, place);
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "variable:%u", place->index), NULL, row);
    add_line(timeline, &stairs);
    add_losses(timeline, place, &stairs);
    add_numbers(timeline, &stairs);
    scene_end_group(timeline->scene);
    free(stairs.treads);
}
